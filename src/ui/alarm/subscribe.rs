use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::HtmlDetailsElement;

use crate::ui::copy::Exact;
use crate::ui::qr::Qr;
use crate::ui::shown::Shown;

/// The topic, for the phone that is to be called.
#[component]
pub fn Subscribe() -> impl IntoView {
    let address = Shown::here().part(|view| {
        let topic = view.alarm.push.topic.as_ref();
        topic.map(|topic| topic.address.clone()).unwrap_or_default()
    });
    let is_open = RwSignal::new(false);
    let toggled = move |event: Event| {
        let details: HtmlDetailsElement = event_target(&event);
        is_open.set(details.open());
    };
    view! {
        <details class="phone" on:toggle=toggled>
            <summary>{"Subscribe your phone"}</summary>
            <Show when=move || is_open.get()>
                <div class="beside">
                    <Qr text=address.get() label="The topic below as a QR code" />
                    <div class="stack">
                        <p>{"Scan it, or type it in the app of ntfy."}</p>
                        <Exact label="Copy topic" text=address />
                        <p class="hint">
                            {"It is a secret: whoever knows it reads along, and can write there. It was made here and is kept in this browser alone."}
                        </p>
                    </div>
                </div>
            </Show>
        </details>
    }
}
