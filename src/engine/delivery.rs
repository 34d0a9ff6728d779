//! Whether notifications arrive, and what a click on one opens.

use alloy::primitives::Address;

use super::chains::Watched;
use super::notification::{Notification, PermissionState, Proof};
use super::rescue;
use super::telling::About;
use super::{Effect, Engine, Millis, key_of};
use crate::alert::{Notice, NoticeKind, Phase};

/// Tag of the test notification.
const TEST_TAG: &str = "margin-call:test";

impl Engine {
    pub(super) fn permission_read(&mut self, now: Millis, permission: PermissionState) {
        if permission == self.delivery.permission {
            return;
        }
        self.delivery.permission = permission;
        self.delivery.proof = Proof::Untested;
        self.delivery_problem = None;
        if permission == PermissionState::Granted {
            self.notify_again(now, |_| true);
        }
    }

    /// The calls of an account are to be shown on the page alone, or not any more.
    pub(super) fn mute(&mut self, now: Millis, account: Address, muted: bool) {
        self.stored.list.mute(now, account, muted);
        self.store();
        if !muted {
            return self.notify_again(now, |one| one == account);
        }
        let own = self.chains.snapshots().filter(|one| one.account == account);
        let episodes = own.filter_map(|one| self.known_episode(&key_of(one)));
        let tags: Vec<String> = episodes.map(|episode| episode.tag()).collect();
        let closed = tags
            .into_iter()
            .map(|tag| Effect::CloseNotification { tag });
        self.effects.extend(closed);
    }

    /// What is firing was told while nothing could be shown, or of these accounts was not to be: now
    /// it can.
    fn notify_again(&mut self, now: Millis, of: impl Fn(Address) -> bool) {
        if self.delivery.permission != PermissionState::Granted {
            return;
        }
        let list = &self.stored.list;
        let is_told = |account| of(account) && !list.is_muted(account);
        let own = self.chains.iter().filter(|one| !one.is_led);
        let own = own.flat_map(Watched::snapshots);
        let snapshots: Vec<_> = own.filter(|one| is_told(one.account)).cloned().collect();
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
                current: self.position_is_known(now, &key_of(snapshot)),
                at: now.timestamp(),
            };
            let notification = self.worded(&notice, About::Position(snapshot));
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
        let clicked = self.chains.snapshots().map(key_of).find(|key| {
            self.known_episode(key)
                .is_some_and(|episode| episode.tag() == tag)
        });
        let Some(key) = clicked else { return false };
        self.rescue_on(now, rescue::Input::Open(key.clone()));
        // Not where another top-up is under way, or none can be made: tried once more with the next
        // read.
        self.tops_up(&key)
    }
}
