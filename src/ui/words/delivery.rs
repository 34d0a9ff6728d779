use crate::engine::{Delivery, PermissionState, Proof};
use crate::ui::format;

/// How a margin call would reach the person: a headline, whether it is good news, and what to know.
pub fn delivery(delivery: Delivery) -> (String, bool, Option<&'static str>) {
    let (headline, is_good, more) = match (delivery.permission, delivery.proof) {
        (PermissionState::Unknown, _) => ("Not known yet", false, None),
        (PermissionState::Unsupported, _) => (
            "Not available here",
            false,
            Some("This browser shows none for this page. Calls show on the page only."),
        ),
        (PermissionState::NotAsked, _) => (
            "Off",
            false,
            Some("Without them, calls show on this page only."),
        ),
        (PermissionState::Denied, _) => (
            "Blocked",
            false,
            Some(
                "The browser blocks them. Allow them in the site settings, beside the address. Until then, calls show on this page only.",
            ),
        ),
        (PermissionState::Granted, Proof::Untested) => (
            "On, not tested",
            false,
            Some("A test shows whether they reach you."),
        ),
        (PermissionState::Granted, Proof::Sent) => (
            "Test under way",
            false,
            Some("The browser has not said yet that it showed it."),
        ),
        (PermissionState::Granted, Proof::Shown) => (
            "Did you see the test?",
            false,
            Some("The browser says it showed one. A focus mode may have hidden it."),
        ),
        (PermissionState::Granted, Proof::Seen { at }) => {
            return (format!("On, tested {}", format::day(at)), true, None);
        }
        (PermissionState::Granted, Proof::Failed) => (
            "Not reaching you",
            false,
            Some(
                "The last one was refused or not seen. Turn off focus mode and muting in the system settings, then test again.",
            ),
        ),
    };
    (headline.to_owned(), is_good, more)
}
