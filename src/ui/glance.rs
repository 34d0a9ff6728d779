use leptos::prelude::*;

use super::notice::{Notice, Tone};
use super::position::{Glimpse, group};
use super::shown::Shown;
use super::words::{Standing, other_positions};
use crate::engine::UserAction;
use crate::engine::view::Attention;

/// The worst position in few words, for a small window beside other work, and whether anybody
/// watches at all.
#[component]
pub fn Glance(
    /// Brings the page to the front.
    #[prop(into)]
    go_to_page: Callback<()>,
) -> impl IntoView {
    let shown = Shown::here();
    let is_unwatched = shown.part(|view| view.attention == Attention::NotWatching);
    let worst = shown.session(|session| {
        let worst = *session.arranged().first()?;
        let standing = Standing::of(worst, session);
        Some((worst.clone(), standing))
    });
    let worst = Memo::new(move |_| worst.get().flatten());
    let place = shown.session(|session| group(session, &session.arranged().first()?.key));
    let place = move || place.get().flatten();
    let others = shown.session(other_positions);
    let others = move || others.get().flatten();
    let top_up = move |_| {
        if let Some((position, _)) = worst.get_untracked() {
            go_to_page.run(());
            shown.act(UserAction::OpenTopUp(position.key));
        }
    };
    view! {
        <div class="widget glance" lang="en" dir="ltr">
            <Show when=move || is_unwatched.get()>
                <Notice tone=Tone::Bad headline="Nobody is watching right now" attr:role="alert">
                    <p>{"Open the page to see why."}</p>
                </Notice>
            </Show>
            <Show
                when=move || worst.with(Option::is_some)
                fallback=|| view! { <p class="hint">{"No position is known now."}</p> }
            >
                {move || place().map(|place| view! { <p class="hint">{place}</p> })}
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
                {move || others().map(|others| view! { <p class="hint">{others}</p> })}
            </Show>
        </div>
    }
}
