use leptos::prelude::*;

use super::element::{El, IntoChild, el, live};
use super::icon::Icon;
use super::live::{each, present};
use super::value::Value;
use super::watch_form::watch_form;
use super::widget::Ui;
use super::words::connect_problem;
use crate::engine::UserAction;
use crate::engine::view::{ConnectProblem, ConnectionView, WalletInfo, WatchProblem};

/// Which of the screens before a session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Starting,
    NoWallet,
    Choose,
    Connecting,
    Reaching,
    Connected,
}

/// Everything before an account is being watched.
pub fn connect(ui: Ui) -> AnyView {
    let screen = ui.part(|view| match view.connection {
        ConnectionView::Starting => Screen::Starting,
        ConnectionView::NoWallet { .. } => Screen::NoWallet,
        ConnectionView::Choose { .. } => Screen::Choose,
        ConnectionView::Connecting { .. } => Screen::Connecting,
        ConnectionView::Reaching => Screen::Reaching,
        ConnectionView::Connected(_) => Screen::Connected,
    });
    live(move || match screen.get() {
        Screen::Starting => Some(waiting("Looking for wallets…")),
        Screen::Reaching => Some(waiting("Reaching the chain…")),
        Screen::NoWallet => Some(no_wallet(ui)),
        Screen::Choose => Some(choose(ui)),
        Screen::Connecting => Some(connecting(ui)),
        Screen::Connected => None,
    })
}

fn hero(title: &'static str, text: &'static str) -> El {
    el("section", "card hero")
        .part("connect")
        .child(el("h2", "").child(title))
        .child(el("p", "lead").child(text))
}

fn waiting(text: &'static str) -> El {
    el("section", "card hero waiting")
        .attr("role", "status")
        .child(el("span", "spinner").attr("aria-hidden", "true"))
        .child(el("p", "lead").child(text))
}

/// What the widget does, in three lines.
fn promises() -> El {
    el("ul", "promises").children(
        [
            "Your health factor to the last digit, as the contracts compute it.",
            "A call before liquidation, at thresholds you choose.",
            "The exact amount that restores it, for your wallet to sign.",
        ]
        .map(|text| {
            el("li", "")
                .child(Icon::Check.view())
                .child(el("span", "").child(text))
        }),
    )
}

fn no_wallet(ui: Ui) -> El {
    hero(
        "No wallet found",
        "Install a browser wallet, or open this page in your wallet’s own browser. It is found as soon as it answers.",
    )
    .child(promises())
    .child(watching(ui))
}

fn choose(ui: Ui) -> El {
    let wallets = ui.part(|view| match &view.connection {
        ConnectionView::Choose { wallets, .. } => wallets.clone(),
        _ => Vec::new(),
    });
    let failed: Value<Option<ConnectProblem>> = ui.part(|view| match &view.connection {
        ConnectionView::Choose { failed, .. } => failed.clone(),
        _ => None,
    });
    hero(
        "Know before the liquidators do",
        "Connect a wallet to watch its positions. The wallet will ask which account to share; nothing can be spent by connecting.",
    )
    .child(
        el("div", "problem").attr("role", "status").child(present(failed, |failed| {
            el("p", "").say(move || connect_problem(&failed.get()))
        })),
    )
    .child(el("div", "wallets").child(each(
        wallets,
        |wallet| wallet.id.0.clone(),
        move |wallet| {
            ui.button(
                "wallet",
                vec![
                    wallet_icon(wallet),
                    el("span", "name").say(move || format!("Connect {}", wallet.with(|wallet| wallet.name.clone()))),
                    el("span", "hint").child("Asks in the wallet"),
                ],
                move || UserAction::Connect(wallet.with_untracked(|wallet| wallet.id.clone())),
            )
        },
    )))
    .child(promises())
    .child(watching(ui))
}

fn wallet_icon(wallet: Value<WalletInfo>) -> El {
    el("span", "wallet-icon").live(move || {
        let icon = wallet.with(|wallet| wallet.icon.clone());
        icon.map_or_else(
            || Icon::Wallet.view(),
            |icon| el("img", "").attr("src", icon).attr("alt", "").into_child(),
        )
    })
}

fn connecting(ui: Ui) -> El {
    let name = ui.part(|view| match &view.connection {
        ConnectionView::Connecting { wallet } => wallet.name.clone(),
        _ => String::new(),
    });
    el("section", "card hero waiting")
        .part("connect")
        .child(el("span", "spinner").attr("aria-hidden", "true"))
        .child(
            el("h2", "")
                .attr("role", "status")
                .say(move || format!("Confirm in {}", name.get())),
        )
        .child(
            el("p", "lead")
                .child("The wallet is asking which account to share. If you see nothing, open it."),
        )
        .child(ui.button("secondary", "Cancel", || UserAction::CancelConnect))
}

/// Watching an address, where that is possible.
fn watching(ui: Ui) -> AnyView {
    let can_watch = ui.part(|view| match view.connection {
        ConnectionView::NoWallet { can_watch, .. } | ConnectionView::Choose { can_watch, .. } => {
            can_watch.then_some(())
        }
        _ => None,
    });
    let problem: Value<Option<WatchProblem>> = ui.part(|view| match view.connection {
        ConnectionView::NoWallet { watch_problem, .. }
        | ConnectionView::Choose { watch_problem, .. } => watch_problem,
        _ => None,
    });
    present(can_watch, move |_| watch_form(ui, problem))
}
