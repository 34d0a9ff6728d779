//! Each answer as the value that it stands for, or an error: never a guess.

use alloy::primitives::{Address, U256};

use super::super::vetting::{first_word, params};
use super::super::{Account, Irm, MarketParams, MarketState, PreLiquidationParams, market_id};
use super::{Ask, Reading};
use crate::math::{Timestamp, Wad};
use crate::protocols::questions::{Question, address, small};
use crate::protocols::{ReadError, symbol};

impl Reading {
    pub(super) fn account(&self) -> Result<Account, ReadError> {
        let [_, borrow_shares, collateral] = self.questions.words(Ask::Position)?;
        Ok(Account {
            borrow_shares: small(borrow_shares, Ask::Position)?,
            collateral: small(collateral, Ask::Position)?,
        })
    }

    /// The market's totals, if they were asked for.
    pub(super) fn market(&self) -> Result<Option<MarketState>, ReadError> {
        let ask = Ask::Market;
        if self.questions.answer(ask).is_none() {
            return Ok(None);
        }
        let [supply, supply_shares, borrow, borrow_shares, updated, fee] =
            self.questions.words(ask)?;
        let updated = u64::try_from(updated).map_err(|_| ReadError::Garbled(ask.name()))?;
        Ok(Some(MarketState {
            total_supply_assets: small(supply, ask)?,
            total_supply_shares: small(supply_shares, ask)?,
            total_borrow_assets: small(borrow, ask)?,
            total_borrow_shares: small(borrow_shares, ask)?,
            last_update: Timestamp(updated),
            fee: small(fee, ask)?,
        }))
    }

    /// The market's parameters, if they were asked for; only those that its id is the hash of.
    pub(super) fn params(&self) -> Result<Option<MarketParams>, ReadError> {
        let ask = Ask::Params;
        if self.questions.answer(ask).is_none() {
            return Ok(None);
        }
        let [loan_token, collateral_token, oracle, irm, lltv] = self.questions.words(ask)?;
        let params = MarketParams {
            loan_token: address(loan_token, ask)?,
            collateral_token: address(collateral_token, ask)?,
            oracle: address(oracle, ask)?,
            irm: address(irm, ask)?,
            lltv: Wad::from_raw(lltv),
        };
        match market_id(&params) == self.addresses.id {
            true => Ok(Some(params)),
            false => Err(ReadError::Inconsistent),
        }
    }

    /// The interest rate model, as far as the answers tell; otherwise what must be asked.
    ///
    /// `asked` are totals that the model was asked about: where it states for them the rate that
    /// the adaptive curve has, from the rate at target that it stores, it is that. Its code cannot
    /// change, so totals of an earlier reading prove it as well as those of now. Any other model
    /// must state its rate for the totals of now.
    pub(super) fn irm(
        &self,
        params: &MarketParams,
        asked: &MarketState,
        now: &MarketState,
    ) -> Result<Result<Irm, Ask>, ReadError> {
        if params.irm.is_zero() {
            return Ok(Ok(Irm::None));
        }
        for totals in [asked, now] {
            let ask = Ask::BorrowRate(*totals);
            if self.questions.answer(ask).is_none() {
                return Ok(Err(ask));
            }
            if let Some(rate_at_target) = self.rate_at_target() {
                let curve = totals.curve_rate(rate_at_target, self.questions.block()?.timestamp);
                let stated = self.word(ask);
                if curve.is_ok_and(|rate| stated == Ok(U256::from(rate.average))) {
                    return Ok(Ok(Irm::AdaptiveCurve { rate_at_target }));
                }
            }
        }
        let borrow_rate = self.word(Ask::BorrowRate(*now))?;
        Ok(Ok(Irm::Other { borrow_rate }))
    }

    /// What an adaptive curve stores; `None` where the model stores nothing of the kind.
    fn rate_at_target(&self) -> Option<u64> {
        u64::try_from(self.word(Ask::RateAtTarget).ok()?).ok()
    }

    /// What a contract goes by, if it says that it is a pre-liquidation contract of this market.
    pub(super) fn pre_liquidator(&self, contract: Address) -> Option<PreLiquidationParams> {
        params(&self.questions, &self.addresses, contract)
    }

    /// Whether the account has authorised a contract.
    pub(super) fn authorized(&self, contract: Address) -> Result<bool, ReadError> {
        self.questions.flag(Ask::Authorized(contract))
    }

    /// What the oracle of a pre-liquidation contract says, as that contract reads it: the first
    /// word, whatever follows. `None` where reading it reverts, and with it the pre-liquidation.
    pub(super) fn own_price(&self, oracle: Address) -> Option<U256> {
        let answer = self.questions.data(Ask::Price(oracle)).ok()?;
        first_word(answer)
    }

    pub(super) fn decimals(&self, token: Address) -> Result<u8, ReadError> {
        small(self.word(Ask::Decimals(token))?, Ask::Decimals(token))
    }

    /// A token's symbol. Decoration: a token without one is no error.
    pub(super) fn symbol(&self, token: Address) -> String {
        let answer = self.questions.data(Ask::Symbol(token));
        symbol::of(self.market.chain, token, answer.unwrap_or_default())
    }

    pub(super) fn word(&self, ask: Ask) -> Result<U256, ReadError> {
        self.questions.word(ask)
    }
}
