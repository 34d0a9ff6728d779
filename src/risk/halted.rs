/// What a market has stopped for a position, until it thinks better of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Halted {
    /// Nobody can liquidate the position, however low its health.
    pub liquidation: bool,
    /// None of its collateral can be added to.
    pub supply: bool,
    /// None of its debts can be repaid.
    pub repayment: bool,
}
