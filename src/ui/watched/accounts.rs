use leptos::prelude::*;

use super::account::Account;
use crate::ui::shown::Shown;

/// Whose positions are watched.
#[component]
pub fn Accounts() -> impl IntoView {
    let accounts = Shown::here().session(|session| {
        let accounts = session.accounts.iter().map(|one| one.account);
        accounts.collect::<Vec<_>>()
    });
    view! {
        <section class="entries">
            <h3>{"Accounts"}</h3>
            <ul class="plain">
                <For each=move || accounts.get().unwrap_or_default() key=|one| *one let:account>
                    <Account account />
                </For>
            </ul>
        </section>
    }
}
