use super::expected;
use super::step::steps;
use crate::engine::UserAction;
use crate::top_up::{ReviewView, SimulationView, TopUpView};
use crate::ui::copy::{address, full};
use crate::ui::element::{El, el};
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::leg::pair;
use crate::ui::live::{part, present};
use crate::ui::notices::notice;
use crate::ui::value::Value;
use crate::ui::widget::Ui;

/// What will be signed, before the wallet is asked.
pub fn review(ui: Ui, top_up: Value<TopUpView>, review: Value<ReviewView>) -> El {
    let amount_before = part(review, |review| review.amount_before);
    let outlook = part(review, |review| review.outlook);
    let order = part(review, |review| {
        (review.current.saturating_add(1), review.steps.len())
    });
    el("div", "review")
        .child(present(amount_before, |before| {
            notice("warn", "The amount has changed since you last saw it").child(
                el("p", "").say(move || {
                    format!(
                        "It was {}. Prices or the debt moved; the new exact amount is below.",
                        format::amount_exact(before.get())
                    )
                }),
            )
        }))
        .child(expected(review))
        .child(present(outlook, |outlook| {
            el("p", "hint").say(move || {
                outlook.with(|outlook| {
                    format!(
                        "After: if it is mined by {}, at today’s prices. {}",
                        format::time(outlook.evaluated_at),
                        simulated(outlook.simulation)
                    )
                })
            })
        }))
        .child(steps(top_up))
        .child(context(review))
        .child(
            el("div", "actions")
                .child(
                    ui.button("primary", Icon::Wallet.view(), || UserAction::Sign)
                        .say(move || match order.get() {
                            (_, 1) => "Sign in wallet".to_owned(),
                            (next, all) => format!("Sign in wallet ({next} of {all})"),
                        }),
                )
                .child(ui.button("secondary", "Back", || UserAction::BackToChoice)),
        )
        .child(el("p", "hint").child(
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

/// On which chain, from which account.
fn context(review: Value<ReviewView>) -> El {
    el("dl", "inputs")
        .child(pair("Chain", move || {
            review.with(|review| format!("{} ({})", review.chain_name, review.chain.0))
        }))
        .child(
            el("div", "")
                .child(el("dt", "").child("Account that signs"))
                .child(
                    el("dd", "").child(address(move || review.with(|review| review.account), full)),
                ),
        )
}
