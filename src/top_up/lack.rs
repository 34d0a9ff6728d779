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
