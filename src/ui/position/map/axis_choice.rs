use leptos::prelude::*;

/// Which group of prices lies along an axis.
#[component]
pub fn AxisChoice(
    label: &'static str,
    names: Memo<Vec<String>>,
    axis: RwSignal<usize>,
    other: RwSignal<usize>,
) -> impl IntoView {
    let choose = move |chosen: usize| {
        // One group is not set against itself: the two change places.
        if other.get_untracked() == chosen {
            other.set(axis.get_untracked());
        }
        axis.set(chosen);
    };
    let option = move |(index, name): (usize, String)| {
        view! {
            <option value=index.to_string() selected=move || axis.get() == index>
                {name}
            </option>
        }
    };
    view! {
        <label class="axis-choice">
            {label}
            <select on:change:target=move |event| {
                event.target().value().parse().into_iter().for_each(choose)
            }>{move || names.get().into_iter().enumerate().map(option).collect_view()}</select>
        </label>
    }
}
