//! From all answers to the snapshot, and to the layout for the next reading.

use alloy::primitives::{Address, U256};

use super::super::{
    AavePosition, Agreement, Profile, Reserve, ReserveConfig, Snapshot, UserConfig,
};
use super::ask::{Ask, Tokens};
use super::{Known, Layout, Reading, profile};
use crate::math::{Ray, Timestamp, TokenAmount};
use crate::protocols::{ReadError, Wallet};

/// The unit of a base currency with 8 decimals, which every market that we list has.
const BASE_UNIT: U256 = U256::from_limbs([100_000_000, 0, 0, 0]);

/// Everything answered about one reserve.
struct Entry {
    reserve: Reserve,
    price: U256,
    wallet: Wallet,
}

impl Reading {
    pub(super) fn assemble(self) -> Result<(Snapshot, Layout), ReadError> {
        let oracle = self.oracle()?;
        if self
            .base_unit(oracle)?
            .is_some_and(|unit| unit != BASE_UNIT)
        {
            return Err(ReadError::BaseCurrency);
        }
        let user = self.user()?;
        let mut reserves = self.listed()?;
        let mut entries = Vec::new();
        for reserve in &mut reserves {
            reserve.watched = self.matters(user, reserve)?;
            if reserve.watched {
                entries.push(self.entry(reserve, oracle)?);
            }
        }
        let revision = self.revision()?;
        let layout = Layout {
            revision,
            oracle,
            e_mode: self.e_mode_id()?,
            reserves,
        };
        Ok((self.conclude(user, profile(revision), entries)?, layout))
    }

    /// The market's reserves by ascending id: from this reading's list, or as they were known.
    fn listed(&self) -> Result<Vec<Known>, ReadError> {
        if let Some(known) = &self.known {
            return Ok(known.reserves.clone());
        }
        let assets = self.reserves()?.ok_or(ReadError::Inconsistent)?;
        let mut listed: Vec<Known> = Vec::with_capacity(assets.len());
        for asset in assets {
            let data = self.reserve(asset)?.ok_or(ReadError::Inconsistent)?;
            let Err(place) = listed.binary_search_by(|known| known.id.cmp(&data.id)) else {
                // Two reserves of one number.
                return Err(ReadError::Inconsistent);
            };
            let known = Known {
                id: data.id,
                asset,
                tokens: Tokens::of(&data),
                symbol: self.symbol(asset),
                watched: false,
            };
            listed.insert(place, known);
        }
        Ok(listed)
    }

    /// Whether a reserve belongs to the position: used, owed, supplied without use, held in the
    /// wallet, or watched since an earlier reading.
    fn matters(&self, user: UserConfig, reserve: &Known) -> Result<bool, ReadError> {
        let has_some = |ask| match self.answer(ask).is_some() {
            true => self.word(ask).map(|amount| !amount.is_zero()),
            false => Ok(false),
        };
        Ok(reserve.watched
            || user.borrows(reserve.id)
            || user.uses_as_collateral(reserve.id)
            || has_some(Ask::Wallet(reserve.asset))?
            || has_some(Ask::Scaled(reserve.tokens.supply))?)
    }

    fn entry(&self, known: &mut Known, oracle: Address) -> Result<Entry, ReadError> {
        let asset = known.asset;
        let data = self.reserve(asset)?.ok_or(ReadError::Inconsistent)?;
        let tokens = Tokens::of(&data);
        known.tokens = tokens;
        let ray = |word: u128| Ray::from_raw(U256::from(word));
        let reserve = Reserve {
            id: data.id,
            asset,
            symbol: known.symbol.clone(),
            config: ReserveConfig(data.configuration),
            liquidity_index: ray(data.liquidityIndex),
            liquidity_rate: ray(data.currentLiquidityRate),
            borrow_index: ray(data.variableBorrowIndex),
            borrow_rate: ray(data.currentVariableBorrowRate),
            last_update: Timestamp(data.lastUpdateTimestamp.to()),
            treasury_scaled: U256::from(data.accruedToTreasury),
            total_supply_scaled: self.word(Ask::ScaledTotal(tokens.supply))?,
            total_debt_scaled: self.word(Ask::ScaledTotal(tokens.debt))?,
            supply_scaled: self.word(Ask::Scaled(tokens.supply))?,
            debt_scaled: self.word(Ask::Scaled(tokens.debt))?,
        };
        let balance = self.word(Ask::Wallet(asset))?;
        Ok(Entry {
            price: self.word(Ask::Price { oracle, asset })?,
            wallet: Wallet {
                balance: TokenAmount::new(balance, reserve.config.decimals()),
                allowance: self.word(Ask::Allowance(asset))?,
            },
            reserve,
        })
    }

    /// The position, held against the contract's own view at the same block.
    fn conclude(
        self,
        user: UserConfig,
        claimed: Option<Profile>,
        entries: Vec<Entry>,
    ) -> Result<Snapshot, ReadError> {
        let account_data = self.account_data()?;
        let e_mode = match claimed {
            Some(profile) => self.e_mode(profile)?,
            None => None,
        };
        let (mut reserves, mut prices, mut wallets) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            reserves.push(entry.reserve);
            prices.push(entry.price);
            wallets.push(entry.wallet);
        }
        let profile = claimed.unwrap_or(Profile::NEWEST);
        let position = AavePosition::new(profile, user, e_mode, reserves, prices)?;
        let ours = claimed.and_then(|_| position.account_data(self.block.timestamp).ok());
        let agreement = match ours {
            Some(ours) if ours == account_data => Agreement::Matches(profile),
            ours => Agreement::Differs {
                ours: ours.map(Box::new),
            },
        };
        Ok(Snapshot {
            market: self.market,
            account: self.account,
            block: self.block,
            account_data,
            agreement,
            position,
            wallets,
        })
    }
}
