use super::StrategyId;
use crate::math::TokenAmount;
use crate::protocols::permit::SignedPermit;

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
    /// How the market comes to be allowed to take it, where it is not already.
    pub permission: Permission,
}

/// How a market comes to be allowed to take a token out of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// By a transaction before.
    Approved,
    /// The same, after another that takes a rest of an earlier one away.
    ApprovedAnew,
    /// By a signature that goes with what is done. It sets what may be taken, whatever rest there is.
    Signed(SignedPermit),
}
