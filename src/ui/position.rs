use leptos::prelude::AnyView;

use super::element::{El, el};
use super::format::{self, Round};
use super::gauge::gauge;
use super::leg::leg;
use super::live::{each, part, present};
use super::notices::notice;
use super::provenance::provenance;
use super::sparkline::sparkline;
use super::stress::stress;
use super::value::{Value, value};
use super::widget::Ui;
use super::words::{self, Standing};
use crate::alert::Phase;
use crate::engine::UserAction;
use crate::engine::view::{LegView, PositionView, SessionView};
use crate::risk::Side;

/// One position: its health first, then what can be done, then everything behind it.
pub fn position(ui: Ui, session: Value<SessionView>, position: Value<PositionView>) -> El {
    let data = part(session, |session| session.data.clone());
    let standing: Value<Standing> =
        value(move || data.with(|data| position.with(|position| Standing::of(position, data))));
    let seized = part(position, |position| {
        (position.alarm.phase == Phase::Liquidated).then_some(())
    });
    el("article", "card position")
        .part("position")
        .attr_live("data-level", move || Some(standing.get().id().to_owned()))
        .child(
            el("div", "title")
                .child(el("h2", "").say(move || {
                    position.with(|position| format!("{} · {}", position.protocol.name(), position.market))
                }))
                .child(badge(standing)),
        )
        .child(present(seized, |_| {
            notice("bad", "Collateral was seized")
                .attr("role", "alert")
                .child(el("p", "").child("Since the last read, part of the collateral was liquidated to pay debt. The numbers below are what is left."))
        }))
        .child(
            el("div", "overview")
                .child(gauge(position, standing))
                .child(outlook(ui, position, standing)),
        )
        .child(
            el("div", "detail")
                .part("legs")
                .child(side(
                    "Collateral",
                    "Nothing is supplied.",
                    legs(position, Side::Collateral),
                ))
                .child(
                    el("div", "column")
                        .child(side("Debt", "Nothing is owed.", legs(position, Side::Debt)))
                        .child(stress(position, standing))
                        .child(sparkline(position)),
                ),
        )
        .child(provenance(position))
}

/// The level by colour, picture and word.
pub fn badge(standing: Value<Standing>) -> El {
    el("p", "badge")
        .attr_live("data-level", move || Some(standing.get().id().to_owned()))
        .live(move || standing.get().icon().view())
        .child(el("span", "").say(move || standing.get().word().to_owned()))
}

/// What it means, how far it is, and what to do.
fn outlook(ui: Ui, position: Value<PositionView>, standing: Value<Standing>) -> El {
    let drawdown = part(position, |position| position.analysis.drawdown);
    let time = part(position, |position| position.analysis.time_to_liquidation);
    let now = ui.part(|view| view.now);
    el("div", "outlook")
        .child(el("p", "meaning").say(move || standing.get().meaning().to_owned()))
        .child(present(drawdown, |drawdown| {
            el("p", "fact").say(move || words::drawdown(drawdown.get()))
        }))
        .child(present(
            value(move || words::time_to_liquidation(time.get()?, now.get())),
            |sentence: Value<String>| el("p", "fact").say(move || sentence.get()),
        ))
        .child(present(
            part(position, |position| {
                let loss = position.analysis.loss.as_ref()?;
                Some(words::loss(loss, &position.currency))
            }),
            |sentence: Value<String>| el("p", "fact").say(move || sentence.get()),
        ))
        .child(
            el("dl", "totals")
                .child(total("Collateral that counts", move || {
                    position.with(|position| {
                        format::value(position.collateral_value, &position.currency, Round::Down)
                    })
                }))
                .child(total("Debt", move || {
                    position.with(|position| {
                        format::value(position.debt_value, &position.currency, Round::Up)
                    })
                }))
                .child(present(
                    part(position, |position| position.emode.clone()),
                    |emode| total("E-mode", move || emode.get()),
                )),
        )
        .child(moves(position))
        .child(actions(ui, position))
}

/// Which prices it depends on, and how far each may move.
fn moves(position: Value<PositionView>) -> AnyView {
    let sentences = part(position, |position| words::moves(&position.analysis));
    let some = part(sentences, |sentences| (!sentences.is_empty()).then_some(()));
    present(some, move |_| {
        el("ul", "moves").live(move || {
            let items = sentences.get().into_iter();
            items
                .map(|one| el("li", "fact").child(one))
                .collect::<Vec<_>>()
        })
    })
}

fn total(name: &'static str, text: impl Fn() -> String + Send + 'static) -> El {
    el("div", "")
        .child(el("dt", "").child(name))
        .child(el("dd", "").say(text))
}

fn actions(ui: Ui, position: Value<PositionView>) -> El {
    let offered = part(position, |position| position.can_top_up);
    let phase = part(position, |position| position.alarm.phase);
    let key = move || position.with_untracked(|position| position.key.clone());
    el("div", "actions")
        .live(move || match offered.get() {
            Ok(()) => ui
                .button("primary", "Top up…", move || UserAction::OpenTopUp(key()))
                .attr("data-opens", "top-up"),
            Err(reason) => el("p", "hint").child(words::no_top_up(reason)),
        })
        .live(move || {
            words::is_open(phase.get()).then(|| {
                ui.button("secondary", "Mark as seen", move || {
                    UserAction::Acknowledge(key())
                })
            })
        })
        .live(move || words::episode(phase.get()).map(|text| el("p", "hint").child(text)))
}

fn legs(position: Value<PositionView>, side: Side) -> Value<Vec<LegView>> {
    value(move || {
        position.with(|position| {
            position
                .legs
                .iter()
                .filter(|leg| leg.side == side)
                .cloned()
                .collect()
        })
    })
}

fn side(name: &'static str, none: &'static str, legs: Value<Vec<LegView>>) -> El {
    let is_empty = value(move || legs.with(Vec::is_empty));
    el("section", "side")
        .child(el("h3", "").child(name))
        .live(move || is_empty.get().then(|| el("p", "hint").child(none)))
        .child(each(legs, |leg| leg.asset.to_string(), leg))
}
