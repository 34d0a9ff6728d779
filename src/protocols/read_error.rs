use crate::risk::RiskError;

/// Why a reading failed. Nothing of a failed reading may be shown as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There are not as many answers as calls.
    #[error("{asked} answers were expected, {got} came")]
    WrongCount {
        /// Calls that were made.
        asked: usize,
        /// Answers that came.
        got: usize,
    },
    /// The answers are not all of one block.
    #[error("the answers were computed at more than one block")]
    OtherBlock,
    /// A contract reverted where none of this market would.
    #[error("{0} failed")]
    Failed(&'static str),
    /// An answer is not what the function returns.
    #[error("{0} returned garbled data")]
    Garbled(&'static str),
    /// The market counts in another unit than 10^-8 of its base currency.
    #[error("the market's base currency does not have 8 decimals")]
    BaseCurrency,
    /// What the contracts say of the account differs from what we compute, where they say nothing
    /// that could be shown instead.
    #[error("the market's own view of the account differs from what was computed")]
    Differs,
    /// The answers contradict each other.
    #[error("the market's answers do not fit together")]
    Inconsistent,
    /// There is no such market on the chain.
    #[error("there is no such market")]
    Absent,
    /// The numbers are impossible.
    #[error(transparent)]
    Risk(#[from] RiskError),
}
