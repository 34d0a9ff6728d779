//! Three thresholds, typed exactly.

mod health;
mod threshold;
mod typed;

pub use health::HealthLadder;
pub use typed::Typed;
