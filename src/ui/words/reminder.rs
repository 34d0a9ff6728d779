use crate::engine::{ReminderView, Waking};

/// What a reminder is, and whether there is one.
pub fn reminder(view: ReminderView) -> &'static str {
    match (view.is_wanted, view.waking) {
        (false, _) => {
            "Your browser can remind you to open this page while it is closed: twice a day at most, once the page \
             is installed. It knows no health, so it is no margin call."
        }
        (true, Waking::On) => {
            "Twice a day at most, your browser looks whether this page is open. It knows no health, so it is no \
             margin call."
        }
        (true, Waking::Off | Waking::Unsupported) => "It begins once something is watched.",
        (true, Waking::Refused) => {
            "Your browser does not do it yet: install this page from its menu, and open it again."
        }
    }
}
