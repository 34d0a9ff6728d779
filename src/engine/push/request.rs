//! What the server is asked, in the protocol of ntfy, and what it answers.

use serde_json::Value;

use super::super::effect::PushRequest;
use super::topic::Topic;
use super::words::Message;
use crate::alert::{Level, Notice, NoticeKind};

/// How loud a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    Mild,
    Usual,
    Call,
    Urgent,
}

impl Urgency {
    /// How loud a notice is.
    pub(super) fn of(notice: &Notice) -> Self {
        match (notice.kind, notice.level) {
            (NoticeKind::Cleared | NoticeKind::Relaxed | NoticeKind::WatchingAgain { .. }, _) => {
                Self::Mild
            }
            (_, Level::Urgent | Level::Liquidatable) => Self::Urgent,
            (_, Level::Call) => Self::Call,
            (_, Level::Watch) => Self::Usual,
        }
    }

    /// Its number there.
    const fn priority(self) -> &'static str {
        match self {
            Self::Mild => "2",
            Self::Usual => "3",
            Self::Call => "4",
            Self::Urgent => "5",
        }
    }
}

/// Passes a message on: at once, or under a number in so many seconds, in place of the one with that number.
pub(super) fn publish(
    topic: &Topic,
    page: Option<&str>,
    message: &Message,
    urgency: Urgency,
    schedule: Option<(u32, u64)>,
) -> PushRequest {
    let mut headers = vec![
        ("Title", message.title.clone()),
        ("Priority", urgency.priority().to_owned()),
    ];
    headers.extend(page.map(|page| ("Click", page.to_owned())));
    if let Some((number, seconds)) = schedule {
        headers.push(("In", format!("{seconds}s")));
        headers.push(("X-Sequence-ID", Topic::sequence(number)));
    }
    PushRequest {
        method: "POST",
        url: topic.address(),
        headers,
        body: message.body.clone(),
    }
}

/// Takes a message back that waits.
pub(super) fn take_back(topic: &Topic, number: u32) -> PushRequest {
    PushRequest {
        method: "DELETE",
        url: format!("{}/{}", topic.address(), Topic::sequence(number)),
        headers: Vec::new(),
        body: String::new(),
    }
}

/// All that waits there.
pub(super) fn list(topic: &Topic) -> PushRequest {
    PushRequest {
        method: "GET",
        url: format!("{}/json?poll=1&sched=1", topic.address()),
        headers: Vec::new(),
        body: String::new(),
    }
}

/// What the server named the message that it took.
pub(super) fn id_of(answer: &Value) -> Option<&str> {
    answer.as_array()?.first()?.get("id")?.as_str()
}

/// The messages in a list that are known by one of these names.
pub(super) fn ids_in<'a>(answer: &'a Value, known: &'a [String]) -> Vec<&'a str> {
    let lines = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = lines.iter().filter_map(|line| line.get("id")?.as_str());
    ids.filter(|id| known.iter().any(|one| one == id)).collect()
}
