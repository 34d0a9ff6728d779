use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::{ArcRwSignal, Get, RenderEffect, With};
use leptos::web_sys::{Node, ShadowRoot};

use super::act::{Sliders, perform};
use super::acting::Perform;
use super::element::{Child, El, el};
use super::focus::Follow;
use super::render::render;
use super::top_up::Stage;
use super::{alarm, announce, connect, header, log, notices, session, top_up, watched};
use crate::engine::view::ConnectionView;
use crate::engine::{UserAction, View};

/// The widget on the page. Dropping it takes it away.
pub struct Interface {
    root: ShadowRoot,
    _effect: RenderEffect<(Child, Follow)>,
}

impl Interface {
    /// Shows `view` in `root` and follows its changes; `act` is told what a person does.
    pub fn mount(
        root: ShadowRoot,
        view: ArcRwSignal<Rc<View>>,
        act: impl Fn(UserAction) + 'static,
    ) -> Self {
        // It may run already, for another widget of the page.
        let _ = Executor::init_wasm_bindgen();
        let sliders = ArcRwSignal::new(Sliders::new());
        let perform: Perform = {
            let sliders = sliders.clone();
            Rc::new(move |does, event| perform(does, event, &act, &sliders))
        };
        let effect = {
            let root = root.clone();
            RenderEffect::new(move |before: Option<(Child, Follow)>| {
                let (mut before, mut follow) =
                    before.unwrap_or((Child::Nothing, Follow::default()));
                let view = view.get();
                let mut next = sliders.with(|sliders| widget(&view, sliders)).into();
                let stage = view.top_up.as_ref().map(Stage::of);
                follow.before(stage);
                let parent: &Node = &root;
                render(&mut before, &mut next, parent, &perform);
                follow.after(stage, &root);
                (next, follow)
            })
        };
        Self {
            root,
            _effect: effect,
        }
    }
}

impl Drop for Interface {
    fn drop(&mut self) {
        self.root.set_text_content(None);
    }
}

/// The whole widget.
fn widget(view: &View, sliders: &Sliders) -> El {
    let session = match &view.connection {
        ConnectionView::Connected(session) => Some(&**session),
        _ => None,
    };
    el("div", "widget")
        .part("widget")
        .child(header::header(session))
        .child(notices::notices(view, session))
        .child(
            el("div", "body")
                .child(connect::connect(view))
                .child(view.top_up.as_ref().map(top_up::top_up))
                .child(session.map(|session| session::session(view, session, sliders))),
        )
        .child(session.map(|session| watched::watched(view, session)))
        .child(session.map(|_| alarm::alarm(&view.alarm)))
        .child(log::log(&view.log))
        .child(announce::announce(session))
}
