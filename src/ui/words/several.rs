use super::steps::mixed;
use crate::engine::view::{NoTopUp, TogetherView};
use crate::top_up::{LeftOut, MemberState, MemberView, NextView, StrandedView, TakenView};
use crate::ui::format::{self, Round};

/// How many want a top-up together.
pub fn together(group: &TogetherView) -> String {
    let count = group.positions.len();
    let left_out = group.left_out.iter();
    let left_out: Vec<String> = left_out
        .map(|(market, why)| format!("{market} ({})", why_not(*why)))
        .collect();
    match left_out.is_empty() {
        true => format!("{count} positions need a top-up"),
        false => format!(
            "{count} positions need a top-up. Left out: {}.",
            left_out.join(", ")
        ),
    }
}

/// Why one of them cannot have it now.
const fn why_not(reason: NoTopUp) -> &'static str {
    match reason {
        NoTopUp::Stale => "not known now",
        NoTopUp::NotConfirmed => "its numbers are not confirmed",
        NoTopUp::NoDebt
        | NoTopUp::WatchOnly
        | NoTopUp::Locked
        | NoTopUp::OtherAccount
        | NoTopUp::OtherChain
        | NoTopUp::Disputed => "cannot be topped up now",
    }
}

/// To restore them all.
pub fn secure(group: &TogetherView) -> String {
    match group.positions.len() {
        2 => "Secure both".to_owned(),
        3 => "Secure all three".to_owned(),
        4 => "Secure all four".to_owned(),
        // More are not worked out at a time.
        _ => "Secure the four worst".to_owned(),
    }
}

/// How far one of several is.
pub fn member_state(member: &MemberView) -> String {
    match &member.state {
        MemberState::ToDo(_) if member.is_open => "Now".to_owned(),
        MemberState::ToDo(_) => "To do".to_owned(),
        MemberState::UnderWay => "Under way".to_owned(),
        MemberState::Done => "Done".to_owned(),
        MemberState::Short(_) => "Stays short".to_owned(),
        MemberState::LeftOut(_) => "Left out".to_owned(),
    }
}

/// What one of several takes, or why it takes nothing.
pub fn member(member: &MemberView) -> Option<String> {
    match &member.state {
        MemberState::Short(Some(lack)) => Some(format!(
            "It takes {} {}; {} is left for it.",
            format::amount(lack.needed, Round::Up),
            lack.symbol,
            format::amount(lack.left, Round::Down),
        )),
        MemberState::Short(None) => {
            Some("The wallet has nothing left that restores it.".to_owned())
        }
        MemberState::LeftOut(why) => Some(left_out(*why).to_owned()),
        MemberState::Done => None,
        MemberState::ToDo(_) | MemberState::UnderWay => {
            (!member.takes.is_empty()).then(|| mixed(&member.takes))
        }
    }
}

/// Why nothing is kept for one of several.
const fn left_out(why: LeftOut) -> &'static str {
    match why {
        LeftOut::NotKnown => "Nothing is kept for it: it is not known now.",
        LeftOut::CannotBe => "Nothing is kept for it: it cannot be topped up from here now.",
        LeftOut::TooMany => "Not worked out yet: four positions at a time.",
    }
}

/// What all that are left take of the wallet.
pub fn taken(all: &[TakenView]) -> Option<String> {
    let amounts: Vec<String> = all
        .iter()
        .map(|one| format!("{} {}", format::amount(one.amount, Round::Up), one.symbol))
        .collect();
    let (last, first) = amounts.split_last()?;
    Some(match first {
        [] => format!("In all {last} from the wallet."),
        first => format!("In all {} and {last} from the wallet.", first.join(", ")),
    })
}

/// Who is left without.
pub fn stranded(stranded: &StrandedView) -> String {
    match stranded.symbols.split_last() {
        Some((last, [])) => format!("This takes the {last} that {} needs.", stranded.market),
        Some((last, first)) => format!(
            "This takes the {} and {last} that {} needs.",
            first.join(", "),
            stranded.market
        ),
        None => format!("This leaves too little for {}.", stranded.market),
    }
}

/// Which comes next.
pub fn next(next: &NextView) -> String {
    format!(
        "Next: {}, {} → {}",
        next.market,
        format::health(next.health),
        format::health(next.after)
    )
}
