use leptos::html;
use leptos::prelude::*;

use crate::ui::icon::{Icon, Picture};

/// One line that says what is set; opened, what can be changed about it.
#[component]
pub fn Setting(
    name: &'static str,
    part: &'static str,
    /// What is set, in a few words.
    #[prop(into)]
    set: Signal<String>,
    /// Whether a call is proven to come this way, where that is what is set.
    #[prop(optional, into)]
    is_good: Signal<Option<bool>>,
    /// Whether there is something to deal with: it opens by itself, and is closed by the person alone.
    #[prop(into)]
    asks: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    // What was typed stays while it is closed.
    let was_open = RwSignal::new(false);
    Effect::new(move |_| {
        if let (true, Some(details)) = (asks.get(), details.get()) {
            details.set_open(true);
        }
    });
    let picture = move || {
        is_good.get().map(|is_good| {
            let icon = if is_good { Icon::Check } else { Icon::Bell };
            view! { <Picture icon /> }
        })
    };
    view! {
        <details
            class="setting"
            part=part
            data-setting=part
            data-good=move || is_good.get().map(|is_good| is_good.to_string())
            node_ref=details
            on:toggle:target=move |event| {
                if event.target().open() {
                    was_open.set(true);
                }
            }
        >
            <summary>
                <h3>{name}</h3>
                <span class="delivery">
                    {picture}
                    <strong role="status">{set}</strong>
                </span>
            </summary>
            <Show when=move || was_open.get() || asks.get()>{children()}</Show>
        </details>
    }
}
