use std::any::Any;

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::ShadowRoot;

use super::glance::Glance;
use super::problem::Problem;
use super::shown::Shown;
use crate::browser::Listener;
use crate::browser::top_window::{self, TopWindow};

/// What is in an open window, what hears of its end, and the window.
type Opened = (Box<dyn Any>, Listener, TopWindow);

/// A button that keeps the worst position in view, in a small window on top of all others.
#[component]
pub fn KeepInView() -> impl IntoView {
    let shown = Shown::here();
    let place = NodeRef::<leptos::html::Button>::new();
    let opened = StoredValue::new_local(None::<Opened>);
    let is_refused = RwSignal::new(false);
    let open = move |_| {
        let button = place.get_untracked();
        let Some(like) = button.and_then(|button| shadow_root(&button)) else {
            return;
        };
        let forked = shown.forked();
        spawn_local(async move {
            let Some(top) = TopWindow::open(&window(), &like).await else {
                is_refused.set(true);
                return;
            };
            is_refused.set(false);
            let go_to_page = || {
                // Refused where the browser keeps the front to itself.
                let _ = window().focus();
            };
            let mounted = mount_to(top.root().clone().unchecked_into(), move || {
                provide_context(forked.here_again());
                view! { <Glance go_to_page /> }
            });
            let ended = Listener::new(top.window(), "pagehide", move |_| {
                opened.set_value(None);
            });
            opened.set_value(Some((Box::new(mounted), ended, top)));
        });
    };
    let refused = Signal::derive(move || {
        let words = "The browser opens no such window now. Nothing else changed.";
        is_refused.get().then(|| words.to_owned())
    });
    view! {
        <Show when=move || top_window::is_there(&window())>
            <button type="button" class="quiet" node_ref=place on:click=open>
                {"Keep in view"}
            </button>
            <Problem words=refused />
        </Show>
    }
}

fn shadow_root(element: &leptos::web_sys::Element) -> Option<ShadowRoot> {
    element.get_root_node().dyn_into().ok()
}
