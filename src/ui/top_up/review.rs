use super::expected;
use super::step::steps;
use crate::engine::UserAction;
use crate::top_up::{ReviewView, SimulationView, TopUpView};
use crate::ui::act::button;
use crate::ui::element::{El, el, text};
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::legacy::notice;
use crate::ui::legacy::pair;
use crate::ui::legacy::{address, full};

/// What will be signed, before the wallet is asked.
pub fn review(top_up: &TopUpView, review: &ReviewView) -> El {
    let next = review.current.saturating_add(1);
    let sign = match review.steps.len() {
        1 => "Sign in wallet".to_owned(),
        all => format!("Sign in wallet ({next} of {all})"),
    };
    el("div", "review")
        .child(review.amount_before.map(|before| {
            let said = format!(
                "It was {}. Prices or the debt moved; the new exact amount is below.",
                format::amount_exact(before)
            );
            notice("warn", "The amount has changed since you last saw it")
                .child(text("p", "", said))
        }))
        .child(expected(review))
        .child(review.outlook.as_ref().map(|outlook| {
            let said = format!(
                "After: if it is mined by {}, at today’s prices. {}",
                format::time(outlook.evaluated_at),
                simulated(outlook.simulation)
            );
            text("p", "hint", said)
        }))
        .child(steps(top_up))
        .child(
            el("dl", "inputs")
                .child(pair(
                    "Chain",
                    format!("{} ({})", review.chain_name, review.chain.0),
                ))
                .child(pair("Account that signs", address(review.account, full))),
        )
        .child(
            el("div", "actions")
                .child(button("primary", Icon::Wallet.view(), UserAction::Sign).child(sign))
                .child(button("secondary", "Back", UserAction::BackToChoice)),
        )
        .child(text(
            "p",
            "hint",
            "Everything is read once more before the wallet is asked. If the amount must change, you see it here first.",
        ))
}

/// What the chain itself says that it would do.
fn simulated(simulation: SimulationView) -> String {
    match simulation {
        SimulationView::StepSucceeds => {
            "The chain’s simulation of the next step succeeds.".to_owned()
        }
        SimulationView::Restores(health) => format!(
            "The chain’s own simulation lands at {}.",
            format::health(health)
        ),
    }
}
