//! The state of one widget: `handle(now, event) -> effects`.
//!
//! Nothing else changes state, and nothing here reads a clock, a network or a store: a simulation
//! can run months of blocks, sleeps and lies through it in a second.

mod effect;
mod event;
mod notification;
pub mod view;

pub use effect::{Effect, Endpoint, HostEvent, RequestId};
pub use event::{Config, Event, LadderInput, RequestFailure, UserAction};
pub use notification::{Delivery, Notification, PermissionState, Proof};
pub use view::View;

/// A moment of the clock that the edges hand in: milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);
