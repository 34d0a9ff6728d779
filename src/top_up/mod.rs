//! What repairs a position: the ways to do it, and what carrying one out looks like.
//!
//! In reading order; each may use those above it:
//!
//! - `strategy`, `goal`, `part`, `purse`: what is chosen, up to where, what of it is done, and out of what coin
//! - `decoded`, `view`: what bytes say, and what is shown
//! - `remedy`: what one means does, perhaps after others, and the least of it that is enough
//! - `reserved`: what of the wallet is spoken for
//! - `steps`, `plan`: from parts to the bytes to sign, and back
//! - `permit`: a signature in place of an approval
//! - `single`, `possible`, `value`: one way to the unit, which there are, and what they cost
//! - `mix`: the cheapest of several together, for one position or for several
//! - `making`, `review`: the plan of what was chosen, and a second look at one that was shown
//! - `ways`, `mixed`: all of them beside each other; `lack`: of what there is too little for any
//! - `slot`, `asked`, `record`, [`look`]: what was asked of the wallet, and what became of it
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod asked;
mod decoded;
mod fee;
mod goal;
mod lack;
#[cfg(test)]
mod laws;
pub mod look;
mod making;
mod mix;
mod mixed;
mod part;
mod permit;
mod plan;
mod possible;
mod purse;
mod record;
mod remedy;
mod reserved;
mod review;
mod single;
mod slot;
mod steps;
mod strategy;
mod value;
mod view;
mod ways;

pub use asked::{Asked, NamedBy, Said, Together, calls_id};
pub use decoded::{Coin, Decoded, RepayAmount, Token};
pub use fee::fee_of;
pub use goal::{AmountProblem, Goal, TargetProblem, parse_amount, parse_target};
pub use lack::lack;
pub use making::{plan, plan_beside};
pub use mix::{Weak, together};
pub use mixed::{mixed, part_views};
pub use part::{Part, Permission};
pub use permit::{ToSign, is_next_signed, may_be_signed, to_sign, with_signature};
pub use plan::{Plan, with_reset};
pub use purse::{Fee, Purse};
#[cfg(test)]
pub(crate) use record::tests::{
    calls as a_record_of_calls, ended as ended_record, payment as a_payment, record as a_record,
};
pub use record::{End, Record};
pub use reserved::{Reserved, held};
pub use review::{Reviewed, review_again};
pub use slot::Slot;
pub use steps::{Step, read_step};
pub use strategy::{Chosen, Means, Source, StrategyId};
pub use view::{
    Changed, Doubt, Earlier, FlowFailure, Lack, LeftOut, Manner, Manners, MemberState, MemberView,
    MixView, NextView, Node, Offer, OptionView, Outlook, PartView, Raw, Rest, ReviewView, SaleView,
    SimulationView, StageView, StepStatus, StepView, StrandedView, TakenView, TopUpView,
    TypedAmount, Unavailable, Unvouched, Voice,
};
pub use ways::{options, rests, sale};
