//! Where prices come from, as the oracle says it, and how rates follow from use, and what becomes of a position when
//! governance moves either.

use alloy::primitives::Address;
use margin_call::protocols::{Layout, Limits, Snapshot, Term, TermValue};

use super::super::covers;
use super::super::reader::read;
use super::world::World;
use super::{Case, Release, confirmed, each_position};

/// Longer than the time after which it is asked again.
const LONG: u64 = 600;

#[test]
fn a_source_that_the_oracle_replaces_is_told_with_both_on_v3_6() {
    let world = World::start(Release::V3_6);
    let mut replaced = 0;
    each_position(&world, |case| {
        if case.snapshot.owes() {
            replaced += case.replace_each_source();
        }
    });
    println!("{replaced} sources replaced: told with both, and the health under the new one ours");
    covers(replaced > 0);
}

#[test]
fn a_curve_that_governance_moves_is_told_as_the_strategy_has_it_on_v3_6() {
    let world = World::start(Release::V3_6);
    let mut moved = 0;
    each_position(&world, |case| {
        if case.snapshot.owes() {
            moved += case.move_each_curve();
        }
    });
    println!("{moved} curves moved: told as the contract has them");
    covers(moved > 0);
}

impl Case<'_> {
    /// Reads until it was asked where prices come from, each reading with what the one before learnt.
    fn read_sources(&self, mut known: Option<Layout>) -> (Snapshot, Layout) {
        for _ in 0..3 {
            let found = read(&self.world.node, &self.world.market, self.account, known);
            if !found.snapshot.sources.each.is_empty() {
                return (found.snapshot, found.layout);
            }
            known = Some(found.layout);
        }
        panic!("{}: nobody asks where prices come from", self.name)
    }

    fn move_each_curve(&self) -> usize {
        let world = self.world;
        let (before, layout) = self.read_sources(None);
        let rates = &before.sources.rates;
        for rate in rates {
            // Steeper beyond the kink, which is nearer.
            let [kink, base, slope, steep] = [7_700, 25, 475, 9_900];
            world.node.undone(|| {
                world.set_curve(rate.token, [kink, base, slope, steep]);
                world.pass(LONG);
                let (after, _) = self.read_sources(Some(layout.clone()));
                let (_, changes) = after.terms().since(&before.terms(), Limits::NONE);
                let told = |term| {
                    let mut all = changes.iter();
                    let change = all.find(|one| one.term == term);
                    change.and_then(|one| one.after.number())
                };
                let share = |bps: u64| Some(bps * 100_000_000_000_000);
                let name = &self.name;
                assert_eq!(told(Term::RateKink(rate.token)), share(kink), "{name}");
                assert_eq!(
                    told(Term::RateAtKink(rate.token)),
                    share(base + slope),
                    "{name}"
                );
                assert_eq!(
                    told(Term::RateAtMost(rate.token)),
                    share(base + slope + steep),
                    "{name}"
                );
                assert_eq!(told(Term::RateStrategy(rate.token)), None, "{name}");
                confirmed(world, &after, name);
            });
        }
        rates.len()
    }

    fn replace_each_source(&self) -> usize {
        let world = self.world;
        let (before, layout) = self.read_sources(None);
        let of = |snapshot: &Snapshot| -> Vec<(Address, Address)> {
            let each = snapshot.sources.each.iter();
            each.map(|one| (one.token, one.source)).collect()
        };
        let all = of(&before);
        for &(token, source) in &all {
            assert_eq!(source, world.by_address(token).aggregator, "{}", self.name);
        }
        for &(token, source) in &all {
            // Any other feed of the market.
            let other = world.assets().find(|one| one.aggregator != source);
            let other = other.expect("another asset").aggregator;
            world.node.undone(|| {
                world.set_source(world.by_address(token), other);
                world.pass(LONG);
                // The reading after it is due.
                let read = read(
                    &world.node,
                    &world.market,
                    self.account,
                    Some(layout.clone()),
                );
                let (after, _) = self.read_sources(Some(read.layout));
                let is_it = |(one, _): &&(Address, Address)| *one == token;
                assert_eq!(
                    of(&after).iter().find(is_it),
                    Some(&(token, other)),
                    "{}",
                    self.name
                );
                confirmed(world, &after, &self.name);
                let (_, changes) = after.terms().since(&before.terms(), Limits::NONE);
                let sources = changes
                    .iter()
                    .filter(|one| matches!(one.term, Term::PriceSource(_)));
                let [change] = sources.collect::<Vec<_>>()[..] else {
                    panic!("{}: one source was replaced: {changes:?}", self.name)
                };
                assert_eq!(change.term, Term::PriceSource(token));
                let contracts = [change.before, change.after];
                assert_eq!(contracts, [source, other].map(TermValue::Contract));
            });
        }
        all.len()
    }
}
