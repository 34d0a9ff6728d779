use leptos::prelude::*;

use crate::engine::view::PositionView;
use crate::ui::copy::Exact;
use crate::ui::words;

/// The contracts that the account has let liquidate a part of it early.
#[component]
pub fn PreLiquidations(position: Memo<PositionView>) -> impl IntoView {
    let contracts = Memo::new(move |_| {
        position.with(|one| {
            let contracts = one.pre_liquidations.iter();
            contracts.map(|one| one.contract).collect::<Vec<_>>()
        })
    });
    let words = move |sought| {
        Memo::new(move |_| {
            position.with(|one| {
                let mut contracts = one.pre_liquidations.iter();
                let contract = contracts.find(|one| one.contract == sought);
                contract.map(|contract| words::pre_liquidation(contract, &one.currency))
            })
        })
    };
    view! {
        <For each=move || contracts.get() key=|contract| *contract let:contract>
            <div class="contract">
                <p class="fact">{words(contract)}</p>
                <Exact label="Copy address" text=contract.to_string() />
            </div>
        </For>
    }
}
