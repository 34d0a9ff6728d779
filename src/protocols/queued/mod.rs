//! What governance has queued for the markets of Aave, and what it would do to a position.
//!
//! A change of Aave's rules is a payload: a contract that the `PayloadsController` of a chain runs as the
//! admin of its markets. Once voted for it is queued there, and after its delay anyone may have it carried
//! out. What it does is only in its code: a node is asked to run it, and a position is read before and after.
//!
//! - [`QueueLook`]: which payloads wait
//! - [`Trial`]: one of them, carried out in a block that there is not
//! - [`Foretold`]: what a position's rules and health would be

mod effect;
mod look;
mod trial;

use alloy::primitives::{Address, aliases::U40};
use alloy::sol;
use alloy::sol_types::SolCall;

use crate::chain::Call;
use crate::math::Timestamp;
pub use effect::Foretold;
pub use look::{Ended, LookStep, QueueLook};
pub use trial::{Trial, TrialStep, Unread};

sol! {
    function getPayloadsCount() returns (uint40 count);
    function getPayloadState(uint40 payloadId) returns (uint8 state);
    function getPayloadById(uint40 payloadId) returns (Payload payload);
    function executePayload(uint40 payloadId);

    struct Payload {
        address creator;
        uint8 maximumAccessLevelRequired;
        uint8 state;
        uint40 createdAt;
        uint40 queuedAt;
        uint40 executedAt;
        uint40 cancelledAt;
        uint40 expirationTime;
        uint40 delay;
        uint40 gracePeriod;
        Action[] actions;
    }

    struct Action {
        address target;
        bool withDelegateCall;
        uint8 accessLevel;
        uint256 value;
        string signature;
        bytes callData;
    }
}

/// A change that governance has decided and queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its number at the controller.
    pub payload: u64,
    /// From then on anyone may have it carried out.
    pub earliest: Timestamp,
    /// From then on nobody may any more.
    pub until: Timestamp,
}

impl Queued {
    /// Has it carried out.
    fn execute(&self, controller: Address) -> Call {
        let data = executePayloadCall {
            payloadId: number(self.payload),
        };
        Call {
            to: controller,
            data: data.abi_encode().into(),
        }
    }

    /// The first moment after `head` at which it can be carried out; none where there is none.
    fn first_after(&self, head: Timestamp) -> Option<Timestamp> {
        let next = head.plus_seconds(1).ok()?;
        let first = self.earliest.max(next);
        (first < self.until).then_some(first)
    }
}

/// A number as the controller takes it: it has given none that is greater.
fn number(payload: u64) -> U40 {
    U40::saturating_from(payload)
}
