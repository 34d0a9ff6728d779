use serde::{Deserialize, Serialize};

use super::active::{Active, Answer, Leaving, later};
use super::seen::Seen;
use super::{
    Level, Notice, NoticeKind, Observation, Phase, Reading, Rule, RuleKey, Rules, Seizure,
};
use crate::math::Timestamp;

/// What the borrower was told about one rule of one position, and what they did about it.
///
/// Fed with what is read ([`observe`](Self::observe)) and with the passing of time
/// ([`tick`](Self::tick)); a health that is not known is simply not fed, so nothing clears and
/// nothing becomes ok without a reading. Serializable: restored after a reload it goes on as if
/// there had been none.
///
/// The laws, each with its test in this room:
/// - A level is entered after two readings in a row at it or worse, of distinct blocks; at once
///   where [`Level::enters_at_once`] by the health.
/// - One crossing, one notice; past several levels, the worst. A worse level than before breaks
///   every acknowledgement and snooze; so does all that turns liquidatable after a part.
/// - A level is left only past its deadband, held for the off-delay over two blocks. Leaving it
///   for a milder one is silent and arms it again; leaving all is told once, and as a recovery only where
///   the thresholds of now would have called.
/// - While a seizure is suspected no level is left; worse ones are entered. Nor is one by time while it is not
///   known how long the position lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    key: RuleKey,
    number: u64,
    state: State,
    #[serde(flatten)]
    seen: Seen,
    /// The newest block in which a liquidation was told.
    liquidated_in: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Ok,
    Active(Active),
    Liquidated,
}

impl Episode {
    /// Nothing read, nothing told.
    #[must_use]
    pub const fn new(key: RuleKey) -> Self {
        Self {
            key,
            number: 0,
            state: State::Ok,
            seen: Seen::NOTHING,
            liquidated_in: None,
        }
    }

    /// What it is about.
    #[must_use]
    pub const fn key(&self) -> &RuleKey {
        &self.key
    }

    /// The tag of this episode's calls, and of their end.
    #[must_use]
    pub fn tag(&self) -> String {
        self.key.tag(self.number)
    }

    /// The tag under which a seizure is told: no call takes its place on the screen.
    #[must_use]
    pub fn seizure_tag(&self) -> String {
        let rule = Rule::Seizure;
        RuleKey {
            rule,
            ..self.key.clone()
        }
        .tag(self.number)
    }

    /// Whether a notice with this tag is of this episode.
    #[must_use]
    pub fn tells(&self, tag: &str) -> bool {
        self.tag() == tag || self.seizure_tag() == tag
    }

    /// The newest reading, current or not.
    #[must_use]
    pub const fn latest(&self) -> Option<Reading> {
        self.seen.latest()
    }

    /// The level that was told and is not left.
    #[must_use]
    pub const fn level(&self) -> Option<Level> {
        match self.state {
            State::Active(active) => Some(active.level),
            State::Ok | State::Liquidated => None,
        }
    }

    /// How it stands.
    #[must_use]
    pub fn phase(&self, rules: &Rules) -> Phase {
        let active = match (self.state, self.latest()) {
            (State::Active(active), _) => active,
            (State::Liquidated, _) => return Phase::Liquidated,
            (State::Ok, None) => return Phase::Unknown,
            (State::Ok, Some(latest)) => {
                return rules
                    .level_of(latest.footing())
                    .map_or(Phase::Ok, Phase::Pending);
            }
        };
        let level = active.level;
        match active.answer {
            _ if active.leaving.is_some() => Phase::Clearing(level),
            Answer::None => Phase::Firing(level),
            Answer::Acknowledged { until } => Phase::Acknowledged { level, until },
            Answer::Snoozed { until } => Phase::Snoozed { level, until },
        }
    }

    /// Whether a seizure was told that the borrower has not seen.
    #[must_use]
    pub const fn is_liquidated(&self) -> bool {
        matches!(self.state, State::Liquidated)
    }

    /// Takes in a reading that can be believed.
    pub fn observe(
        &mut self,
        rules: &Rules,
        now: Timestamp,
        observation: Observation,
    ) -> Option<Notice> {
        self.seen.take(self.reading(observation));
        let block_number = observation.block_number;
        if observation.seizure == Seizure::Found && self.liquidated_in != Some(block_number) {
            return Some(self.liquidate(now, block_number));
        }
        let confirmed = self.seen.proves(rules);
        match (self.state, confirmed) {
            (State::Active(active), Some(level))
                if level > active.level
                    || (level == Level::Liquidatable && active.partial && !observation.partial) =>
            {
                Some(self.enter(NoticeKind::Escalated, level, observation.partial, now))
            }
            (State::Active(_), _) if observation.seizure == Seizure::Suspected => None,
            (State::Active(active), _) => self.hold_or_leave(rules, now, active),
            (State::Ok | State::Liquidated, Some(level)) => {
                self.number = self.number.saturating_add(1);
                Some(self.enter(NoticeKind::Entered, level, observation.partial, now))
            }
            (State::Ok | State::Liquidated, None) => None,
        }
    }

    fn reading(&self, observation: Observation) -> Reading {
        let held = match self.state {
            State::Active(_) => self.latest().and_then(|latest| latest.lasts),
            State::Ok | State::Liquidated => None,
        };
        Seen::reading(observation, held)
    }

    /// Takes in the reading that followed a top-up which the chain confirmed. What it improved
    /// counts at once, without deadband or delay: the borrower caused it, and every milder or
    /// cleared level is armed again.
    pub fn confirmed_top_up(
        &mut self,
        rules: &Rules,
        now: Timestamp,
        observation: Observation,
    ) -> Option<Notice> {
        let level = rules.level_of(self.reading(observation).footing());
        match self.state {
            State::Active(active)
                if level < Some(active.level) && observation.seizure == Seizure::None =>
            {
                self.seen.take(self.reading(observation));
                // What is left is told again only after a full interval: the borrower is at it.
                let told = Active {
                    told_at: now,
                    leaving: None,
                    ..active
                };
                self.leave(rules, told, level, now)
            }
            _ => self.observe(rules, now, observation),
        }
    }

    /// Collateral fell, and whether that was a seizure cannot be known: told once, mildly. What was
    /// called is not answered by it.
    pub fn may_be_liquidated(&mut self, now: Timestamp) -> Notice {
        // A seizure that the borrower has not seen yet is answered together with this.
        if self.state == State::Ok {
            self.number = self.number.saturating_add(1);
        }
        self.notice(NoticeKind::MaybeLiquidated, Level::Watch, now)
    }

    /// Lets time pass: repeats what is unanswered and what was put off or acknowledged too long
    /// ago. `current`: whether the latest reading still describes the position.
    ///
    /// Silent while the health is past the deadband: it is better than the last notice said.
    pub fn tick(&mut self, rules: &Rules, now: Timestamp, current: bool) -> Option<Notice> {
        if !self.is_due(rules, now) {
            return None;
        }
        let State::Active(mut active) = self.state else {
            return None;
        };
        let snooze_ended = matches!(active.answer, Answer::Snoozed { .. });
        active.answer = Answer::None;
        if !snooze_ended && rules.repeat_after_s(active.level).is_none() {
            self.state = State::Active(active);
            return None;
        }
        active.told_at = now;
        self.state = State::Active(active);
        let notice = self.notice(NoticeKind::Repeated, active.level, now);
        Some(Notice { current, ..notice })
    }

    /// Whether time alone may bring news, sooner or later.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(self.state, State::Active(active) if active.leaving.is_none())
    }

    /// Whether [`tick`](Self::tick) has something to do now.
    #[must_use]
    pub fn is_due(&self, rules: &Rules, now: Timestamp) -> bool {
        match self.state {
            State::Active(active) => active.leaving.is_none() && active.is_due(rules, now),
            _ => false,
        }
    }

    /// When [`tick`](Self::tick) will have something to do, if nothing else happens.
    #[must_use]
    pub fn next_due(&self, rules: &Rules) -> Option<Timestamp> {
        match self.state {
            State::Active(active) if active.leaving.is_none() => active.due_at(rules),
            _ => None,
        }
    }

    /// The borrower has seen it: quiet until it gets worse, or the acknowledgement runs out.
    pub fn acknowledge(&mut self, rules: &Rules, now: Timestamp) {
        match &mut self.state {
            State::Ok => {}
            State::Liquidated => self.state = State::Ok,
            State::Active(active) => {
                let until = later(now, rules.acknowledged_for_s(active.level));
                active.answer = Answer::Acknowledged { until };
            }
        }
    }

    /// The borrower wants to be told again after so many seconds; after the longest that its level allows
    /// if that is sooner.
    pub fn snooze(&mut self, now: Timestamp, seconds: u64) {
        if let State::Active(active) = &mut self.state {
            let until = later(now, seconds.min(active.level.snooze_at_most_s()));
            active.answer = Answer::Snoozed { until };
        }
    }

    /// Takes over what the borrower answered to the very same notice, as another tab kept it: an
    /// answer counts wherever it was given, until it runs out.
    pub fn heed(&mut self, other: &Self, now: Timestamp) {
        let is_same = self.number == other.number && self.liquidated_in == other.liquidated_in;
        match (&mut self.state, other.state) {
            (State::Active(own), State::Active(other)) if is_same => own.heed(&other, now),
            // What was seized was seen.
            (State::Liquidated, State::Ok) if is_same => self.state = State::Ok,
            _ => {}
        }
    }

    fn enter(&mut self, kind: NoticeKind, level: Level, partial: bool, now: Timestamp) -> Notice {
        self.state = State::Active(Active {
            level,
            partial,
            told_at: now,
            told: self.latest(),
            answer: Answer::None,
            leaving: None,
        });
        self.notice(kind, level, now)
    }

    fn liquidate(&mut self, now: Timestamp, block_number: u64) -> Notice {
        if !matches!(self.state, State::Active(_)) {
            self.number = self.number.saturating_add(1);
        }
        self.state = State::Liquidated;
        self.liquidated_in = Some(block_number);
        self.notice(NoticeKind::Liquidated, Level::Liquidatable, now)
    }

    fn hold_or_leave(
        &mut self,
        rules: &Rules,
        now: Timestamp,
        mut active: Active,
    ) -> Option<Notice> {
        let latest = self.latest()?;
        let held = rules.held_level(latest.footing(), active.level);
        if held == Some(active.level) {
            active.leaving = None;
            self.state = State::Active(active);
            return None;
        }
        let begin = Leaving {
            since: now,
            first_block: latest.block_number,
            toward: held,
        };
        let leaving = match active.leaving {
            // A clock that was set back starts the delay again.
            Some(leaving) if leaving.since <= now => Leaving {
                toward: leaving.toward.max(held),
                ..leaving
            },
            _ => begin,
        };
        let long_enough = now.0.saturating_sub(leaving.since.0) >= rules.off_delay_s;
        if !long_enough || latest.block_number == leaving.first_block {
            active.leaving = Some(leaving);
            self.state = State::Active(active);
            return None;
        }
        // Past the milder level too, but not for as long: that one begins to be left now.
        active.leaving = (held < leaving.toward).then_some(begin);
        self.leave(rules, active, leaving.toward, now)
    }

    fn leave(
        &mut self,
        rules: &Rules,
        active: Active,
        toward: Option<Level>,
        now: Timestamp,
    ) -> Option<Notice> {
        match toward {
            None => {
                self.state = State::Ok;
                Some(self.notice(active.end(rules), active.level, now))
            }
            Some(level) => {
                self.state = State::Active(Active { level, ..active });
                None
            }
        }
    }

    fn notice(&self, kind: NoticeKind, level: Level, now: Timestamp) -> Notice {
        let tag = match kind {
            NoticeKind::Liquidated | NoticeKind::MaybeLiquidated => self.seizure_tag(),
            _ => self.tag(),
        };
        Notice {
            kind,
            level,
            tag,
            reading: self.latest(),
            current: true,
            at: now,
            changes: Vec::new(),
            without: None,
            takings: Vec::new(),
        }
    }
}
