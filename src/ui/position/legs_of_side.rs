use leptos::prelude::*;

use super::figures::Figures;
use super::leg::Leg;
use crate::engine::view::LegView;
use crate::risk::Side;

/// All collateral or all debt, a row each.
#[component]
pub fn LegsOfSide(
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
                }) figures />
            </For>
        </tbody>
    }
}

/// Which leg of a position: a token can be on both sides.
type Name = (alloy::primitives::Address, bool);

fn name(leg: &LegView) -> Name {
    (leg.asset, leg.not_counted.is_some())
}
