use alloy::primitives::{Address, Bytes};

/// One read of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The contract.
    pub to: Address,
    /// ABI-encoded selector and arguments.
    pub data: Bytes,
}

/// What a contract answered to the [`Call`] at the same place of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAnswer {
    /// False: the call reverted and `data` is the reason.
    pub success: bool,
    /// Returned bytes, or revert data.
    pub data: Bytes,
}
