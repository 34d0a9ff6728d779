use super::act::button;
use super::element::{Child, El, el, text};
use super::icon::Icon;
use super::words::switch_problem;
use crate::engine::UserAction;
use crate::engine::view::{ChainView, SessionView};

/// No market is known on this chain: where to go instead.
pub fn wrong_chain(session: &SessionView, offered: &[ChainView]) -> El {
    let switching = session.switching;
    let problem = session.switch_problem.as_ref();
    let chain = session.wallet_chain.as_ref();
    let name = chain.map_or("this chain", |chain| chain.name.as_str());
    let lead = if offered.is_empty() {
        "Nothing can be watched here: the endpoint of this page serves no chain with a market that is known."
    } else {
        "Choose a chain below. Your wallet will ask whether to switch; no money moves."
    };
    let said = if switching {
        "Confirm the switch in your wallet."
    } else {
        ""
    };
    el("section", "card hero")
        .part("wrong-chain")
        .child(text(
            "h2",
            "",
            format!("No lending market is known on {name}"),
        ))
        .child(text("p", "lead", lead))
        .child(el("div", "chains").children(offered.iter().map(|chain| {
            button(
                "secondary",
                Child::Nothing,
                UserAction::SwitchChain(chain.id),
            )
            .key(chain.id.0.to_string())
            .flag("disabled", switching)
            .child(el("span", "glyph").child(Icon::Wallet.view()))
            .child(text("span", "", format!("Switch to {}", chain.name)))
        })))
        .child(
            text("div", "problem", said)
                .attr("role", "status")
                .child(problem.map(|problem| text("p", "", switch_problem(problem)))),
        )
}
