//! What repairs a position: the ways to do it, and the flow that carries one out.

mod decoded;
mod strategy;
mod view;

pub use decoded::{Decoded, RepayAmount, Token};
pub use strategy::{Means, StrategyId};
pub use view::{
    FlowFailure, Offer, OptionView, ReviewView, SimulationView, StageView, StepStatus, StepView,
    TargetProblem, TopUpView, Unavailable,
};
