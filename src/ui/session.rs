use super::act::button;
use super::element::{El, el, text};
use super::format::{self, Round};
use super::leg::pair;
use super::legacy::notice;
use super::position::position;
use super::words::read_problem;
use super::wrong_chain::wrong_chain;
use crate::engine::view::{Body, ReadProblem, SessionView, ToldView, TotalView, WatchedView};
use crate::engine::{UserAction, View};

/// What was read for an account on a chain.
pub fn session(view: &View, session: &SessionView) -> El {
    match &session.body {
        Body::Loading { told } => loading(told),
        Body::Unreadable { problem } => unreadable(problem.as_ref()),
        Body::WrongChain { offered } => wrong_chain(session, offered),
        Body::Positions(positions) => {
            let stack = el("div", "stack").children(session.chains.iter().filter_map(unread));
            let partial = partial(session);
            if positions.is_empty() {
                return stack.child(nothing(session)).child(partial);
            }
            stack
                .child(totals(&session.totals))
                .children(positions.iter().map(|shown| {
                    let key = &shown.key;
                    let key = format!("{}{}{}", key.chain.0, key.market_text(), key.account);
                    position(view, session, shown, 0).key(key)
                }))
                .child(partial)
        }
    }
}

/// The markets that could not be read: what the accounts have there is not known.
fn unread(chain: &WatchedView) -> Option<El> {
    if chain.unread.is_empty() {
        return None;
    }
    let said = format!(
        "Not watched now: {}. It is tried again, by itself, within two minutes.",
        chain.unread.join(", ")
    );
    let notice = notice("bad", "Not every market could be read").attr("role", "alert");
    let notice = notice.key(format!("unread {}", chain.chain.id.0));
    Some(notice.child(text("p", "", said)))
}

/// What is not looked at: because nobody can list it, or because it is not there.
fn partial(session: &SessionView) -> Option<El> {
    let mut partial = session.chains.iter().filter(|one| one.morpho_is_partial);
    partial.next()?;
    let mut said = "Of Morpho, the largest markets on each chain are watched, and those that this page names: which markets an account is in cannot be asked of a chain.".to_owned();
    for chain in session.chains.iter().filter(|one| !one.absent.is_empty()) {
        said.push_str(" Named, but not on ");
        said.push_str(&chain.chain.name);
        said.push_str(": ");
        said.push_str(&chain.absent.join(", "));
        said.push('.');
    }
    Some(text("p", "hint", said))
}

/// What several positions come to.
fn totals(totals: &[TotalView]) -> Option<El> {
    let lines = totals.iter().map(total);
    (!totals.is_empty()).then(|| el("section", "card stack").children(lines))
}

fn total(total: &TotalView) -> El {
    let currency = &total.currency;
    let line = el("dl", "totals")
        .child(pair(
            "Collateral that counts, in all",
            format::value(total.collateral, currency, Round::Down),
        ))
        .child(pair(
            "Debt, in all",
            format::value(total.debt, currency, Round::Up),
        ));
    match currency.name() {
        Some(name) => line.key(name.to_owned()),
        None => line,
    }
}

/// The outline of what is coming.
fn loading(told: &[ToldView]) -> El {
    let first = match told {
        [] => el("div", "skeleton arc"),
        told => el("div", "stack")
            .children(told.iter().map(said))
            .child(text(
                "p",
                "lead",
                "Health factor as the market's contract says it. What it is made of is being read.",
            )),
    };
    let lines = ["skeleton line", "skeleton line short", "skeleton button"];
    el("section", "card loading")
        .attr("aria-busy", "true")
        .child(text("p", "unseen", "Reading your positions from the chain…").attr("role", "status"))
        .child(first)
        .child(el("div", "stack").children(lines.map(|class| el("div", class))))
}

/// What a contract says of itself, before anything is confirmed.
fn said(told: &ToldView) -> El {
    let market = format!("{} {}", told.protocol.name(), told.market);
    el("div", "told")
        .key(format!("{}{}", told.key.market_text(), told.key.account))
        .child(text("h3", "", market))
        .child(text("p", "told-health", format::health(told.health)))
}

fn unreadable(problem: Option<&ReadProblem>) -> El {
    el("section", "card hero")
        .child(text("h2", "", "Your positions could not be read"))
        .child(text(
            "p",
            "lead",
            problem.map_or_else(
                || "The endpoint has not answered yet.".to_owned(),
                read_problem,
            ),
        ))
        .child(text(
            "p",
            "",
            "No number is shown, because none is known. The positions themselves are not affected.",
        ))
        .child(button("primary", "Try now", UserAction::Refresh))
}

fn nothing(session: &SessionView) -> El {
    let names: Vec<&str> = session
        .chains
        .iter()
        .map(|one| one.chain.name.as_str())
        .collect();
    let chains = match &names[..] {
        [] => "any chain that could be looked at".to_owned(),
        names => names.join(", "),
    };
    el("section", "card hero")
        .part("empty")
        .child(text("h2", "", "Nothing to watch here"))
        .child(text(
            "p",
            "lead",
            match session.accounts.len() {
                1 => format!("This account has no position in any market that is known on {chains}."),
                _ => format!("These accounts have no position in any market that is known on {chains}."),
            },
        ))
        .child(text(
            "p",
            "",
            "New positions appear here by themselves. There may be some on other chains: see below.",
        ))
}
