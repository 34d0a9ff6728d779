//! From what was read to the margin call: episodes, notices, and how they reach the person.

use alloy::primitives::{Address, U256};
use serde_json::json;

use super::notification::{Notification, PermissionState, Proof};
use super::settings::exact;
use super::view::{Gap, LogEntry, LogKind, PositionKey, ReadProblem};
use super::{Effect, Engine, Millis, key_of};
use crate::alert::{
    DataWatch, Episode, Level, Notice, NoticeFacts, NoticeKind, Observation, Phase, Rule, RuleKey,
    notice_text,
};
use crate::chain::ChainId;
use crate::protocols::aave_v3::{Agreement, Snapshot};
use crate::risk::{Health, Position, drawdown};

/// Tag of the test notification.
const TEST_TAG: &str = "margin-call:test";

/// How many lines the log keeps.
const LOG: usize = 200;

/// The watch on the watching, for one account on one chain.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) data: DataWatch,
}

pub(super) fn rule_key(key: &PositionKey, rule: Rule) -> RuleKey {
    RuleKey {
        chain: key.chain,
        market: format!("{:#x}", key.market),
        account: key.account,
        rule,
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
                self.watch = Some(Watch { data });
            }
        }
    }

    /// Every market was read at a new block.
    pub(super) fn positions_read(&mut self, now: Millis) {
        let markets = self.reader.markets.iter();
        let read = markets.filter_map(|one| Some((one.snapshot.clone()?, one.liquidated)));
        for (snapshot, liquidated) in read.collect::<Vec<_>>() {
            let snapshot = &snapshot;
            let rules = self.rules_for(Some(snapshot));
            let observation = Observation {
                liquidated,
                ..observation(snapshot)
            };
            let episode = self.episode_of(&key_of(snapshot));
            let notice = episode.observe(&rules, now.timestamp(), observation);
            if let Some(notice) = notice {
                self.tell(now, &notice, Some(snapshot));
            }
            if snapshot.account_data.total_collateral != U256::ZERO || self.owes() {
                self.emit_position(snapshot);
            }
        }
        self.store();
    }

    /// The episode of a position; a new one where none is stored.
    pub(super) fn episode_of(&mut self, key: &PositionKey) -> &mut Episode {
        let key = rule_key(key, Rule::Health);
        let place = self
            .stored
            .episodes
            .iter()
            .position(|one| *one.key() == key);
        let place = place.unwrap_or_else(|| {
            self.stored.episodes.push(Episode::new(key));
            self.stored.episodes.len().saturating_sub(1)
        });
        &mut self.stored.episodes[place]
    }

    /// The episode of a position, if there is one.
    pub(super) fn known_episode(&self, key: &PositionKey) -> Option<&Episode> {
        let key = rule_key(key, Rule::Health);
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
        let mut snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|one| one.snapshot.as_ref());
        snapshots.all(|snapshot| matches!(snapshot.agreement, Agreement::Matches(_)))
    }

    pub(super) fn data_failed(&mut self, now: Millis) {
        if let Some(watch) = &mut self.watch {
            watch.data.read_failed(now.timestamp());
        }
        self.emit("error", json!({ "kind": "read" }));
        self.check_could_not_read();
    }

    /// Lets the alarms see the time: repeats, and the alarm about silence.
    pub(super) fn tick_alarms(&mut self, now: Millis) {
        let seconds = now.timestamp();
        let cadence = self.cadence();
        let worst = self.worst_level();
        let known = self.data_is_known(now);
        let silence = match &mut self.watch {
            Some(watch) => watch.data.tick(seconds, cadence, worst),
            None => return,
        };
        if let Some(notice) = silence {
            self.tell(now, &notice, None);
        }
        let snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|watched| watched.snapshot.clone());
        for snapshot in snapshots.collect::<Vec<_>>() {
            let rules = self.rules_for(Some(&snapshot));
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
        let mut snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|one| one.snapshot.as_ref());
        snapshots.any(|snapshot| snapshot.account_data.total_debt != U256::ZERO)
    }

    /// The wallet went away by itself, and with it the watch: that must not happen in silence.
    pub(super) fn tell_disconnected(&mut self) {
        if self.delivery.permission == PermissionState::Granted {
            self.effects.push(Effect::Notify(Notification {
                title: "Not watching: the wallet disconnected".to_owned(),
                body: "Connect it again to be called before liquidation.".to_owned(),
                tag: "margin-call:disconnected".to_owned(),
                renotify: true,
                stays: true,
                level: None,
            }));
        }
    }

    /// When the next alarm is due if nothing is read until then.
    pub(super) fn next_alarm(&self) -> Option<Millis> {
        let silence = self.watch.as_ref()?.data.next_due(self.cadence());
        let snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|one| one.snapshot.as_deref());
        let repeats = snapshots.filter_map(|snapshot| {
            let episode = self.known_episode(&key_of(snapshot))?;
            episode.next_due(&self.rules_for(Some(snapshot)))
        });
        repeats.chain(silence).min().map(Millis::from)
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
        let snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|one| one.snapshot.as_deref());
        snapshots
            .filter_map(|one| self.rules_for(Some(one)).ladder.level_of(one.health()))
            .max()
    }

    pub(super) fn acknowledge(&mut self, now: Millis, key: &PositionKey) {
        let rules = self.rules_for(self.reader.snapshot(key));
        let episode = self.episode_of(key);
        episode.acknowledge(&rules, now.timestamp());
        let tag = episode.tag();
        self.effects.push(Effect::CloseNotification { tag });
        self.note(now, Some(key.clone()), LogKind::Acknowledged);
        self.store();
    }

    /// Tells the person: in the log, to the host page, and by a notification where that is allowed.
    pub(super) fn tell(&mut self, now: Millis, notice: &Notice, snapshot: Option<&Snapshot>) {
        let key = snapshot.map(key_of);
        let what = match (notice.kind, notice.reading.map(|reading| reading.health)) {
            (NoticeKind::Cleared, Some(health)) => LogKind::Cleared { health },
            (NoticeKind::Liquidated, _) => LogKind::Liquidated,
            (NoticeKind::WatchingAgain { from, to }, _) => {
                let gap = Gap { from, to };
                self.gap = Some(gap);
                LogKind::WatchingAgain { gap }
            }
            (_, Some(health)) => LogKind::Called {
                level: notice.level,
                health,
            },
            (_, None) => LogKind::LostSight,
        };
        self.note(now, key, what);
        self.emit_level(notice, snapshot);
        if self.delivery.permission == PermissionState::Granted {
            let notification = self.worded(notice, snapshot);
            self.effects.push(Effect::Notify(notification));
        }
    }

    fn worded(&self, notice: &Notice, snapshot: Option<&Snapshot>) -> Notification {
        let legs = snapshot
            .and_then(|one| one.position_unverified().legs(one.block.timestamp).ok())
            .unwrap_or_default();
        let debts: Vec<&str> = legs
            .iter()
            .filter(|leg| leg.debt.is_some())
            .map(|leg| leg.symbol.as_str())
            .collect();
        let market = snapshot.map_or_else(
            || self.facts().name.to_owned(),
            |one| format!("{} {}", one.market.protocol().name(), one.market.name),
        );
        let facts = NoticeFacts {
            market: &market,
            debts: &debts,
            drawdown: snapshot
                .and_then(drawdown_of)
                .and_then(drawdown::Drawdown::fall),
        };
        let text = notice_text(notice, &facts);
        Notification {
            title: text.title,
            body: text.body,
            tag: notice.tag.clone(),
            renotify: notice.renotify(),
            stays: notice.renotify() && notice.level >= Level::Call,
            level: Some(notice.level),
        }
    }

    pub(super) fn note(&mut self, now: Millis, position: Option<PositionKey>, what: LogKind) {
        self.log.push_front(LogEntry {
            at: now.timestamp(),
            position,
            what,
        });
        self.log.truncate(LOG);
    }

    fn emit_position(&mut self, snapshot: &Snapshot) {
        let data = &snapshot.account_data;
        let decimals = snapshot.position_unverified().base_decimals();
        let health = match snapshot.health() {
            Health::NoDebt => None,
            Health::Ratio(ratio) => Some(exact(ratio)),
        };
        let detail = json!({
            "chain": snapshot.market.chain.0,
            "market": snapshot.market.name,
            "account": snapshot.account.to_string(),
            "block": snapshot.block.number,
            "healthFactor": health,
            "matchesChain": matches!(snapshot.agreement, Agreement::Matches(_)),
            "collateral": { "raw": data.total_collateral.to_string(), "decimals": decimals },
            "debt": { "raw": data.total_debt.to_string(), "decimals": decimals },
        });
        self.emit("position", detail);
    }

    fn emit_level(&mut self, notice: &Notice, snapshot: Option<&Snapshot>) {
        let kind = match notice.kind {
            NoticeKind::Entered => "entered",
            NoticeKind::Escalated => "escalated",
            NoticeKind::Repeated => "repeated",
            NoticeKind::Cleared => "cleared",
            NoticeKind::Liquidated => "liquidated",
            NoticeKind::Unwatched { .. } => "unwatched",
            NoticeKind::WatchingAgain { .. } => "watching-again",
        };
        let detail = json!({
            "kind": kind,
            "level": notice.level.id(),
            "market": snapshot.map(|one| one.market.name.as_ref()),
            "tag": notice.tag,
        });
        self.emit("level", detail);
    }

    pub(super) fn permission_read(&mut self, now: Millis, permission: PermissionState) {
        if permission == self.delivery.permission {
            return;
        }
        self.delivery.permission = permission;
        self.delivery.proof = Proof::Untested;
        self.delivery_problem = None;
        if permission == PermissionState::Granted {
            self.notify_again(now);
        }
    }

    /// What is firing was told while nothing could be shown: now it can.
    fn notify_again(&mut self, now: Millis) {
        let snapshots = self.reader.markets.iter();
        let snapshots: Vec<_> = snapshots.filter_map(|one| one.snapshot.clone()).collect();
        for snapshot in &snapshots {
            let rules = self.rules_for(Some(snapshot));
            let Some(episode) = self.known_episode(&key_of(snapshot)) else {
                continue;
            };
            let Phase::Firing(level) = episode.phase(&rules) else {
                continue;
            };
            let notice = Notice {
                kind: NoticeKind::Repeated,
                level,
                tag: episode.tag(),
                reading: episode.latest(),
                current: self.data_is_known(now),
                at: now.timestamp(),
            };
            let notification = self.worded(&notice, Some(snapshot));
            self.effects.push(Effect::Notify(notification));
        }
    }

    pub(super) fn test_notification(&mut self) {
        if self.delivery.permission != PermissionState::Granted {
            return;
        }
        self.delivery.proof = Proof::Sent;
        self.delivery_problem = None;
        self.effects.push(Effect::Notify(Notification {
            title: "Test: this is how a margin call arrives".to_owned(),
            body: "If you can read this outside the page, notifications reach you.".to_owned(),
            tag: TEST_TAG.to_owned(),
            renotify: true,
            stays: false,
            level: None,
        }));
    }

    pub(super) fn test_seen(&mut self, seen: bool) {
        self.delivery.proof = if seen { Proof::Seen } else { Proof::Failed };
        self.effects.push(Effect::CloseNotification {
            tag: TEST_TAG.to_owned(),
        });
    }

    pub(super) fn notification_shown(&mut self, tag: &str) {
        self.delivery_problem = None;
        if tag == TEST_TAG && self.delivery.proof == Proof::Sent {
            self.delivery.proof = Proof::Shown;
        }
    }

    pub(super) fn notification_failed(&mut self, _tag: &str, reason: String) {
        self.delivery.proof = Proof::Failed;
        self.delivery_problem = Some(reason);
    }

    /// A click on a notification proves delivery, and opens the position with its top-up.
    pub(super) fn notification_clicked(&mut self, now: Millis, tag: &str) {
        self.delivery.proof = Proof::Seen;
        if !self.open_by_tag(now, tag) {
            // The page was opened by this click: nothing is read yet.
            self.open_on_arrival = Some(tag.to_owned());
        }
    }

    /// Opens what a click on a notification asked for before anything was read.
    pub(super) fn open_clicked(&mut self, now: Millis) {
        if let Some(tag) = self.open_on_arrival.take() {
            self.open_by_tag(now, &tag);
        }
    }

    fn open_by_tag(&mut self, now: Millis, tag: &str) -> bool {
        let snapshots = self
            .reader
            .markets
            .iter()
            .filter_map(|one| one.snapshot.as_deref());
        let clicked = snapshots.map(key_of).find(|key| {
            self.known_episode(key)
                .is_some_and(|episode| episode.tag() == tag)
        });
        let found = clicked.is_some();
        if let Some(key) = clicked {
            self.open_top_up(now, key);
        }
        found
    }

    pub(super) fn visibility_changed(&mut self, now: Millis, visible: bool) {
        self.visible = visible;
        if visible {
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

/// What a snapshot says to an episode.
pub(super) fn observation(snapshot: &Snapshot) -> Observation {
    Observation {
        block_number: snapshot.block.number,
        health: snapshot.health(),
        liquidated: false,
    }
}

/// How far all volatile collateral may fall together; none when our math is not confirmed.
pub(super) fn drawdown_of(snapshot: &Snapshot) -> Option<drawdown::Drawdown> {
    let position = snapshot.position()?;
    let at = snapshot.block.timestamp;
    let legs = position.legs(at).ok()?;
    let unit = crate::math::pow10(position.base_decimals()).ok()?;
    let falling = drawdown::volatile_collateral(&legs, unit);
    drawdown::to_liquidation(position, &falling, at).ok()
}
