use leptos::prelude::*;

use super::figures::Figures;
use super::legs_of_side::LegsOfSide;
use crate::risk::Side;

/// Each collateral and debt: what there is of it, at which price, and at which it would liquidate.
#[component]
pub fn Legs(figures: Memo<Figures>) -> impl IntoView {
    view! {
        <table class="legs" part="legs">
            <thead>
                <tr>
                    <th scope="col">{"Token"}</th>
                    <th scope="col">{"Amount"}</th>
                    <th scope="col" class={"price"}>{"Price"}</th>
                    <th scope="col">{"Liquidation price"}</th>
                </tr>
            </thead>
            <LegsOfSide figures side=Side::Collateral name="Collateral" none="Nothing is supplied." />
            <LegsOfSide figures side=Side::Debt name="Debt" none="Nothing is owed." />
        </table>
    }
}
