use super::step::steps;
use super::{Stage, expected};
use crate::top_up::{ReviewView, TopUpView};
use crate::ui::element::{El, el, text};

/// Everything is being read once more.
pub fn checking() -> El {
    busy(
        "Prices, your debt, the wallet’s balance and allowance, chain and contract are read once more.",
    )
}

/// From the last check to the last read.
pub fn progress(stage: Stage, top_up: &TopUpView, review: &ReviewView) -> El {
    el("div", "review")
        .child(busy(said(stage)))
        .child(expected(review))
        .child(steps(top_up))
}

fn said(stage: Stage) -> &'static str {
    match stage {
        Stage::Rechecking => {
            "Everything is read once more. The wallet is asked right after, unless something changed."
        }
        Stage::Signing => {
            "Compare what the wallet shows with the marked step below. If you see nothing, open the wallet."
        }
        Stage::Pending => {
            "The transaction was sent. You may close this panel: sending it once is enough, and it goes on without it."
        }
        _ => {
            "The transaction is in a block. The position is read again, so that what you see is what the chain has."
        }
    }
}

fn busy(words: &'static str) -> El {
    el("div", "busy")
        .child(el("span", "spinner").attr("aria-hidden", "true"))
        .child(text("p", "", words).attr("role", "status"))
}
