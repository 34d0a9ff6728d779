use alloy::primitives::{Address, U256};

use crate::alert::{
    Episode, Lasts, Level, Notice, NoticeKind, Observation, Outlasts, Rule, RuleKey, Rules, Seizure,
};
use crate::chain::ChainId;
use crate::math::{Timestamp, Wad, decimal};
use crate::risk::Health;

/// Seconds from one block to the next.
pub const BLOCK_S: u64 = 12;

/// One episode and the time around it.
pub struct Desk {
    pub episode: Episode,
    pub rules: Rules,
    pub now: Timestamp,
    pub block: u64,
    /// How long whatever is read lasts on interest alone.
    pub lasts: Outlasts,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            episode: Episode::new(key(Rule::Health)),
            rules: Rules::STANDARD,
            now: Timestamp(1_800_000_000),
            block: 100,
            lasts: Outlasts::Levels,
        }
    }

    /// A desk at which `health` was read in two blocks: told, if it is at a level.
    pub fn at(health: &str) -> Self {
        let mut desk = Self::new();
        desk.read(health);
        desk.read(health);
        desk
    }

    /// The next block comes and is read.
    pub fn read(&mut self, health: &str) -> Option<(NoticeKind, Level)> {
        self.block += 1;
        self.wait(BLOCK_S);
        self.reread(health)
    }

    /// The next block comes and is read: so healthy, and for so many hours on interest alone.
    pub fn read_lasting(&mut self, health: &str, hours: u64) -> Option<(NoticeKind, Level)> {
        self.lasts = Outlasts::Only(Lasts::new(hours * 3_600));
        self.read(health)
    }

    /// The same block is read again.
    pub fn reread(&mut self, health: &str) -> Option<(NoticeKind, Level)> {
        self.observe(ratio(health), Seizure::None)
    }

    /// The next block comes, and collateral was seized in it.
    pub fn liquidate(&mut self, health: &str) -> Option<(NoticeKind, Level)> {
        self.block += 1;
        self.wait(BLOCK_S);
        self.observe(ratio(health), Seizure::Found)
    }

    pub fn observe(&mut self, health: Health, seizure: Seizure) -> Option<(NoticeKind, Level)> {
        let observation = self.observation(health, seizure);
        let notice = self.episode.observe(&self.rules, self.now, observation);
        brief(notice)
    }

    pub fn top_up(&mut self, health: &str) -> Option<(NoticeKind, Level)> {
        self.block += 1;
        self.wait(BLOCK_S);
        let observation = self.observation(ratio(health), Seizure::None);
        let notice = self
            .episode
            .confirmed_top_up(&self.rules, self.now, observation);
        brief(notice)
    }

    /// The same health in each block for so many seconds; what was told, in order.
    pub fn read_for(&mut self, seconds: u64, health: &str) -> Vec<(NoticeKind, Level)> {
        (0..seconds.div_ceil(BLOCK_S))
            .filter_map(|_| self.read(health))
            .collect()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now = Timestamp(self.now.0 + seconds);
    }

    pub fn tick(&mut self) -> Option<(NoticeKind, Level)> {
        brief(self.episode.tick(&self.rules, self.now, true))
    }

    pub fn acknowledge(&mut self) {
        self.episode.acknowledge(&self.rules, self.now);
    }

    pub fn snooze(&mut self, seconds: u64) {
        self.episode.snooze(self.now, seconds);
    }

    fn observation(&self, health: Health, seizure: Seizure) -> Observation {
        Observation {
            block_number: self.block,
            health,
            lasts: self.lasts,
            partial: false,
            seizure,
        }
    }
}

pub fn key(rule: Rule) -> RuleKey {
    RuleKey {
        chain: ChainId(1),
        market: "0xpool".to_owned(),
        account: Address::repeat_byte(7),
        rule,
    }
}

pub fn ratio(text: &str) -> Health {
    Health::Ratio(Wad::from_raw(decimal::parse(text, 18).unwrap()))
}

/// A health factor in hundredths of a percent.
pub fn ratio_bps(bps: u64) -> Health {
    Health::Ratio(Wad::from_raw(
        U256::from(bps) * U256::from(100_000_000_000_000_u64),
    ))
}

fn brief(notice: Option<Notice>) -> Option<(NoticeKind, Level)> {
    notice.map(|notice| (notice.kind, notice.level))
}
