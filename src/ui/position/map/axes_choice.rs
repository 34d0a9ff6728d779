use leptos::prelude::*;

use super::axes::Axes;
use super::axis_choice::AxisChoice;
use crate::engine::view::PriceGroup;

/// Which two groups of prices the map is of, where there are more than two.
#[component]
pub fn AxesChoice(axes: Axes) -> impl IntoView {
    let names = Memo::new(move |_| {
        let names = |groups: &Vec<PriceGroup>| groups.iter().map(|one| one.name.clone()).collect();
        axes.groups.with(names)
    });
    view! {
        <Show when=move || names.with(|names: &Vec<String>| names.len() > 2)>
            <div class="axes">
                <AxisChoice label="Across" names axis=axes.across other=axes.up />
                <AxisChoice label="Up" names axis=axes.up other=axes.across />
            </div>
        </Show>
    }
}
