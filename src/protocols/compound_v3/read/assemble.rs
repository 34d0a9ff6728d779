//! From all answers to the snapshot, and to the layout for the next reading.

use alloy::primitives::{Address, U256};

use super::super::{BaseToken, CometAsset, CometPosition, PauseFlags};
use super::answers::{Info, User};
use super::ask::Ask;
use super::{Known, KnownAsset, Layout, Reading, Token};
use crate::math::{Timestamp, TokenAmount};
use crate::protocols::price_source::moved_at;
use crate::protocols::questions::Question;
use crate::protocols::source_turn::SourceTurn;
use crate::protocols::{
    Agreement, Holding, PriceSource, PriceSources, ReadError, Snapshot, Wallet, registry,
};
use crate::risk::{Position, RiskError, counted_value};

/// Bits of `extendedPauseFlags`.
const COLLATERAL_SUPPLY: usize = 2;
const BASE_SUPPLY: usize = 3;

impl Reading {
    pub(super) fn assemble(self) -> Result<(Snapshot, Layout), ReadError> {
        let user = self.user()?;
        if user.has_nothing() {
            return self.nothing();
        }
        let (asset, feed) = self.base()?.ok_or(ReadError::Inconsistent)?;
        // Nothing that is only lent is at risk: a dead feed there must not hide what is, elsewhere.
        let base_price = match self.word(Ask::Price(feed)) {
            Err(ReadError::Failed(_)) if user.only_lends() => return self.nothing(),
            price => price?,
        };
        let mut known = match &self.known {
            Some(known) => known.clone(),
            None => Known {
                base: self.token(asset, feed),
                assets: self.listed()?,
                sources: SourceTurn::default(),
            },
        };
        let mut sources = vec![self.price_source(asset, feed)];
        let (mut assets, mut prices, mut unpriced) = (Vec::new(), Vec::new(), Vec::new());
        let (mut wallets, mut unpriced_wallets) = (Vec::new(), Vec::new());
        for (place, entry) in (0..).zip(&mut known.assets) {
            if self.matters(user, place, entry)? {
                entry.watched = true;
                let info = self.info(place)?.ok_or(ReadError::Inconsistent)?;
                let asset = self.asset(user, place, &info, &entry.token)?;
                let wallet = self.wallet(asset.asset, asset.decimals)?;
                if !asset.balance.is_zero() {
                    sources.push(self.price_source(info.asset, info.feed));
                }
                match self.price(&info)? {
                    Some(price) => {
                        assets.push(asset);
                        prices.push(price);
                        wallets.push(wallet);
                    }
                    None => {
                        unpriced.push(asset);
                        unpriced_wallets.push(wallet);
                    }
                }
            }
        }
        let base = self.base_token(&known.base)?;
        // One per leg, in their order.
        wallets.push(self.wallet(asset, base.decimals)?);
        wallets.extend(unpriced_wallets);
        prices.push(base_price);
        let position = CometPosition::new(base, user.principal, assets, prices)?;
        let position = position.with_unpriced(unpriced);
        let ours = position.views(self.questions.block()?.timestamp)?;
        if ours != self.views(ours)? {
            return Err(ReadError::Differs);
        }
        // Of who owes nothing no price matters.
        sources.retain(|_| user.principal < 0);
        let feed = |token| {
            let mut all = sources.iter();
            all.find(|one| one.token == token).map(|one| one.source)
        };
        let (now, held) = (self.questions.block()?.timestamp, sources.iter());
        known.sources = known.sources.after(now, held.map(|one| one.token), feed);
        let sources = PriceSources {
            oracle: None,
            each: sources,
            rates: Vec::new(),
        };
        let snapshot = self.conclude(position, wallets, sources)?;
        Ok((snapshot, Layout(Some(known))))
    }

    /// The feed of a token, and what it says of itself: nothing that is shown of the position rests on that.
    fn price_source(&self, token: Address, feed: Address) -> PriceSource {
        PriceSource {
            token,
            source: feed,
            is_capped: self.questions.flag(Ask::Capped(feed)).ok(),
            moved_at: moved_at(self.questions.words(Ask::Moved(feed)).ok()),
        }
    }

    fn nothing(self) -> Result<(Snapshot, Layout), ReadError> {
        let position = CometPosition::nothing(self.addresses.unit);
        let nowhere = PriceSources::default();
        let snapshot = self.conclude(position, Vec::new(), nowhere)?;
        Ok((snapshot, Layout(None)))
    }

    /// The market's assets by their numbers.
    fn listed(&self) -> Result<Vec<KnownAsset>, ReadError> {
        let known = |place| {
            let info = self.info(place)?.ok_or(ReadError::Inconsistent)?;
            Ok(KnownAsset {
                token: self.token(info.asset, info.feed),
                watched: false,
            })
        };
        (0..self.asset_count()?).map(known).collect()
    }

    fn token(&self, asset: Address, feed: Address) -> Token {
        Token {
            asset,
            feed,
            symbol: self.symbol(asset),
        }
    }

    /// Whether an asset belongs to the position: supplied, or held in the wallet, be it as the chain's coin,
    /// or watched since an earlier reading.
    fn matters(&self, user: User, place: u8, known: &KnownAsset) -> Result<bool, ReadError> {
        if user.assets.bit(place.into()) {
            return Ok(true);
        }
        // A token that says nothing, or has no price now, is nothing to rescue with.
        let speaks = |ask| {
            self.questions
                .answer(ask)
                .is_some_and(|answer| answer.success)
        };
        let Token {
            asset,
            feed,
            symbol,
        } = &known.token;
        let (wallet, chain) = (Ask::Wallet(*asset), self.market.chain);
        let can_be_held = user.principal < 0 && registry::wraps_coin(chain, *asset, symbol);
        Ok(speaks(wallet)
            && speaks(Ask::Price(*feed))
            && (known.watched || can_be_held || !self.word(wallet)?.is_zero()))
    }

    fn asset(
        &self,
        user: User,
        place: u8,
        info: &Info,
        token: &Token,
    ) -> Result<CometAsset, ReadError> {
        let balance = match user.assets.bit(place.into()) {
            true => self
                .questions
                .words(Ask::Supplied(info.asset))
                .map(|[it, _]| it)?,
            false => U256::ZERO,
        };
        let [total_supply, _] = self.questions.words(Ask::SuppliedByAll(info.asset))?;
        let paused = self.flags(Ask::ExtendedPauses)?.bit(COLLATERAL_SUPPLY)
            || self.flags(Ask::AssetPauses)?.bit(place.into());
        Ok(CometAsset {
            id: place,
            asset: info.asset,
            symbol: token.symbol.clone(),
            decimals: info.decimals,
            borrow_factor: info.borrow_factor,
            liquidate_factor: info.liquidate_factor,
            liquidation_factor: info.liquidation_factor,
            supply_cap: info.supply_cap,
            total_supply,
            balance,
            supply_paused: paused,
        })
    }

    fn base_token(&self, token: &Token) -> Result<BaseToken, ReadError> {
        let [
            supply_index,
            borrow_index,
            _,
            _,
            total_supply,
            total_borrow,
            last,
            flags,
        ] = self.questions.words(Ask::Totals)?;
        let garbled = ReadError::Garbled(Ask::Totals.name());
        let [supply_curve, borrow_curve] = self.curves()?;
        Ok(BaseToken {
            asset: token.asset,
            symbol: token.symbol.clone(),
            decimals: self.base_decimals()?,
            unit: self.addresses.unit,
            release: self.release(),
            supply_index,
            borrow_index,
            total_supply,
            total_borrow,
            last_accrual: u64::try_from(last).map(Timestamp).map_err(|_| garbled)?,
            supply_curve,
            borrow_curve,
            pauses: u8::try_from(flags).map(PauseFlags).map_err(|_| garbled)?,
            supply_paused: self.flags(Ask::ExtendedPauses)?.bit(BASE_SUPPLY),
        })
    }

    fn wallet(&self, token: Address, decimals: u8) -> Result<Wallet, ReadError> {
        Ok(Wallet {
            balance: TokenAmount::new(self.word(Ask::Wallet(token))?, decimals),
            allowance: self.word(Ask::Allowance(token))?,
        })
    }

    fn conclude(
        self,
        position: CometPosition,
        wallets: Vec<Wallet>,
        sources: PriceSources,
    ) -> Result<Snapshot, ReadError> {
        let block = self.questions.block()?;
        let now = block.timestamp;
        let math = |error| ReadError::Risk(RiskError::Math(error));
        Ok(Snapshot {
            market: self.market,
            account: self.account,
            block,
            health: position.health(now)?,
            collateral: counted_value(&position.legs(now)?).map_err(math)?,
            debt: position.debt_at(now).map_err(math)?,
            agreement: Agreement::Matches {
                rules: position.base_token().release.rules(),
            },
            sources,
            holding: Holding::CompoundV3(Box::new(position)),
            wallets,
        })
    }
}
