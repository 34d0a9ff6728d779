use alloy::primitives::U256;

use super::value::value_of;
use super::{Lack, OptionView, Purse, Reserved, Source, Unavailable, Weak, options};
use crate::math::TokenAmount;
use crate::risk::Leg;

/// Of what there is too little to restore a position beside what is spoken for: of the ways that want nothing
/// but more of a token, the one that takes the least.
#[must_use]
pub fn lack(weak: &Weak<'_>, purse: Option<&Purse>, reserved: &Reserved) -> Option<Lack> {
    let Weak {
        snapshot,
        target,
        latest,
    } = *weak;
    let ruling = snapshot.ruling();
    let position = ruling.position()?;
    let legs = position.legs(latest).ok()?;
    let decimals = position.base().decimals;
    let lacks = |way: OptionView| -> Option<(U256, Lack)> {
        let needed = match &way.offer {
            Ok(offer) if !reserved.lets_way(snapshot, purse, &way) => offer.amount,
            Err(Unavailable::Balance { needed }) => *needed,
            _ => return None,
        };
        let leg: &Leg = legs.iter().find(|leg| leg.asset == way.id.asset)?;
        let there = way.balance.raw.saturating_add(way.wrappable.raw);
        let gone = match way.id.means.source()? {
            Source::Token if way.wrappable.raw.is_zero() => reserved.of(way.id.asset),
            Source::Token => reserved.of(way.id.asset).saturating_add(reserved.coin()),
            Source::Coin => reserved.coin(),
            Source::Supply => return None,
        };
        let value = value_of(needed, leg.price?, decimals).raw;
        let lack = Lack {
            symbol: way.paid_in().to_owned(),
            left: TokenAmount::new(there.saturating_sub(gone), needed.decimals),
            needed,
        };
        Some((value, lack))
    };
    let ways = options(snapshot, purse, target, None, latest).into_iter();
    let least = ways.filter_map(lacks).min_by_key(|(value, _)| *value);
    least.map(|(_, lack)| lack)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{WAD, Wad};
    use crate::protocols::{Market, a_snapshot, a_snapshot_in, registry};
    use alloy::primitives::{Address, address};

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn hundredths(number: u64) -> U256 {
        WAD / U256::from(100) * U256::from(number)
    }

    /// The first of Aave's, which takes coin for its wrapped form.
    fn core() -> Market {
        registry::on_chain(ChainId(1)).remove(0)
    }

    /// One in which coin is made into its wrapped form first.
    fn without_a_gateway() -> Market {
        a_snapshot(100, U256::ZERO).market
    }

    /// Of which token, how much of it is left, and how much it takes, in hundredths: where the wallet holds so
    /// much ether and so many dollars, and so much of either and of the coin is spoken for. Half an ether does
    /// it, or 0.8 tokens of a thousand dollars.
    fn lacks(
        market: Market,
        [weth, dai]: [u64; 2],
        coin: Option<u64>,
        [of_weth, of_dai, of_coin]: [u64; 3],
    ) -> Option<(String, U256, U256)> {
        let wallets = [weth, dai].map(|held| (hundredths(held), U256::ZERO));
        let snapshot = a_snapshot_in(market, 100, [WETH, DAI], wallets);
        let mut reserved = Reserved::nothing().with_coin(hundredths(of_coin));
        reserved.add(WETH, hundredths(of_weth));
        reserved.add(DAI, hundredths(of_dai));
        let weak = Weak {
            snapshot: &snapshot,
            target: Wad::from_raw(WAD * U256::from(3) / U256::from(2)),
            latest: snapshot.block.timestamp,
        };
        // Gas costs nothing, so all of the coin can be spent.
        let purse = coin.map(|coin| Purse::new(hundredths(coin), U256::ZERO));
        let lack = lack(&weak, purse.as_ref(), &reserved)?;
        Some((lack.symbol, lack.left.raw, lack.needed.raw))
    }

    fn is(symbol: &str, left: u64, needed: u64) -> Option<(String, U256, U256)> {
        Some((symbol.to_owned(), hundredths(left), hundredths(needed)))
    }

    #[test]
    fn what_there_is_too_little_of_is_what_would_take_the_least_and_what_others_need_is_not_there()
    {
        let nothing = [0, 0, 0];
        // 800 dollars are less than 1,500.
        assert_eq!(lacks(core(), [0, 0], None, nothing), is("T1", 0, 80));
        assert_eq!(lacks(core(), [0, 30], None, nothing), is("T1", 30, 80));
        // There is enough, and it is spoken for; coin is none of this token.
        assert_eq!(lacks(core(), [0, 100], None, [0, 50, 7]), is("T1", 50, 80));
        // Of what there is enough of nothing is lacking.
        assert_eq!(lacks(core(), [20, 100], None, nothing), is("T0", 20, 50));
        assert_eq!(lacks(core(), [60, 100], None, nothing), None);
    }

    #[test]
    fn coin_that_others_need_is_none_that_a_token_is_made_of() {
        let market = without_a_gateway;
        let left = lacks(market(), [10, 100], Some(35), [2, 0, 5]);
        assert_eq!(left, is("T0", 38, 50));
        // Enough of it, and some of it is for others.
        let left = lacks(market(), [20, 100], Some(35), [0, 0, 10]);
        assert_eq!(left, is("T0", 45, 50));
        let left = lacks(market(), [20, 100], Some(35), [0, 0, 5]);
        assert_eq!(left, None);
        // Where the market takes the coin itself it is told in that.
        let left = lacks(core(), [0, 100], Some(40), [3, 0, 5]);
        assert_eq!(left, is("ETH", 35, 50));
    }
}
