use crate::engine::Hearing;

/// Whether a call is heard, and when it is not; none: it was not turned on.
pub fn sound(hearing: Option<Hearing>) -> &'static str {
    match hearing {
        None => "Off. A tone for margin calls and worse, while this page is open.",
        Some(Hearing::Unknown) => "On. The browser has not said yet whether it lets it be heard.",
        Some(Hearing::Open) => {
            "On. Watch makes no sound; your computer’s volume decides how loud it is."
        }
        Some(Hearing::Closed) => {
            "On, and silent: the browser lets it be heard once you click in this page."
        }
        Some(Hearing::Unsupported) => "This browser makes none here.",
    }
}
