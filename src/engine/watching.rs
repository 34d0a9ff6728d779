//! From what was read to the margin call: episodes, notices, and how they reach the person.

use alloy::primitives::Address;

use super::knowledge::Blind;
use super::view::{PositionKey, ReadProblem};
use super::{Effect, Engine, Millis, key_of};
use crate::alert::{Cadence, DataWatch, Episode, Level, Observation, Rule, RuleKey};
use crate::chain::ChainId;
use crate::chain::json::Object;
use crate::math::Timestamp;
use crate::protocols::{Agreement, Snapshot};

/// The watch on the watching, for one account on one chain.
#[derive(Debug)]
pub(super) struct Watch {
    /// Whether anything is learnt at all.
    pub(super) data: DataWatch,
    /// The positions of which nothing is, while something is of others.
    pub(super) blind: Blind,
}

impl Watch {
    /// Sees the time before anything else is taken in.
    pub(super) fn see(&mut self, now: Timestamp, cadence: Cadence) {
        self.data.see(now, cadence);
        self.blind.see(now, cadence);
    }
}

impl Engine {
    /// Begins to watch the watching: before the chain is known too, because an endpoint that never
    /// names it leaves the person just as unwatched. A watch that has begun goes on.
    pub(super) fn begin_watch(&mut self, now: Millis, chain: Option<ChainId>, account: Address) {
        let key = RuleKey {
            chain: chain.unwrap_or(ChainId(0)),
            market: "all".to_owned(),
            account,
            rule: Rule::Watching,
        };
        match &mut self.watch {
            Some(watch) => {
                if let Some(tag) = watch.data.rename(key) {
                    self.effects.push(Effect::CloseNotification { tag });
                }
            }
            None => {
                let data = DataWatch::new(key, now.timestamp());
                let blind = Blind::default();
                self.watch = Some(Watch { data, blind });
            }
        }
    }

    /// Markets were read at this block. One where the account has nothing, and never had, is
    /// nobody's alarm and no news to the host.
    pub(super) fn positions_read(&mut self, now: Millis, block: u64) {
        let watched = self.reader.markets.iter();
        let read = watched.filter_map(|one| {
            let known = one.known.as_ref()?;
            let is_news = known.snapshot.block.number == block
                && (known.is_position() || self.known_episode(&key_of(&known.snapshot)).is_some());
            is_news.then(|| (known.snapshot.clone(), one.liquidated))
        });
        for (snapshot, liquidated) in read.collect::<Vec<_>>() {
            let snapshot = &snapshot;
            let Some(current) = self.current(now, snapshot) else {
                continue;
            };
            let observation = Observation {
                liquidated,
                ..current.observation()
            };
            let rules = self.rules_for(Some(snapshot));
            let episode = self.episode_of(&key_of(snapshot));
            let notice = episode.observe(&rules, now.timestamp(), observation);
            self.reader.liquidation_told(&key_of(snapshot));
            if let Some(notice) = notice {
                self.tell(now, &notice, Some(snapshot));
            }
            self.emit_position(snapshot);
        }
        self.store();
    }

    /// The episode of a position; a new one where none is stored.
    pub(super) fn episode_of(&mut self, key: &PositionKey) -> &mut Episode {
        let key = RuleKey::of(key, Rule::Health);
        let episodes = &mut self.stored.episodes;
        let place = episodes.iter().position(|one| *one.key() == key);
        let place = place.unwrap_or_else(|| {
            episodes.push(Episode::new(key));
            episodes.len().saturating_sub(1)
        });
        // In bounds: it was found there, or pushed there.
        &mut episodes[place]
    }

    /// The episode of a position, if there is one.
    pub(super) fn known_episode(&self, key: &PositionKey) -> Option<&Episode> {
        let key = RuleKey::of(key, Rule::Health);
        self.stored.episodes.iter().find(|one| *one.key() == key)
    }

    /// A read succeeded, whether or not it brought a new block.
    pub(super) fn data_arrived(&mut self, now: Millis) {
        let cadence = self.cadence();
        let agrees = self.agrees();
        let (Some(watch), Some(block)) = (&mut self.watch, self.reader.block) else {
            return;
        };
        let block = (block.number, block.timestamp);
        let notice = watch
            .data
            .read_succeeded(now.timestamp(), cadence, block, agrees);
        if let Some(notice) = notice {
            self.tell(now, &notice, None);
        }
    }

    fn agrees(&self) -> bool {
        let mut snapshots = self.reader.snapshots();
        snapshots.all(|snapshot| matches!(snapshot.agreement, Agreement::Matches { .. }))
    }

    pub(super) fn data_failed(&mut self, now: Millis) {
        if let Some(watch) = &mut self.watch {
            watch.data.read_failed(now.timestamp());
        }
        self.emit("error", Object::new().text("kind", &"read"));
        self.check_could_not_read();
    }

    /// Lets the alarms see the time: repeats, and the alarm about silence.
    pub(super) fn tick_alarms(&mut self, now: Millis) {
        let seconds = now.timestamp();
        let cadence = self.cadence();
        let worst = self.worst_level();
        let silence = match &mut self.watch {
            Some(watch) => watch.data.tick(seconds, cadence, worst),
            None => return,
        };
        if let Some(notice) = silence {
            self.tell(now, &notice, None);
        }
        self.tick_blind(now);
        let watched = self.reader.snapshots();
        let watched = watched.filter(|one| self.known_episode(&key_of(one)).is_some());
        for snapshot in watched.cloned().collect::<Vec<_>>() {
            let rules = self.rules_for(Some(&snapshot));
            let known = self.position_is_known(now, &key_of(&snapshot));
            let notice = self
                .episode_of(&key_of(&snapshot))
                .tick(&rules, seconds, known);
            if let Some(notice) = notice {
                self.tell(now, &notice, Some(&snapshot));
                self.store();
            }
        }
    }

    /// Whether anything that was read last can be liquidated.
    pub(super) fn owes(&self) -> bool {
        self.reader.snapshots().any(Snapshot::owes)
    }

    /// When the next alarm is due if nothing is read until then.
    pub(super) fn next_alarm(&self) -> Option<Millis> {
        let watch = self.watch.as_ref()?;
        let cadence = self.cadence();
        let silence = watch.data.next_due(cadence);
        let blind = watch.blind.next_due(cadence);
        let repeats = self.reader.snapshots().filter_map(|snapshot| {
            let episode = self.known_episode(&key_of(snapshot))?;
            episode.next_due(&self.rules_for(Some(snapshot)))
        });
        let all = repeats.chain(silence).chain(blind);
        all.min().map(Millis::from)
    }

    /// Whether what was read last still describes the positions.
    pub(super) fn data_is_known(&self, now: Millis) -> bool {
        let cadence = self.cadence();
        self.watch
            .as_ref()
            .is_some_and(|watch| watch.data.is_known(now.timestamp(), cadence))
    }

    /// The worst level of what was read last.
    pub(super) fn worst_level(&self) -> Option<Level> {
        self.reader
            .snapshots()
            .filter_map(|one| {
                let ladder = self.rules_for(Some(one)).ladder;
                ladder.level_of(one.first_health())
            })
            .max()
    }

    pub(super) fn visibility_changed(&mut self, now: Millis, visible: bool) {
        self.visible = visible;
        if visible {
            // More is expected of a page in front than of a hidden one: not of what it did before.
            if let Some(watch) = &mut self.watch {
                watch.data.reads_first(now.timestamp());
                watch.blind.reads_first(now.timestamp());
            }
            self.ask_wallet_again(now);
            self.look_again(now);
        }
    }

    pub(super) fn online_changed(&mut self, now: Millis, online: bool) {
        if online {
            self.look_again(now);
        } else if self.session.open().is_some() {
            self.read_failed(now, ReadProblem::Unreachable);
        }
    }
}
