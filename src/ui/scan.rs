use leptos::prelude::*;

use super::copyable_text::CopyableText;
use super::qr::Qr;

/// A text for another device, folded away: as a QR code, and to copy.
#[component]
pub fn Scan(
    summary: &'static str,
    /// Read where it is opened.
    #[prop(into)]
    text: Signal<String>,
    /// What the code is, for those who do not see it.
    label: &'static str,
    copy: &'static str,
    /// What is to be done with it.
    advice: &'static str,
    /// What it contains.
    hint: &'static str,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="phone" part="phone" on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{summary}</summary>
            <Show when=move || is_open.get()>
                <div class="beside">
                    {move || view! { <Qr text=text.get() label /> }}
                    <div class="stack">
                        <p>{advice}</p>
                        <CopyableText label=copy text />
                        <p class="hint">{hint}</p>
                    </div>
                </div>
            </Show>
        </details>
    }
}
