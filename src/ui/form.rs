use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::problem::Problem;

/// A form of one line, with what stands in its button.
#[component]
pub fn LineForm(
    /// Names the field, and with `-problem` what is wrong with it.
    id: &'static str,
    /// The field's `type`.
    kind: &'static str,
    /// What it is for.
    label: &'static str,
    /// What such a text looks like.
    placeholder: &'static str,
    /// What is wrong with what was typed last.
    #[prop(into)]
    problem: Signal<Option<&'static str>>,
    /// How many such texts were accepted: one more empties the field.
    #[prop(into)]
    accepted: Signal<usize>,
    /// Whether the person asked for just this field: the keyboard goes to it.
    #[prop(optional)]
    is_asked_for: bool,
    /// What happens with what is typed.
    submit: impl Fn(String) + 'static,
    children: Children,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    Effect::new(move |before: Option<usize>| {
        let now = accepted.get();
        if before.is_some_and(|before| before < now) {
            typed.set(String::new());
        }
        now
    });
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|_| is_asked_for) {
            // A field that cannot be focused leaves the keyboard where it is.
            let _ = field.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        submit(typed.get_untracked());
    };
    let problem_id = format!("{id}-problem");
    view! {
        <form class="line" novalidate on:submit=submit>
            <label for=id>{label}</label>
            <div class="row">
                <input
                    class="mono"
                    id=id
                    type=kind
                    placeholder=placeholder
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby=problem_id.clone()
                    aria-invalid=move || problem.get().map(|_| "true")
                    node_ref=field
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="secondary">
                    {children()}
                </button>
            </div>
            <Problem id=problem_id words=Signal::derive(move || problem.get().map(str::to_owned)) />
        </form>
    }
}
