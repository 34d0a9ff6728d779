use super::connection::{endpoint_problem, source_problem};
use crate::engine::view::{PushProof, PushSays, PushView, TopicView};
use crate::ui::format;

/// Whether the person is told when the page is gone: a headline, whether it is good news, and what to know.
pub fn push(topic: &TopicView) -> (String, bool, Option<String>) {
    let at = topic.fires_at.map(format::time);
    if topic.is_ending {
        let more = at.map(|at| {
            format!("The message that waits on {} is being taken back. Until that is done it is sent at {at}.", topic.server)
        });
        return ("Being turned off".to_owned(), false, more);
    }
    if topic.is_proving {
        return ("Testing the server".to_owned(), false, None);
    }
    match (topic.proof, at) {
        (PushProof::Untested, _) => (
            "On, not tested".to_owned(),
            false,
            Some("Calls go there. A test shows whether the server can tell when this page stops.".to_owned()),
        ),
        (PushProof::Refuted, _) => (
            "It cannot tell when this page stops".to_owned(),
            false,
            Some(format!(
                "{} sends every message that waits, where only the newest should be. ntfy does it from 2.16 on. Calls still go there.",
                topic.server
            )),
        ),
        (PushProof::NotSeen, _) => (
            "Not reaching you".to_owned(),
            false,
            Some("Subscribe to the topic below on your phone, then test again.".to_owned()),
        ),
        (PushProof::Replaces, _) => (
            "Did the test arrive?".to_owned(),
            false,
            Some("It is sent 20 seconds after it was asked for, to whoever subscribes to the topic below.".to_owned()),
        ),
        (PushProof::Seen, Some(at)) if topic.has_fired => (
            "Your phone may have been told that this page stopped".to_owned(),
            false,
            Some(format!("The message was due at {at}. With the next reading it is told that the watch goes on.")),
        ),
        (PushProof::Seen, Some(at)) => (
            format!("If this page stops, you are told at {at}"),
            topic.is_armed(),
            None,
        ),
        (PushProof::Seen, None) => (
            "On, nothing waits there yet".to_owned(),
            false,
            Some("The first message goes there with the next reading.".to_owned()),
        ),
    }
}

/// Why the server did not do what it was asked, or was not taken.
pub fn push_answer(push: &PushView) -> Option<String> {
    if let Some(problem) = push.typed {
        return Some(endpoint_problem(problem).to_owned());
    }
    let problem = push.problem.as_ref()?;
    let server = push
        .topic
        .as_ref()
        .map_or("The server", |topic| &topic.server);
    Some(format!("{server} {}.", source_problem(problem)))
}

/// What messages can say.
pub const fn says(says: PushSays) -> &'static str {
    match says {
        PushSays::Nothing => "Only that you should open this page",
        PushSays::Health => "As much as a notification: market, health, what is owed",
    }
}

/// How long after the last sign of the page its end is told.
pub fn ahead(seconds: u64) -> String {
    format::duration(seconds)
}
