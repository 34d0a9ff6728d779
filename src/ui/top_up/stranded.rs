use leptos::prelude::*;

use super::part::part;
use crate::ui::words;

/// Who is left without where what is chosen, or shown to be signed, is taken.
#[component]
pub fn Stranded() -> impl IntoView {
    let stranded = part(|top_up| {
        let stranded = top_up.stranded.iter().map(words::stranded);
        stranded.collect::<Vec<_>>()
    });
    let stranded = Memo::new(move |_| stranded.get().unwrap_or_default());
    move || {
        let all = stranded.get().into_iter();
        all.map(|said| view! { <p class="stranded">{said}</p> })
            .collect_view()
    }
}
