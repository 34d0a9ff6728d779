use super::act::button;
use super::badge::badge;
use super::address::short;
use super::legacy::{address, full};
use super::element::{El, el, text};
use super::format::{self, Round};
use super::gauge::gauge;
use super::leg::{leg, pair};
use super::legacy::notice;
use super::provenance::provenance;
use super::sparkline::sparkline;
use super::stress::stress;
use super::words::{self, Standing};
use crate::alert::Phase;
use crate::engine::view::{NoTopUp, PositionView, SessionView};
use crate::engine::{UserAction, View};
use crate::risk::drawdown::Drawdown;
use crate::risk::{Health, Side};

/// One position: its health first, then what can be done, then everything behind it.
pub fn position(view: &View, session: &SessionView, position: &PositionView, slider: usize) -> El {
    let standing = Standing::of(position, session.data(position.key.chain));
    let title = format!("{} · {}", position.protocol.name(), position.market);
    let seized = position.alarm.phase == Phase::Liquidated;
    el("article", "card position")
        .part("position")
        .attr("data-level", standing.id())
        .child(
            el("div", "title")
                .child(text("h2", "", title))
                .child(place(session, position))
                .child(badge(standing, position.pre_liquidates_first())),
        )
        .child(seized.then(|| {
            notice("bad", "Collateral was seized")
                .attr("role", "alert")
                .child(text("p", "", words::seized(position)))
        }))
        .child(
            el("div", "overview")
                .child(gauge(position, standing))
                .child(outlook(view, session, position, standing)),
        )
        .child(
            el("div", "detail")
                .part("legs")
                .child(side(
                    position,
                    Side::Collateral,
                    "Collateral",
                    "Nothing is supplied.",
                ))
                .child(
                    el("div", "column")
                        .child(side(position, Side::Debt, "Debt", "Nothing is owed."))
                        .child(stress(position, standing, slider))
                        .child(sparkline(position)),
                ),
        )
        .child(provenance(position))
}

/// What it means, how far it is, and what to do.
fn outlook(view: &View, session: &SessionView, position: &PositionView, standing: Standing) -> El {
    let fact = |words: String| text("p", "fact", words);
    let currency = &position.currency;
    let halted = position.halted;
    let analysis = &position.analysis;
    let time = analysis.time_to_liquidation;
    let pre = words::pre(position);
    let time = time.and_then(|time| words::time_to_liquidation(time, view.now, pre));
    let loss = analysis.loss.as_ref();
    // What the market has paused is not to be had now, whatever the prices.
    let paused = |fall: &Drawdown| halted.liquidation && *fall == Drawdown::Already;
    let drawdown = analysis.drawdown.filter(|fall| !paused(fall));
    let contracts = position.pre_liquidations.iter();
    let owes = position.health != Health::NoDebt;
    let stopped = owes.then(|| words::halted(halted)).flatten();
    let meaning = standing.meaning(position.pre_liquidates_first(), halted.liquidation);
    el("div", "outlook")
        .child(text("p", "meaning", meaning))
        .child(stopped.map(|words| fact(words.to_owned())))
        .children(contracts.map(|contract| {
            el("div", "")
                .child(fact(words::pre_liquidation(contract, currency)))
                .child(address(contract.contract, full))
        }))
        .child(drawdown.map(|drawdown| fact(words::drawdown(drawdown, &analysis.steady, pre))))
        .child(time.map(fact))
        .child(loss.map(|loss| fact(words::loss(loss, position))))
        .child(
            el("dl", "totals")
                .child(pair(
                    "Collateral that counts",
                    format::value(position.collateral_value, currency, Round::Down),
                ))
                .child(pair(
                    "Debt",
                    format::value(position.debt_value, currency, Round::Up),
                ))
                .child(position.emode.clone().map(|emode| pair("E-mode", emode))),
        )
        .child(moves(words::moves(analysis, pre)))
        .child(actions(session, position))
}

/// Which prices it depends on, and how far each may move.
fn moves(sentences: Vec<String>) -> Option<El> {
    if sentences.is_empty() {
        return None;
    }
    let items = sentences.into_iter();
    Some(el("ul", "moves").children(items.map(|one| text("li", "fact", one))))
}

fn actions(session: &SessionView, position: &PositionView) -> El {
    let phase = position.alarm.phase;
    let key = || position.key.clone();
    el("div", "actions")
        .child(match position.can_top_up {
            Ok(()) => button("primary", "Top up…", UserAction::OpenTopUp(key()))
                .attr("data-opens", "top-up"),
            Err(NoTopUp::OtherChain) => switch(session, position),
            Err(reason) => text("p", "hint", words::no_top_up(reason)),
        })
        .child(
            words::is_open(phase)
                .then(|| button("secondary", "Mark as seen", UserAction::Acknowledge(key()))),
        )
        .child(words::episode(phase).map(|words| text("p", "hint", words)))
}

/// A top-up on another chain than the wallet's begins with a switch.
fn switch(session: &SessionView, position: &PositionView) -> El {
    let mut chains = session.chains.iter().map(|one| &one.chain);
    let chain = chains.find(|chain| chain.id == position.key.chain);
    let name = chain.map_or("its chain", |chain| chain.name.as_str());
    let action = UserAction::SwitchChain(position.key.chain);
    let problem = session.switch_problem.as_ref();
    let said = match (session.switching, problem) {
        (true, _) => "Confirm the switch in your wallet.".to_owned(),
        (false, Some(problem)) => words::switch_problem(problem),
        (false, None) => words::no_top_up(NoTopUp::OtherChain).to_owned(),
    };
    el("div", "")
        .child(
            button("secondary", format!("Switch the wallet to {name}"), action)
                .flag("disabled", session.switching),
        )
        .child(text("p", "hint", said).attr("role", "status"))
}

/// Where it is and whose, where there are several.
fn place(session: &SessionView, position: &PositionView) -> Option<El> {
    let several = session.accounts.len() > 1;
    let account = position.key.account;
    let mut accounts = session.accounts.iter();
    let known = accounts.find(|one| one.account == account);
    let name = known.and_then(|one| one.name.clone());
    (several || name.is_some()).then(|| {
        el("p", "whose")
            .child(name.map(|name| text("span", "name", name)))
            .child(address(account, short))
    })
}

fn side(position: &PositionView, side: Side, name: &'static str, none: &'static str) -> El {
    let legs = position.legs.iter().filter(|leg| leg.side == side);
    let is_empty = legs.clone().next().is_none();
    el("section", "side")
        .child(text("h3", "", name))
        .child(is_empty.then(|| text("p", "hint", none)))
        .children(legs.map(leg))
}
