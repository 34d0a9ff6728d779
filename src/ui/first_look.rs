use std::time::Duration;

use leptos::prelude::*;

use super::shown::Shown;
use crate::engine::View;
use crate::engine::view::{Body, ConnectionView};

/// Who waits longer for a first reading may have to look after what it is read through.
const LONGEST: Duration = Duration::from_secs(2);

/// How bad it is comes first: whatever else there is follows once that is on the screen.
#[derive(Clone, Copy)]
pub struct FirstLook {
    is_over: RwSignal<bool>,
}

impl FirstLook {
    /// Begins the first look at a widget; whether it goes on.
    pub fn begin() -> Signal<bool> {
        let is_over = RwSignal::new(false);
        provide_context(Self { is_over });
        // The widget may be gone by then.
        let end = move || {
            is_over.try_set(true);
        };
        set_timeout(end, LONGEST);
        let shows = Shown::here().part(shows);
        Effect::new(move |begun: Option<bool>| {
            let begun = begun.unwrap_or_default();
            if !begun && shows.get() {
                // The frame after that in which it is drawn.
                request_animation_frame(move || request_animation_frame(end));
            }
            begun || shows.get_untracked()
        });
        Signal::derive(move || !is_over.get())
    }
}

/// Whether there is something to look at.
fn shows(view: &View) -> bool {
    match &view.connection {
        ConnectionView::Starting | ConnectionView::Reaching => false,
        ConnectionView::Connected(session) => !matches!(session.body, Body::Loading { .. }),
        ConnectionView::NoWallet { .. }
        | ConnectionView::Choose { .. }
        | ConnectionView::Connecting { .. } => true,
    }
}

/// What is shown after the first look.
#[component]
pub fn Later(children: ChildrenFn) -> impl IntoView {
    let FirstLook { is_over } = expect_context();
    view! { <Show when=move || is_over.get()>{children()}</Show> }
}
