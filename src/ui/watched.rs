use super::act::{Do, button};
use super::connect::{problem, wallet, watch_form};
use super::copy::{address, short};
use super::element::{Child, El, el, text};
use super::format;
use super::words::{
    connect_problem, data_badge, endpoint_problem, found, origin, source_name, source_problem,
};
use crate::engine::view::{
    AccountView, EndpointsView, Origin, SessionView, SourceView, WatchedView, WitnessView,
};
use crate::engine::{UserAction, View};

/// What is watched, through what, and where else something may be held.
pub fn watched(view: &View, session: &SessionView) -> El {
    let accounts = session.accounts.iter().map(account);
    let chains = session.chains.iter().map(chain);
    el("section", "card stack watched")
        .part("watched")
        .child(text("h2", "", "What is watched"))
        .child(
            el("div", "columns")
                .child(
                    el("div", "stack")
                        .child(list("Accounts", accounts.collect()))
                        .child(wallets(session))
                        .child(watch_form(session.watch_problem)),
                )
                .child(
                    el("div", "stack")
                        .child(list("Chains", chains.collect()))
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
    el("li", "entry")
        .key(one.account.to_string())
        .child(address(one.account, short))
        .child(text("span", "hint", origin(one.origin)))
        .child(can_end.then(end))
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
    let words = match said {
        Some(problem) => format!("{name}: {problem}"),
        None => name,
    };
    text("li", "hint", words)
}

/// Who was asked for the same, and said it or not.
fn witness(one: &WitnessView) -> El {
    let name = source_name(one.host.as_deref());
    let words = match one.agrees {
        true => format!("2 of 2 agree: {name} says the same, word for word"),
        false => format!("{name} says something else"),
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

/// What may be asked beside the wallet.
pub fn endpoints(endpoints: &EndpointsView) -> El {
    let wrong = endpoints.problem;
    let all = endpoints.public.iter().all(|one| one.allowed);
    let any = endpoints.public.iter().any(|one| one.allowed);
    let typed = endpoints.typed.iter().map(|url| {
        el("li", "entry")
            .key(url.clone())
            .child(text("code", "", url.clone()))
            .child(
                button("quiet", "Remove", UserAction::RemoveEndpoint(url.clone()))
                    .attr("aria-label", format!("Remove {url}")),
            )
    });
    let public = endpoints.public.iter().map(|one| {
        let allow = || {
            button(
                "quiet",
                "Allow",
                UserAction::AllowPublic(Some(one.chain.id)),
            )
            .attr("aria-label", format!("Allow them for {}", one.chain.name))
        };
        el("li", "entry")
            .key(one.chain.id.0.to_string())
            .child(text("span", "name", one.chain.name.clone()))
            .child(text("span", "hint", one.hosts.join(", ")))
            .child(match one.allowed {
                true => Child::from(text("span", "pill", "Allowed").attr("data-state", "live")),
                false => Child::from(allow()),
            })
    });
    el("details", "endpoints")
        .part("endpoints")
        .child(
            el("summary", "")
                .child(text("span", "", "Endpoints"))
                .child(text(
                    "span",
                    "pill",
                    match (all, any) {
                        (true, _) => "Public ones allowed",
                        (_, true) => "Some public ones allowed",
                        _ => "Wallet and own only",
                    },
                )),
        )
        .child(text(
            "p",
            "hint",
            "A wallet reads one chain at a time. With endpoints beside it every chain is watched, wherever the wallet is, and the next takes over when one fails. Whoever runs an endpoint sees which addresses are asked about.",
        ))
        .child(
            el("form", "watch")
                .attr("novalidate", "")
                .on("submit", Do::AddEndpoint)
                .child(text("label", "", "An endpoint of your own").attr("for", "mc-endpoint"))
                .child(
                    el("div", "row")
                        .child(
                            el("input", "mono")
                                .attr("id", "mc-endpoint")
                                .attr("type", "url")
                                .attr("placeholder", "https://…")
                                .attr("autocomplete", "off")
                                .attr("spellcheck", "false")
                                .attr("aria-describedby", "mc-endpoint-problem")
                                .invalid(wrong.is_some()),
                        )
                        .child(el("button", "secondary").attr("type", "submit").child("Add")),
                )
                .child(
                    problem(wrong.map(|wrong| endpoint_problem(wrong).to_owned()))
                        .attr("id", "mc-endpoint-problem"),
                ),
        )
        .child(el("ul", "plain").children(typed))
        .child(text("h3", "", "Public endpoints"))
        .child(
            el("div", "row")
                .child((!all).then(|| {
                    button("secondary", "Allow all of them", UserAction::AllowPublic(None))
                }))
                .child(any.then(|| button("secondary", "Allow none", UserAction::ForbidPublic))),
        )
        .child(el("ul", "plain").children(public))
}
