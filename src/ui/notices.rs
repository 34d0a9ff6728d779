use std::borrow::Cow;

use super::act::button;
use super::element::{El, el, text};
use super::format;
use super::icon::Icon;
use super::words::{clock_differs, config_problem, gap, read_problem, source_name, unreadable};
use crate::alert::DataState;
use crate::engine::view::{AgreementView, Body, DataView, SessionView, WatchedView, WitnessView};
use crate::engine::{UserAction, View};

/// What must be known before any number is read.
pub fn notices(view: &View, session: Option<&SessionView>) -> El {
    let is_disputed = |one: &WatchedView| matches!(one.witness, Some(WitnessView::Differs(..)));
    let differs = |one: &WatchedView| one.data.state == DataState::Divergent && !is_disputed(one);
    let disputes = session.into_iter().flat_map(|session| &session.chains);
    let disputes = disputes.filter_map(disputed);
    let divergent = session.filter(|session| session.chains.iter().any(differs));
    let unwatched = session.and_then(|session| session.gap);
    let silences = session.into_iter().flat_map(|session| {
        let chains = session.chains.iter();
        chains.filter_map(move |chain| silence(session, chain))
    });

    el("div", "notices")
        .part("notices")
        .child(view.configuration_problem.as_ref().map(|problem| {
            notice("bad", "This widget is set up wrongly")
                .child(text("p", "", config_problem(problem)))
        }))
        .child(view.local_deployment.then(|| {
            notice("dev", "Development chain: contracts are not verified")
                .child(text("p", "", "Addresses come from a deployment file. Nothing here is real money."))
        }))
        .child((!view.storage_works).then(|| {
            notice("warn", "This browser keeps nothing")
                .child(text("p", "", "Thresholds and history are lost when the page closes. Margin calls work while it is open."))
        }))
        .child((!view.unreadable.is_empty()).then(|| {
            notice("warn", "A part of the memory is lost")
                .child(text("p", "", unreadable(&view.unreadable)))
                .child(button("secondary", "Understood", UserAction::DismissUnreadable))
        }))
        .child(session.filter(|session| session.locked).map(|session| {
            let name = session.wallet.as_ref().map_or("The wallet", |wallet| wallet.name.as_str());
            notice("warn", "The wallet is locked")
                .child(text("p", "", format!("{name} shares no account with this page now. Your positions are watched on; to top up, unlock it.")))
                .child(button("secondary", "Unlock…", UserAction::Unlock))
        }))
        .children(silences)
        .children(disputes)
        .child(session.and_then(|session| session.clock_differs_s).map(|seconds| {
            notice("warn", "This computer’s clock and the chain’s differ")
                .child(text("p", "", clock_differs(seconds)))
        }))
        .child(divergent.map(|session| {
            let ours = differing(session).map(|ours| format!("Ours would be {ours}. "));
            notice("warn", "Our arithmetic and the chain’s differ")
                .child(text("p", "", format!(
                    "The health factor shown is the chain’s own. {}Exact amounts, distances and top-ups are withheld until both agree.",
                    ours.unwrap_or_default()
                )))
        }))
        .child(unwatched.map(|unwatched| {
            notice("warn", "There was a gap")
                .child(text("p", "", gap(unwatched)))
                .child(button("secondary", "Understood", UserAction::DismissGap))
        }))
}

/// A notice: its tone by colour and picture, its headline, and room for more.
pub fn notice(tone: &'static str, headline: impl Into<Cow<'static, str>>) -> El {
    let icon = match tone {
        "bad" => Icon::Octagon,
        "good" => Icon::Check,
        _ => Icon::Triangle,
    };
    el("div", "notice")
        .attr("data-tone", tone)
        .child(icon.view())
        .child(text("p", "headline", headline))
}

/// A chain about which two sources disagree.
fn disputed(chain: &WatchedView) -> Option<El> {
    let Some(WitnessView::Differs(one, other)) = &chain.witness else {
        return None;
    };
    let (one, other) = (source_name(one.as_deref()), source_name(other.as_deref()));
    let said = notice("bad", "Two endpoints disagree about your position")
        .key(format!("disputed {}", chain.chain.id.0))
        .attr("role", "alert")
        .child(text("p", "", format!(
            "{one} and {other} answer differently about {}: one of them is wrong. The worse answer is shown, and no top-up is offered until they agree. You can look at a block explorer which is right, and take the other off.",
            chain.chain.name
        )));
    Some(said)
}

/// A chain of which nothing is known now.
fn silence(session: &SessionView, chain: &WatchedView) -> Option<El> {
    let said = silent(&chain.data)?;
    let name = &chain.chain.name;
    let headline = match session.chains.len() {
        1 => Cow::Borrowed("Nobody is watching right now"),
        _ => Cow::Owned(format!("Nobody is watching {name} right now")),
    };
    let is_elsewhere = session.wallet.is_some() && chain.sources.is_empty();
    let switch = UserAction::SwitchChain(chain.chain.id);
    let action = match is_elsewhere {
        true => button("secondary", format!("Switch the wallet to {name}"), switch),
        false => button("secondary", "Try now", UserAction::Refresh),
    };
    let notice = notice("bad", headline).key(chain.chain.id.0.to_string());
    Some(notice.child(text("p", "", said)).child(action))
}

/// Why nothing is known now, since when, and what happens next.
fn silent(data: &DataView) -> Option<String> {
    let since = match data.state {
        DataState::Stale { since } | DataState::Failing { since } => since,
        DataState::Unread | DataState::Fresh | DataState::Divergent => return None,
    };
    let why = data.problem.as_ref().map_or_else(
        || "The chain has had no new block for longer than it should.".to_owned(),
        read_problem,
    );
    let next = match (data.reading, data.next_attempt) {
        (true, _) => " Trying again now.".to_owned(),
        (false, Some(at)) => format!(" Next attempt at {}.", format::time(at)),
        (false, None) => String::new(),
    };
    Some(format!(
        "{why} Nothing is known since {}.{next}",
        format::time(since)
    ))
}

/// What our arithmetic gave where it differs from the chain's.
fn differing(session: &SessionView) -> Option<String> {
    let Body::Positions(positions) = &session.body else {
        return None;
    };
    positions
        .iter()
        .find_map(|position| match position.agreement {
            AgreementView::Differs { ours } => ours.map(format::health_exact),
            AgreementView::Matches { .. } => None,
        })
}
