use super::StrategyId;
use crate::math::TokenAmount;

/// One thing that is done, with one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What, and with which token.
    pub way: StrategyId,
    /// How much of it: the least that reaches the target, the amount that was asked for, all that is
    /// owed, or all that there is.
    pub amount: TokenAmount,
    /// Everything that is owed in this token is repaid, whenever it is mined until then.
    pub closes_debt: bool,
    /// A rest of an earlier permission is taken away before another is given.
    pub resets: bool,
}
