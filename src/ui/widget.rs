use std::any::Any;
use std::sync::Arc;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::ShadowRoot;

use super::announce::Announcements;
use super::header::Header;
use super::legacy::Legacy;
use super::notices::Notices;
use super::session::Session;
use super::shown::{Shown, session};
use super::top_up::TopUp;
use super::{alarm, connect, log, watched};
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
    view! {
        <div class="widget" part="widget">
            <Header />
            <Notices />
            <div class="body">
                <Legacy draw=|view| connect::connect(view) />
                <Session />
            </div>
            <Legacy draw=|view| session(view).map(|one| watched::watched(view, one)) />
            <Legacy draw=|view| session(view).map(|_| alarm::alarm(&view.alarm)) />
            <Legacy draw=|view| log::log(&view.log) />
            <Announcements />
            <TopUp />
        </div>
    }
}
