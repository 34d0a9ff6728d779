use leptos::prelude::*;

use crate::engine::view::PositionView;
use crate::ui::copy::Exact;
use crate::ui::words;

/// The contracts that the account has let liquidate a part of it early.
#[component]
pub fn PreLiquidations(position: Memo<PositionView>) -> impl IntoView {
    let contracts = Memo::new(move |_| {
        position.with(|one| (one.pre_liquidations.clone(), one.currency.clone()))
    });
    move || {
        contracts.with(|(contracts, currency)| {
            let contracts = contracts.iter().map(|contract| {
                view! {
                    <div class="contract">
                        <p class="fact">{words::pre_liquidation(contract, currency)}</p>
                        <Exact label="Copy address" text=contract.contract.to_string() />
                    </div>
                }
            });
            contracts.collect_view()
        })
    }
}
