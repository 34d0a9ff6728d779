use super::copy::{address, short};
use super::element::{El, el};
use super::format;
use super::icon::Icon;
use super::live::{part, present};
use super::value::Value;
use super::widget::Ui;
use super::words::data_badge;
use crate::alert::DataState;
use crate::engine::UserAction;
use crate::engine::view::SessionView;

/// The top line: the name, what is being watched, and how fresh it is.
pub fn header(ui: Ui, session: Value<Option<SessionView>>) -> El {
    el("header", "header")
        .part("header")
        .child(
            el("p", "brand")
                .child(Icon::Mark.view())
                .child(el("span", "").child("margin-call")),
        )
        .child(present(session, move |session| {
            el("div", "context")
                .child(freshness(ui, session))
                .child(account(ui, session))
        }))
}

/// The chain, the block and whether it is news.
fn freshness(ui: Ui, session: Value<SessionView>) -> El {
    let state = part(session, |session| session.data.state);
    el("div", "freshness")
        .child(
            el("span", "pill")
                .attr_live("data-state", move || {
                    Some(data_badge(state.get()).1.to_owned())
                })
                .child(el("span", "dot").attr("aria-hidden", "true"))
                .say(move || data_badge(state.get()).0.to_owned()),
        )
        .child(el("span", "chain").say(move || {
            session.with(|session| {
                session
                    .chain
                    .as_ref()
                    .map_or_else(String::new, |chain| chain.name.clone())
            })
        }))
        .child(el("span", "block").say(move || {
            session.with(|session| {
                session.data.block.map_or_else(String::new, |block| {
                    format!(
                        "Block {} · {}",
                        format::integer(block.number),
                        format::time(block.timestamp)
                    )
                })
            })
        }))
        .live(move || {
            // While reads fail, the notice below carries this button.
            (!matches!(state.get(), DataState::Failing { .. }))
                .then(|| ui.button("quiet", "Read again", || UserAction::Refresh))
        })
}

/// Whose positions these are.
fn account(ui: Ui, session: Value<SessionView>) -> El {
    let account = part(session, |session| session.account);
    let wallet = part(session, |session| {
        session.wallet.as_ref().map(|wallet| wallet.name.clone())
    });
    el("div", "account")
        .child(
            el("span", "through")
                .say(move || wallet.get().unwrap_or_else(|| "Watching only".to_owned())),
        )
        .child(address(move || account.get(), short))
        .child(ui.button(
            "quiet",
            el("span", "").say(move || {
                if wallet.with(Option::is_some) {
                    "Disconnect".to_owned()
                } else {
                    "Stop".to_owned()
                }
            }),
            || UserAction::Disconnect,
        ))
}
