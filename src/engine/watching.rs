//! From what was read to the margin call: episodes, notices, and the alarms about not knowing.

use std::sync::Arc;

use super::chains::Watched;
use super::feed::Input;
use super::telling::About;
use super::view::PositionKey;
use super::{Engine, Millis, key_of};
use crate::alert::{Episode, Level, Reading, Rule, RuleKey, Seizure};
use crate::chain::ChainId;
use crate::protocols::Snapshot;

impl Engine {
    /// Markets of a chain were read. One where the account has nothing, and never had, is nobody's
    /// alarm and no news to the host.
    pub(super) fn positions_read(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let block = watched.feed.block();
        let read = watched.markets().filter_map(|one| {
            let known = one.known.as_ref()?;
            let is_news = Some(known.snapshot().block) == block
                && (known.is_position() || self.known_episode(&key_of(known.snapshot())).is_some());
            is_news.then(|| known.snapshot().clone())
        });
        let is_led = watched.is_led;
        for snapshot in read.collect::<Vec<_>>() {
            // Whom another tab tells, its episodes are that one's: what is told is stored.
            let is_current = match is_led {
                true => self.current(now, &snapshot).is_some(),
                false => self.observe(now, &snapshot),
            };
            if is_current {
                self.record(&snapshot);
                self.emit_position(&snapshot);
            }
        }
        self.save_past(chain, false);
        self.store();
    }

    /// Hands what was read of a position to its episode, if it describes the position now. Whether
    /// it does.
    pub(super) fn observe(&mut self, now: Millis, snapshot: &Snapshot) -> bool {
        let Some(current) = self.current(now, snapshot) else {
            return false;
        };
        let evidence = self.weigh(now, snapshot);
        let mut observation = self.observation(&current);
        let rules = self.rules_for(Some(snapshot));
        let footing = self.footing(snapshot, &rules);
        self.compare_terms(now, snapshot, Reading::new(snapshot.block.number, footing));
        self.compare_approvals(now, snapshot);
        if evidence.is_some() {
            observation.seizure = Seizure::Found;
        }
        let episode = self.episode_of(&key_of(snapshot));
        if let Some(notice) = episode.observe(&rules, now.timestamp(), observation) {
            // Where they are garbled it is told all the same that they are.
            let takings = evidence.and_then(|one| snapshot.takings(&one.log, &one.names));
            let notice = notice.of_takings(takings.unwrap_or_default());
            self.tell(now, &notice, About::Position(snapshot));
            // A new level is not left to one source's word.
            self.want_witness(now, snapshot.market.chain);
        }
        true
    }

    /// The episode of a position; a new one where none is stored.
    pub(super) fn episode_of(&mut self, key: &PositionKey) -> &mut Episode {
        let key = RuleKey::of(key, Rule::Health);
        let episodes = &mut self.stored.episodes;
        let place = episodes.iter().position(|one| *one.key() == key);
        let place = place.unwrap_or_else(|| {
            episodes.push(Episode::new(key).into());
            episodes.len().saturating_sub(1)
        });
        // In bounds: it was found there, or pushed there.
        &mut episodes[place]
    }

    /// The episode of a position, if there is one.
    pub(super) fn known_episode(&self, key: &PositionKey) -> Option<&Episode> {
        let key = RuleKey::of(key, Rule::Health);
        let mut all = self.stored.episodes.iter();
        all.find(|one| *one.key() == key).map(|one| &**one)
    }

    /// A look at a chain succeeded, whether or not it brought a new block.
    pub(super) fn data_arrived(&mut self, now: Millis, chain: ChainId) {
        let visible = self.visible;
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let cadence = watched.cadence(visible);
        let agrees = watched.agrees() && !watched.witness.is_disputed();
        let Some(block) = watched.feed.block() else {
            return;
        };
        let block = (block.number, block.timestamp);
        let data = &mut watched.data;
        if let Some(notice) = data.read_succeeded(now.timestamp(), cadence, block, agrees) {
            self.tell(now, &notice, About::Chain(chain));
        }
    }

    /// Lets the alarms see the time: repeats, and the alarms about silence.
    pub(super) fn tick_alarms(&mut self, now: Millis) {
        let seconds = now.timestamp();
        let visible = self.visible;
        if let Some(data) = &mut self.nowhere
            && let Some(notice) = data.tick(seconds, super::chains::unknown_cadence(visible), None)
        {
            self.tell(now, &notice, About::Chain(ChainId(0)));
        }
        let levels: Vec<_> = self
            .chains
            .iter()
            .map(|one| self.worst_level(one))
            .collect();
        let mut silences = Vec::new();
        for (watched, worst) in self.chains.iter_mut().zip(levels) {
            if watched.is_led {
                continue;
            }
            let cadence = watched.cadence(visible);
            // Where nothing is at stake nobody is called.
            if watched.matters()
                && let Some(notice) = watched.data.tick(seconds, cadence, worst)
            {
                silences.push((watched.chain, notice));
            }
        }
        for (chain, notice) in silences {
            self.tell(now, &notice, About::Chain(chain));
        }
        let own = self.chains.iter().filter(|one| !one.is_led);
        for chain in own.map(|one| one.chain).collect::<Vec<_>>() {
            self.tick_blind(now, chain);
        }
        let own = self.chains.iter().filter(|one| !one.is_led);
        let read = own.flat_map(Watched::read);
        let is_due = |read: &&Arc<Snapshot>| {
            let waiting = self.waiting_episode(read);
            waiting.is_some_and(|one| one.is_due(&self.rules_for(Some(read)), seconds))
        };
        for snapshot in read.filter(is_due).cloned().collect::<Vec<_>>() {
            let rules = self.rules_for(Some(&snapshot));
            let known = self.position_is_known(now, &key_of(&snapshot));
            let notice = self
                .episode_of(&key_of(&snapshot))
                .tick(&rules, seconds, known);
            if let Some(notice) = notice {
                self.tell(now, &notice, About::Position(&snapshot));
            }
            // An answer that ran out is shown, though nothing is told.
            self.touch();
            self.store();
        }
    }

    /// When the next alarm is due if nothing is read until then.
    pub(super) fn next_alarm(&self) -> Option<Millis> {
        let nowhere = self.nowhere.as_ref();
        let nowhere =
            nowhere.and_then(|data| data.next_due(super::chains::unknown_cadence(self.visible)));
        let own = || self.chains.iter().filter(|one| !one.is_led);
        let silences = own().flat_map(|watched| {
            let cadence = watched.cadence(self.visible);
            let own = watched.data.next_due(cadence);
            let blind = watched.watches.iter();
            let blind = blind.filter_map(move |watch| watch.blind().next_due(cadence));
            own.filter(|_| watched.matters()).into_iter().chain(blind)
        });
        let repeats = own().flat_map(Watched::snapshots);
        let repeats = repeats.filter_map(|snapshot| {
            let episode = self.waiting_episode(snapshot)?;
            episode.next_due(&self.rules_for(Some(snapshot)))
        });
        let all = repeats.chain(silences).chain(nowhere);
        all.min().map(Millis::from)
    }

    /// The episode of a position of which time alone may bring news.
    fn waiting_episode(&self, snapshot: &Snapshot) -> Option<&Episode> {
        let mut waiting = self.stored.episodes.iter().filter(|one| one.waits());
        // Few are, and only of these the names are compared.
        waiting.next()?;
        let episode = self.known_episode(&key_of(snapshot))?;
        episode.waits().then_some(episode)
    }

    /// The worst level of what was read last on a chain.
    fn worst_level(&self, watched: &Watched) -> Option<Level> {
        let levels = watched.known().filter_map(|one| self.level_of(one));
        levels.max()
    }

    pub(super) fn visibility_changed(&mut self, now: Millis, visible: bool) {
        self.visible = visible;
        if visible {
            // More is expected of a page in front than of a hidden one: not of what it did before.
            for watched in self.chains.iter_mut() {
                watched.reads_first(now.timestamp());
            }
            if let Some(data) = &mut self.nowhere {
                data.reads_first(now.timestamp());
            }
            self.session_on(now, super::session::Input::AskAgain);
            self.lead(now);
            self.look_again(now);
        }
    }

    pub(super) fn online_changed(&mut self, now: Millis, online: bool) {
        match online {
            true => self.look_again(now),
            false => self.everywhere(now, || Input::Offline),
        }
    }
}
