//! What could act for a position before its market does.

mod opened;
mod protector;
mod strange;

use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::PositionView;
use crate::ui::shown::Shown;
use opened::Opened;

/// The contracts that could act for the position before its market does, looked for when a person opens it.
#[component]
pub fn Protection(position: Memo<PositionView>) -> impl IntoView {
    let shown = Shown::here();
    let can_be = Memo::new(move |_| position.with(|one| one.can_be_protected));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let open = shown.part(move |view| {
        let open = view.protection.as_ref()?;
        key.with_value(|key| open.position == *key)
            .then(|| open.clone())
    });
    let is_open = Memo::new(move |_| open.with(Option::is_some));
    let toggle = move |_| {
        shown.act(match is_open.get_untracked() {
            true => UserAction::CloseProtection,
            false => UserAction::OpenProtection(key.get_value()),
        });
    };
    view! {
        <Show when=move || can_be.get() || is_open.get()>
            <section class="protection">
                <button
                    type="button"
                    class="secondary"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=toggle
                >
                    {"Protect automatically"}
                </button>
                <Show when=move || is_open.get()>
                    <Opened position open />
                </Show>
            </section>
        </Show>
    }
}
