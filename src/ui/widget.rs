use leptos::callback::Callable;
use leptos::prelude::*;

use super::element::{El, IntoChild, el};
use super::value::{Value, value};
use super::{announce, header, live, log, notices, session};
use crate::engine::view::ConnectionView;
use crate::engine::{UserAction, View};

/// What components are given: what to show, and whom to tell what a person did.
#[derive(Clone, Copy)]
pub struct Ui {
    /// What is on the screen.
    pub view: Signal<View>,
    act: Callback<UserAction>,
}

impl Ui {
    /// Tells the engine what a person did.
    pub fn act(self, action: UserAction) {
        self.act.run(action);
    }

    /// A part of the view that tells of its own changes only.
    pub fn part<P>(self, part: fn(&View) -> P) -> Value<P>
    where
        P: PartialEq + 'static,
    {
        let view = self.view;
        value(move || view.with(part))
    }

    /// A button that does something here.
    pub fn button(
        self,
        class: &'static str,
        label: impl IntoChild,
        action: impl Fn() -> UserAction + 'static,
    ) -> El {
        el("button", class)
            .attr("type", "button")
            .on("click", move |_| self.act(action()))
            .child(label)
    }
}

/// The whole widget.
#[component]
pub fn Widget(
    /// What is on the screen.
    view: Signal<View>,
    /// What a person did.
    act: Callback<UserAction>,
) -> impl IntoView {
    let ui = Ui { view, act };
    let session = ui.part(|view| match &view.connection {
        ConnectionView::Connected(session) => Some((**session).clone()),
        _ => None,
    });
    el("div", "widget")
        .part("widget")
        .child(header::header(ui, session))
        .child(notices::notices(ui))
        .child(
            el("div", "body")
                .child(super::connect::connect(ui))
                .child(super::top_up::top_up(ui))
                .child(live::present(session, move |session| {
                    session::session(ui, session)
                })),
        )
        .child(super::alarm::alarm(ui))
        .child(log::log(ui))
        .child(announce::announce(ui))
        .into_child()
}
