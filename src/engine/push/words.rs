//! What messages say. Whoever runs the server can read them.

use super::super::view::PushSays;
use super::Worst;
use crate::math::{Timestamp, decimal};
use crate::risk::Health;

/// The title of what says no more.
const NAME: &str = "margin-call";

/// A message: a title of ASCII, and a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) title: String,
    pub(super) body: String,
}

/// The watch has stopped: what is read if no further beat comes.
pub(super) fn stopped(says: PushSays, at: String, worst: Option<&Worst>) -> Message {
    let mut body = format!("No sign of it since {at}.");
    if let (PushSays::Health, Some(worst)) = (says, worst) {
        body.push_str(&format!(
            " {}: health {} then.",
            worst.market,
            health(worst.health)
        ));
    }
    body.push_str(" Open the page to go on.");
    Message {
        title: "margin-call stopped watching".to_owned(),
        body,
    }
}

/// It is watched again, after the message was sent.
pub(super) fn again(from: String, to: String) -> Message {
    Message {
        title: "margin-call is watching again".to_owned(),
        body: format!("No sign of it here from {from} to {to}."),
    }
}

/// A call; `title` and `body` are its words where messages may say so much.
pub(super) fn call(says: PushSays, title: String, body: String) -> Message {
    match says {
        PushSays::Nothing => Message {
            title: NAME.to_owned(),
            body: "Open margin-call.".to_owned(),
        },
        // Names of tokens are anybody's; what is sent as a title is not.
        PushSays::Health if title.is_ascii() => Message { title, body },
        PushSays::Health => Message {
            title: NAME.to_owned(),
            body: format!("{title}\n{body}"),
        },
    }
}

/// The first test: it is read where the server does not replace.
pub(super) fn first_test() -> Message {
    Message {
        title: "margin-call: test 1 of 2".to_owned(),
        body: "Only the second should arrive: it takes the place of this one.".to_owned(),
    }
}

/// The second test.
pub(super) fn second_test() -> Message {
    Message {
        title: "margin-call: this is how a call arrives".to_owned(),
        body: "Say on the page that you see it.".to_owned(),
    }
}

/// Rounded against the flattering side, as everywhere.
fn health(health: Health) -> String {
    match health {
        Health::Ratio(ratio) => decimal::format_floor(ratio.raw(), 18, 3),
        Health::NoDebt => "no debt".to_owned(),
    }
}

/// The time of day: whoever reads it may be elsewhere.
pub(super) fn clock(at: Timestamp, ahead_of_utc_min: i32) -> String {
    let ahead = i64::from(ahead_of_utc_min);
    let minutes = at.0.div_euclid(60).saturating_add_signed(ahead);
    let (hours, minutes) = (
        minutes.div_euclid(60).rem_euclid(24),
        minutes.rem_euclid(60),
    );
    let sign = if ahead < 0 { '-' } else { '+' };
    let (far, rest) = (
        ahead.unsigned_abs().div_euclid(60),
        ahead.unsigned_abs().rem_euclid(60),
    );
    let zone = match (far, rest) {
        (0, 0) => "UTC".to_owned(),
        (far, 0) => format!("UTC{sign}{far}"),
        (far, rest) => format!("UTC{sign}{far}:{rest:02}"),
    };
    format!("{hours:02}:{minutes:02} {zone}")
}
