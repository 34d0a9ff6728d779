use alloy::primitives::{Address, Bytes, U256};

/// One read of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The contract.
    pub to: Address,
    /// ABI-encoded selector and arguments.
    pub data: Bytes,
}

/// A call that may be paid for in the chain's coin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The call.
    pub call: Call,
    /// How much of the coin goes with it, in wei.
    pub value: U256,
}

impl From<Call> for Payment {
    fn from(call: Call) -> Self {
        Self {
            call,
            value: U256::ZERO,
        }
    }
}

/// What a contract answered to the [`Call`] at the same place of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAnswer {
    /// False: the call reverted and `data` is the reason.
    pub success: bool,
    /// Returned bytes, or revert data.
    pub data: Bytes,
}
