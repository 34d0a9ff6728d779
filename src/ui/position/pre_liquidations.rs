use leptos::prelude::*;

use super::sign::Sign;
use crate::engine::view::PositionView;
use crate::ui::copyable_text::CopyableText;
use crate::ui::words;

/// The contracts that the account has let liquidate a part of it early.
#[component]
pub fn PreLiquidations(position: Memo<PositionView>) -> impl IntoView {
    let contracts = Memo::new(move |_| {
        position.with(|one| {
            let contracts = one.pre_liquidations.iter();
            let contracts = contracts.map(|one| (one.contract, one.take_back));
            contracts.collect::<Vec<_>>()
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
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let can_sign = Memo::new(move |_| position.with(|one| one.can_authorize));
    view! {
        <For each=move || contracts.get() key=|one| *one let((contract, way))>
            <div class="contract">
                <p class="fact">{words(contract)}</p>
                <CopyableText label="Copy address" text=contract.to_string() />
                <Sign key=key.get_value() way can_sign said="Take it back…" />
            </div>
        </For>
    }
}
