//! How long a page that nobody sees leaves a chain alone. Near a threshold it looks whenever a block
//! may have come; far from all of them twice a minute: browsers freeze pages that work in the
//! background, and thousands of them share an endpoint.

use super::chains::Watched;
use super::feed::Input;
use super::view::HistoryPoint;
use super::watch::Known;
use super::{Engine, Millis, key_of};
use crate::alert::{Footing, Level, Phase};
use crate::chain::{BlockPace, ChainId};
use crate::math::{BasisPoints, Timestamp, Wad, mul_div_ceil, mul_div_floor};
use crate::risk::Health;

/// Milliseconds from one look to the next where all is far. Timers of pages that were hidden for long
/// run at full minutes: with less than one nothing is left out there.
const FAR_EVERY_MS: u64 = 30_000;

/// Far is no less than this share of the health.
const FAR_AT_LEAST: BasisPoints = BasisPoints::from_raw(1_000);

/// Of so many seconds the worst fall is asked about.
const DAY_S: u64 = 86_400;

/// Whether a health may fall as far as it did at most within a day, and a tenth at least, and is above
/// this threshold still.
fn is_far(health: Health, threshold: Wad, past: &[HistoryPoint], now: Timestamp) -> bool {
    let Health::Ratio(health) = health else {
        // Nothing is owed, which cannot be called for.
        return true;
    };
    let least = FAR_AT_LEAST.to_wad().max(worst_fall(past, now));
    let left = health.raw().checked_sub(threshold.raw());
    // Down: what is left is not to look like more.
    let share = left.and_then(|left| mul_div_floor(left, Wad::ONE.raw(), health.raw()).ok());
    share.is_some_and(|share| share >= least.raw())
}

/// The greatest fall within the last day, from any reading to any after it, as a share of the higher.
fn worst_fall(past: &[HistoryPoint], now: Timestamp) -> Wad {
    let since = now.0.saturating_sub(DAY_S);
    let (mut peak, mut worst) = (Wad::ZERO, Wad::ZERO);
    for point in past.iter().filter(|point| point.at.0 >= since) {
        let Health::Ratio(health) = point.health else {
            continue;
        };
        peak = peak.max(health);
        let fallen = peak.raw().saturating_sub(health.raw());
        // Up: a fall is not to look like less. A peak of zero has not fallen.
        let share = mul_div_ceil(fallen, Wad::ONE.raw(), peak.raw()).map(Wad::from_raw);
        worst = worst.max(share.unwrap_or(Wad::ZERO));
    }
    worst
}

impl Engine {
    /// A look at a chain has ended: the next may wait where nobody sees the page, and all is far.
    pub(super) fn pace(&mut self, now: Millis, chain: ChainId) {
        let may_wait = self.chains.get(chain).is_some_and(|watched| {
            !self.visible && !self.rescue.is_at_work() && self.all_is_far(now, watched)
        });
        if may_wait {
            self.feed_on(now, chain, Input::LookIn(FAR_EVERY_MS));
        }
    }

    fn all_is_far(&self, now: Millis, watched: &Watched) -> bool {
        // Nobody shares a local chain.
        watched.feed.facts().blocks != BlockPace::OnDemand
            && watched.feed.problem().is_none()
            && !watched.witness.is_disputed()
            && watched.watches.iter().all(|one| !one.is_unsettled())
            && watched
                .known()
                .filter(|one| one.is_position())
                .all(|one| self.is_far(now, one))
    }

    fn is_far(&self, now: Millis, known: &Known) -> bool {
        let snapshot = known.snapshot();
        let rules = self.rules_for(Some(snapshot));
        let key = key_of(snapshot);
        let is_calm = self
            .known_episode(&key)
            .is_some_and(|episode| episode.phase(&rules) == Phase::Ok);
        let Footing { health, lasts } = known.footing(&rules);
        let watch = rules.ladder.threshold(Level::Watch);
        let past = self.stored.past.health(&key);
        // A time is there only up to where a level by time is held.
        let is_far_by_time = lasts.is_none();
        is_calm && is_far_by_time && is_far(health, watch, &past, now.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use alloy::primitives::U256;

    use super::*;

    const NOW: Timestamp = Timestamp(1_764_000_000);

    fn thousandths(health: u64) -> Wad {
        Wad::from_raw(U256::from(health) * U256::from(1_000_000_000_000_000_u64))
    }

    fn seen(points: &[(u64, u64)]) -> Vec<HistoryPoint> {
        let point = |&(ago_s, health)| HistoryPoint {
            at: Timestamp(NOW.0 - ago_s),
            health: Health::Ratio(thousandths(health)),
        };
        points.iter().map(point).collect()
    }

    fn is_far_at(health: u64, past: &[(u64, u64)]) -> bool {
        let health = Health::Ratio(thousandths(health));
        is_far(health, thousandths(1_250), &seen(past), NOW)
    }

    #[test]
    fn far_is_a_tenth_above_the_first_threshold_and_what_owes_nothing() {
        // 1.25 is nine tenths of 1.3888…
        assert!(is_far_at(1_389, &[]));
        assert!(!is_far_at(1_388, &[]));
        assert!(!is_far_at(1_200, &[]));
        assert!(is_far(Health::NoDebt, thousandths(1_250), &[], NOW));
    }

    #[test]
    fn as_far_as_it_fell_in_the_last_day_is_not_far() {
        // A third within the day: 1.25 is two thirds of 1.875.
        let fell = [
            (80_000, 3_000),
            (50_000, 2_500),
            (3_600, 2_000),
            (60, 2_400),
        ];
        assert!(!is_far_at(1_874, &fell));
        assert!(is_far_at(1_876, &fell));
        // What rose has not fallen, and what fell before yesterday did so long ago.
        assert!(is_far_at(1_400, &[(80_000, 1_000), (60, 1_400)]));
        assert!(is_far_at(
            1_400,
            &[(90_000, 3_000), (80_000, 1_400), (60, 1_400)]
        ));
    }
}
