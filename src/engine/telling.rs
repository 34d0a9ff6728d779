//! From a notice to the person: the log, the host page, and a letter in the outbox.

use super::analysis;
use super::connecting::facts;
use super::host_event::{HostEvent, LevelDetail, PositionDetail, ValueDetail};
use super::notification::{Notification, buttons};
use super::outbox::{Input, Letter, Subject};
use super::pre_liquidations::pre_liquidations;
use super::settings::exact;
use super::stored::Stored;
use super::view::{ByTime, Gap, LogEntry, LogKind, PositionKey};
use super::{Engine, Millis, key_of};
use crate::alert::{Lasts, Level, Notice, NoticeFacts, NoticeKind, Phase, notice_text};
use crate::chain::{ChainFacts, ChainId};
use crate::math::Wad;
use crate::protocols::{Agreement, Snapshot, TermChange};
use crate::risk::drawdown::{Drawdown, volatile_collateral};
use crate::risk::{Health, Leg, Obstacle};

/// What a notice is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    /// A position.
    Position(&'a Snapshot),
    /// All that is watched on a chain.
    Chain(ChainId),
}

impl<'a> About<'a> {
    /// A position as it was read last; where it never was, its chain.
    pub(super) fn of(snapshot: Option<&'a Snapshot>, chain: ChainId) -> Self {
        snapshot.map_or(Self::Chain(chain), Self::Position)
    }

    fn chain(self) -> ChainId {
        match self {
            Self::Position(snapshot) => snapshot.market.chain,
            Self::Chain(chain) => chain,
        }
    }

    /// Where a position is, as one among others; all of a chain is named by it.
    pub(super) fn place(self) -> String {
        let chain = self.chain();
        let name = ChainFacts::of(chain).map(|facts| facts.name);
        let market = self.snapshot().map(|one| one.market.title());
        match (market, name) {
            // Many markets are named after their chain.
            (Some(market), Some(name)) if !market.contains(name) => format!("{market} on {name}"),
            (Some(market), _) => market,
            (None, name) => name.unwrap_or("another chain").to_owned(),
        }
    }

    pub(super) fn snapshot(self) -> Option<&'a Snapshot> {
        match self {
            Self::Position(snapshot) => Some(snapshot),
            Self::Chain(_) => None,
        }
    }
}

impl Engine {
    pub(super) fn acknowledge(&mut self, now: Millis, key: &PositionKey) {
        let rules = self.rules_for(self.chains.snapshot(key));
        let episode = self.episode_of(key);
        episode.acknowledge(&rules, now.timestamp());
        for tag in [episode.tag(), episode.seizure_tag()] {
            self.outbox_on(now, Input::Answered(&tag));
        }
        self.note(now, Some(key.clone()), LogKind::Acknowledged);
        self.store();
    }

    /// A seizure is seen, not put off: its letter stays.
    pub(super) fn snooze(&mut self, now: Millis, key: &PositionKey, seconds: u64) {
        let rules = self.rules_for(self.chains.snapshot(key));
        let episode = self.episode_of(key);
        if !matches!(episode.phase(&rules), Phase::Firing(_)) {
            return;
        }
        episode.snooze(now.timestamp(), seconds);
        let Phase::Snoozed { until, .. } = episode.phase(&rules) else {
            return;
        };
        let tag = episode.tag();
        self.outbox_on(now, Input::Answered(&tag));
        self.note(now, Some(key.clone()), LogKind::Snoozed { until });
        self.store();
    }

    /// Tells the person: in the log, to the host page, and by a letter.
    pub(super) fn tell(&mut self, now: Millis, notice: &Notice, about: About<'_>) {
        let snapshot = about.snapshot();
        let key = snapshot.map(key_of);
        if let NoticeKind::WatchingAgain { from, to } = notice.kind {
            self.gap = Some(Gap { from, to });
        }
        if let Some(snapshot) = snapshot {
            self.mark_told(notice, snapshot);
        }
        // Another tab watched meanwhile, or says so itself.
        let is_end_of_silence = matches!(notice.kind, NoticeKind::WatchingAgain { .. });
        if is_end_of_silence && self.is_led(about.chain()) {
            return;
        }
        self.note_notice(notice, key.clone());
        self.emit_level(notice, snapshot);
        if notice.kind == NoticeKind::Liquidated
            && let Some(key) = &key
        {
            // What was called has come.
            let called = self.episode_of(key).tag();
            self.outbox_on(now, Input::Answered(&called));
        }
        let subject = match key {
            // Who is asked is asked about all of the chain.
            Some(key) if notice.kind != NoticeKind::Disputed => Subject::Position(key),
            _ => Subject::Chain(about.chain()),
        };
        self.outbox_on(now, Input::Decided(subject, notice));
        self.sound_for(notice, about);
    }

    /// What another tab has told of the chains that it reads is in the log here too.
    pub(super) fn note_told(&mut self, before: &Stored) {
        let known: Vec<&Notice> = before.outbox.iter().map(Letter::notice).collect();
        let told = self.stored.outbox.iter();
        let told = told.filter(|letter| {
            let notice = letter.notice();
            // That it is watched again each tab sees for itself.
            let is_end_of_silence = matches!(notice.kind, NoticeKind::WatchingAgain { .. });
            self.is_led(letter.about().chain()) && !is_end_of_silence && !known.contains(&notice)
        });
        let lines = told.map(|letter| {
            let key = letter.about().position().cloned();
            (letter.notice().clone(), key)
        });
        for (notice, key) in lines.collect::<Vec<_>>() {
            self.note_notice(&notice, key);
        }
    }

    pub(super) fn worded(&self, notice: &Notice, about: About<'_>) -> Notification {
        let snapshot = about.snapshot();
        let legs = snapshot
            .and_then(|one| one.position_unverified().legs(one.block.timestamp).ok())
            .unwrap_or_default();
        let debts: Vec<&str> = legs
            .iter()
            .filter(|leg| leg.debt.is_some())
            .map(|leg| leg.symbol.as_str())
            .collect();
        let market = match about {
            About::Position(one) => one.market.title(),
            About::Chain(ChainId(0)) => "your positions".to_owned(),
            About::Chain(chain) => facts(chain).name.to_owned(),
        };
        let steady = snapshot.map_or_else(Vec::new, |one| {
            let currency = one.position_unverified().base().currency;
            let left_out = volatile_collateral(&legs, &currency).steady.into_iter();
            let symbols = left_out.filter_map(|asset| Some(legs.get(asset.0)?.symbol.clone()));
            symbols.collect()
        });
        let contracts = snapshot.map(pre_liquidations).unwrap_or_default();
        let facts = NoticeFacts {
            market: &market,
            debts: &debts,
            drawdown: snapshot
                .and_then(|one| self.chains.drawdown(&key_of(one)))
                .and_then(Drawdown::fall),
            steady: &steady,
            pre_liquidation: pre_liquidates_first(snapshot),
            leaves_out: contracts.iter().any(|one| one.owes && one.price.is_none()),
            halted: snapshot.map(Snapshot::halted).unwrap_or_default(),
            can_top_up: snapshot.is_some_and(|one| self.can_top_up(one).is_ok()),
            changed: &symbols(&notice.changes, snapshot),
            interest_s: snapshot.and_then(analysis::lasts).map(Lasts::seconds),
            why: self.why_by_time(notice, snapshot),
            lasts_unknown: snapshot.is_some_and(|one| !analysis::knows_how_long(one)),
            lent: legs
                .iter()
                .find(|leg| is_lent(leg))
                .map(|leg| leg.symbol.as_str()),
        };
        let text = notice_text(notice, &facts);
        Notification {
            title: text.title,
            body: text.body,
            tag: notice.tag.clone(),
            renotify: notice.renotify(),
            stays: notice.renotify() && notice.level >= Level::Call,
            level: Some(notice.level),
            answers: buttons(notice, facts.can_top_up),
        }
    }

    /// How long a position that is called lasts on interest alone, where that and not its health is why.
    pub(super) fn why_by_time(
        &self,
        notice: &Notice,
        snapshot: Option<&Snapshot>,
    ) -> Option<Lasts> {
        let footing = notice.reading?.footing();
        self.rules_for(snapshot).why_by_time(footing, notice.level)
    }

    /// Notes what was no notice.
    pub(super) fn note(&mut self, now: Millis, position: Option<PositionKey>, what: LogKind) {
        self.note_entry(LogEntry::new(now.timestamp(), position, what));
    }

    fn note_notice(&mut self, notice: &Notice, position: Option<PositionKey>) {
        let snapshot = position.as_ref().and_then(|key| self.chains.snapshot(key));
        let rules = self.rules_for(snapshot);
        let threshold = rules.ladder.threshold(notice.level);
        let by_time = self.why_by_time(notice, snapshot).map(|lasts| ByTime {
            lasts,
            threshold: rules.times.threshold(notice.level),
        });
        let what = logged(notice, snapshot, threshold, by_time);
        self.note_entry(LogEntry {
            tag: Some(notice.tag.clone()),
            ..LogEntry::new(notice.at, position, what)
        });
    }

    fn note_entry(&mut self, entry: LogEntry) {
        self.touch();
        let key = entry.position.as_ref();
        let snapshot = key.and_then(|key| self.chains.snapshot(key));
        let market = snapshot.map(|one| one.market.title());
        self.stored.journal.note(LogEntry { market, ..entry });
    }

    pub(super) fn emit_position(&mut self, snapshot: &Snapshot) {
        let base = snapshot.position_unverified().base();
        let digits = |health| match health {
            Health::NoDebt => None,
            Health::Ratio(ratio) => Some(exact(ratio)),
        };
        let earlier = snapshot.earlier().and_then(|one| digits(one.health));
        let value = |raw| ValueDetail {
            raw,
            decimals: base.decimals,
        };
        self.emit(HostEvent::Position(PositionDetail {
            chain: snapshot.market.chain,
            market: snapshot.market.name.to_string(),
            account: snapshot.account,
            block: snapshot.block.number,
            health_factor: digits(snapshot.health),
            pre_liquidation_health_factor: earlier,
            matches_chain: matches!(snapshot.agreement, Agreement::Matches { .. }),
            currency: base.currency.name().map(str::to_owned),
            collateral: value(snapshot.collateral),
            debt: value(snapshot.debt),
        }));
    }

    fn emit_level(&mut self, notice: &Notice, snapshot: Option<&Snapshot>) {
        self.emit(HostEvent::Level(LevelDetail {
            kind: notice.kind.into(),
            level: notice.level,
            pre_liquidation: pre_liquidates_first(snapshot),
            market: market(snapshot),
            tag: notice.tag.clone(),
        }));
    }
}

/// A notice as a line of the log.
fn logged(
    notice: &Notice,
    snapshot: Option<&Snapshot>,
    threshold: Wad,
    by_time: Option<ByTime>,
) -> LogKind {
    match (notice.kind, notice.reading) {
        (NoticeKind::Cleared, Some(reading)) => LogKind::Cleared {
            health: reading.health,
        },
        (NoticeKind::Relaxed, Some(reading)) => LogKind::Relaxed {
            health: reading.health,
        },
        (NoticeKind::Liquidated, _) if notice.takings.is_empty() => LogKind::Liquidated,
        (NoticeKind::Liquidated, _) => LogKind::Seized {
            takings: notice.takings.clone(),
        },
        (NoticeKind::MaybeLiquidated, _) => LogKind::MaybeLiquidated,
        (NoticeKind::WatchingAgain { from, to }, _) => LogKind::WatchingAgain {
            gap: Gap { from, to },
        },
        (NoticeKind::Disputed, _) => LogKind::Disputed,
        (NoticeKind::RulesChanged, _) => {
            let symbols = symbols(&notice.changes, snapshot).into_iter();
            LogKind::RulesChanged {
                changes: symbols.zip(notice.changes.iter().copied()).collect(),
                without: notice.without,
                health: notice.reading.map(|reading| reading.health),
                block_number: notice.reading.map(|reading| reading.block_number),
            }
        }
        (NoticeKind::ChangeQueued { earliest, after }, Some(reading)) => {
            let symbols = symbols(&notice.changes, snapshot).into_iter();
            LogKind::ChangeQueued {
                earliest,
                changes: symbols.zip(notice.changes.iter().copied()).collect(),
                before: reading.health,
                after,
                block_number: reading.block_number,
            }
        }
        (_, Some(reading)) => LogKind::Called {
            level: notice.level,
            health: reading.health,
            block_number: reading.block_number,
            threshold,
            by_time,
            repeated: notice.kind == NoticeKind::Repeated,
            pre_liquidation: pre_liquidates_first(snapshot),
        },
        (_, None) => LogKind::LostSight,
    }
}

/// The symbols of the tokens that changes of rules are about; of none an empty one, and of one that is
/// not held any more its address.
pub(super) fn symbols(changes: &[TermChange], snapshot: Option<&Snapshot>) -> Vec<String> {
    let legs = snapshot.map(|one| one.position_unverified().legs(one.block.timestamp));
    let legs = legs.and_then(Result::ok).unwrap_or_default();
    let changes = changes.iter();
    let symbols = changes.map(|change| {
        let token = change.term.token()?;
        let leg = legs.iter().find(|leg| leg.asset == token);
        Some(leg.map_or_else(|| token.to_string(), |leg| leg.symbol.clone()))
    });
    symbols.map(Option::unwrap_or_default).collect()
}

/// Whether the first liquidator is a contract that may take a part.
fn pre_liquidates_first(snapshot: Option<&Snapshot>) -> bool {
    snapshot.is_some_and(|one| one.earlier().is_some())
}

/// Whether a leg is lent to the market.
fn is_lent(leg: &Leg) -> bool {
    let supplied = leg.collateral.as_ref();
    supplied.is_some_and(|side| matches!(side.not_counted, Some(Obstacle::Lent)))
}

/// The market's name, for the host page.
pub(super) fn market(snapshot: Option<&Snapshot>) -> Option<String> {
    snapshot.map(|one| one.market.name.to_string())
}
