use leptos::prelude::*;

use crate::engine::view::SessionView;
use crate::ui::shown::Shown;

/// Nothing is held or owed where it was looked.
#[component]
pub fn Empty() -> impl IntoView {
    let nothing = Shown::here().session(nothing);
    view! {
        <section class="card hero" part="empty">
            <h2>{"Nothing to watch here"}</h2>
            <p class="lead">{nothing}</p>
            <p>
                {"A new position appears by itself. “Find my positions” below looks on the other chains."}
            </p>
        </section>
    }
}

fn nothing(session: &SessionView) -> String {
    let chains = session.chains.iter();
    let names: Vec<&str> = chains.map(|one| one.chain.name.as_str()).collect();
    let chains = match &names[..] {
        [] => "any chain that could be looked at".to_owned(),
        names => names.join(", "),
    };
    match session.accounts.len() {
        1 => format!("This account has no position in any market that is known on {chains}."),
        _ => format!("These accounts have no position in any market that is known on {chains}."),
    }
}
