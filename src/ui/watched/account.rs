use alloy::primitives::Address;
use leptos::prelude::*;

use super::naming::Naming;
use crate::engine::UserAction;
use crate::engine::view::Origin;
use crate::ui::act::Act;
use crate::ui::address::{ShortAddress, short};
use crate::ui::shown::Shown;
use crate::ui::words::origin;

/// An account that is watched; what can be changed about it is folded away.
#[component]
pub fn Account(account: Address) -> impl IntoView {
    let shown = Shown::here();
    let one = shown.session(move |session| {
        let mut accounts = session.accounts.iter();
        accounts.find(|one| one.account == account).cloned()
    });
    let one = move || one.get().flatten();
    let name = Memo::new(move |_| one().and_then(|one| one.name));
    let came = Memo::new(move |_| one().map(|one| one.origin));
    let is_muted = Memo::new(move |_| one().is_some_and(|one| one.muted));
    let can_end = move || came.get().is_some_and(|origin| origin != Origin::Wallet);
    let mute = move || match is_muted.get() {
        true => "Notify again",
        false => "Mute",
    };
    view! {
        <li class="entry">
            {move || name.get().map(|name| view! { <span class="name">{name}</span> })}
            <ShortAddress address=account />
            <span class="hint">{move || came.get().map(origin)}</span>
            <details class="change">
                <summary aria-label=format!("Change {}", short(account))>{"Change"}</summary>
                <Naming account name />
                <div class="row">
                    <button
                        type="button"
                        class="quiet"
                        aria-label=move || format!("{}: {}", mute(), short(account))
                        on:click=move |_| {
                            shown.act(UserAction::Mute(account, !is_muted.get_untracked()))
                        }
                    >
                        {mute}
                    </button>
                    <Show when=can_end>
                        <Act class="quiet" action=UserAction::Unwatch(account) attr:aria-label=format!("Stop watching {}", short(account))>{"Stop watching"}
                        </Act>
                        <span class="hint">{"Its calls end."}</span>
                    </Show>
                </div>
            </details>
            <Show when=move || is_muted.get()>
                <p class="hint wide">{"Muted: calls show on this page only."}</p>
            </Show>
        </li>
    }
}
