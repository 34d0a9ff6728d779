use alloy::primitives::B256;
use serde::{Deserialize, Serialize};

use crate::math::Timestamp;

/// The number by which a chain names itself (EIP-155).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainId(pub u64);

/// The block that a value was read at.
///
/// Every value that came from a chain travels with one of these, so its age is part of it. All of it
/// is what contracts see: an answer can say by itself at which block it was computed. What would tell
/// two blocks of one height, one second and one block before them apart is their own hash, which no
/// contract sees; the blocks after them have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
    /// Height.
    pub number: u64,
    /// Hash of the block before it; on most chains a contract at this block can be asked for it.
    pub parent_hash: B256,
    /// The time that contracts saw in this block.
    pub timestamp: Timestamp,
}
