use leptos::prelude::*;

use super::member::Member;
use super::part::part;
use crate::ui::words;

/// The positions that one wallet restores one after the other, what each takes, and how far it is.
#[component]
pub fn Members() -> impl IntoView {
    let keys = part(|top_up| {
        let members = top_up.members.iter();
        members.map(|one| one.position.clone()).collect::<Vec<_>>()
    });
    let keys = Memo::new(move |_| keys.get().unwrap_or_default());
    let taken = part(|top_up| words::taken(&top_up.taken));
    view! {
        <Show when=move || !keys.with(Vec::is_empty)>
            <div class="members">
                <ol aria-label="Positions to top up, the worst first">
                    <For each=move || keys.get() key=Clone::clone let:key>
                        <Member key />
                    </For>
                </ol>
                {move || taken.get().flatten().map(|taken| view! { <p class="hint">{taken}</p> })}
            </div>
        </Show>
    }
}
