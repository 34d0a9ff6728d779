use leptos::prelude::*;

use crate::ui::scan::Scan;
use crate::ui::shown::Shown;

/// The topic, for the phone that is to be called.
#[component]
pub fn Subscribe() -> impl IntoView {
    let address = Shown::here().part(|view| {
        let topic = view.alarm.push.topic.as_ref();
        topic.map(|topic| topic.address.clone()).unwrap_or_default()
    });
    view! {
        <Scan
            summary="Subscribe your phone"
            text=address
            label="The topic below as a QR code"
            copy="Copy topic"
            advice="Scan it, or type it in the ntfy app."
            hint="Keep it secret: whoever has it reads your calls and can send you others. Only this browser knows it."
        />
    }
}
