//! One source of a chain, and its manners: how often it failed, and until when it is left alone.

use super::super::Millis;
use super::super::effect::Endpoint;
use super::super::view::ReadProblem;

/// Longest wait between two attempts, milliseconds.
const BACK_OFF_AT_MOST_MS: u64 = 60_000;

/// Longest wish of an endpoint that is granted, seconds: a wish for ever must not end the watch.
const RETRY_AFTER_AT_MOST_S: u64 = 600;

/// How long one is left alone whose head is older than another's, seconds: it will not have caught up
/// before.
const BEHIND_FOR_S: u64 = 60;

/// One source of a chain.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) endpoint: Endpoint,
    /// Attempts that failed since the last that did not.
    failures: u32,
    rests_until: Option<Millis>,
    /// Why the last attempt failed.
    pub(super) problem: Option<ReadProblem>,
    /// So many calls it answers together; none: as many as it was asked so far.
    pub(super) bears: Option<usize>,
}

impl Source {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            failures: 0,
            rests_until: None,
            problem: None,
            bears: None,
        }
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
        self.problem = None;
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
        self.rests_until = Some(now.plus(wait));
        self.problem = Some(problem);
    }
}
