//! From all answers to the snapshot, and to the layout for the next reading.

use alloy::primitives::{Address, U256};

use super::super::profile::{CategoryKind, Owed};
use super::super::{
    AavePosition, AccountData, Agreement, Profile, Reserve, Snapshot, ToldDebt, UserConfig,
};
use super::ask::{Ask, Tokens};
use super::{Known, Layout, Reading};
use crate::math::TokenAmount;
use crate::math::contract::add;
use crate::protocols::{ReadError, Wallet};
use crate::risk::RiskError;

/// The unit of a base currency with 8 decimals, which every market that we list has.
const BASE_UNIT: U256 = U256::from_limbs([100_000_000, 0, 0, 0]);

/// Everything answered about one reserve.
struct Entry {
    reserve: Reserve,
    tokens: Tokens,
    price: U256,
    wallet: Wallet,
}

impl Reading {
    pub(super) fn assemble(&self) -> Result<(Snapshot, Layout), ReadError> {
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
            let supply = reserve.tokens.supply;
            let is_own = self.is_of_position(user, reserve.id, reserve.asset, supply)?;
            let is_for_coin = reserve.is_for_coin || self.is_for_coin(user, reserve.asset);
            reserve.is_for_coin = is_for_coin && !is_own;
            // What is watched since an earlier reading stays so.
            reserve.watched |= is_own || reserve.is_for_coin;
            let strategy = self.strategy(reserve.asset);
            reserve.rate_strategy = strategy.filter(|_| user.borrows(reserve.id));
            if reserve.watched {
                entries.push(self.entry(reserve, oracle)?);
            }
        }
        let snapshot = self.conclude(user, &entries)?;
        let layout = Layout {
            revision: self.revision()?,
            profile: match snapshot.agreement {
                Agreement::Matches(profile) => Some(profile),
                Agreement::Differs { .. } => None,
            },
            oracle,
            sentinel: self.sentinel()?,
            e_modes: self.learnt_e_modes(user, snapshot.position())?,
            sources: self.next_sources(oracle, &snapshot.position),
            is_old: false,
            category_source: self.category_source()?,
            reserves,
        };
        Ok((snapshot, layout))
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
                symbol: None,
                watched: false,
                is_for_coin: false,
                rate_strategy: None,
            };
            listed.insert(place, known);
        }
        Ok(listed)
    }

    fn entry(&self, known: &mut Known, oracle: Address) -> Result<Entry, ReadError> {
        let asset = known.asset;
        let data = self.reserve(asset)?.ok_or(ReadError::Inconsistent)?;
        let tokens = Tokens::of(&data);
        known.tokens = tokens;
        let symbol = known.symbol.get_or_insert_with(|| self.symbol(asset));
        let reserve = Reserve {
            id: data.id,
            asset,
            symbol: symbol.clone(),
            config: data.config,
            liquidity_index: data.liquidity_index,
            liquidity_rate: data.liquidity_rate,
            borrow_index: data.borrow_index,
            borrow_rate: data.borrow_rate,
            last_update: data.last_update,
            treasury_scaled: data.treasury_scaled,
            total_supply_scaled: self.word(Ask::ScaledTotal(tokens.supply))?,
            total_debt_scaled: self.word(Ask::ScaledTotal(tokens.debt))?,
            supply_scaled: self.word(Ask::Scaled(tokens.supply))?,
            debt_scaled: self.word(Ask::Scaled(tokens.debt))?,
            told_debt: None,
            grace_until: self.grace_until(asset)?,
        };
        let balance = self.word(Ask::Balance(asset))?;
        Ok(Entry {
            price: self.word(Ask::Price { oracle, asset })?,
            wallet: Wallet {
                balance: TokenAmount::new(balance, reserve.config.decimals()),
                allowance: self.word(Ask::Allowance(asset))?,
            },
            reserve,
            tokens,
        })
    }

    /// The position by the first profile that reproduces the contract's own view at the same
    /// block: the expected one, then every other whose inputs were read.
    fn conclude(&self, user: UserConfig, entries: &[Entry]) -> Result<Snapshot, ReadError> {
        let account_data = self.account_data()?;
        let block = self.questions.block()?;
        let hint = self.hint(self.revision()?);
        let first = self.expected()?.or(hint);
        let others = Profile::tried(self.addresses.line).filter(|&one| Some(one) != first);
        let mut tried: Option<(AavePosition, Option<AccountData>)> = None;
        let mut matched = None;
        for profile in first.into_iter().chain(others) {
            let Some(position) = self.position(profile, user, entries)? else {
                continue;
            };
            let ours = position.account_data(block.timestamp).ok();
            if ours == Some(account_data) {
                matched = Some(profile);
                tried = Some((position, ours));
                break;
            }
            // Of those that do not match, the one to show is the expected.
            tried.get_or_insert((position, ours));
        }
        let (position, ours) = match tried {
            Some(tried) => tried,
            // The market answers to nobody's rules for its e-mode: balances and prices remain.
            None => (self.without_e_mode(user, entries)?, None),
        };
        let agreement = match matched {
            Some(profile) => Agreement::Matches(profile),
            None => Agreement::Differs {
                ours: ours.filter(|_| first.is_some()).map(Box::new),
            },
        };
        let held_back = self.is_held_back()?;
        let sources = self.price_sources(self.oracle()?, &position);
        Ok(Snapshot {
            market: self.market.clone(),
            account: self.account,
            block,
            account_data,
            agreement,
            sources,
            position: if held_back {
                position.held_back()
            } else {
                position
            },
            wallets: entries.iter().map(|entry| entry.wallet).collect(),
        })
    }

    /// The position by a profile's rules; `None` where the market does not answer to them.
    fn position(
        &self,
        profile: Profile,
        user: UserConfig,
        entries: &[Entry],
    ) -> Result<Option<AavePosition>, ReadError> {
        let e_mode = self.e_mode(profile.rules())?;
        if e_mode.is_none() && self.e_mode_id()? != 0 {
            return Ok(None);
        }
        let mut reserves = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut reserve = entry.reserve.clone();
            if user.borrows(reserve.id) && !self.tell_debt(&mut reserve, entry.tokens, profile)? {
                return Ok(None);
            }
            reserves.push(reserve);
        }
        let prices = entries.iter().map(|entry| entry.price).collect();
        let position = AavePosition::new(profile, user, e_mode, reserves, prices)?;
        let rules = profile.rules();
        let others = match rules.category {
            CategoryKind::Bitmaps => self.read_e_modes(user, rules.loan_to_value)?,
            CategoryKind::Number => Vec::new(),
        };
        Ok(Some(position.with_other_e_modes(others)))
    }

    /// What is left of the position where no profile can be tried.
    fn without_e_mode(
        &self,
        user: UserConfig,
        entries: &[Entry],
    ) -> Result<AavePosition, ReadError> {
        let reserves = entries.iter().map(|entry| entry.reserve.clone()).collect();
        let prices = entries.iter().map(|entry| entry.price).collect();
        Ok(AavePosition::new(
            Profile::V3_7,
            user,
            None,
            reserves,
            prices,
        )?)
    }

    /// Notes what the tokens say is owed, where scaled units do not say it. False where it was not
    /// answered.
    fn tell_debt(
        &self,
        reserve: &mut Reserve,
        tokens: Tokens,
        profile: Profile,
    ) -> Result<bool, ReadError> {
        let rules = profile.rules();
        let at = self.questions.block()?.timestamp;
        let by_scale = || -> Result<U256, RiskError> {
            let index = reserve.borrow_index_at(at, profile)?;
            Ok(rules.debt_balance(reserve.debt_scaled, index)?)
        };
        let balance = match rules.owed {
            Owed::WithStable if !tokens.stable.is_zero() => {
                match self.optional_word(Ask::Balance(tokens.stable))? {
                    Some(U256::ZERO) => return Ok(true),
                    Some(stable) => add(by_scale()?, stable).map_err(RiskError::from)?,
                    None => return Ok(false),
                }
            }
            Owed::TokenSays if !tokens.is_virtual => {
                match self.optional_word(Ask::Balance(tokens.debt))? {
                    Some(said) if said == by_scale()? => return Ok(true),
                    Some(said) => said,
                    None => return Ok(false),
                }
            }
            Owed::WithStable | Owed::Variable | Owed::TokenSays => return Ok(true),
        };
        reserve.told_debt = Some(ToldDebt { at, balance });
        Ok(true)
    }
}
