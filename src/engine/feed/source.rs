//! One source of a chain, and its manners: how often it failed, and until when it is left alone.

use super::super::Millis;
use super::super::effect::Endpoint;
use super::super::view::ReadProblem;

/// Longest wait between two attempts, milliseconds.
const BACK_OFF_AT_MOST_MS: u64 = 60_000;

/// Longest wish of an endpoint that is granted, seconds: a wish for ever must not end the watch.
const RETRY_AFTER_AT_MOST_S: u64 = 600;

/// So many requests an hour are asked of an endpoint: a fair share of one that others use too, and
/// enough to read every two seconds.
pub(in super::super) const REQUESTS_AN_HOUR: u32 = 3_600;

/// A look asks for the head, and for a batch.
const REQUESTS_A_LOOK: u32 = 2;

const HOUR_MS: u64 = 3_600_000;

/// However much was spent, a look is made so often, milliseconds.
const SPACED_AT_MOST_MS: u64 = 30_000;

/// How long one that failed at a batch is not the first to be asked again, milliseconds; twice as long each
/// further time.
const BATCH_AGAIN_MS: u64 = 60_000;
const BATCH_AGAIN_AT_MOST_MS: u64 = 600_000;

/// How long one is left alone whose head is older than another's, seconds: it will not have caught up
/// before.
const BEHIND_FOR_S: u64 = 60;

/// One source of a chain.
#[derive(Debug)]
pub(in super::super) struct Source {
    pub(in super::super) endpoint: Endpoint,
    /// Attempts that failed since the last that did not.
    failures: u32,
    rests_until: Option<Millis>,
    /// Why the last attempt failed.
    pub(in super::super) problem: Option<ReadProblem>,
    /// So many calls it answers together; none: as many as it was asked so far.
    pub(super) bears: Option<usize>,
    /// When it was last asked anything.
    pub(super) asked_at: Option<Millis>,
    /// It failed at a batch, and is not the first to be asked for one again before then.
    batch_again_at: Option<Millis>,
    /// What it was asked when the page slept it is asked anew, and has answered nothing since.
    asked_anew: bool,
    spent: Spent,
}

/// What was asked of an endpoint in the hour at hand.
#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    since: Option<Millis>,
    requests: u32,
}

impl Source {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            failures: 0,
            rests_until: None,
            problem: None,
            bears: None,
            asked_at: None,
            batch_again_at: None,
            asked_anew: false,
            spent: Spent::default(),
        }
    }

    /// It is asked something.
    pub(super) fn count(&mut self, now: Millis) {
        self.asked_at = Some(now);
        let began = self.spent.since.filter(|since| now < since.plus(HOUR_MS));
        if began.is_none() {
            self.spent = Spent {
                since: Some(now),
                requests: 0,
            };
        }
        self.spent.requests = self.spent.requests.saturating_add(1);
    }

    /// How much it was asked in the hour at hand.
    pub(in super::super) fn requests(&self) -> u32 {
        self.spent.requests
    }

    /// How far two looks must lie apart so that what is left of the hour's budget lasts, milliseconds.
    /// Never so far that the watch ends. A wallet has an arrangement of its own.
    pub(super) fn spacing_ms(&self, now: Millis) -> u64 {
        let (Endpoint::Http(_), Some(since)) = (&self.endpoint, self.spent.since) else {
            return 0;
        };
        let left_ms = since.plus(HOUR_MS).0.saturating_sub(now.0);
        let left = REQUESTS_AN_HOUR.saturating_sub(self.spent.requests);
        let looks = u64::from(left.div_ceil(REQUESTS_A_LOOK)).max(1);
        let apart = left_ms.checked_div(looks).unwrap_or_default();
        apart.min(SPACED_AT_MOST_MS)
    }

    /// Whether it may be asked now.
    pub(super) fn is_ready(&self, now: Millis) -> bool {
        self.rests_until.is_none_or(|until| until <= now)
    }

    /// When it may be asked again.
    pub(super) fn ready_at(&self, now: Millis) -> Millis {
        self.rests_until.map_or(now, |until| until.max(now))
    }

    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
        self.rests_until = None;
        self.batch_again_at = None;
        self.asked_anew = false;
        self.problem = None;
    }

    /// The page slept, and what was before says little of now: only a wish to be left alone holds. What it
    /// was asked then is no failure of its own; of one that answers nothing between two sleeps it is.
    pub(super) fn slept(&mut self, now: Millis, was_asked: bool) {
        self.failures = 0;
        if !matches!(self.problem, Some(ReadProblem::RateLimited { .. })) {
            self.rests_until = None;
        }
        match was_asked && self.asked_anew {
            true => self.failed(now, ReadProblem::TimedOut),
            false => self.asked_anew |= was_asked,
        }
    }

    /// It has named the head in time, beside a look. One that failed at a batch is tried at that again
    /// only after a while: many who name heads serve nothing else.
    pub(super) fn heard(&mut self, now: Millis) {
        match self.batch_again_at {
            None => self.succeeded(),
            Some(at) if now < at => {}
            Some(_) => (self.rests_until, self.problem) = (None, None),
        }
    }

    /// It failed at a batch.
    pub(super) fn failed_at_batch(&mut self, now: Millis, problem: ReadProblem) {
        let wait = BATCH_AGAIN_MS.saturating_mul(2_u64.saturating_pow(self.failures));
        let wait = wait.min(BATCH_AGAIN_AT_MOST_MS);
        self.batch_again_at = Some(now.plus(wait));
        self.failed(now, problem);
    }

    /// It is asked at once, whatever it did.
    pub(super) fn wake(&mut self) {
        self.rests_until = None;
    }

    /// It is left alone: twice as long each time; spread by the clock itself, so that many pages
    /// that lost the same endpoint do not come back together.
    pub(super) fn failed(&mut self, now: Millis, problem: ReadProblem) {
        let doubled = 1_000_u64
            .checked_shl(self.failures)
            .unwrap_or(BACK_OFF_AT_MOST_MS);
        let wait = doubled.clamp(1_000, BACK_OFF_AT_MOST_MS);
        let spread = now.0.checked_rem(wait.div_ceil(4)).unwrap_or_default();
        let wished_s = match problem {
            ReadProblem::Behind => BEHIND_FOR_S,
            ReadProblem::RateLimited { retry_after_s } => {
                retry_after_s.unwrap_or_default().min(RETRY_AFTER_AT_MOST_S)
            }
            _ => 0,
        };
        let wait = wait
            .saturating_add(spread)
            .max(wished_s.saturating_mul(1_000));
        self.failures = self.failures.saturating_add(1);
        self.asked_anew = false;
        self.rests_until = Some(now.plus(wait));
        self.problem = Some(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn source() -> Source {
        Source::new(Endpoint::Http("https://one".into()))
    }

    #[test]
    fn the_budget_of_an_hour_is_spread_over_it_and_never_ends_the_watch() {
        let mut source = source();
        assert_eq!(source.spacing_ms(NOW), 0, "nothing was asked");
        source.count(NOW);
        assert_eq!(source.spacing_ms(NOW), 2_000);
        // A search that asks a lot at once is made up for.
        (0..1_800).for_each(|_| source.count(NOW));
        assert_eq!(source.requests(), 1_801);
        assert_eq!(source.spacing_ms(NOW), 4_000);
        (0..5_000).for_each(|_| source.count(NOW));
        assert_eq!(source.spacing_ms(NOW), SPACED_AT_MOST_MS);
        source.count(NOW.plus(HOUR_MS));
        assert_eq!(source.requests(), 1);
        let mut wallet = Source::new(Endpoint::Wallet);
        wallet.count(NOW);
        assert_eq!(wallet.spacing_ms(NOW), 0);
    }

    #[test]
    fn who_failed_at_a_batch_is_not_well_again_by_naming_a_head_within_a_minute() {
        let mut source = source();
        source.failed_at_batch(NOW, ReadProblem::TimedOut);
        source.heard(NOW.plus(59_999));
        assert_eq!(source.problem, Some(ReadProblem::TimedOut));
        source.heard(NOW.plus(60_000));
        assert_eq!(source.problem, None);
    }

    #[test]
    fn one_that_fails_is_left_alone_twice_as_long_each_time() {
        let mut source = source();
        let mut waits = Vec::new();
        for _ in 0..9 {
            source.failed(NOW, ReadProblem::TimedOut);
            waits.push(source.ready_at(NOW).0 - NOW.0);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60].map(|s| s * 1_000));
        source.succeeded();
        assert!(source.is_ready(NOW));
        let wish = |seconds| ReadProblem::RateLimited {
            retry_after_s: Some(seconds),
        };
        source.failed(NOW, wish(90));
        assert_eq!(source.ready_at(NOW), NOW.plus(90_000));
        assert!(!source.is_ready(NOW.plus(89_999)) && source.is_ready(NOW.plus(90_000)));
        source.failed(NOW, wish(u64::MAX));
        assert_eq!(source.ready_at(NOW), NOW.plus(600_000));
    }
}
