use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::Body;
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words::read_problem;

/// Nothing could be read.
#[component]
pub fn Unreadable() -> impl IntoView {
    let shown = Shown::here();
    let problem = shown.session(|session| match &session.body {
        Body::Unreadable { problem } => problem.clone(),
        _ => None,
    });
    let why = move || match problem.get().flatten() {
        Some(problem) => read_problem(&problem),
        None => "The endpoint has not answered yet.".to_owned(),
    };
    // Once that nobody watches is said above, so are the reason and what can be done.
    let is_said = shown.session(|session| {
        let mut chains = session.chains.iter();
        chains.any(|one| one.data.state.unknown_since().is_some())
    });
    let is_said = move || is_said.get() == Some(true);
    view! {
        <section class="card hero">
            <h2>{"Your positions could not be read"}</h2>
            <Show when=move || !is_said()>
                <p class="lead">{why}</p>
            </Show>
            <p>
                {"Your positions are not affected. Their numbers are not known now."}
            </p>
            <Show when=move || !is_said()>
                <Act class="primary" action=UserAction::Refresh>{"Try now"}</Act>
            </Show>
        </section>
    }
}
