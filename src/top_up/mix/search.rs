//! Which positions take what out of one wallet, for the least together.

use alloy::primitives::U256;

use super::need::{Need, Share};
use super::stock::Stock;
use crate::top_up::Reserved;

/// So many of the cheapest are worked out: the first nearly always does.
pub(super) const MOST_TRIES: usize = 6;

/// So many shares are looked at: what costs the least of these is taken, which with few tokens in common is
/// the least of all.
const MOST_STEPS: u32 = 400;

/// What one position takes.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) position: usize,
    /// Which of its needs: after which switches.
    pub(super) need: usize,
    /// Places of its columns, the partial one last.
    pub(super) places: Vec<usize>,
}

/// What all of them take.
#[derive(Clone, Debug, Default)]
pub(super) struct Joint {
    /// In the order in which they are worked out: what is whole for one is what those before it left.
    pub(super) taken: Vec<Taken>,
    cost: U256,
    parts: usize,
}

/// The cheapest ways to bring all positions what they need, out of what is not spoken for, the cheapest first.
pub(super) fn search(needs: &[Vec<Need>], reserved: &Reserved) -> Vec<Joint> {
    let mut search = Search {
        needs,
        found: Vec::new(),
        steps: 0,
    };
    let all: Vec<usize> = (0..needs.len()).collect();
    search.go_on(&all, reserved, &Joint::default());
    search.found
}

struct Search<'a> {
    needs: &'a [Vec<Need>],
    /// The cheapest first.
    found: Vec<Joint>,
    steps: u32,
}

/// A share of one position, and what it is out of.
struct Candidate {
    need: usize,
    share: Share,
    reserved: Reserved,
}

impl Search<'_> {
    /// Goes on with each position that is left.
    fn go_on(&mut self, left: &[usize], reserved: &Reserved, before: &Joint) {
        if left.is_empty() {
            return self.keep(before.clone());
        }
        let mut least = before.cost;
        for &position in left {
            match self.least(position, reserved) {
                Some(more) => least = least.saturating_add(more),
                // What is spoken for becomes no less.
                None => return,
            }
        }
        if self.is_beaten(least) {
            return;
        }
        for &position in left {
            let others: Vec<usize> = left
                .iter()
                .copied()
                .filter(|one| *one != position)
                .collect();
            for candidate in self.candidates(position, &others, reserved) {
                let cost = before.cost.saturating_add(candidate.share.cost);
                if self.is_beaten(cost) {
                    break;
                }
                // Two that take nothing in common come in one order alone.
                let last = before.taken.last();
                if last.is_some_and(|last| {
                    last.position > position && !self.meets(position, &candidate, last)
                }) {
                    continue;
                }
                self.steps = self.steps.saturating_add(1);
                if self.steps > MOST_STEPS {
                    return;
                }
                let mut joint = before.clone();
                let parts = candidate.share.places.len();
                joint.parts = joint.parts.saturating_add(parts);
                joint.cost = cost;
                joint.taken.push(Taken {
                    position,
                    need: candidate.need,
                    places: candidate.share.places,
                });
                self.go_on(&others, &candidate.reserved, &joint);
            }
        }
    }

    fn needs_of(&self, position: usize) -> &[Need] {
        self.needs
            .get(position)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// No share of a position costs less; none where there is none.
    fn least(&self, position: usize, reserved: &Reserved) -> Option<U256> {
        let needs = self.needs_of(position).iter();
        let least = needs.filter_map(|need| need.least(&need.stock.without(reserved)));
        least.min()
    }

    /// Every share of a position, the cheapest first.
    fn candidates(&self, position: usize, others: &[usize], reserved: &Reserved) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (place, need) in self.needs_of(position).iter().enumerate() {
            let stock = need.stock.without(reserved);
            let is_shared: Vec<bool> = need
                .columns
                .iter()
                .map(|column| {
                    let mut needs = others.iter().flat_map(|other| self.needs_of(*other));
                    needs.any(|other| {
                        let mut columns = other.columns.iter();
                        columns.any(|one| stock.share_a_source(column.way, &other.stock, one.way))
                    })
                })
                .collect();
            let shares = need.shares(&stock, &is_shared).into_iter();
            all.extend(shares.map(|share| Candidate {
                need: place,
                reserved: share.left.taken_since(&stock, reserved),
                share,
            }));
        }
        all.sort_by_key(|one| (one.share.cost, one.share.places.len()));
        all
    }

    /// Whether a share draws on what another took of.
    fn meets(&self, position: usize, candidate: &Candidate, last: &Taken) -> bool {
        let ways = |position: usize, need: usize, places: &[usize]| {
            let need = self.needs_of(position).get(need)?;
            let columns = places.iter().filter_map(|place| need.columns.get(*place));
            let ways: Vec<_> = columns.map(|column| column.way).collect();
            Some((&need.stock, ways))
        };
        let own = ways(position, candidate.need, &candidate.share.places);
        let its = ways(last.position, last.need, &last.places);
        let (Some((stock, own)), Some((other, its))) = (own, its) else {
            return true;
        };
        let meets = |way| {
            its.iter()
                .any(|one| Stock::share_a_source(stock, way, other, *one))
        };
        own.into_iter().any(meets)
    }

    /// Whether enough were found that are cheaper.
    fn is_beaten(&self, cost: U256) -> bool {
        let worst = self.found.last().filter(|_| self.found.len() >= MOST_TRIES);
        worst.is_some_and(|worst| cost > worst.cost)
    }

    fn keep(&mut self, joint: Joint) {
        let rank = |one: &Joint| (one.cost, one.parts);
        let dearer = self.found.partition_point(|one| rank(one) <= rank(&joint));
        self.found.insert(dearer, joint);
        self.found.truncate(MOST_TRIES);
    }
}
