use super::desk::key;
use crate::alert::{Cadence, DataState, DataWatch, Level, NoticeKind, Rule};
use crate::chain::BlockPace;
use crate::math::Timestamp;

pub const ETHEREUM: Cadence = Cadence {
    blocks: BlockPace::Every { ms: 12_000 },
    read_every_s: 12,
};
pub const LOCAL: Cadence = Cadence {
    blocks: BlockPace::OnDemand,
    read_every_s: 4,
};
pub const START: u64 = 1_800_000_000;

/// A watch of the data and the time around it; blocks come every 12 seconds of that time.
pub struct World {
    pub watch: DataWatch,
    pub cadence: Cadence,
    pub now: u64,
}

impl World {
    pub fn new(cadence: Cadence) -> Self {
        Self {
            watch: DataWatch::new(key(Rule::Watching), Timestamp(START)),
            cadence,
            now: START,
        }
    }

    /// Watching for a while, each block read when it comes.
    pub fn watched(cadence: Cadence) -> Self {
        let mut world = Self::new(cadence);
        for _ in 0..10 {
            world.now += 12;
            assert_eq!(world.tick(None), None);
            assert_eq!(world.read(0), None);
        }
        world
    }

    /// A read of the block that was new so many seconds ago.
    pub fn read(&mut self, age_s: u64) -> Option<NoticeKind> {
        self.read_with(age_s, true)
    }

    pub fn read_with(&mut self, age_s: u64, agrees: bool) -> Option<NoticeKind> {
        let time = self.now - age_s;
        let block = (time / 12, Timestamp(time));
        let now = Timestamp(self.now);
        let notice = self.watch.read_succeeded(now, self.cadence, block, agrees);
        notice.map(|notice| notice.kind)
    }

    pub fn fail(&mut self) {
        self.watch.read_failed(Timestamp(self.now));
    }

    pub fn tick(&mut self, last_level: Option<Level>) -> Option<(NoticeKind, Level)> {
        let notice = self
            .watch
            .tick(Timestamp(self.now), self.cadence, last_level);
        notice.map(|notice| (notice.kind, notice.level))
    }

    /// So many seconds of a page that is awake; what it told in them.
    pub fn awake(
        &mut self,
        seconds: u64,
        last_level: Option<Level>,
    ) -> Option<(NoticeKind, Level)> {
        let told = (0..seconds).filter_map(|_| {
            self.now += 1;
            self.tick(last_level)
        });
        let told: Vec<_> = told.collect();
        assert!(told.len() < 2, "{told:?}");
        told.first().copied()
    }

    pub fn state(&self) -> DataState {
        self.watch.state(Timestamp(self.now), self.cadence)
    }

    pub fn is_known(&self) -> bool {
        self.watch.is_known(Timestamp(self.now), self.cadence)
    }
}
