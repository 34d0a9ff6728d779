//! When to call, and when to be quiet: levels, ladders and episodes.
//!
//! Pure: the time is passed in, what was read is passed in, and a [`Notice`] comes out as data.
//! Three things are kept apart, so that none can hide another:
//!
//! - [`Ladder`], [`TimeLadder`] and [`Rules`]: which [`Footing`] is which [`Level`], and how patient to be;
//! - [`Episode`]: one per position and rule, what the borrower was told and did about it;
//! - [`DataWatch`]: whether anything is known at all. Unknown is never "ok".
//!
//! Every notice carries the tag of its episode, so that a later one replaces it on the screen.
//! Which of them are shown as one is decided where they wait to be shown; the words are here.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod active;
mod data_state;
mod episode;
mod footing;
mod key;
mod ladder;
mod lag;
mod lasts;
mod level;
mod limit;
mod notice;
mod notice_text;
mod phase;
mod queued;
mod queued_text;
mod quiet;
mod reading;
mod rules;
mod rungs;
mod seen;
mod taking_text;
mod term_text;
#[cfg(test)]
mod tests;
mod together_text;

pub use data_state::{Cadence, DataState, DataWatch};
pub use episode::Episode;
pub use footing::Footing;
pub use key::{Rule, RuleKey};
pub use ladder::{Ladder, LadderError, ThresholdError, parse_threshold};
pub use lag::NAMED_FROM_S;
pub use lasts::{Lasts, TimeLadder};
pub use level::Level;
pub use limit::{Limit, LimitError, RateLimit, UseLimit};
pub use notice::{Notice, NoticeKind};
pub use notice_text::{NoticeFacts, NoticeText, notice_text};
pub use phase::Phase;
pub use queued::{level_of_queued, queued_tag};
pub use queued_text::health_moves;
pub use quiet::{QuietError, QuietHours};
pub use reading::{Observation, Outlasts, Reading, Seizure};
pub use rules::Rules;
pub use rungs::{Rung, Rungs};
pub use taking_text::{Numbers, short_hash, taking_more, taking_text};
pub use term_text::{term_text, what_moved};
pub use together_text::{Called, together_text};
