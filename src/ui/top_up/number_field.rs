use leptos::html;
use leptos::prelude::*;

use crate::ui::problem::Problem;

/// A number that is typed. What is typed stays as it is typed.
#[component]
pub fn NumberField(
    /// Names the field, and with `-problem` what is wrong with it.
    id: &'static str,
    /// What it is for.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it.
    typed: RwSignal<String>,
    /// What it counts.
    #[prop(optional, into)]
    unit: Option<Signal<String>>,
    /// The field itself.
    #[prop(optional)]
    place: NodeRef<html::Input>,
    /// What would stand in it.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong with it.
    #[prop(into)]
    problem: Signal<Option<&'static str>>,
    /// What happens with what is typed.
    set: impl Fn(String) + 'static,
) -> impl IntoView {
    let problem_id = format!("{id}-problem");
    let set = move |text: String| {
        typed.set(text.clone());
        set(text);
    };
    view! {
        <div class="target">
            <label for=id>{label}</label>
            <span class="with-unit">
                <input
                    id=id
                    node_ref=place
                    class="mono"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder=move || hint.get()
                    aria-describedby=problem_id.clone()
                    aria-invalid=move || problem.get().map(|_| "true")
                    prop:value=typed
                    on:input=move |event| set(event_target_value(&event))
                />
                {unit.map(|unit| view! { <span class={"unit"}>{unit}</span> })}
            </span>
            <Problem
                id=problem_id
                words=Signal::derive(move || problem.get().map(str::to_owned))
            />
        </div>
    }
}
