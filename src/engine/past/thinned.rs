//! Readings that are thinned as they age: close together today, far apart a year ago, never more than
//! so many.
//!
//! The intervals lie where they lie, whoever thins, and each wider one is made of whole narrower ones:
//! tabs that read the same keep the same. Of each the lowest survives: what is left never flatters.

use crate::math::Timestamp;

/// Never more points than this.
pub(in super::super) const MOST: usize = 400;

/// Up to which age, and how long an interval of that age is, seconds.
const INTERVALS: [(u64, u64); 5] = [
    (3_600, 60),
    (86_400, 900),
    (7 * 86_400, 7_200),
    (30 * 86_400, 21_600),
    (u64::MAX, 4 * 86_400),
];

/// One reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Point {
    /// The time of its block.
    pub(in super::super) at: Timestamp,
    pub(in super::super) value: u64,
    /// The height of its block.
    pub(in super::super) block: u64,
}

/// What survives of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The lowest: higher is better.
    #[default]
    Lowest,
    /// The lowest, the highest and the last, of intervals three times as long: which is better depends
    /// on who asks.
    Both,
}

/// The readings, in rising order of time and of height.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Thinned {
    keeps: Keeps,
    points: Vec<Point>,
}

impl Thinned {
    pub(super) const fn new(keeps: Keeps) -> Self {
        Self {
            keeps,
            points: Vec::new(),
        }
    }

    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    pub(super) fn newest(&self) -> Option<Point> {
        self.points.last().copied()
    }

    /// Something was read. What was read at this height or above it, or later, was of blocks that are
    /// gone; the same block may be read again.
    pub(super) fn push(&mut self, point: Point) {
        self.points
            .retain(|one| one.block < point.block && one.at < point.at);
        self.points.push(point);
        self.thin();
    }

    /// Takes back what was read at a height and above. Whether anything was.
    pub(super) fn take_back(&mut self, block: u64) -> bool {
        let before = self.points.len();
        self.points.retain(|one| one.block < block);
        self.points.len() < before
    }

    /// Takes in what another tab has.
    pub(super) fn learn(&mut self, other: impl IntoIterator<Item = Point>) {
        self.points.extend(other);
        // Of two of one time the lower stays.
        self.points.sort_unstable();
        self.points.dedup_by_key(|one| one.at);
        // What is above a later block was of blocks that are gone.
        let mut above = u64::MAX;
        self.points.reverse();
        self.points.retain(|one| {
            let stays = one.block < above;
            above = above.min(one.block);
            stays
        });
        self.points.reverse();
        self.thin();
    }

    /// The same readings, each with the value that `change` gives it.
    pub(super) fn map(self, change: impl Fn(u64) -> u64) -> Self {
        let points = self.points.into_iter();
        let points = points.map(|one| Point {
            value: change(one.value),
            ..one
        });
        Self {
            keeps: self.keeps,
            points: points.collect(),
        }
    }

    /// Keeps of each interval what is to survive, and the two ends of all.
    fn thin(&mut self) {
        let (Some(newest), last) = (self.newest(), self.points.len().saturating_sub(1)) else {
            return;
        };
        let interval = |one: &Point| self.interval(newest.at, one.at);
        let mut kept = Vec::with_capacity(self.points.len());
        let mut start = 0;
        for group in self
            .points
            .chunk_by(|one, two| interval(one) == interval(two))
        {
            let (mut lowest, mut highest) = (0, 0);
            for (place, one) in group.iter().enumerate() {
                if group
                    .get(lowest)
                    .is_some_and(|least| one.value < least.value)
                {
                    lowest = place;
                }
                if group
                    .get(highest)
                    .is_some_and(|most| one.value > most.value)
                {
                    highest = place;
                }
            }
            let stays = |place: usize| {
                let overall = place.saturating_add(start);
                let is_end = overall == 0 || overall == last;
                let is_last = place == group.len().saturating_sub(1);
                let is_more = self.keeps == Keeps::Both && (place == highest || is_last);
                is_end || place == lowest || is_more
            };
            let group_kept = group.iter().enumerate().filter(|(place, _)| stays(*place));
            kept.extend(group_kept.map(|(_, one)| *one));
            start = start.saturating_add(group.len());
        }
        self.points = kept;
        while self.points.len() > MOST {
            self.drop_one();
        }
    }

    /// Which interval a time is in: of which kind, and its place among those.
    fn interval(&self, newest: Timestamp, at: Timestamp) -> (usize, u64) {
        let age = newest.0.saturating_sub(at.0);
        let kind = INTERVALS.iter().position(|(up_to, _)| age < *up_to);
        let kind = kind.unwrap_or(INTERVALS.len().saturating_sub(1));
        let width = INTERVALS.get(kind).map_or(1, |(_, width)| *width);
        let width = match self.keeps {
            Keeps::Lowest => width,
            Keeps::Both => width.saturating_mul(3),
        };
        (kind, at.0.checked_div(width).unwrap_or_default())
    }

    /// Of the oldest after the first the one goes that says least.
    fn drop_one(&mut self) {
        let value = |place: usize| self.points.get(place).map_or(0, |one| one.value);
        let among: &[usize] = match self.keeps {
            Keeps::Lowest => &[1, 2],
            Keeps::Both => &[1, 2, 3],
        };
        let mut among = among.to_vec();
        among.sort_by_key(|place| value(*place));
        // The higher of two, the middle one of three.
        if let Some(place) = among.get(1).filter(|place| **place < self.points.len()) {
            self.points.remove(*place);
        }
    }
}

/// As numbers: of each point how far after the one before it lies in time and in height, and its value
/// plus one, the greatest as zero.
pub(super) fn numbers(points: &[Point]) -> Vec<u64> {
    let (mut at, mut block) = (0, 0);
    let each = points.iter().flat_map(|one| {
        let steps = [one.at.0.wrapping_sub(at), one.block.wrapping_sub(block)];
        (at, block) = (one.at.0, one.block);
        [steps[0], steps[1], one.value.wrapping_add(1)]
    });
    each.collect()
}

/// Points from numbers; none where these are not in rising order.
pub(super) fn points(numbers: &[u64]) -> Option<Vec<Point>> {
    let (triples, rest) = numbers.as_chunks::<3>();
    let (mut at, mut block) = (0_u64, 0_u64);
    let mut points = Vec::with_capacity(triples.len());
    for (place, [after, above, value]) in triples.iter().enumerate() {
        if place > 0 && (*after == 0 || *above == 0) {
            return None;
        }
        (at, block) = (at.checked_add(*after)?, block.checked_add(*above)?);
        points.push(Point {
            at: Timestamp(at),
            value: value.wrapping_sub(1),
            block,
        });
    }
    rest.is_empty().then_some(points)
}

#[cfg(test)]
mod tests;
