use crate::engine::Hearing;

/// Whether a call is heard, and when it is not; none: it was not turned on.
pub fn sound(hearing: Option<Hearing>) -> (&'static str, &'static str) {
    match hearing {
        None => (
            "Off",
            "A tone for margin calls and worse, while this page is open.",
        ),
        Some(Hearing::Unknown) => (
            "On",
            "The browser has not said yet whether it lets it be heard.",
        ),
        Some(Hearing::Open) => (
            "On",
            "Watch makes no sound. How loud it is, your computer decides.",
        ),
        Some(Hearing::Closed) => (
            "On, not heard yet",
            "The browser lets it be heard once you click in this page.",
        ),
        Some(Hearing::Unsupported) => ("Not available here", "This browser makes no sound here."),
    }
}
