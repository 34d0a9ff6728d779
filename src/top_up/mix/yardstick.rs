//! One measure for what tokens cost, where markets count in different currencies.
//!
//! What is taken of a token is dear by what it is, not by who says its price: each token has one price here, by
//! the market of the worst position that has it. Two markets of one currency count alike; of others the rate
//! is that of a token that both price, since the same token in the same wallet is worth the same to both. Where
//! two positions have neither in common nothing of one could be spent on the other, so that no rate between
//! them makes any difference.

use alloy::primitives::{Address, U256};

use super::column::Column;
use super::need::Need;
use super::worth::worth;
use crate::math::{Timestamp, TokenAmount, mul_div_ceil};
use crate::risk::{BaseCurrency, Leg, Position};

/// What a currency is by the measure: so many for so many.
type Rate = (U256, U256);

const SAME: Rate = (U256::ONE, U256::ONE);

/// What tokens cost, and currencies.
pub(super) struct Yardstick {
    /// A whole one, by the measure; of several prices the worst position's stands first.
    tokens: Vec<(Address, U256)>,
    rates: Vec<Rate>,
}

impl Yardstick {
    /// By positions, the worst first.
    pub(super) fn of(positions: &[&dyn Position], at: Timestamp) -> Self {
        let all: Vec<(BaseCurrency, Vec<Leg>)> = positions
            .iter()
            .map(|position| (position.base(), position.legs(at).unwrap_or_default()))
            .collect();
        let mut rates: Vec<Option<Rate>> = vec![None; all.len()];
        let mut tokens: Vec<(Address, U256)> = Vec::new();
        for _ in &all {
            // The first that has something in common with those that are measured; else the first of the rest.
            let left = || (0..all.len()).filter(|place| matches!(rates.get(*place), Some(None)));
            let known = |place: usize| Some((place, rate(&all, &rates, &tokens, place)?));
            let next = left()
                .find_map(known)
                .or_else(|| Some((left().next()?, SAME)));
            let Some((place, rate)) = next else { break };
            if let Some(slot) = rates.get_mut(place) {
                *slot = Some(rate);
            }
            let (times, per) = rate;
            for leg in all.get(place).into_iter().flat_map(|(_, legs)| legs) {
                let value = leg.price.and_then(whole);
                let value = value.and_then(|value| mul_div_ceil(value, times, per).ok());
                // Where another has it, too, its price stands before this one.
                tokens.extend(value.map(|value| (leg.asset, value)));
            }
        }
        let rates = rates.into_iter().map(|rate| rate.unwrap_or(SAME));
        Self {
            tokens,
            rates: rates.collect(),
        }
    }

    /// Measures what a position needs, in place.
    pub(super) fn measure(&self, place: usize, needs: &mut [Need]) {
        let (times, per) = self.rates.get(place).copied().unwrap_or(SAME);
        let fee = |fee: U256| mul_div_ceil(fee, times, per).unwrap_or(U256::MAX);
        for need in needs {
            (need.fee, need.fees) = (fee(need.fee), fee(need.fees));
            for column in &mut need.columns {
                let mut tokens = self.tokens.iter();
                let own = tokens.find(|(token, _)| *token == column.way.asset);
                if let (Some((_, value)), Some(one)) = (own, whole(column.price)) {
                    column.rate = (*value, one);
                }
            }
            // What brings the same stays in its order, from one block to the next.
            need.columns
                .sort_by_key(|column| core::cmp::Reverse(Column::effect_of_cost(column)));
        }
    }
}

/// By what a currency is measured, where it is known.
fn rate(
    all: &[(BaseCurrency, Vec<Leg>)],
    rates: &[Option<Rate>],
    tokens: &[(Address, U256)],
    place: usize,
) -> Option<Rate> {
    let (base, legs) = all.get(place)?;
    let mut known = all.iter().zip(rates);
    let same = known.find_map(|((other, _), rate)| {
        let rate = (*rate)?;
        base.currency.adds_to(&other.currency).then_some(rate)
    });
    same.or_else(|| {
        legs.iter().find_map(|leg| {
            let mut tokens = tokens.iter();
            let (_, value) = tokens.find(|(token, _)| *token == leg.asset)?;
            Some((*value, whole(leg.price?)?))
        })
    })
}

/// What a whole token is worth, where that is anything.
fn whole(price: TokenAmount) -> Option<U256> {
    let value = worth(TokenAmount::new(U256::ONE, 0), price);
    (!value.is_zero()).then_some(value)
}
