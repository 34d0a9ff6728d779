//! How far prices may fall together before a position is liquidated.

use alloy::primitives::U256;

use super::{AssetId, Currency, Health, Leg, Position, RiskError, currency};
use crate::math::{Timestamp, TokenAmount, WAD, Wad, mul_div_floor, pow10};

/// The smallest common fall of some prices that liquidates a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawdown {
    /// The position is liquidatable at today's prices.
    Already,
    /// Liquidatable once the prices fall to this share of today's, not one part in 10^18 above.
    FallTo(Wad),
    /// Not even at a price of zero.
    Never,
}

impl Drawdown {
    /// The fall itself: `1 - share`. Zero when already liquidatable, `None` when it never is.
    #[must_use]
    pub fn fall(self) -> Option<Wad> {
        match self {
            Self::Already => Some(Wad::ZERO),
            Self::FallTo(share) => Some(Wad::from_raw(WAD.saturating_sub(share.raw()))),
            Self::Never => None,
        }
    }
}

/// The smallest common fall of the prices of `falling` that liquidates `position` at a time.
///
/// Each price becomes `⌊price * n / 10^18⌋`; the answer is the greatest such `n` that liquidates.
/// Between no fall and a fall to zero the health factor is a quotient of two linear functions of
/// `n`, so it moves one way only, even where an asset is both collateral and debt: one boundary.
///
/// # Errors
/// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
pub fn to_liquidation(
    position: &dyn Position,
    falling: &[AssetId],
    at: Timestamp,
) -> Result<Drawdown, RiskError> {
    let mut prices = position.prices().to_vec();
    let mut health_at = |share: U256| {
        fall(position.prices(), falling, share, &mut prices)?;
        position.health_with_prices(at, &prices)
    };
    let today = health_at(WAD)?;
    if today.is_liquidatable() {
        return Ok(Drawdown::Already);
    }
    if !health_at(U256::ZERO)?.is_liquidatable() {
        return Ok(Drawdown::Never);
    }
    let (mut liquidates, mut safe) = (U256::ZERO, WAD);
    for share in around(today) {
        if liquidates < share && share < safe {
            match health_at(share)?.is_liquidatable() {
                true => liquidates = share,
                false => safe = share,
            }
        }
    }
    loop {
        // Both are at most 10^18.
        let middle = liquidates.saturating_add(safe).wrapping_shr(1);
        if middle == liquidates {
            return Ok(Drawdown::FallTo(Wad::from_raw(liquidates)));
        }
        match health_at(middle)?.is_liquidatable() {
            true => liquidates = middle,
            false => safe = middle,
        }
    }
}

/// Shares on both sides of where the boundary is likely, the nearest first. Where nothing that falls is
/// owed, the health factor falls as the prices do, but for what is rounded off, which is more the less
/// the position is worth: most of a search of all shares is spared.
fn around(today: Health) -> impl Iterator<Item = U256> {
    let likely = match today {
        Health::NoDebt => WAD,
        Health::Ratio(ratio) => mul_div_floor(WAD, WAD, ratio.raw()).unwrap_or(WAD),
    };
    let off = [10, 20, 30, 40].map(|bits| U256::ONE.wrapping_shl(bits));
    off.into_iter()
        .flat_map(move |off| [likely.saturating_sub(off), likely.saturating_add(off)])
}

/// The prices at which `position` is liquidated when those of `falling` fall together: today's
/// where it already can be, `None` where no fall does it.
///
/// # Errors
/// Those of [`to_liquidation`].
pub fn prices_at_liquidation(
    position: &dyn Position,
    falling: &[AssetId],
    at: Timestamp,
) -> Result<Option<Vec<U256>>, RiskError> {
    let mut prices = position.prices().to_vec();
    match to_liquidation(position, falling, at)? {
        Drawdown::Already => {}
        Drawdown::FallTo(share) => fall(position.prices(), falling, share.raw(), &mut prices)?,
        Drawdown::Never => return Ok(None),
    }
    Ok(Some(prices))
}

/// Writes what each falling price is at this share of today's: `⌊price * share / 10^18⌋`.
fn fall(
    today: &[U256],
    falling: &[AssetId],
    share: U256,
    prices: &mut [U256],
) -> Result<(), RiskError> {
    for &asset in falling {
        let (Some(&now), Some(price)) = (today.get(asset.0), prices.get_mut(asset.0)) else {
            return Err(RiskError::UnknownAsset(asset));
        };
        *price = mul_div_floor(now, share, WAD)?;
    }
    Ok(())
}

/// The collateral that counts, by whether it falls when "the market falls".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommonFall {
    /// What falls together.
    pub falling: Vec<AssetId>,
    /// What is left out: it is to be named beside what is said of the fall.
    pub steady: Vec<AssetId>,
}

/// Which collateral that counts falls together, in the one number that stands for "the market
/// falls": all of it, but for the stablecoins of the currency that the position is counted in.
///
/// Where there is nothing else, they are what falls.
#[must_use]
pub fn volatile_collateral(legs: &[Leg], currency: &Currency) -> CommonFall {
    let mut fall = CommonFall::default();
    let legs = legs.iter().enumerate();
    for (place, leg) in legs.filter(|(_, leg)| leg.counts_as_collateral()) {
        match is_steady(leg, currency) {
            true => fall.steady.push(AssetId(place)),
            false => fall.falling.push(AssetId(place)),
        }
    }
    if fall.falling.is_empty() {
        core::mem::swap(&mut fall.falling, &mut fall.steady);
    }
    fall
}

pub(super) fn is_steady(leg: &Leg, currency: &Currency) -> bool {
    is_stable(&leg.symbol, leg.price, currency)
}

/// Whether an asset is a stablecoin of the currency: it follows the same state's money by its name,
/// and is priced within 3% of one. In a coin there are none: what costs about one coin today is not
/// thereby bound to it.
#[must_use]
pub fn is_stable(symbol: &str, price: Option<TokenAmount>, currency: &Currency) -> bool {
    let fiat = currency.fiat();
    fiat.is_some() && currency::fiat_of(symbol) == fiat && price.is_some_and(is_near_one)
}

/// Within 3% of one. A price with so many decimals that one does not fit is far below it.
fn is_near_one(price: TokenAmount) -> bool {
    let Ok(one) = pow10(price.decimals) else {
        return false;
    };
    // A product of 512 bits and a quotient below one: it always fits.
    let margin = mul_div_floor(one, U256::from(3), U256::from(100)).unwrap_or(U256::MAX);
    price.raw.abs_diff(one) <= margin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::{Collateral, Obstacle};
    use alloy::primitives::Address;

    fn leg(symbol: &str, hundredths: u64, not_counted: Option<Obstacle>) -> Leg {
        let balance = TokenAmount::zero(18);
        Leg {
            asset: Address::ZERO,
            symbol: symbol.to_owned(),
            decimals: 18,
            price: Some(TokenAmount::new(U256::from(hundredths * 1_000_000), 8)),
            collateral: Some(Collateral {
                balance,
                value: Some(U256::ZERO),
                yearly_rate: Wad::ZERO,
                liquidation_threshold: Wad::ZERO,
                not_counted,
            }),
            debt: None,
        }
    }

    fn fall(legs: &[Leg], currency: &'static str) -> [Vec<usize>; 2] {
        let currency = Currency::Named(currency.into());
        let CommonFall { falling, steady } = volatile_collateral(legs, &currency);
        [falling, steady].map(|assets| assets.into_iter().map(|asset| asset.0).collect())
    }

    #[test]
    fn only_a_currencys_own_stablecoins_do_not_fall_with_the_market() {
        let legs = [
            leg("WETH", 300_000, None),
            leg("USDC", 97, None),
            leg("sDAI", 118, None),
            // As near to one as a stablecoin, but not by its name.
            leg("LINK", 100, None),
            leg("EURC", 103, None),
            leg("USDT", 100, Some(Obstacle::CollateralDisabled)),
        ];
        assert_eq!(fall(&legs, "USD"), [vec![0, 2, 3, 4], vec![1]]);
        // Counted in a stablecoin, as Morpho's markets are.
        assert_eq!(fall(&legs, "USDT"), [vec![0, 2, 3, 4], vec![1]]);
        assert_eq!(fall(&legs, "EUR"), [vec![0, 1, 2, 3], vec![4]]);
        let far = [
            leg("USDC", 96, None),
            leg("USDC", 104, None),
            leg("WETH", 1, None),
        ];
        assert_eq!(fall(&far, "USD"), [vec![0, 1, 2], vec![]]);
    }

    #[test]
    fn what_is_near_one_coin_falls_like_any_other() {
        let legs = [leg("osETH", 100, None), leg("weETH", 108, None)];
        assert_eq!(fall(&legs, "ETH"), [vec![0, 1], vec![]]);
        assert_eq!(
            volatile_collateral(&legs, &Currency::Unknown).falling.len(),
            2
        );
    }

    #[test]
    fn stablecoins_alone_fall_themselves() {
        let legs = [leg("USDC", 100, None), leg("DAI", 100, None)];
        assert_eq!(fall(&legs, "USD"), [vec![0, 1], vec![]]);
        assert_eq!(fall(&[], "USD"), [const { Vec::<usize>::new() }; 2]);
    }

    #[test]
    fn a_fall_is_what_is_missing_to_one() {
        let share = |raw: u64| Wad::from_raw(U256::from(raw));
        let to = Drawdown::FallTo(share(750_000_000_000_000_000));
        assert_eq!(to.fall(), Some(share(250_000_000_000_000_000)));
        assert_eq!(Drawdown::Already.fall(), Some(Wad::ZERO));
        assert_eq!(Drawdown::Never.fall(), None);
    }
}
