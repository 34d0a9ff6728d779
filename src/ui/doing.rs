//! What a person can do on the page, as a value.

use alloy::primitives::Address;

use crate::engine::UserAction;
use crate::engine::view::PositionKey;

/// What an event on an element does.
pub enum Do {
    /// Tells the engine.
    Act(UserAction),
    /// Copies a text, and says whether it did.
    Copy(String),
    /// Watches the address in the form.
    Watch,
    /// Adds the endpoint in the form.
    AddEndpoint,
    /// Gives an account the name in the form.
    Name(Address),
    /// Sets the thresholds in the form.
    SetLadder,
    /// Moves the stress slider of a position.
    Stress(PositionKey),
}
