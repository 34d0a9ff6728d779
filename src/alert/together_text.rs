//! The words of several calls at once.

use super::notice_text::{NoticeText, health, two_digits};
use super::{Lasts, Notice};
use crate::risk::Health;

/// So many are named.
const NAMED: usize = 3;

/// A position that is called, among others.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// Market and chain as people know them.
    pub place: &'a str,
    /// What is told of it.
    pub notice: &'a Notice,
    /// How long it lasts on interest alone, where that and not its health is why.
    pub why: Option<Lasts>,
}

/// Says several calls in one notice. `title`: that of the worst by itself; `called`: all of them, the worst
/// first; `can_top_up`: a top-up can be made of the worst, to which the notice leads.
///
/// The title says of the worst what it would say alone, and how many more there are.
#[must_use]
pub fn together_text(title: &str, called: &[Called<'_>], can_top_up: bool) -> NoticeText {
    let others = called.len().saturating_sub(1);
    let positions = if others == 1 { "position" } else { "positions" };
    let mut named = called.iter().take(NAMED);
    let worst = named
        .next()
        .map(|one| format!("{}, {}", one.place, read(one, "health ")));
    let also: Vec<String> = named
        .map(|one| format!("{}, {}", one.place, read(one, "")))
        .collect();
    let more = match called.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let remedy = match can_top_up {
        true => "Open to top up.",
        false => "Open to see them.",
    };
    NoticeText {
        title: format!("{title}, and {others} more {positions}"),
        body: format!(
            "{}; also {}{more}. {remedy}",
            worst.unwrap_or_default(),
            also.join("; ")
        ),
    }
}

/// Its health, rounded down, and how long it lasts where that is why; of what is not known now what was read
/// last.
fn read(called: &Called<'_>, what: &str) -> String {
    let health = health_read(called, what);
    match called.why {
        Some(lasts) => format!("{health} and {} on interest alone", lasts.in_words()),
        None => health,
    }
}

fn health_read(called: &Called<'_>, what: &str) -> String {
    match health(called.notice) {
        Some(Health::Ratio(factor)) if called.notice.current => {
            format!("{what}{}", two_digits(factor))
        }
        Some(Health::Ratio(factor)) => format!("last known {what}{}", two_digits(factor)),
        Some(Health::NoDebt) => "no debt".to_owned(),
        None => "health unknown".to_owned(),
    }
}
