use super::act::button;
use super::doing::Do;
use super::element::{Child, El, el, text};
use super::endpoints::endpoints;
use super::form::{Line, problem};
use super::icon::Icon;
use super::words::{connect_problem, watch_problem};
use crate::engine::view::{ConnectionView, WalletId, WalletInfo, WatchProblem};
use crate::engine::{UserAction, View};

/// Everything before an account is being watched.
pub fn connect(view: &View) -> Option<El> {
    let endpoints = || endpoints(&view.endpoints);
    Some(match &view.connection {
        ConnectionView::Starting => waiting("Looking for wallets…"),
        ConnectionView::Reaching => waiting("Reaching the chain…"),
        ConnectionView::Connecting { wallet } => connecting(wallet),
        ConnectionView::Connected(_) => return None,
        ConnectionView::NoWallet { watch_problem, can_watch } => hero(
            "No wallet found",
            "Install a browser wallet, or open this page in your wallet’s own browser. It is found as soon as it answers.",
        )
        .child(promises())
        .child(can_watch.then(|| watch_form(*watch_problem)))
        .child((!can_watch).then(no_endpoint))
        .child(endpoints()),
        ConnectionView::Choose { wallets, failed, watch_problem, can_watch } => hero(
            "Know before the liquidators do",
            "Connect a wallet to watch its positions. The wallet will ask which account to share; nothing can be spent by connecting.",
        )
        .child(problem(failed.as_ref().map(connect_problem)))
        .child(el("div", "wallets").children(wallets.iter().map(wallet)))
        .child(promises())
        .child(can_watch.then(|| watch_form(*watch_problem)))
        .child((!can_watch).then(no_endpoint))
        .child(endpoints()),
    })
}

/// What it takes to watch an address without a wallet.
fn no_endpoint() -> El {
    text(
        "p",
        "hint",
        "An address can be watched without a wallet too, through an endpoint that you name or allow below.",
    )
}

fn hero(title: &'static str, lead: &'static str) -> El {
    el("section", "card hero")
        .part("connect")
        .child(text("h2", "", title))
        .child(text("p", "lead", lead))
}

fn waiting(words: &'static str) -> El {
    el("section", "card hero waiting")
        .attr("role", "status")
        .child(el("span", "spinner").attr("aria-hidden", "true"))
        .child(text("p", "lead", words))
}

/// What the widget does, in three lines.
fn promises() -> El {
    el("ul", "promises").children(
        [
            "Your health factor to the last digit, as the contracts compute it.",
            "A call before liquidation, at thresholds you choose.",
            "The exact amount that restores it, for your wallet to sign.",
        ]
        .map(|words| {
            el("li", "")
                .child(Icon::Check.view())
                .child(text("span", "", words))
        }),
    )
}

/// The button that connects a wallet.
pub fn wallet(wallet: &WalletInfo) -> El {
    let icon = match &wallet.icon {
        Some(icon) => el("img", "").attr("src", icon.clone()).attr("alt", ""),
        None => Icon::Wallet.view(),
    };
    button(
        "wallet",
        Child::Nothing,
        UserAction::Connect(wallet.id.clone()),
    )
    .key(match &wallet.id {
        WalletId::Host => ":host".to_owned(),
        WalletId::Injected => ":injected".to_owned(),
        WalletId::Announced(uuid) => uuid.clone(),
    })
    .child(el("span", "wallet-icon").child(icon))
    .child(text("span", "name", format!("Connect {}", wallet.name)))
    .child(text("span", "hint", "Asks in the wallet"))
}

fn connecting(wallet: &WalletInfo) -> El {
    el("section", "card hero waiting")
        .part("connect")
        .child(el("span", "spinner").attr("aria-hidden", "true"))
        .child(text("h2", "", format!("Confirm in {}", wallet.name)).attr("role", "status"))
        .child(text(
            "p",
            "lead",
            "The wallet is asking which account to share. If you see nothing, open it.",
        ))
        .child(button("secondary", "Cancel", UserAction::CancelConnect))
}

/// Watching an address without a wallet.
pub fn watch_form(wrong: Option<WatchProblem>) -> El {
    let line = Line {
        id: "mc-watch",
        kind: "text",
        label: "Watch an address, without a wallet",
        placeholder: "0x…",
        does: Do::Watch,
    };
    let button = el("button", "secondary")
        .child(Icon::Eye.view())
        .child("Watch");
    line.form(button, wrong.map(|wrong| watch_problem(wrong).to_owned()))
        .child(text(
            "p",
            "hint",
            "Read-only: calls work, top-ups need the wallet.",
        ))
}
