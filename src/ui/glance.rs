use leptos::prelude::*;

use super::position::Glimpse;
use super::shown::Shown;
use super::words::Standing;
use crate::engine::UserAction;
use crate::engine::view::SessionView;

/// The worst position in few words, for a small window beside other work.
#[component]
pub fn Glance(
    /// Brings the page to the front.
    #[prop(into)]
    go_to_page: Callback<()>,
) -> impl IntoView {
    let shown = Shown::here();
    let worst = shown.session(|session| {
        let worst = *session.arranged().first()?;
        let standing = Standing::of(worst, session.data(worst.key.chain));
        Some((worst.clone(), standing))
    });
    let worst = Memo::new(move |_| worst.get().flatten());
    let others = shown.session(others);
    let top_up = move |_| {
        if let Some((position, _)) = worst.get_untracked() {
            go_to_page.run(());
            shown.act(UserAction::OpenTopUp(position.key));
        }
    };
    view! {
        <div class="widget glance">
            <Show
                when=move || worst.with(Option::is_some)
                fallback=|| view! { <p class="hint">{"No position is known now."}</p> }
            >
                <Glimpse worst />
                <button
                    type="button"
                    class="primary"
                    disabled=move || {
                        worst.with(|worst| worst.as_ref().is_none_or(|(one, _)| one.can_top_up.is_err()))
                    }
                    on:click=top_up
                >
                    {"Top up…"}
                </button>
                <p class="hint">{others}</p>
            </Show>
        </div>
    }
}

fn others(session: &SessionView) -> String {
    match session.arranged().len() {
        0 | 1 => String::new(),
        2 => "1 other position stands better.".to_owned(),
        several => format!(
            "{} other positions stand better.",
            several.saturating_sub(1)
        ),
    }
}
