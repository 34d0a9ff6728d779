use crate::engine::UserAction;
use crate::top_up::{Offer, OptionView, StrategyId, TopUpView};
use crate::ui::element::{El, IntoChild, el};
use crate::ui::format::{self, Round};
use crate::ui::live::{each, part};
use crate::ui::value::{Value, value};
use crate::ui::watch_form::typed;
use crate::ui::widget::Ui;
use crate::ui::words;

/// The restore target and the ways to get there.
pub fn choice(ui: Ui, top_up: Value<TopUpView>) -> El {
    let options = part(top_up, |top_up| top_up.options.clone());
    let ready = part(top_up, |top_up| {
        top_up.target.is_ok()
            && top_up
                .options
                .iter()
                .any(|option| Some(option.id) == top_up.chosen && option.offer.is_ok())
    });
    el("div", "choice")
        .child(target(ui, top_up))
        .child(
            el("fieldset", "options")
                .child(el("legend", "").child("How"))
                .child(each(
                    options,
                    |option| words::strategy(option.id, &option.id.asset.to_string()),
                    move |shown| option(ui, top_up, shown),
                )),
        )
        .child(
            el("div", "actions").child(
                ui.button("primary", "Review", || UserAction::Review)
                    .attr_live("disabled", move || (!ready.get()).then(String::new)),
            ),
        )
        .child(
            el("p", "hint")
                .child("Nothing is signed yet: everything is read once more and shown first."),
        )
}

fn target(ui: Ui, top_up: Value<TopUpView>) -> El {
    let problem = part(top_up, |top_up| top_up.target.err());
    el("div", "target")
        .child(
            el("label", "")
                .attr("for", "mc-target")
                .child("Restore the health factor to"),
        )
        .child(
            el("input", "mono")
                .attr("id", "mc-target")
                .attr("type", "text")
                .attr("inputmode", "decimal")
                .attr("autocomplete", "off")
                .attr("aria-describedby", "mc-target-problem")
                .attr_live("aria-invalid", move || {
                    problem.get().map(|_| "true".to_owned())
                })
                .value_live(move || top_up.with(|top_up| top_up.target_text.clone()))
                .on("input", move |event| {
                    ui.act(UserAction::SetTarget(typed(&event)));
                }),
        )
        .child(
            el("p", "problem")
                .attr("id", "mc-target-problem")
                .attr("role", "status")
                .say(move || {
                    problem.get().map_or_else(String::new, |problem| {
                        words::target_problem(problem).to_owned()
                    })
                }),
        )
}

fn option(ui: Ui, top_up: Value<TopUpView>, option: Value<OptionView>) -> El {
    let id = part(option, |option| option.id);
    let is_offered = part(option, |option| option.offer.is_ok());
    let is_chosen = value(move || top_up.with(|top_up| top_up.chosen) == Some(id.get()));
    el("label", "option")
        .attr_live("data-offered", move || Some(is_offered.get().to_string()))
        .attr_live("data-chosen", move || is_chosen.get().then(String::new))
        .child(
            el("input", "")
                .attr("type", "radio")
                .attr("name", "mc-strategy")
                .checked_live(move || is_chosen.get())
                .attr_live("disabled", move || (!is_offered.get()).then(String::new))
                .on("change", move |_| {
                    ui.act(UserAction::ChooseStrategy(id.get_untracked()));
                }),
        )
        .child(
            el("span", "what")
                .child(
                    el("strong", "").say(move || {
                        option.with(|option| words::strategy(option.id, &option.symbol))
                    }),
                )
                .child(el("span", "hint").say(move || option.with(note))),
        )
        .live(move || {
            option.with(|option| match &option.offer {
                Ok(offer) => cost(offer, option).into_child(),
                Err(_) => el("span", "cost").child("Not possible").into_child(),
            })
        })
}

/// What it is good for, or why it is not possible.
fn note(option: &OptionView) -> String {
    let id: StrategyId = option.id;
    match &option.offer {
        Err(why) => words::unavailable(why, &option.symbol),
        Ok(offer) => {
            let asks = if offer.signatures == 1 {
                "1 signature".to_owned()
            } else {
                format!("{} signatures", offer.signatures)
            };
            let closes = if offer.closes_debt {
                " Closes this debt."
            } else {
                ""
            };
            format!(
                "{}{closes} {asks}. In the wallet: {} {}.",
                words::strategy_note(id),
                format::amount(option.wallet_balance, Round::Down),
                option.symbol
            )
        }
    }
}

fn cost(offer: &Offer, option: &OptionView) -> El {
    el("span", "cost")
        .child(el("strong", "").child(format!(
            "{} {}",
            format::amount(offer.amount, Round::Up),
            option.symbol
        )))
        .child(el("span", "hint").child(format::value(offer.value, &offer.currency, Round::Up)))
        .child(el("span", "hint").child(format!(
            "Health after: {}",
            format::health(offer.health_after)
        )))
}
