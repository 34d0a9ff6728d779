use leptos::prelude::*;

use super::element::{El, IntoChild, el, live};
use super::format::{self, Round};
use super::leg::pair;
use super::live::{each, part, present};
use super::notices::notice;
use super::position::position;
use super::value::Value;
use super::widget::Ui;
use super::words::read_problem;
use super::wrong_chain::wrong_chain;
use crate::engine::UserAction;
use crate::engine::view::{Body, PositionView, SessionView};

/// What there is on the chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Loading,
    Unreadable,
    WrongChain,
    Nothing,
    Positions,
}

/// What was read for an account on a chain.
pub fn session(ui: Ui, session: Value<SessionView>) -> AnyView {
    let shape = part(session, |session| match &session.body {
        Body::Loading => Shape::Loading,
        Body::Unreadable => Shape::Unreadable,
        Body::WrongChain { .. } => Shape::WrongChain,
        Body::Positions(positions) if positions.is_empty() => Shape::Nothing,
        Body::Positions(_) => Shape::Positions,
    });
    live(move || match shape.get() {
        Shape::Loading => loading().into_child(),
        Shape::Unreadable => unreadable(ui, session).into_child(),
        Shape::WrongChain => wrong_chain(ui, session).into_child(),
        Shape::Nothing => el("div", "stack")
            .child(unread(session))
            .child(nothing(session))
            .into_child(),
        Shape::Positions => el("div", "stack")
            .child(unread(session))
            .child(totals(session))
            .child(positions(ui, session))
            .into_child(),
    })
}

fn positions(ui: Ui, session: Value<SessionView>) -> AnyView {
    let positions: Value<Vec<PositionView>> = part(session, |session| match &session.body {
        Body::Positions(positions) => positions.clone(),
        _ => Vec::new(),
    });
    each(
        positions,
        |position| format!("{}{}", position.key.market_text(), position.key.account),
        move |shown| position(ui, session, shown),
    )
}

/// The markets that could not be read: what the account has there is not known.
fn unread(session: Value<SessionView>) -> AnyView {
    let names = part(session, |session| {
        (!session.unread.is_empty()).then(|| session.unread.join(", "))
    });
    present(names, |names: Value<String>| {
        notice("bad", "Not every market could be read")
            .attr("role", "alert")
            .child(el("p", "").say(move || {
                format!(
                    "Not watched now: {}. It is tried again with every block.",
                    names.get()
                )
            }))
    })
}

/// What several positions come to.
fn totals(session: Value<SessionView>) -> AnyView {
    each(
        part(session, |session| session.totals.clone()),
        |total| total.currency.clone(),
        |total| {
            el("dl", "card totals")
                .child(pair("Collateral that counts, in all", move || {
                    total
                        .with(|total| format::value(total.collateral, &total.currency, Round::Down))
                }))
                .child(pair("Debt, in all", move || {
                    total.with(|total| format::value(total.debt, &total.currency, Round::Up))
                }))
        },
    )
}

/// The outline of what is coming.
fn loading() -> El {
    el("section", "card loading")
        .attr("aria-busy", "true")
        .child(
            el("p", "unseen")
                .attr("role", "status")
                .child("Reading your positions from the chain…"),
        )
        .child(el("div", "skeleton arc"))
        .child(
            el("div", "stack").children(
                ["skeleton line", "skeleton line short", "skeleton button"]
                    .map(|class| el("div", class)),
            ),
        )
}

fn unreadable(ui: Ui, session: Value<SessionView>) -> El {
    el("section", "card hero")
        .child(el("h2", "").child("Your positions could not be read"))
        .child(el("p", "lead").say(move || {
            session.with(|session| {
                session.data.problem.as_ref().map_or_else(
                    || "The endpoint has not answered yet.".to_owned(),
                    read_problem,
                )
            })
        }))
        .child(el("p", "").child(
            "No number is shown, because none is known. The positions themselves are not affected.",
        ))
        .child(ui.button("primary", "Try now", || UserAction::Refresh))
}

fn nothing(session: Value<SessionView>) -> El {
    el("section", "card hero")
        .part("empty")
        .child(el("h2", "").child("Nothing to watch here"))
        .child(el("p", "lead").say(move || {
            session.with(|session| {
                let chain = session.chain.as_ref().map(|chain| chain.name.clone());
                format!(
                    "This account has no position in any market that is known on {}.",
                    chain.unwrap_or_else(|| "this chain".to_owned())
                )
            })
        }))
        .child(el("p", "").child(
            "New positions appear here by themselves. Another account or chain can be chosen in the wallet.",
        ))
}
