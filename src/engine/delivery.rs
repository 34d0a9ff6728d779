//! The wires of the outbox: which letters may be sent and still are so, the words in which they are, and
//! what a click on one, or a link, opens.

use alloy::primitives::Address;

use super::arrival::Arrival;
use super::journal::{Journal, Way};
use super::notification::{Notification, NotificationAnswer, PermissionState};
use super::outbox::{Envelope, Input, Letter, Output, Standing, Subject, tag_of_worst};
use super::telling::About;
use super::view::{LinkView, LinkWaits, PositionKey};
use super::{Effect, Engine, Millis, key_of};
use super::{push, rescue};
use crate::alert::{Called, Episode, Level, Notice, NoticeKind, Phase, Reading, together_text};
use crate::chain::ChainId;
use crate::protocols::{Snapshot, TermChange};

/// So long what another tab has stored may take to be heard, seconds.
const HEARD_WITHIN_S: u64 = 60;

/// So long the end of something is news, seconds.
const END_IS_NEWS_S: u64 = 600;

/// So long it is worth telling that there may have been a liquidation, or that rules changed, seconds.
const WEEK_S: u64 = 7 * 86_400;

impl Engine {
    pub(super) fn permission_read(&mut self, now: Millis, permission: PermissionState) {
        let was_open = self.channel.is_open();
        self.channel.allowed(permission, &mut self.stored.arrived);
        self.store();
        if self.channel.is_open() && !was_open {
            self.outbox_on(now, Input::Allowed);
        }
    }

    /// The calls of an account are to be shown on the page alone, or not any more.
    pub(super) fn mute(&mut self, now: Millis, account: Address, muted: bool) {
        self.stored.list.mute(now, account, muted);
        if muted {
            self.outbox_on(now, Input::Muted(account));
        }
        self.store();
    }

    /// Hands the outbox something, and does what comes of it.
    pub(super) fn outbox_on(&mut self, now: Millis, input: Input<'_>) {
        let outputs = self.stored.outbox.on(now, input);
        self.carry_out(now, outputs);
    }

    /// Sends what may be sent now.
    pub(super) fn deliver(&mut self, now: Millis) {
        if self.stored.outbox.iter().next().is_none() {
            return;
        }
        let mut outbox = core::mem::take(&mut *self.stored.outbox);
        let outputs = outbox.on(now, Input::Time(&|letter| self.standing(now, letter)));
        *self.stored.outbox = outbox;
        if !outputs.is_empty() {
            self.carry_out(now, outputs);
            self.store();
        }
    }

    fn carry_out(&mut self, now: Millis, outputs: Vec<Output>) {
        if !outputs.is_empty() {
            self.touch();
        }
        for output in outputs {
            let effect = match output {
                Output::Keep => continue,
                Output::Close(tag) => Effect::CloseNotification { tag },
                Output::Send(envelope) => Effect::Notify(self.in_words(now, &envelope).1),
                Output::Pass(envelope) => {
                    let (notice, said) = self.in_words(now, &envelope);
                    let of = |one: &Letter| (one.notice().tag.clone(), one.order());
                    let told = envelope.letters().map(of).collect();
                    let (title, body) = (said.title, said.body);
                    self.push_on(now, push::Input::Call(&notice, told, title, body));
                    continue;
                }
            };
            self.effects.push(effect);
        }
    }

    /// The worst of what is told, as it is now, and the words for all of it.
    fn in_words(&self, now: Millis, envelope: &Envelope) -> (Notice, Notification) {
        let told = self.worst_first(now, envelope.letters());
        let about = |letter: &Letter| {
            let key = letter.about().position();
            let snapshot = key.and_then(|key| self.chains.snapshot(key));
            About::of(snapshot, letter.about().chain())
        };
        let (notice, letter) = match told.first() {
            Some((notice, letter)) => (notice.clone(), *letter),
            None => (envelope.worst.notice().clone(), &envelope.worst),
        };
        let words = self.worded(&notice, about(letter));
        let places: Vec<String> = told.iter().map(|(_, one)| about(one).place()).collect();
        let called = told.iter().zip(&places);
        let called = called.map(|((notice, one), place)| Called {
            place,
            notice,
            why: self.why_by_time(notice, about(one).snapshot()),
        });
        let called: Vec<Called<'_>> = called.collect();
        let (title, body) = match called.as_slice() {
            [] | [_] => (words.title, words.body),
            several => {
                let snapshot = about(letter).snapshot();
                let can_top_up = snapshot.is_some_and(|one| self.can_top_up(one).is_ok());
                let text = together_text(&words.title, several, can_top_up);
                (text.title, text.body)
            }
        };
        let said = Notification {
            title,
            body,
            tag: envelope.tag.clone(),
            renotify: envelope.is_loud,
            ..words
        };
        (notice, said)
    }

    /// Letters as they are now, the worst first.
    fn worst_first<'a>(
        &self,
        now: Millis,
        letters: impl Iterator<Item = &'a Letter>,
    ) -> Vec<(Notice, &'a Letter)> {
        let told = letters.map(|letter| (self.as_it_is_now(now, letter), letter));
        let mut told: Vec<(Notice, &Letter)> = told.collect();
        told.sort_by_key(|(notice, _)| notice.badness());
        told
    }

    /// Passes on, outside of the browser, what may be passed on now.
    pub(super) fn pass_letters(&mut self, now: Millis) {
        let is_on = self
            .stored
            .push
            .as_ref()
            .is_some_and(|one| !one.is_ending());
        if !is_on || self.stored.outbox.iter().next().is_none() {
            return;
        }
        let mut outbox = core::mem::take(&mut *self.stored.outbox);
        let outputs = outbox.on(now, Input::Pass(&|letter| self.passes(now, letter)));
        *self.stored.outbox = outbox;
        if !outputs.is_empty() {
            self.carry_out(now, outputs);
            self.store();
        }
    }

    /// When the next letter is to be passed on there.
    pub(super) fn next_passed(&self) -> Option<Millis> {
        self.stored.push.as_ref().filter(|one| !one.is_ending())?;
        let now = self.clock.now();
        let outbox = &self.stored.outbox;
        outbox.passes_at(now, |letter| self.passes(now, letter))
    }

    /// Whether a letter is to be passed on outside of the browser.
    fn passes(&self, now: Millis, letter: &Letter) -> Standing {
        self.unless_held_back(letter, self.would_pass(now, letter))
    }

    /// The same, whatever the hour.
    pub(super) fn would_pass(&self, now: Millis, letter: &Letter) -> Standing {
        let about = letter.about();
        let mut whose = about.account().into_iter();
        let is_muted = whose.any(|account| self.stored.list.is_muted(account));
        let cannot = self.is_led(about.chain()) || !self.has_read(about);
        if is_muted || cannot {
            return Standing::Waits;
        }
        // What was answered in the browser needs not be told again elsewhere. What ends with being shown there
        // may have been shown to nobody.
        let ends_with_answer = !matches!(
            letter.notice().kind,
            NoticeKind::Cleared
                | NoticeKind::WatchingAgain { .. }
                | NoticeKind::MaybeLiquidated
                | NoticeKind::RulesChanged
        );
        match letter.is_over() && ends_with_answer {
            true => Standing::Over,
            false => self.is_still_so(now, letter, false),
        }
    }

    /// When the next letter is to be sent.
    pub(super) fn next_letter(&self) -> Option<Millis> {
        let now = self.clock.now();
        let outbox = &self.stored.outbox;
        outbox.due(now, |letter| self.standing(now, letter))
    }

    /// Whether a letter is to be sent.
    fn standing(&self, now: Millis, letter: &Letter) -> Standing {
        let standing = self.would_stand(now, letter);
        // What is on the screen may be put there again, by night too.
        match letter.was_shown() {
            true => standing,
            false => self.unless_held_back(letter, standing),
        }
    }

    /// The same, whatever the hour.
    pub(super) fn would_stand(&self, now: Millis, letter: &Letter) -> Standing {
        let about = letter.about();
        // Whoever reads the chain tells of it, and who has read nothing knows nothing.
        if self.is_led(about.chain()) || !self.has_read(about) {
            return Standing::Waits;
        }
        let stands = self.is_still_so(now, letter, letter.was_shown());
        let is_muted = |account| self.stored.list.is_muted(account);
        let waits = !self.channel.is_open() || about.account().is_some_and(is_muted);
        match (stands, waits) {
            (Standing::Stands, true) => Standing::Waits,
            (stands, _) => stands,
        }
    }

    /// Whether anything was read here of what a letter is about, or is missed here.
    fn has_read(&self, about: &Subject) -> bool {
        match about {
            Subject::Position(key) => self.chains.snapshot(key).is_some(),
            Subject::Chain(ChainId(0)) => self.started,
            Subject::Chain(chain) => self
                .chains
                .get(*chain)
                .is_some_and(|one| one.feed.block().is_some() || one.data.standing_tag().is_some()),
        }
    }

    /// Whether what a letter says is so now, and news: what ends with being told may have been.
    fn is_still_so(&self, now: Millis, letter: &Letter, was_told: bool) -> Standing {
        let notice = letter.notice();
        let age_s = now.timestamp().0.saturating_sub(notice.at.0);
        let or_over = |stands: bool| match stands {
            true => Standing::Stands,
            false => Standing::Over,
        };
        match notice.kind {
            NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated => {
                match self.phase_of(letter) {
                    Some(Phase::Firing(_)) => Standing::Stands,
                    // What is on the screen stays there until the level is left.
                    Some(Phase::Clearing(_)) if was_told => Standing::Stands,
                    Some(Phase::Clearing(_)) => Standing::Waits,
                    // Another tab's letter may come before what it knows of the episode.
                    None if age_s <= HEARD_WITHIN_S => Standing::Waits,
                    _ => Standing::Over,
                }
            }
            // A call that came after it unsays nothing of it.
            NoticeKind::Liquidated => {
                let is_open = self.phase_of(letter) == Some(Phase::Liquidated);
                or_over(is_open || !was_told)
            }
            NoticeKind::MaybeLiquidated => or_over(!was_told && age_s <= WEEK_S),
            // What was held back may be over by now.
            NoticeKind::RulesChanged => {
                let is_news = !self.still_changed(letter).is_empty();
                or_over(!was_told && age_s <= WEEK_S && is_news)
            }
            NoticeKind::ChangeQueued { .. } => {
                let mut told = letter.about().position().into_iter();
                or_over(told.any(|key| self.is_still_queued(key, &notice.tag)))
            }
            NoticeKind::Cleared | NoticeKind::Relaxed | NoticeKind::WatchingAgain { .. } => {
                or_over(!was_told && age_s <= END_IS_NEWS_S)
            }
            NoticeKind::Unwatched { .. } => or_over(self.is_silent(&notice.tag)),
            NoticeKind::Disputed => or_over(self.is_disputed(letter.about().chain())),
        }
    }

    /// Of the changes that a letter tells of those that are still so.
    fn still_changed(&self, letter: &Letter) -> Vec<TermChange> {
        let changes = &letter.notice().changes;
        let limits = self.limits();
        let key = letter.about().position();
        let is_so = |change: &&TermChange| {
            key.is_some_and(|key| self.stored.terms.still_has(key, change, limits))
        };
        changes.iter().filter(is_so).copied().collect()
    }

    /// How the very episode stands that a letter tells of.
    fn phase_of(&self, letter: &Letter) -> Option<Phase> {
        let (key, episode) = self.told_by(letter)?;
        Some(episode.phase(&self.rules_for(self.chains.snapshot(key))))
    }

    fn told_by<'a>(&'a self, letter: &'a Letter) -> Option<(&'a PositionKey, &'a Episode)> {
        let key = letter.about().position()?;
        let episode = self.known_episode(key)?;
        episode
            .tells(&letter.notice().tag)
            .then_some((key, episode))
    }

    /// Whether the silence goes on that was told under this tag.
    fn is_silent(&self, tag: &str) -> bool {
        let nowhere = self.nowhere.iter();
        let chains = self.chains.iter().map(|one| &one.data);
        let told = nowhere.chain(chains).filter_map(|data| data.standing_tag());
        let watches = self.chains.iter().flat_map(|one| &one.watches);
        let blind = watches.flat_map(|watch| watch.blind().standing_tags());
        told.chain(blind).any(|standing| standing == tag)
    }

    /// What a letter says, if it is not sent in the moment in which it was decided.
    fn as_it_is_now(&self, now: Millis, letter: &Letter) -> Notice {
        let notice = letter.notice().clone();
        let at = now.timestamp();
        let is_whole = notice.changes.is_empty() || notice.without.is_some();
        if notice.at == at && is_whole {
            return notice;
        }
        match (notice.kind, self.told_by(letter)) {
            (NoticeKind::Unwatched { .. }, _) => Notice { at, ..notice },
            (
                NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated,
                Some((key, episode)),
            ) => Notice {
                kind: NoticeKind::Repeated,
                level: episode.level().unwrap_or(notice.level),
                reading: episode.latest(),
                current: self.position_is_known(now, key),
                at,
                ..notice
            },
            (
                NoticeKind::Liquidated | NoticeKind::MaybeLiquidated | NoticeKind::RulesChanged,
                _,
            ) => {
                let key = letter.about().position();
                let read = key.and_then(|key| self.chains.snapshot(key));
                let sure = read.filter(|read| read.position().is_some());
                let in_force = sure.map(Snapshot::terms).unwrap_or_default();
                let changes = self.still_changed(letter).into_iter();
                let changes: Vec<_> = changes.map(|change| in_force.newer(change)).collect();
                let without = sure.and_then(|read| read.health_without(&changes));
                let read = read.map(|read| {
                    let footing = self.footing(read, &self.rules_for(Some(read)));
                    Reading::new(read.block.number, footing)
                });
                Notice {
                    reading: read.or(notice.reading),
                    changes,
                    without,
                    ..notice
                }
            }
            _ => notice,
        }
    }

    pub(super) fn test_notification(&mut self) {
        let test = self.channel.test().map(Effect::Notify);
        self.effects.extend(test);
    }

    pub(super) fn test_seen(&mut self, now: Millis, seen: bool) {
        let arrived = &mut self.stored.arrived;
        let tag = self.channel.test_seen(now, seen, arrived);
        self.store();
        self.effects.push(Effect::CloseNotification { tag });
    }

    pub(super) fn notification_shown(&mut self, now: Millis, tag: &str) {
        self.channel.shown(tag);
        self.outbox_on(now, Input::Shown(tag));
        self.arrived(now, tag, None, Way::Browser);
        self.store();
    }

    /// What is told under this tag, of that the one of this order if one is named, has arrived on one way.
    pub(super) fn arrived(&mut self, now: Millis, tag: &str, order: Option<u64>, way: Way) {
        let told = self.stored.outbox.shown_by(tag);
        let told = told.filter(|one| order.is_none_or(|order| one.order() == order));
        let told = told.map(|one| (one.notice().tag.clone(), one.notice().at));
        let told: Vec<_> = told.collect();
        let at = now.timestamp();
        for (tag, told_at) in told {
            let line = (tag.as_str(), told_at);
            let came = |journal: &mut Journal| journal.arrived(at, line, way).then_some(());
            if self.stored.journal.edit(came).is_some() {
                self.touch();
            }
        }
    }

    pub(super) fn notification_failed(&mut self, now: Millis, tag: &str, reason: String) {
        self.channel.refused(reason, &mut self.stored.arrived);
        self.outbox_on(now, Input::Refused(tag));
        self.store();
    }

    /// The page was opened by an address, or is led on by it. Anybody can write one: what it names is only
    /// looked for among what is watched.
    pub(super) fn opened(&mut self, now: Millis, fragment: &str) {
        if let Some(arrival) = Arrival::of(fragment) {
            self.arrival = Some(arrival);
            self.open_arrived(now);
        }
    }

    /// A person answered in a notification: the top-up is what a click opens, anything else leaves them where they
    /// are.
    pub(super) fn notification_answered(
        &mut self,
        now: Millis,
        tag: &str,
        answer: NotificationAnswer,
    ) {
        match answer {
            NotificationAnswer::TopUp => self.notification_clicked(now, tag),
            NotificationAnswer::Seen => self.for_all_told(now, tag, |own, key, _| {
                own.acknowledge(now, key);
            }),
            NotificationAnswer::Snooze => self.for_all_told(now, tag, |own, key, level| {
                let [shortest, ..] = level.snoozes_s();
                own.snooze(now, key, shortest);
            }),
        }
    }

    /// An answer is of all that is told under a tag, proves delivery as a click does, and is one only to what is
    /// there: who has answered already, here or elsewhere, has answered.
    fn for_all_told(
        &mut self,
        now: Millis,
        tag: &str,
        answer: impl Fn(&mut Self, &PositionKey, Level),
    ) {
        let outbox = &self.stored.outbox;
        if !outbox.is_out(tag) {
            return;
        }
        self.channel.clicked(now, &mut self.stored.arrived);
        let told = outbox.shown_by(tag);
        let told = told.filter_map(|letter| Some((self.told_by(letter)?, letter.notice().level)));
        let told: Vec<(PositionKey, Level)> = told
            .map(|((key, episode), level)| (key.clone(), episode.level().unwrap_or(level)))
            .collect();
        for (key, level) in told {
            answer(self, &key, level);
        }
        self.touch();
    }

    /// A click on a notification proves delivery, and opens the position with its top-up.
    pub(super) fn notification_clicked(&mut self, now: Millis, tag: &str) {
        self.channel.clicked(now, &mut self.stored.arrived);
        self.outbox_on(now, Input::Shown(tag));
        self.arrival = Some(Arrival::Clicked(tag.to_owned()));
        self.open_arrived(now);
    }

    /// Opens what the page was opened for, where that is read and can be topped up.
    pub(super) fn open_arrived(&mut self, now: Millis) {
        let Some(arrival) = self.arrival.take() else {
            return;
        };
        let read = self.chains.snapshots().map(key_of);
        let found = read.into_iter().find(|key| {
            arrival.leads_to(key, |tag| {
                let told = self.worst_first(now, self.stored.outbox.shown_by(tag));
                let told = told.first().and_then(|(_, worst)| worst.about().position());
                let episode = self.known_episode(key);
                let tells = |episode: &Episode| episode.tells(tag_of_worst(tag));
                // What shows several leads to the worst of them alone.
                told.map_or_else(|| episode.is_some_and(tells), |told| told == key)
            })
        });
        let Some(key) = found else {
            self.arrival = Some(arrival);
            return;
        };
        if let Arrival::Clicked(tag) = &arrival
            && self.stored.outbox.is_out(tag)
        {
            self.channel.clicked(now, &mut self.stored.arrived);
            self.outbox_on(now, Input::Shown(tag));
        }
        self.rescue_on(now, rescue::Input::Open(key.clone()));
        // Not where another top-up is under way, or none can be made now: tried with every read.
        if !self.tops_up(&key) {
            self.arrival = Some(arrival.found(key));
        }
    }

    /// A link that leads nowhere yet, and why; nothing while that is being read.
    pub(super) fn link_view(&self) -> Option<LinkView> {
        let link = self.arrival.as_ref()?.link()?;
        let (account, chain) = (link.account(), link.chain());
        let mut watched = self.accounts().into_iter();
        let is_watched = watched.any(|(one, _)| one == account) && self.chains.get(chain).is_some();
        let mut read = self.chains.snapshots();
        let waits_for = match read.find(|one| link.leads_to(&key_of(one))) {
            Some(snapshot) => LinkWaits::TopUp(self.can_top_up(snapshot).err()?),
            None if is_watched => return None,
            None => LinkWaits::Account,
        };
        Some(LinkView {
            account,
            chain,
            waits_for,
        })
    }
}
