//! Each answer as the value that it stands for, or an error: never a guess.

use alloy::primitives::{Address, U256};

use super::super::profile::{CategoryKind, LoanToValue, Rules};
use super::super::{AccountData, EMode, ReserveConfig, UserConfig};
use super::{Ask, Reading};
use crate::math::{BasisPoints, Ray, Timestamp};
use crate::protocols::questions::{Question, address, small};
use crate::protocols::{ReadError, symbol};

/// What the pool says of a reserve. Mirrors `DataTypes.ReserveDataLegacy`, fifteen words in every
/// release of v3; what no release computes with is left out.
#[derive(Clone, Copy)]
pub(super) struct ReserveData {
    pub config: ReserveConfig,
    pub liquidity_index: Ray,
    pub liquidity_rate: Ray,
    pub borrow_index: Ray,
    pub borrow_rate: Ray,
    pub last_update: Timestamp,
    pub id: u16,
    pub supply_token: Address,
    pub stable_token: Address,
    pub debt_token: Address,
    /// Who says what is paid on it.
    pub rate_strategy: Address,
    pub treasury_scaled: U256,
}

/// An old e-mode category: what it allows, and whose price stands for its assets'.
struct Category {
    allows: [BasisPoints; 3],
    price_source: Address,
}

impl Reading {
    pub(super) fn oracle(&self) -> Result<Address, ReadError> {
        self.questions.address(Ask::Oracle)
    }

    /// The pool's revision, where it has one: forks may not.
    pub(super) fn revision(&self) -> Result<Option<U256>, ReadError> {
        self.optional_word(Ask::Revision)
    }

    /// Who says whether liquidations are held back, if anyone.
    pub(super) fn sentinel(&self) -> Result<Option<Address>, ReadError> {
        let sentinel = self.optional(Ask::Sentinel, |ask| self.questions.address(ask))?;
        Ok(sentinel.filter(|sentinel| !sentinel.is_zero()))
    }

    /// Whether liquidations are held back.
    pub(super) fn is_held_back(&self) -> Result<bool, ReadError> {
        let Some(sentinel) = self.sentinel()? else {
            return Ok(false);
        };
        let allowed = Ask::LiquidationAllowed(sentinel);
        let allowed = self.optional(allowed, |ask| self.questions.flag(ask))?;
        Ok(allowed == Some(false))
    }

    /// Until when a reserve is not liquidated; zero where it was never said.
    pub(super) fn grace_until(&self, asset: Address) -> Result<Timestamp, ReadError> {
        let ask = Ask::Grace(asset);
        let until = self.optional_word(ask)?.unwrap_or_default();
        small(until, ask).map(Timestamp)
    }

    pub(super) fn user(&self) -> Result<UserConfig, ReadError> {
        self.word(Ask::UserConfig).map(UserConfig)
    }

    /// The number of the account's e-mode category; zero: none.
    pub(super) fn e_mode_id(&self) -> Result<u8, ReadError> {
        let id = self.word(Ask::UserEMode)?;
        u8::try_from(id).map_err(|_| ReadError::Garbled(Ask::UserEMode.name()))
    }

    pub(super) fn account_data(&self) -> Result<AccountData, ReadError> {
        let [
            total_collateral,
            total_debt,
            available_borrows,
            liquidation_threshold_bps,
            ltv_bps,
            health_factor_wad,
        ] = self.questions.words(Ask::AccountData)?;
        Ok(AccountData {
            total_collateral,
            total_debt,
            available_borrows,
            liquidation_threshold_bps,
            ltv_bps,
            health_factor_wad,
        })
    }

    /// The market's assets, if they were asked for.
    pub(super) fn reserves(&self) -> Result<Option<Vec<Address>>, ReadError> {
        let ask = Ask::Reserves;
        self.if_asked(ask, |ask| {
            let garbled = ReadError::Garbled(ask.name());
            // An array: where it begins, how long it is, and so many words.
            let (words, rest) = self.questions.data(ask)?.as_chunks::<32>();
            let mut words = words.iter().copied().map(U256::from_be_bytes::<32>);
            let head = (words.next(), words.next());
            let count = U256::from(words.len());
            if head != (Some(U256::from(32)), Some(count)) || !rest.is_empty() {
                return Err(garbled);
            }
            words.map(|word| address(word, ask)).collect()
        })
    }

    /// The unit of the base currency, if it was asked for.
    pub(super) fn base_unit(&self, oracle: Address) -> Result<Option<U256>, ReadError> {
        self.if_asked(Ask::BaseUnit(oracle), |ask| self.word(ask))
    }

    /// A reserve's data, if they were asked for.
    pub(super) fn reserve(&self, asset: Address) -> Result<Option<ReserveData>, ReadError> {
        self.if_asked(Ask::Reserve(asset), |ask| {
            let [
                config,
                liquidity_index,
                liquidity_rate,
                borrow_index,
                borrow_rate,
                _,
                last_update,
                id,
                supply_token,
                stable_token,
                debt_token,
                rate_strategy,
                treasury,
                _,
                _,
            ] = self.questions.words(ask)?;
            let ray = |word| number(word, ask).map(Ray::from_raw);
            Ok(ReserveData {
                config: ReserveConfig(config),
                liquidity_index: ray(liquidity_index)?,
                liquidity_rate: ray(liquidity_rate)?,
                borrow_index: ray(borrow_index)?,
                borrow_rate: ray(borrow_rate)?,
                last_update: small(last_update, ask).map(Timestamp)?,
                id: small(id, ask)?,
                supply_token: address(supply_token, ask)?,
                stable_token: address(stable_token, ask)?,
                debt_token: address(debt_token, ask)?,
                // Nothing is counted by it.
                rate_strategy: address(rate_strategy, ask).unwrap_or_default(),
                treasury_scaled: number(treasury, ask)?,
            })
        })
    }

    /// An asset's symbol. Decoration: a token without one is no error.
    pub(super) fn symbol(&self, asset: Address) -> String {
        let answer = self.questions.data(Ask::Symbol(asset));
        symbol::of(self.market.chain, asset, answer.unwrap_or_default())
    }

    /// The account's e-mode category by a release's rules; `None` where the market answers to
    /// other rules.
    pub(super) fn e_mode(&self, rules: Rules) -> Result<Option<EMode>, ReadError> {
        let id = self.e_mode_id()?;
        match rules.category {
            CategoryKind::Number => self.category_by_number(id),
            CategoryKind::Bitmaps => self.category_by_bitmaps(id, rules.loan_to_value),
        }
    }

    fn category_by_number(&self, id: u8) -> Result<Option<EMode>, ReadError> {
        let Some(category) = self.category_data(id)? else {
            return Ok(None);
        };
        let price = match self.category_source()? {
            Some(asset) => {
                let oracle = self.oracle()?;
                Some(self.word(Ask::Price { oracle, asset })?)
            }
            None => None,
        };
        let [ltv, liquidation_threshold, liquidation_bonus] = category.allows;
        Ok(Some(EMode {
            id,
            ltv,
            liquidation_threshold,
            liquidation_bonus,
            // A price of zero is none: the contract then asks for each asset's own.
            price: price.filter(|price| !price.is_zero()),
            ..EMode::default()
        }))
    }

    /// The asset whose price stands for those of the account's category, up to 3.1.
    pub(super) fn category_source(&self) -> Result<Option<Address>, ReadError> {
        let id = self.e_mode_id()?;
        let source = self.category_data(id)?.map(|data| data.price_source);
        Ok(source.filter(|source| !source.is_zero()))
    }

    fn category_data(&self, id: u8) -> Result<Option<Category>, ReadError> {
        self.optional(Ask::CategoryData(id), |ask| {
            let garbled = ReadError::Garbled(ask.name());
            // Where the struct begins, four words, and a label, which nobody reads.
            let (words, _) = self.questions.data(ask)?.as_chunks::<32>();
            let Some((head, _)) = words.split_first_chunk::<5>() else {
                return Err(garbled);
            };
            let [begins, ltv, threshold, bonus, source] = head.map(U256::from_be_bytes);
            if begins != U256::from(32) {
                return Err(garbled);
            }
            Ok(Category {
                allows: basis_points([ltv, threshold, bonus], ask)?,
                price_source: address(source, ask)?,
            })
        })
    }

    pub(super) fn category_by_bitmaps(
        &self,
        id: u8,
        ltv: LoanToValue,
    ) -> Result<Option<EMode>, ReadError> {
        let bitmap = |ask| {
            let bitmap = self.optional_word(ask)?;
            bitmap.map(|word| number(word, ask)).transpose()
        };
        let config = self.optional(Ask::CategoryConfig(id), |ask| {
            basis_points(self.questions.words(ask)?, ask)
        })?;
        let collateral = bitmap(Ask::CategoryCollateral(id))?;
        let borrowable = bitmap(Ask::CategoryBorrowable(id))?;
        let ltv_zero = match ltv {
            LoanToValue::BaseGates => Some(U256::ZERO),
            LoanToValue::Category | LoanToValue::MayIsolate => bitmap(Ask::CategoryLtvZero(id))?,
        };
        let isolated = match ltv {
            LoanToValue::BaseGates | LoanToValue::Category => Some(false),
            LoanToValue::MayIsolate => {
                self.optional(Ask::CategoryIsolated(id), |ask| self.questions.flag(ask))?
            }
        };
        let answers = (config, collateral, borrowable, ltv_zero, isolated);
        let (Some(config), Some(collateral), Some(borrowable), Some(ltv_zero), Some(isolated)) =
            answers
        else {
            return Ok(None);
        };
        let [ltv, liquidation_threshold, liquidation_bonus] = config;
        Ok(Some(EMode {
            id,
            ltv,
            liquidation_threshold,
            liquidation_bonus,
            price: None,
            collateral,
            borrowable,
            ltv_zero,
            isolated,
        }))
    }

    pub(super) fn word(&self, ask: Ask) -> Result<U256, ReadError> {
        self.questions.word(ask)
    }

    /// The same where the function may not exist.
    pub(super) fn optional_word(&self, ask: Ask) -> Result<Option<U256>, ReadError> {
        self.optional(ask, |ask| self.word(ask))
    }

    /// An answer that a market may not have: `None` if it was not asked for, or if the call failed
    /// or met no contract.
    fn optional<T>(
        &self,
        ask: Ask,
        read: impl FnOnce(Ask) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        let answer = self.questions.answer(ask);
        let is_there = answer.is_some_and(|answer| answer.success && !answer.data.is_empty());
        is_there.then(|| read(ask)).transpose()
    }

    pub(super) fn is_answered(&self, ask: Ask) -> bool {
        self.questions.answer(ask).is_some()
    }

    fn if_asked<T>(
        &self,
        ask: Ask,
        read: impl FnOnce(Ask) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        self.is_answered(ask).then(|| read(ask)).transpose()
    }
}

/// A word that is no wider than 128 bits, as indices, rates and bitmaps of reserves are.
fn number(word: U256, ask: Ask) -> Result<U256, ReadError> {
    match word.bit_len() <= 128 {
        true => Ok(word),
        false => Err(ReadError::Garbled(ask.name())),
    }
}

fn basis_points(words: [U256; 3], ask: Ask) -> Result<[BasisPoints; 3], ReadError> {
    let [ltv, threshold, bonus] = words;
    let share = |word| small(word, ask).map(BasisPoints::from_raw);
    Ok([share(ltv)?, share(threshold)?, share(bonus)?])
}
