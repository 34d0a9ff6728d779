use crate::engine::{Delivery, PermissionState, Proof};

/// How a margin call would reach the person: a headline, whether it is good news, and what to know.
pub fn delivery(delivery: Delivery) -> (&'static str, bool, &'static str) {
    match (delivery.permission, delivery.proof) {
        (PermissionState::Unknown, _) => (
            "Not known yet",
            false,
            "Whether this browser may notify you is being read.",
        ),
        (PermissionState::Unsupported, _) => (
            "Not available here",
            false,
            "This browser or page cannot show notifications. Calls appear on this page only.",
        ),
        (PermissionState::NotAsked, _) => (
            "Off",
            false,
            "Without them, calls appear on this page only.",
        ),
        (PermissionState::Denied, _) => (
            "Blocked",
            false,
            "The browser blocks them. Allow them in the site settings, beside the address. Until then, calls appear on this page only.",
        ),
        (PermissionState::Granted, Proof::Untested) => (
            "On, not tested",
            false,
            "The browser allows them. Whether one reaches you is only known after a test.",
        ),
        (PermissionState::Granted, Proof::Sent) => (
            "Test under way",
            false,
            "A test was sent. The browser has not said that it showed it.",
        ),
        (PermissionState::Granted, Proof::Shown) => (
            "Did you see the test?",
            false,
            "The browser says that it showed one. Only you can tell whether it reached you: focus modes hide them.",
        ),
        (PermissionState::Granted, Proof::Seen) => (
            "On, and seen to work",
            true,
            "A test or a call reached you in this browser.",
        ),
        (PermissionState::Granted, Proof::Failed) => (
            "Not reaching you",
            false,
            "The last one was refused or not seen. Look for a focus mode or muted notifications in the system settings, then test again.",
        ),
    }
}
