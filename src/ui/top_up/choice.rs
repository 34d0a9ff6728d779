use crate::engine::UserAction;
use crate::top_up::{Offer, OptionView, TopUpView};
use crate::ui::act::button;
use crate::ui::doing::Do;
use crate::ui::element::{El, el, text};
use crate::ui::format::{self, Round};
use crate::ui::words;

/// The restore target and the ways to get there.
pub fn choice(top_up: &TopUpView) -> El {
    let chosen = |option: &OptionView| Some(option.id) == top_up.chosen;
    let is_ready = top_up.target.is_ok()
        && top_up
            .options
            .iter()
            .any(|option| chosen(option) && option.offer.is_ok());
    let options = top_up.options.iter();
    el("div", "choice")
        .child(target(top_up))
        .child(
            el("fieldset", "options")
                .child(text("legend", "", "How"))
                .children(options.map(|shown| option(shown, chosen(shown)))),
        )
        .child(
            el("div", "actions")
                .child(button("primary", "Review", UserAction::Review).flag("disabled", !is_ready)),
        )
        .child(text(
            "p",
            "hint",
            "Nothing is signed yet: everything is read once more and shown first.",
        ))
}

fn target(top_up: &TopUpView) -> El {
    let problem = top_up.target.err();
    el("div", "target")
        .child(text("label", "", "Restore the health factor to").attr("for", "mc-target"))
        .child(
            el("input", "mono")
                .attr("id", "mc-target")
                .attr("type", "text")
                .attr("inputmode", "decimal")
                .attr("autocomplete", "off")
                .attr("aria-describedby", "mc-target-problem")
                .invalid(problem.is_some())
                .field(top_up.target_text.clone(), String::new())
                .on("input", Do::SetTarget),
        )
        .child(
            text(
                "p",
                "problem",
                problem.map(words::target_problem).unwrap_or_default(),
            )
            .attr("id", "mc-target-problem")
            .attr("role", "status"),
        )
}

fn option(option: &OptionView, is_chosen: bool) -> El {
    let is_offered = option.offer.is_ok();
    el("label", "option")
        .key(words::strategy(option.id, &option.id.asset.to_string()))
        .attr("data-offered", if is_offered { "true" } else { "false" })
        .flag("data-chosen", is_chosen)
        .child(
            el("input", "")
                .attr("type", "radio")
                .attr("name", "mc-strategy")
                .checked(is_chosen)
                .flag("disabled", !is_offered)
                .on("change", Do::Act(UserAction::ChooseStrategy(option.id))),
        )
        .child(
            el("span", "what")
                .child(text(
                    "strong",
                    "",
                    words::strategy(option.id, &option.symbol),
                ))
                .child(text("span", "hint", note(option))),
        )
        .child(match &option.offer {
            Ok(offer) => cost(offer, option),
            Err(_) => text("span", "cost", "Not possible"),
        })
}

/// What it is good for, or why it is not possible.
fn note(option: &OptionView) -> String {
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
                words::strategy_note(option.id),
                format::amount(option.wallet_balance, Round::Down),
                option.symbol
            )
        }
    }
}

fn cost(offer: &Offer, option: &OptionView) -> El {
    let amount = format::amount(offer.amount, Round::Up);
    let after = format::health(offer.health_after);
    el("span", "cost")
        .child(text("strong", "", format!("{amount} {}", option.symbol)))
        .child(text(
            "span",
            "hint",
            format::value(offer.value, &offer.currency, Round::Up),
        ))
        .child(text("span", "hint", format!("Health after: {after}")))
}
