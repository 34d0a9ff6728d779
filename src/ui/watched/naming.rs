use alloy::primitives::Address;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::address::short;
use crate::ui::shown::Shown;

/// What the person calls an account, to be typed.
#[component]
pub fn Naming(account: Address, name: Memo<Option<String>>) -> impl IntoView {
    let shown = Shown::here();
    let typed = RwSignal::new(String::new());
    // What is typed stays until another name is in force.
    Effect::new(move |_| typed.set(name.get().unwrap_or_default()));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        shown.act(UserAction::Name(account, typed.get_untracked()));
    };
    let id = format!("mc-name-{account}");
    view! {
        <form class="row" on:submit=save>
            <label class="unseen" for=id.clone()>
                {format!("Name of {}", short(account))}
            </label>
            <input
                type="text"
                id=id
                placeholder="Name"
                maxlength="24"
                autocomplete="off"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <button type="submit" class="secondary">
                {"Save"}
            </button>
        </form>
    }
}
