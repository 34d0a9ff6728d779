use super::element::{El, el};
use super::format;
use super::icon::Icon;
use super::live::present;
use super::widget::Ui;
use super::words::{config_problem, gap, read_problem};
use crate::alert::DataState;
use crate::engine::view::{AgreementView, Body, ConnectionView, DataView, SessionView};
use crate::engine::{UserAction, View};

/// What must be known before any number is read.
pub fn notices(ui: Ui) -> El {
    let configuration = ui.part(|view| view.configuration_problem.clone());
    let local = ui.part(|view| view.local_deployment.then_some(()));
    let storage = ui.part(|view| (!view.storage_works).then_some(()));
    let silence = ui.part(|view| data(view).and_then(silent));
    let divergent = ui.part(|view| {
        data(view)
            .is_some_and(|data| data.state == DataState::Divergent)
            .then(|| differing(view))
    });
    let unwatched = ui.part(|view| data(view).and_then(|data| data.gap));

    el("div", "notices")
        .part("notices")
        .child(present(configuration, |problem| {
            notice("bad", "This widget is set up wrongly")
                .child(el("p", "").say(move || problem.with(config_problem)))
        }))
        .child(present(local, |_| {
            notice("dev", "Development chain: contracts are not verified")
                .child(el("p", "").child("Addresses come from a deployment file. Nothing here is real money."))
        }))
        .child(present(storage, |_| {
            notice("warn", "This browser keeps nothing")
                .child(el("p", "").child("Thresholds and history are lost when the page closes. Margin calls work while it is open."))
        }))
        .child(present(silence, move |silence| {
            notice("bad", "Nobody is watching right now")
                .child(el("p", "").say(move || silence.get()))
                .child(ui.button("secondary", "Try now", || UserAction::Refresh))
        }))
        .child(present(divergent, |ours| {
            notice("warn", "Our arithmetic and the chain’s differ")
                .child(el("p", "").say(move || format!(
                    "The health factor shown is the chain’s own. {}Exact amounts, distances and top-ups are withheld until both agree.",
                    ours.get().map_or_else(String::new, |ours| format!("Ours would be {ours}. "))
                )))
        }))
        .child(present(unwatched, move |unwatched| {
            notice("warn", "There was a gap")
                .child(el("p", "").say(move || gap(unwatched.get())))
                .child(ui.button("secondary", "Understood", || UserAction::DismissGap))
        }))
}

/// A notice: its tone by colour and picture, its headline, and room for more.
pub fn notice(tone: &'static str, headline: &'static str) -> El {
    let icon = match tone {
        "bad" => Icon::Octagon,
        "good" => Icon::Check,
        _ => Icon::Triangle,
    };
    el("div", "notice")
        .attr("data-tone", tone)
        .child(icon.view())
        .child(el("p", "headline").child(headline))
}

fn session(view: &View) -> Option<&SessionView> {
    match &view.connection {
        ConnectionView::Connected(session) => Some(session),
        _ => None,
    }
}

fn data(view: &View) -> Option<&DataView> {
    session(view).map(|session| &session.data)
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
fn differing(view: &View) -> Option<String> {
    let Body::Positions(positions) = &session(view)?.body else {
        return None;
    };
    positions
        .iter()
        .find_map(|position| match position.agreement {
            AgreementView::Differs { ours } => ours.map(format::health_exact),
            AgreementView::Matches { .. } => None,
        })
}
