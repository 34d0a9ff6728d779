use super::element::{El, el};
use super::icon::Icon;
use super::live::{each, part, present};
use super::value::Value;
use super::widget::Ui;
use super::words::switch_problem;
use crate::engine::UserAction;
use crate::engine::view::{Body, SessionView};

/// No market is known on this chain: where to go instead.
pub fn wrong_chain(ui: Ui, session: Value<SessionView>) -> El {
    let offered = part(session, |session| match &session.body {
        Body::WrongChain { offered, .. } => offered.clone(),
        _ => Vec::new(),
    });
    let switching = part(session, |session| {
        matches!(
            session.body,
            Body::WrongChain {
                switching: true,
                ..
            }
        )
    });
    let problem = part(session, |session| match &session.body {
        Body::WrongChain { problem, .. } => problem.clone(),
        _ => None,
    });
    el("section", "card hero")
        .part("wrong-chain")
        .child(el("h2", "").say(move || {
            session.with(|session| {
                let name = session.chain.as_ref().map(|chain| chain.name.clone());
                format!(
                    "No lending market is known on {}",
                    name.unwrap_or_else(|| "this chain".to_owned())
                )
            })
        }))
        .child(
            el("p", "lead").say(move || {
                let words = if offered.with(Vec::is_empty) {
                    "Nothing can be watched here: the endpoint of this page serves no chain with a market that is known."
                } else {
                    "Choose a chain below. Your wallet will ask whether to switch; no money moves."
                };
                words.to_owned()
            }),
        )
        .child(el("div", "chains").child(each(
            offered,
            |chain| chain.id.0.to_string(),
            move |chain| {
                ui.button(
                    "secondary",
                    vec![
                        el("span", "glyph").child(Icon::Wallet.view()),
                        el("span", "").say(move || {
                            format!("Switch to {}", chain.with(|chain| chain.name.clone()))
                        }),
                    ],
                    move || UserAction::SwitchChain(chain.with_untracked(|chain| chain.id)),
                )
                .attr_live("disabled", move || switching.get().then(String::new))
            },
        )))
        .child(
            el("div", "problem")
                .attr("role", "status")
                .say(move || {
                    if switching.get() {
                        "Confirm the switch in your wallet.".to_owned()
                    } else {
                        String::new()
                    }
                })
                .child(present(problem, |problem| {
                    el("p", "").say(move || problem.with(switch_problem))
                })),
        )
}
