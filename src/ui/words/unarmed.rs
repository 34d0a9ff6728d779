use crate::engine::view::{Weight, WhyUnarmed};

/// That a call would not reach the person, in few words.
pub const fn unarmed(why: WhyUnarmed) -> &'static str {
    match why {
        WhyUnarmed::Off => "Notifications off",
        WhyUnarmed::Blocked => "Notifications blocked",
        WhyUnarmed::Unavailable => "No notifications here",
        WhyUnarmed::Untested => "Notifications not tested",
        WhyUnarmed::Testing => "Test under way",
        WhyUnarmed::Asked => "Did you see the test?",
        WhyUnarmed::Failed => "Notifications not seen",
    }
}

/// The name of its colours in the style sheet.
pub const fn unarmed_colours(weight: Weight) -> &'static str {
    match weight {
        Weight::Quiet => "quiet",
        Weight::Plain => "warn",
        Weight::Loud => "bad",
    }
}
