//! Every sentence that stands for a value. Components lay out; these say.
//!
//! A failure always says what happened to the person's money.

mod connection;
mod data;
mod delivery;
mod doubts;
mod edition;
mod episode;
mod health;
mod heartbeat;
mod history;
mod outcome;
mod protection;
mod push;
mod queued;
mod reminder;
mod revert;
mod settings;
mod several;
mod sound;
mod standing;
mod steps;
mod strange;
mod thresholds;
mod top_up;
mod unarmed;

pub use connection::{
    config_problem, connect_problem, endpoint_problem, found, origin, public_allowed, read_problem,
    source, switching, through, unused, watch_problem, witness,
};
pub use data::{NOT_SUPPORTED, clock_differs, data_badge, dated_by, gap, unreadable};
pub use delivery::delivery;
pub use doubts::{disputed, unconfirmed};
pub use edition::new_edition;
pub use episode::{episode, is_open, seized, taking};
pub use health::{
    NO_PRICE, drawdown, halted, liquidates_at, liquidation_price, loss, pre, pre_liquidation, rate,
    sensitivity, stress_question, threshold_term, time_to_liquidation, what_liquidation_price_is,
    worst_day,
};
pub use heartbeat::heartbeat;
pub use history::{log_line, log_more, log_topic};
pub use outcome::{doubt, doubt_advice, failure, failure_advice, money};
pub use protection::{
    AUTHORITY, ONE_VOICE, PROTECTION, PROTECTION_MORE, acts_from, authorize, by_rule, goes_by,
    market_takes, no_authorization, search, strange_contract, takes, typed_contract, unfit,
};
pub use push::{ahead, push, push_answer, says};
pub use queued::{queued_changes, queued_headline, queued_means, queued_source, queued_unread};
pub use reminder::reminder;
pub use settings::{NOT_SET_UP, on_or_off};
pub use several::{member, member_state, next, secure, stranded, taken, together};
pub use sound::sound;
pub use standing::{Standing, other_positions};
pub use steps::{
    did, doing, fee, fee_is_short, headline, headline_of, manner, manner_means, mixed, network,
    sign, signatures, step, step_means, unused_permit, will_ask,
};
pub use thresholds::{
    Of, by_default, called_at, ladder_problem, ladder_problem_at, ladder_set, limit_problem,
    quiet_hours, quiet_hours_set, quiet_problem, threshold_text,
};
pub use top_up::{
    NO_WALLET, amount_problem, approval_left, changed, ended, goal, holds, link_waits, mix_note,
    no_top_up, obstacle, rest, sale, strategy, strategy_note, target_problem, unavailable, yearly,
};
pub use unarmed::{unarmed, unarmed_colours};
