use super::connection::source_problem;
use crate::engine::view::BeatView;
use crate::ui::format;

/// When a monitor was asked, and what is known of that.
pub fn heartbeat(beat: &BeatView) -> String {
    let host = &beat.host;
    let Some(at) = beat.asked_at.map(format::time) else {
        return format!("{host} is asked with the next reading.");
    };
    match (&beat.problem, beat.is_out) {
        (_, true) => format!("Asking {host}."),
        (Some(problem), false) => format!("{host} {}, at {at}.", source_problem(problem)),
        (None, false) => format!("{host} was asked at {at}."),
    }
}
