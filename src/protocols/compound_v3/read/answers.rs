//! Each answer as the value that it stands for, or an error: never a guess.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolError;

use super::super::abi::TokenIsDeactivated;
use super::super::{Curve, Release, Views};
use super::{Ask, Reading};
use crate::chain::CallAnswer;
use crate::protocols::questions::{Question, address};
use crate::protocols::{ReadError, symbol};

/// An account's word in a market. Mirrors `UserBasic`.
#[derive(Clone, Copy)]
pub(super) struct User {
    /// Positive lent, negative owed.
    pub principal: i128,
    /// Bit `n`: the account has some of asset `n`.
    pub assets: U256,
}

impl User {
    /// Whether the account has nothing here. What is only lent is not at risk, but it is what an
    /// absorption leaves, and nobody else says that it is there.
    pub fn has_nothing(self) -> bool {
        self.principal == 0 && self.assets.is_zero()
    }

    /// Whether it can lose nothing here at any price.
    pub fn only_lends(self) -> bool {
        self.principal >= 0 && self.assets.is_zero()
    }
}

/// A collateral asset's place and parameters. Mirrors `AssetInfo`.
#[derive(Clone, Copy)]
pub(super) struct Info {
    pub asset: Address,
    pub feed: Address,
    pub decimals: u8,
    pub borrow_factor: U256,
    pub liquidate_factor: U256,
    pub liquidation_factor: U256,
    pub supply_cap: U256,
}

impl Reading {
    pub(super) fn user(&self) -> Result<User, ReadError> {
        let [principal, _, _, assets, more] = self.questions.words(Ask::User)?;
        // A signed 104-bit number, in two's complement over the whole word.
        let owes = principal.bit(255);
        let magnitude = match owes {
            true => principal.wrapping_neg(),
            false => principal,
        };
        if magnitude.bit_len() > 103 || assets.bit_len() > 16 || more.bit_len() > 8 {
            return Err(ReadError::Garbled(Ask::User.name()));
        }
        let magnitude = i128::try_from(magnitude).unwrap_or_default();
        Ok(User {
            principal: if owes {
                magnitude.wrapping_neg()
            } else {
                magnitude
            },
            // Lists of more than 16 assets keep the rest of the bits in `_reserved`.
            assets: assets | more.wrapping_shl(16),
        })
    }

    pub(super) fn asset_count(&self) -> Result<u8, ReadError> {
        let count = self.word(Ask::AssetCount)?;
        u8::try_from(count).map_err(|_| ReadError::Garbled(Ask::AssetCount.name()))
    }

    /// The base token and its feed, if they were asked for.
    pub(super) fn base(&self) -> Result<Option<(Address, Address)>, ReadError> {
        if self.questions.answer(Ask::BaseToken).is_none() {
            return Ok(None);
        }
        let address = |ask| self.questions.address(ask);
        Ok(Some((address(Ask::BaseToken)?, address(Ask::BaseFeed)?)))
    }

    pub(super) fn base_decimals(&self) -> Result<u8, ReadError> {
        decimals(self.word(Ask::BaseScale)?, Ask::BaseScale)
    }

    /// The supply curve and the borrow curve.
    pub(super) fn curves(&self) -> Result<[Curve; 2], ReadError> {
        let curve = |first: u8| {
            let rate = |place: u8| self.word(Ask::Rate(first.saturating_add(place)));
            Ok::<_, ReadError>(Curve {
                kink: rate(0)?,
                slope_low: rate(1)?,
                slope_high: rate(2)?,
                base: rate(3)?,
            })
        };
        Ok([curve(0)?, curve(4)?])
    }

    /// A collateral asset's parameters, if they were asked for.
    pub(super) fn info(&self, place: u8) -> Result<Option<Info>, ReadError> {
        let ask = Ask::AssetInfo(place);
        if self.questions.answer(ask).is_none() {
            return Ok(None);
        }
        let [offset, asset, feed, scale, borrow, liquidate, credit, cap] =
            self.questions.words(ask)?;
        if offset != U256::from(place) {
            return Err(ReadError::Inconsistent);
        }
        Ok(Some(Info {
            asset: address(asset, ask)?,
            feed: address(feed, ask)?,
            decimals: decimals(scale, ask)?,
            borrow_factor: borrow,
            liquidate_factor: liquidate,
            liquidation_factor: credit,
            supply_cap: cap,
        }))
    }

    /// The market's release: told by what only the later one answers.
    pub(super) fn release(&self) -> Release {
        match self.questions.answer(Ask::ExtendedPauses) {
            Some(CallAnswer { success: true, .. }) => Release::ExtendedPauses,
            _ => Release::Plain,
        }
    }

    /// The price of a collateral asset; none where its feed fails and the market does not need it.
    pub(super) fn price(&self, info: &Info) -> Result<Option<U256>, ReadError> {
        match self.word(Ask::Price(info.feed)) {
            Ok(price) => Ok(Some(price)),
            Err(ReadError::Failed(_)) if self.release().spares_price(info.liquidate_factor) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Flags that only some releases have. Where there are none, nothing is paused by them.
    pub(super) fn flags(&self, ask: Ask) -> Result<U256, ReadError> {
        match self.questions.answer(ask) {
            Some(CallAnswer { success: false, .. }) => Ok(U256::ZERO),
            _ => self.word(ask),
        }
    }

    /// What the market says of the account. While the account has a collateral that the market has
    /// deactivated, it does not answer whether more could be borrowed: then nothing contradicts
    /// `ours`.
    pub(super) fn views(&self, ours: Views) -> Result<Views, ReadError> {
        let deactivated = self
            .questions
            .answer(Ask::BorrowCollateralized)
            .is_some_and(|it| !it.success && it.data.starts_with(&TokenIsDeactivated::SELECTOR));
        Ok(Views {
            borrow_balance: self.word(Ask::BorrowBalance)?,
            liquidatable: self.questions.flag(Ask::Liquidatable)?,
            borrow_collateralized: match deactivated {
                true => ours.borrow_collateralized,
                false => self.questions.flag(Ask::BorrowCollateralized)?,
            },
        })
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

/// The decimals of a scale: the exponent of a power of ten.
fn decimals(scale: U256, ask: Ask) -> Result<u8, ReadError> {
    let is_scale = |decimals: &u8| crate::math::pow10(*decimals) == Ok(scale);
    // A scale has 64 bits.
    (0..20).find(is_scale).ok_or(ReadError::Garbled(ask.name()))
}
