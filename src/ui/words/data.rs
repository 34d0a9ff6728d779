use crate::alert::DataState;
use crate::chain::DatedBy;
use crate::engine::view::{DataView, Gap, MemoryPart};
use crate::ui::format;

/// The state of the data in two words, and its colours in the style sheet.
pub fn data_badge(data: Option<&DataView>) -> (&'static str, &'static str) {
    let Some(data) = data else {
        return ("Reading", "busy");
    };
    match data.state {
        // Whoever opens it without a network is not to wait for numbers.
        DataState::Unread if data.problem.is_some() => ("Not reading", "bad"),
        DataState::Unread => ("Reading", "busy"),
        DataState::Fresh => ("Live", "live"),
        DataState::Divergent => ("Unconfirmed", "warn"),
        DataState::Stale { .. } => ("Stale", "bad"),
        DataState::Failing { .. } => ("Not reading", "bad"),
    }
}

/// In the place of [`data_badge`], where no market is known on the wallet's chain.
pub const NOT_SUPPORTED: (&str, &str) = ("Not supported", "warn");

/// What of a block the chain's contracts themselves confirm.
pub fn dated_by(by: DatedBy) -> &'static str {
    match by {
        DatedBy::Parent => "Height, time and the block before, as the contracts saw them",
        DatedBy::Height => "Height and time, as the contracts saw them",
        DatedBy::Time => "Time only: contracts on this chain do not see its heights",
    }
}

/// A time in which nobody watched.
pub fn gap(gap: Gap) -> String {
    format!(
        "Not watched from {} to {}. What you see was read after that.",
        format::day_and_time(gap.from),
        format::day_and_time(gap.to),
    )
}

/// By how much the computer's clock and the chain's differ, and what that means.
pub fn clock_differs(seconds: i64) -> String {
    let ahead = if seconds > 0 { "ahead of" } else { "behind" };
    let minutes = seconds.unsigned_abs().div_ceil(60);
    let much = match minutes {
        1 => "a minute".to_owned(),
        2..120 => format!("{} minutes", format::integer(minutes)),
        _ => format!("{} hours", format::integer(minutes.div_euclid(60))),
    };
    let or = if seconds > 0 {
        ", or the endpoint is as late"
    } else {
        ""
    };
    format!(
        "This computer’s clock is about {much} {ahead} the chain’s{or}. Margin calls go by the chain; the times shown here may be wrong."
    )
}

/// What of the memory could not be read.
pub fn unreadable(parts: &[MemoryPart]) -> String {
    let names = parts.iter().map(|part| match part {
        MemoryPart::Accounts => "the list of accounts",
        MemoryPart::Endpoints => "the endpoints",
        MemoryPart::LastSearch => "the time of the last search",
        MemoryPart::Thresholds => "your thresholds",
        MemoryPart::QuietHours => "your quiet hours",
        MemoryPart::Notifications => "when a notification last reached you",
        MemoryPart::Sound => "whether calls are heard",
        MemoryPart::Reminder => "whether you are reminded to open this page",
        MemoryPart::Push => "where calls go when the page is closed",
        MemoryPart::Heartbeat => "which monitor is asked",
        MemoryPart::Holdings => "what you held when it was last read",
        MemoryPart::Foresight => "what was learnt of the markets",
        MemoryPart::Contracts => "the contracts that you authorised",
        MemoryPart::History => "how health and prices went",
        MemoryPart::Calls => "what was called and seen",
        MemoryPart::Journal => "what happened",
    });
    let names: Vec<&str> = names.collect();
    format!(
        "This browser kept what can no longer be read: {}. It starts anew.",
        names.join(", ")
    )
}
