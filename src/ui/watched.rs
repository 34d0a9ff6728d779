use super::act::button;
use super::address::short;
use super::connect::{wallet, watch_form};
use super::doing::Do;
use super::element::{El, el, text};
use super::endpoints::endpoints;
use super::form::problem;
use super::format;
use super::legacy::address;
use super::words::{
    connect_problem, data_badge, found, origin, source_name, source_problem, unused,
};
use crate::engine::view::{AccountView, Origin, SessionView, SourceView, WatchedView, WitnessView};
use crate::engine::{UserAction, View};

/// What is watched, through what, and where else something may be held.
pub fn watched(view: &View, session: &SessionView) -> El {
    let can_end = session
        .accounts
        .iter()
        .any(|one| one.origin != Origin::Wallet);
    let accounts = session.accounts.iter().map(account);
    let chains = session.chains.iter().map(chain);
    let unused = view.endpoints.unused.iter().map(|(host, why)| {
        el("li", "entry").key(format!("unused {host}")).child(text(
            "span",
            "hint",
            unused(host, why),
        ))
    });
    el("section", "card stack watched")
        .part("watched")
        .child(text("h2", "", "What is watched"))
        .child(
            el("div", "columns")
                .child(
                    el("div", "stack")
                        .child(list("Accounts", accounts.collect()))
                        .child(can_end.then(|| {
                            text(
                                "p",
                                "hint",
                                "What is not watched calls nobody, whatever becomes of it.",
                            )
                        }))
                        .child(wallets(session))
                        .child(watch_form(session.watch_problem)),
                )
                .child(
                    el("div", "stack")
                        .child(list("Chains", chains.chain(unused).collect()))
                        .child(find(session)),
                ),
        )
        .child(endpoints(&view.endpoints))
}

fn list(name: &'static str, items: Vec<El>) -> Option<El> {
    (!items.is_empty()).then(|| {
        el("section", "entries")
            .child(text("h3", "", name))
            .child(el("ul", "plain").children(items))
    })
}

fn account(one: &AccountView) -> El {
    let can_end = one.origin != Origin::Wallet;
    let end = || {
        button("quiet", "Stop watching", UserAction::Unwatch(one.account)).attr(
            "aria-label",
            format!("Stop watching {}", short(one.account)),
        )
    };
    let mute = if one.muted { "Notify again" } else { "Mute" };
    let muted = || {
        let words = "Muted: its calls are shown on this page alone.";
        text("p", "hint wide", words)
    };
    let mute = button("quiet", mute, UserAction::Mute(one.account, !one.muted))
        .attr("aria-label", format!("{mute}: {}", short(one.account)));
    el("li", "entry")
        .key(one.account.to_string())
        .child(one.name.clone().map(|name| text("span", "name", name)))
        .child(address(one.account, short))
        .child(text("span", "hint", origin(one.origin)))
        .child(one.muted.then(muted))
        .child(
            el("div", "row wide")
                .child(naming(one))
                .child(mute)
                .child(can_end.then(end)),
        )
}

/// What the person calls an account, to be typed.
fn naming(one: &AccountView) -> El {
    let id = format!("mc-name-{}", one.account);
    el("details", "naming")
        .child(text("summary", "", "Name"))
        .child(
            el("form", "row")
                .on("submit", Do::Name(one.account))
                .child(
                    text("label", "unseen", format!("Name of {}", short(one.account)))
                        .attr("for", id.clone()),
                )
                .child(
                    el("input", "")
                        .attr("type", "text")
                        .attr("id", id)
                        .attr("maxlength", "24")
                        .attr("autocomplete", "off")
                        .attr("value", one.name.clone().unwrap_or_default()),
                )
                .child(el("button", "quiet").attr("type", "submit").child("Save")),
        )
}

/// The wallets, while none is connected.
fn wallets(session: &SessionView) -> Option<El> {
    let asks = session.connecting.as_ref().map(|one| {
        el("div", "row")
            .child(text("p", "", format!("Confirm in {}.", one.name)).attr("role", "status"))
            .child(button("secondary", "Cancel", UserAction::CancelConnect))
    });
    let offers = session.wallet.is_none() && !session.wallets.is_empty();
    (asks.is_some() || offers || session.failed.is_some()).then(|| {
        el("div", "stack")
            .child(problem(session.failed.as_ref().map(connect_problem)))
            .child(asks)
            .child(el("div", "wallets").children(session.wallets.iter().map(wallet)))
    })
}

fn chain(one: &WatchedView) -> El {
    let (word, state) = data_badge(one.data.state);
    let block = one.data.block.map(|block| {
        let number = format::integer(block.number);
        format!("Block {number} · {}", format::time(block.timestamp))
    });
    el("li", "entry")
        .key(one.chain.id.0.to_string())
        .child(text("span", "name", one.chain.name.clone()))
        .child(text("span", "pill", word).attr("data-state", state))
        .child(text("span", "hint", block.unwrap_or_default()))
        .child(
            el("ul", "plain sources")
                .children(one.sources.iter().map(source))
                .child(one.witness.as_ref().map(witness)),
        )
}

/// What a chain is read through, and why not.
fn source(one: &SourceView) -> El {
    let name = source_name(one.host.as_deref());
    let said = one.problem.as_ref().map(source_problem);
    let spent = one.budget.map(|budget| {
        let (asked, budget) = (one.requests.into(), budget.into());
        format!(
            "{} of {} requests this hour",
            format::integer(asked),
            format::integer(budget)
        )
    });
    let said: Vec<String> = said.into_iter().chain(spent).collect();
    let words = match said.is_empty() {
        true => name,
        false => format!("{name}: {}", said.join(", ")),
    };
    text("li", "hint", words)
}

/// Who was asked for the same, and said it or not.
fn witness(one: &WitnessView) -> El {
    let words = match one {
        WitnessView::Agrees(host) => format!(
            "2 of 2 agree: {} says the same, word for word",
            source_name(host.as_deref())
        ),
        WitnessView::Differs(one, other) => format!(
            "{} and {} contradict each other",
            source_name(one.as_deref()),
            source_name(other.as_deref())
        ),
    };
    text("li", "hint", words).key("witness".to_owned())
}

fn find(session: &SessionView) -> El {
    let results = session.found.iter().map(|(chain, came)| {
        el("li", "entry")
            .key(chain.id.0.to_string())
            .child(text("span", "name", chain.name.clone()))
            .child(text("span", "hint", found(came)))
    });
    el("section", "entries")
        .child(text("h3", "", "Elsewhere"))
        .child(text(
            "p",
            "hint",
            "One look at every chain that may be read: what is found is watched from then on, and it is looked again every day.",
        ))
        .child(button("secondary", "Find my positions", UserAction::FindPositions))
        .child(el("ul", "plain").attr("aria-live", "polite").children(results))
}
