use super::act::button;
use super::copy::{address, short};
use super::element::{Child, El, el, text};
use super::format;
use super::icon::Icon;
use super::words::data_badge;
use crate::alert::DataState;
use crate::engine::UserAction;
use crate::engine::view::SessionView;

/// The top line: the name, what is being watched, and how fresh it is.
pub fn header(session: Option<&SessionView>) -> El {
    el("header", "header")
        .part("header")
        .child(
            el("p", "brand")
                .child(Icon::Mark.view())
                .child(text("span", "", "margin-call")),
        )
        .child(session.map(|session| {
            el("div", "context")
                .child(freshness(session))
                .child(account(session))
        }))
}

/// The chain, the block and whether it is news; of several, how the worst of them stands.
fn freshness(session: &SessionView) -> El {
    let worst = session.worst();
    let data = worst.map(|worst| &worst.data);
    let (word, state) = data_badge(data.map_or(DataState::Unread, |data| data.state));
    let chain = match (&session.chains[..], &session.wallet_chain) {
        ([one], _) => one.chain.name.clone(),
        ([], Some(wallet)) => wallet.name.clone(),
        ([], None) => String::new(),
        (several, _) => format!("{} chains", several.len()),
    };
    let only = data.filter(|_| session.chains.len() == 1);
    let block = only.and_then(|data| data.block).map(|block| {
        format!(
            "Block {} · {}",
            format::integer(block.number),
            format::time(block.timestamp)
        )
    });
    // While reads fail, the notice below carries this button.
    let can_read = !data.is_some_and(|data| matches!(data.state, DataState::Failing { .. }));
    el("div", "freshness")
        .child(
            el("span", "pill")
                .attr("data-state", state)
                .child(el("span", "dot").attr("aria-hidden", "true"))
                .child(word),
        )
        .child(text("span", "chain", chain))
        .child(text("span", "block", block.unwrap_or_default()))
        .child(can_read.then(|| button("quiet", "Read again", UserAction::Refresh)))
}

/// Whose positions these are.
fn account(session: &SessionView) -> El {
    let (through, end) = match &session.wallet {
        Some(wallet) => (wallet.name.clone(), "Disconnect"),
        None => ("Watching only".to_owned(), "Stop"),
    };
    el("div", "account")
        .child(text("span", "through", through))
        .child(session.account().map(|account| address(account, short)))
        .child(button("quiet", Child::Nothing, UserAction::Disconnect).child(text("span", "", end)))
}
