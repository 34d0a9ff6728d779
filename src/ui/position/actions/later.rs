use leptos::prelude::*;

use crate::ui::format;

/// The call is to be made again later.
#[component]
pub fn Later(all: [u64; 3], on_choice: impl Fn(u64) + 'static) -> impl IntoView {
    let [first, ..] = all;
    let chosen = RwSignal::new(first);
    let option = |seconds: u64| {
        view! { <option value=seconds.to_string()>{format!("in {}", format::duration(seconds))}</option> }
    };
    // Who goes through the choices with the keyboard has not chosen yet.
    let choose = move |text: String| {
        if let Ok(seconds) = text.parse() {
            chosen.set(seconds);
        }
    };
    view! {
        <span class="later">
            <button type="button" class="secondary" on:click=move |_| on_choice(chosen.get_untracked())>
                {"Remind me"}
            </button>
            <select
                aria-label="When to remind"
                on:change:target=move |event| choose(event.target().value())
            >
                {all.map(option).into_iter().collect_view()}
            </select>
        </span>
    }
}
