//! Whom the person is called for, and when: never too late, and never without a reason.

use margin_call::alert::Level;
use margin_call::engine::LevelKind;

use super::truth::{Said, Truth, place};
use super::ways::Ways;
use super::{Law, Now};

/// A level is left after so long past its deadband.
const OFF_DELAY_MS: u64 = 60_000;

/// After so long nothing is left of what was before.
const SETTLED_MS: u64 = 600_000;

/// Moments are kept in seconds.
const SECOND_MS: u64 = 1_000;

/// Unanswered it is told again after so long.
fn repeats_after(level: Level) -> Option<u64> {
    match level {
        Level::Watch => None,
        Level::Call => Some(4 * 3_600_000),
        Level::Urgent | Level::Liquidatable => Some(600_000),
    }
}

/// So long an answer keeps quiet what was called.
fn quiet_for(level: Level) -> u64 {
    match level {
        Level::Watch | Level::Call => 12 * 3_600_000,
        Level::Urgent | Level::Liquidatable => 3_600_000,
    }
}

#[derive(Debug)]
struct Told {
    level: Level,
    at: u64,
    answered_at: Option<u64>,
    /// Some endpoint lied then: that it was never so is read of any two blocks, also of those before.
    may_be_a_lie: bool,
}

/// What the person knows of an account on a chain.
#[derive(Debug, Default)]
pub struct Calls {
    pub truth: Truth,
    told: Option<Told>,
    /// When each level was told, or a worse one; none once it was so surely left that it must be told
    /// again.
    reached: [Option<u64>; 4],
    /// The same, whether or not it was left.
    told_at: [Option<u64>; 4],
    ended_at: u64,
    /// The page may believe something that was so once, because nothing newer could be kept: what is told next
    /// sets that right.
    is_mistaken: bool,
}

impl Calls {
    pub fn new(read_after: u64) -> Self {
        Self {
            truth: Truth::new(read_after),
            ..Self::default()
        }
    }

    pub fn answered(&mut self, now: u64) {
        if let Some(told) = &mut self.told {
            told.answered_at = Some(now);
        }
    }

    /// The page that was opened knows nothing of what was told: if it is true it is told anew.
    pub fn forgets(&mut self, now: u64) {
        self.told = None;
        (self.reached, self.told_at) = ([None; 4], [None; 4]);
        self.truth.anew(now);
    }

    /// It knows what was told, and answered, some time before: it may keep quiet because of that, until what
    /// it believes was surely left; and say once more what it has said since.
    pub fn errs(&mut self, now: u64) {
        self.told = None;
        (self.reached, self.told_at) = ([Some(now); 4], [None; 4]);
        self.is_mistaken = true;
    }

    /// Whether the person was called, and neither has answered nor is it over.
    pub fn is_unanswered(&self) -> bool {
        let told = self.told.as_ref();
        told.is_some_and(|told| told.answered_at.is_none())
    }

    /// The person is told this.
    pub fn told(&mut self, now: &Now, ways: &Ways, kind: LevelKind, level: Level) -> Law {
        let is_mistaken = core::mem::take(&mut self.is_mistaken) && self.told.is_none();
        if is_mistaken && matches!(kind, LevelKind::Repeated | LevelKind::Cleared) {
            // Of the call that it believes in nothing else is known.
            self.take(now.ms, level, true);
        }
        match kind {
            LevelKind::Entered | LevelKind::Escalated => self.called(now, ways, level),
            LevelKind::Repeated if is_mistaken => self.still_holds(now, ways, level),
            LevelKind::Repeated => self.repeated(now, ways, level),
            LevelKind::Cleared => self.cleared(now, ways),
            other => Err(format!("{other:?} of a position")),
        }
    }

    /// Whether a block with something like it was there to be read twice since then.
    fn twice_since(&self, blocks: Said, then: u64, within: u64) -> bool {
        blocks.came[0] + within >= then && blocks.came[0] > 0
    }

    fn called(&mut self, now: &Now, ways: &Ways, level: Level) -> Law {
        let at = self.truth.of(level);
        let within = ways.told_within(now.ms, now.hidden);
        if !at.read.is_within(now.ms, within) {
            return Err(format!(
                "{level:?} is told, and was not true lately: {:?}",
                at.read
            ));
        }
        // The reading before it was of such a block too, as far as there was one lately.
        let is_settled = now.ms > ways.since.max(now.woke_at) + SETTLED_MS;
        let lately = match ways.is_clear(now.ms) && is_settled && !ways.is_on_demand() {
            true => within + ways.reads_within(now.ms, now.hidden, 2),
            false => now.ms - 1,
        };
        if level < Level::Urgent && at.read.came[0] + lately < now.ms {
            return Err(format!("{level:?} is told of one block: {:?}", at.read));
        }
        if let Some(before) = self.told_at[place(level)]
            && !self.twice_since(at.past, before, within)
        {
            return Err(format!("{level:?} is told twice, and was not left between"));
        }
        self.take(now.ms, level, ways.may_dispute(now.ms));
        Ok(())
    }

    fn take(&mut self, now: u64, level: Level, may_be_a_lie: bool) {
        self.told = Some(Told {
            level,
            at: now,
            answered_at: None,
            may_be_a_lie,
        });
        for place in 0..=place(level) {
            self.reached[place] = Some(now);
            self.told_at[place] = Some(now);
        }
    }

    fn repeated(&mut self, now: &Now, ways: &Ways, level: Level) -> Law {
        let Some(told) = &mut self.told else {
            return Err(format!("{level:?} is repeated, and was never told"));
        };
        // A clock that is set passes time at once.
        let passed = now.ms + now.jumped - told.at + SECOND_MS;
        let due = match told.answered_at {
            Some(at) => quiet_for(told.level) + (at - told.at),
            None => repeats_after(level).unwrap_or(u64::MAX),
        };
        if passed < due {
            return Err(format!("{level:?} is repeated after {passed} ms"));
        }
        if level > told.level {
            return Err(format!(
                "{level:?} is repeated, and {:?} was told",
                told.level
            ));
        }
        (told.at, told.answered_at) = (now.ms, None);
        self.still_holds(now, ways, level)
    }

    fn still_holds(&self, now: &Now, ways: &Ways, level: Level) -> Law {
        match self.is_surely_left(now, ways, level) {
            true => Err(format!("{level:?} is repeated, and was left long ago")),
            false => Ok(()),
        }
    }

    fn cleared(&mut self, now: &Now, ways: &Ways) -> Law {
        let Some(told) = self.told.take() else {
            return Err("nothing was told that could be over".into());
        };
        let within = ways.told_within(now.ms, now.hidden);
        let past = self.truth.of(Level::Watch).past;
        let last = self.told_at[0].unwrap_or(told.at);
        let since = if told.may_be_a_lie { 0 } else { last };
        if !self.twice_since(past, since, within) || !past.is_within(now.ms, within) {
            return Err(format!("{:?} is over, and the truth is not", told.level));
        }
        self.reached = [None; 4];
        self.told_at = [None; 4];
        self.ended_at = now.ms;
        self.truth.anew(now.ms);
        Ok(())
    }

    /// Whether a level is so long past that it must have been seen to be.
    fn is_surely_left(&self, now: &Now, ways: &Ways, level: Level) -> bool {
        let Some(calm) = self.truth.of(level).calm_since else {
            return false;
        };
        let calm = calm.max(ways.since).max(now.woke_at);
        let seen = ways.reads_within(now.ms, now.hidden, 3);
        let clear = ways.is_clear(now.ms) && !ways.is_blind();
        // It takes another block, after the delay.
        let came = self.truth.of(level).past.came;
        let another = |came: u64| {
            came > calm + OFF_DELAY_MS + seen
                && now.ms > came + ways.reads_within(now.ms, now.hidden, 1)
        };
        let has_another = !ways.is_on_demand() || came.into_iter().any(another);
        clear && has_another && now.ms - calm > OFF_DELAY_MS + seen
    }

    /// After every event: what is true is told.
    pub fn after(&mut self, now: &Now, ways: &Ways) -> Law {
        for level in Level::ALL {
            if self.is_surely_left(now, ways, level) {
                self.reached[place(level)] = None;
            }
            self.is_told(now, ways, level)?;
        }
        self.is_repeated(now, ways)
    }

    fn is_told(&self, now: &Now, ways: &Ways, level: Level) -> Law {
        let Some(run) = self.truth.of(level).run else {
            return Ok(());
        };
        let is_blind = ways.is_blind() || ways.is_unknowable();
        if self.reached[place(level)].is_some() || is_blind {
            return Ok(());
        }
        let (from, looks) = match level {
            Level::Watch | Level::Call => (run.second, 2),
            Level::Urgent | Level::Liquidatable => (Some(run.since), 1),
        };
        let Some(from) = from else {
            return Ok(());
        };
        let from = from.max(ways.since).max(now.woke_at).max(self.ended_at);
        let within = ways.reads_within(now.ms, now.hidden, looks);
        let late = now.ms - from;
        match late > within {
            true => Err(format!("{level:?} for {late} ms, and nobody is told")),
            false => Ok(()),
        }
    }

    /// What is not answered is told again.
    fn is_repeated(&self, now: &Now, ways: &Ways) -> Law {
        let Some(told) = self.told.as_ref().filter(|told| told.answered_at.is_none()) else {
            return Ok(());
        };
        let Some(after) = repeats_after(told.level) else {
            return Ok(());
        };
        let run = self.truth.of(told.level).run;
        let holds = run.is_some_and(|run| run.since <= told.at);
        let was_clear = ways.is_clear(now.ms) && ways.troubled_until <= told.at;
        if !holds || !was_clear || now.clock_set_at >= told.at {
            return Ok(());
        }
        let due = (told.at + after).max(now.woke_at).max(ways.since);
        let late = if now.hidden { 60_000 } else { 0 };
        match now.ms > due + late + 3 * SECOND_MS {
            true => Err(format!("{:?} is not repeated", told.level)),
            false => Ok(()),
        }
    }
}
