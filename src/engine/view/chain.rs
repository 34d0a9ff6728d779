use crate::chain::ChainId;

/// A chain, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// Its number.
    pub id: ChainId,
    /// Its name; its number when it is not known to us.
    pub name: String,
}
