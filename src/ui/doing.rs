//! What a person can do on the page, as a value.

use crate::engine::UserAction;
use crate::engine::view::PositionKey;

/// What an event on an element does.
pub enum Do {
    /// Tells the engine.
    Act(UserAction),
    /// Copies a text, and says whether it did.
    Copy(String),
    /// Sets the target of the top-up to what is typed.
    SetTarget,
    /// Moves the stress slider of a position.
    Stress(PositionKey),
}
