use std::any::Any;
use std::sync::Arc;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::ShadowRoot;

use super::alarm::Alarm;
use super::announce::Announcements;
use super::connect::Connect;
use super::first_look::{FirstLook, Later};
use super::header::Header;
use super::log::Log;
use super::notices::{Misconfigured, Notices};
use super::session::Session;
use super::shown::Shown;
use super::top_up::TopUp;
use super::watched::Watched;
use crate::engine::{UserAction, View};

/// The widget on the page. Dropping it takes it away.
pub struct Interface {
    _mounted: Box<dyn Any>,
}

impl Interface {
    /// Shows `view` in `root` and follows its changes; `act` is told what a person does.
    pub fn mount(
        root: ShadowRoot,
        view: ArcRwSignal<Arc<View>>,
        act: impl Fn(UserAction) + 'static,
    ) -> Self {
        let mounted = mount_to(root.unchecked_into(), move || {
            provide_context(Shown::new(view, act));
            view! { <Widget /> }
        });
        Self {
            _mounted: Box::new(mounted),
        }
    }
}

/// The whole widget.
#[component]
fn Widget() -> impl IntoView {
    let is_first_look = FirstLook::begin();
    let watching = Shown::here().session(|_| ());
    // Its words are English, whatever page it is on: its numbers would lose their signs to the other
    // end of the line on one that is read from right to left.
    view! {
        <div
            class="widget"
            part="widget"
            lang="en"
            dir="ltr"
            data-first-look=move || is_first_look.get().then_some("")
        >
            <Header />
            <Notices />
            <div class="body">
                <Connect />
                <Session />
            </div>
            <Misconfigured />
            <Later>
                <Show when=move || watching.get().is_some()>
                    <Watched />
                    <Alarm />
                </Show>
                <Log />
            </Later>
            <Announcements />
            <TopUp />
        </div>
    }
}
