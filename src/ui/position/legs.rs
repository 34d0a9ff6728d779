use leptos::prelude::*;

use super::figures::Figures;
use super::leg::Leg;
use crate::engine::view::LegView;
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
            <OneSide figures side=Side::Collateral name="Collateral" none="Nothing is supplied." />
            <OneSide figures side=Side::Debt name="Debt" none="Nothing is owed." />
        </table>
    }
}

/// Which leg of a position: a token can be on both sides.
type Name = (alloy::primitives::Address, bool);

fn name(leg: &LegView) -> Name {
    (leg.asset, leg.not_counted.is_some())
}

#[component]
fn OneSide(
    figures: Memo<Figures>,
    side: Side,
    name: &'static str,
    none: &'static str,
) -> impl IntoView {
    let legs = Memo::new(move |_| {
        figures.with(|one| {
            let legs = one.legs.iter().filter(|leg| leg.side == side);
            legs.map(self::name).collect::<Vec<_>>()
        })
    });
    let find = move |sought: Name| {
        figures.with(|one| {
            let mut legs = one.legs.iter().filter(|leg| leg.side == side);
            legs.find(|leg| self::name(leg) == sought).cloned()
        })
    };
    view! {
        <tbody class="side">
            <tr class="side-name">
                <th scope="rowgroup" colspan="4">
                    {name}
                </th>
            </tr>
            <Show when=move || legs.with(Vec::is_empty)>
                <tr>
                    <td class="hint" colspan="4">
                        {none}
                    </td>
                </tr>
            </Show>
            <For each=move || legs.get() key=|name| *name let:name>
                <Leg leg=Memo::new(move |before: Option<&Option<LegView>>| {
                    find(name).or_else(|| before.cloned().flatten())
                }) />
            </For>
        </tbody>
    }
}
