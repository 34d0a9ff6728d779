use proptest::prelude::*;

use super::desk::{BLOCK_S, Desk, key, ratio_bps};
use crate::alert::{
    Episode, Footing, Lasts, Level, Notice, NoticeKind, Observation, Outlasts, Phase, Rule, Rules,
    Seizure,
};
use crate::math::Timestamp;

/// Something that happens to a position.
#[derive(Clone, Debug)]
enum Step {
    /// A read: of the next block or of the same again.
    Read {
        after_s: u64,
        next_block: bool,
        health_bps: u64,
        lasts_s: Option<u64>,
        liquidated: bool,
    },
    /// Time passes, and the clock is looked at.
    Wait(u64),
    Acknowledge,
    Snooze(u64),
    /// A top-up is confirmed, and the next block read.
    TopUp(u64, Option<u64>),
    /// The page is loaded again.
    Reload,
}

fn health_bps() -> impl Strategy<Value = u64> {
    prop_oneof![
        6 => 9_000_u64..14_000,
        // Around each threshold and the end of its deadband.
        2 => prop::sample::select(vec![10_000_u64, 10_100, 10_526, 10_631, 11_111, 11_222, 12_500, 12_625])
            .prop_flat_map(|at| at - 2..at + 3),
        1 => 14_000_u64..1_000_000,
    ]
}

/// How long it lasts on interest alone: mostly long.
fn lasts_s() -> impl Strategy<Value = Option<u64>> {
    let thresholds =
        prop::sample::select(vec![43_200_u64, 54_000, 172_800, 216_000, 604_800, 756_000]);
    prop_oneof![
        4 => Just(None),
        2 => (1_u64..800_000).prop_map(Some),
        1 => thresholds.prop_flat_map(|at| at - 2..at + 3).prop_map(Some),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let read = (
        1_u64..90,
        prop::bool::weighted(0.85),
        health_bps(),
        lasts_s(),
        prop::bool::weighted(0.03),
    );
    prop_oneof![
        12 => read.prop_map(|(after_s, next_block, health_bps, lasts_s, liquidated)| Step::Read {
            after_s, next_block, health_bps, lasts_s, liquidated,
        }),
        3 => prop_oneof![1_u64..1_200, 1_200_u64..50_000].prop_map(Step::Wait),
        1 => Just(Step::Acknowledge),
        1 => (1_u64..100_000).prop_map(Step::Snooze),
        1 => (health_bps(), lasts_s()).prop_map(|(health, lasts)| Step::TopUp(health, lasts)),
        2 => Just(Step::Reload),
    ]
}

/// What an honest bystander knows, from the readings alone.
#[derive(Default)]
struct Bystander {
    /// Each reading: when, which block, how it stands.
    readings: Vec<(Timestamp, u64, Footing)>,
    /// The worst level told in the present episode.
    told: Option<Level>,
    last_notice_at: Option<Timestamp>,
    /// The last reading was told as a liquidation, with its health.
    liquidation_told: bool,
    /// No repeat before this time.
    quiet_until: Option<Timestamp>,
}

impl Bystander {
    /// The level that must have been told by now.
    fn required(&self, rules: &Rules) -> Option<Level> {
        let &(_, latest_block, latest) = self.readings.last()?;
        let level = level_of(rules, latest)?;
        let by_health = rules.ladder.level_of(latest.health);
        if by_health == Some(level) && level >= Level::Urgent {
            return Some(level);
        }
        let at_once = by_health.filter(|level| *level >= Level::Urgent);
        let before = self
            .readings
            .iter()
            .rev()
            .find(|(_, block, _)| *block != latest_block);
        let twice = before.and_then(|before| level_of(rules, before.2));
        twice.min(Some(level)).max(at_once)
    }

    /// Whether every reading of the off-delay until `now` was past the deadband of all levels
    /// worse than `kept`.
    fn stayed_past(&self, rules: &Rules, now: Timestamp, kept: Option<Level>) -> bool {
        self.readings
            .iter()
            .filter(|(at, ..)| at.0 + rules.off_delay_s > now.0)
            .all(|(.., read)| held_level(rules, *read) <= kept)
    }
}

/// The level of a reading, by the two ladders.
fn level_of(rules: &Rules, read: Footing) -> Option<Level> {
    let seconds = read.lasts.map_or(u64::MAX, Lasts::seconds);
    let by_time = match seconds {
        0..=43_200 => Some(Level::Urgent),
        43_201..=172_800 => Some(Level::Call),
        172_801..=604_800 => Some(Level::Watch),
        _ => None,
    };
    rules.ladder.level_of(read.health).max(by_time)
}

/// The worst level that it has not left.
fn held_level(rules: &Rules, read: Footing) -> Option<Level> {
    let seconds = read.lasts.map_or(u64::MAX, Lasts::seconds);
    let by_time = match seconds {
        0..=54_000 => Some(Level::Urgent),
        54_001..=216_000 => Some(Level::Call),
        216_001..=756_000 => Some(Level::Watch),
        _ => None,
    };
    let health = Footing::from(read.health);
    rules.held_level(health, Level::Liquidatable).max(by_time)
}

struct Run {
    desk: Desk,
    /// The same episode in a page that was never loaded again.
    twin: Episode,
    seen: Bystander,
}

impl Run {
    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let desk = &mut self.desk;
        let level_before = desk.episode.level();
        let mut topped_up = false;
        let notice = match *step {
            Step::Read {
                after_s,
                next_block,
                health_bps,
                lasts_s,
                liquidated,
            } => {
                desk.wait(after_s);
                desk.block += u64::from(next_block);
                let (now, observation) = self.note((health_bps, lasts_s), liquidated);
                let desk = &mut self.desk;
                let notice = desk.episode.observe(&desk.rules, now, observation);
                prop_assert_eq!(&notice, &self.twin.observe(&desk.rules, now, observation));
                notice
            }
            Step::TopUp(health_bps, lasts_s) => {
                topped_up = true;
                desk.wait(BLOCK_S);
                desk.block += 1;
                let (now, observation) = self.note((health_bps, lasts_s), false);
                let desk = &mut self.desk;
                let notice = desk.episode.confirmed_top_up(&desk.rules, now, observation);
                let twin = self.twin.confirmed_top_up(&desk.rules, now, observation);
                prop_assert_eq!(&notice, &twin);
                notice
            }
            Step::Wait(seconds) => {
                desk.wait(seconds);
                let notice = desk.episode.tick(&desk.rules, desk.now, true);
                prop_assert_eq!(&notice, &self.twin.tick(&desk.rules, desk.now, true));
                notice
            }
            Step::Acknowledge => {
                desk.acknowledge();
                self.twin.acknowledge(&desk.rules, desk.now);
                self.seen.quiet_until =
                    level_before.map(|level| later(desk.now, desk.rules.acknowledged_for_s(level)));
                None
            }
            Step::Snooze(seconds) => {
                desk.snooze(seconds);
                self.twin.snooze(desk.now, seconds);
                let longest = |level| match level {
                    Level::Watch | Level::Call => 24 * 3_600,
                    Level::Urgent | Level::Liquidatable => 3_600,
                };
                self.seen.quiet_until =
                    level_before.map(|level| later(desk.now, seconds.min(longest(level))));
                None
            }
            Step::Reload => {
                let stored = serde_json::to_string(&desk.episode).unwrap();
                desk.episode = serde_json::from_str(&stored).unwrap();
                None
            }
        };
        prop_assert_eq!(&self.desk.episode, &self.twin, "a reload changes nothing");
        if let Some(notice) = &notice {
            self.judge(notice, level_before)?;
        }
        self.check(level_before, topped_up, notice.as_ref())
    }

    fn note(
        &mut self,
        (health_bps, lasts_s): (u64, Option<u64>),
        liquidated: bool,
    ) -> (Timestamp, Observation) {
        let Desk { now, block, .. } = self.desk;
        let (health, lasts) = (ratio_bps(health_bps), lasts_s.map(Lasts::new));
        let footing = Footing { health, lasts };
        self.seen.readings.push((now, block, footing));
        self.seen.liquidation_told = false;
        let observation = Observation {
            block_number: block,
            health,
            lasts: lasts.map_or(Outlasts::Levels, Outlasts::Only),
            partial: false,
            seizure: match liquidated {
                true => Seizure::Found,
                false => Seizure::None,
            },
        };
        (now, observation)
    }

    /// Whether this notice was right to be told.
    fn judge(&mut self, notice: &Notice, before: Option<Level>) -> Result<(), TestCaseError> {
        let rules = &self.desk.rules;
        let read = notice.reading.unwrap().footing();
        let level = level_of(rules, read);
        match notice.kind {
            NoticeKind::Entered => {
                prop_assert_eq!(before, None, "entered from nowhere");
                prop_assert!(level >= Some(notice.level), "not worse than it is");
                self.seen.told = Some(notice.level);
            }
            NoticeKind::Escalated => {
                prop_assert!(
                    before.is_some() && Some(notice.level) > before,
                    "a crossing"
                );
                prop_assert!(level >= Some(notice.level), "not worse than it is");
                self.seen.told = self.seen.told.max(Some(notice.level));
            }
            NoticeKind::Repeated => {
                prop_assert_eq!(before, Some(notice.level));
                let quiet_until = self.seen.quiet_until.unwrap_or_else(|| {
                    let told_at = self.seen.last_notice_at.unwrap();
                    later(told_at, rules.repeat_after_s(notice.level).unwrap())
                });
                prop_assert!(notice.at >= quiet_until, "too soon");
                prop_assert!(held_level(rules, read) >= before, "it is better");
            }
            NoticeKind::Cleared => {
                prop_assert_eq!(level, None);
                prop_assert_eq!(Some(notice.level), before);
                self.seen.told = None;
            }
            NoticeKind::Liquidated => {
                self.seen.told = None;
                self.seen.liquidation_told = true;
            }
            NoticeKind::Relaxed => prop_assert!(false, "the thresholds are the same"),
            NoticeKind::MaybeLiquidated
            | NoticeKind::RulesChanged
            | NoticeKind::ChangeQueued { .. }
            | NoticeKind::Disputed
            | NoticeKind::Unwatched { .. }
            | NoticeKind::WatchingAgain { .. } => {
                prop_assert!(false, "not of an episode");
            }
        }
        self.seen.last_notice_at = Some(notice.at);
        self.seen.quiet_until = None;
        Ok(())
    }

    /// What must hold whether or not anything was told.
    fn check(
        &self,
        before: Option<Level>,
        topped_up: bool,
        notice: Option<&Notice>,
    ) -> Result<(), TestCaseError> {
        let Desk {
            episode,
            rules,
            now,
            ..
        } = &self.desk;
        let level = episode.level();
        if !self.seen.liquidation_told {
            let required = self.seen.required(rules);
            prop_assert!(level >= required, "{level:?} held, {required:?} read");
            prop_assert!(
                self.seen.told >= required,
                "{required:?} was read and not told"
            );
        }
        let liquidated = notice.is_some_and(|notice| notice.kind == NoticeKind::Liquidated);
        if level < before && !topped_up && !liquidated {
            prop_assert!(self.seen.stayed_past(rules, *now, level), "left too soon");
        }
        if level.is_none() && before.is_some() {
            prop_assert!(notice.is_some(), "an end is told");
        }
        if level > before {
            prop_assert!(notice.is_some(), "a crossing is told");
        }
        Ok(())
    }
}

fn later(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp(time.0 + seconds)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever happens, in whatever order: nothing is missed, nothing is told twice, nothing is
    /// told that is not so.
    #[test]
    fn the_laws_hold_in_every_history(steps in prop::collection::vec(step(), 1..200)) {
        let mut run = Run {
            desk: Desk::new(),
            twin: Episode::new(key(Rule::Health)),
            seen: Bystander::default(),
        };
        for step in &steps {
            run.take(step)?;
        }
    }

    /// A health that trembles at a threshold, inside the deadband, calls once per level and then
    /// repeats by the schedule only.
    #[test]
    fn trembling_does_not_flap(
        level in prop::sample::select(vec![Level::Watch, Level::Call, Level::Urgent, Level::Liquidatable]),
        offsets in prop::collection::vec(0_u64..190, 300..600),
    ) {
        let mut desk = Desk::new();
        let threshold_bps: u64 = match level {
            Level::Watch => 12_500,
            Level::Call => 11_111,
            Level::Urgent => 10_526,
            Level::Liquidatable => 10_000,
        };
        let mut crossings = Vec::new();
        let mut repeats = 0_u64;
        for offset in &offsets {
            desk.block += 1;
            desk.wait(BLOCK_S);
            let health = ratio_bps(threshold_bps - 90 + offset);
            crossings.extend(desk.observe(health, Seizure::None));
            repeats += u64::from(desk.tick().is_some());
        }
        prop_assert!(crossings.len() <= 2, "{crossings:?}");
        prop_assert!(crossings.is_sorted_by(|one, two| one.1 < two.1), "{crossings:?}");
        let seconds = BLOCK_S * offsets.len() as u64;
        prop_assert!(repeats <= seconds / desk.rules.repeat_urgent_s);
    }

    /// Waking at the time that was named is enough: nothing is due before it, something at it.
    #[test]
    fn the_schedule_names_the_next_repeat(health_bps in 9_000_u64..12_500, answer in 0_u8..3, seconds in 1_u64..80_000) {
        let mut desk = Desk::new();
        for _ in 0..2 {
            desk.block += 1;
            desk.wait(BLOCK_S);
            desk.observe(ratio_bps(health_bps), Seizure::None);
        }
        match answer {
            0 => {}
            1 => desk.acknowledge(),
            _ => desk.snooze(seconds),
        }
        let Some(due) = desk.episode.next_due(&desk.rules) else {
            prop_assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Level::Watch));
            return Ok(());
        };
        let silent = desk.episode.clone();
        desk.now = Timestamp(due.0 - 1);
        prop_assert_eq!(desk.tick(), None);
        prop_assert_eq!(&desk.episode, &silent);
        desk.now = due;
        let told = desk.tick().is_some();
        prop_assert!(told || desk.episode.level() == Some(Level::Watch));
        prop_assert!(desk.episode != silent);
        prop_assert!(desk.episode.next_due(&desk.rules) > Some(due) || desk.episode.level() == Some(Level::Watch));
    }
}
