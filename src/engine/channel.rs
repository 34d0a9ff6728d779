//! Whether notifications reach the person: what the browser allows, and what was seen to arrive.

use serde::{Deserialize, Serialize};

use super::Millis;
use super::kept::Kept;
use super::notification::{Delivery, Notification, PermissionState, Proof};

/// Tag of the test notification.
const TEST_TAG: &str = "margin-call:test";

/// So long one that was seen proves that the next arrives, milliseconds: a system's settings may be others
/// after that.
const PROVES_MS: u64 = 30 * 86_400_000;

/// When the person last saw that one arrived. It outlives the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Arrived {
    at_ms: u64,
}

impl Arrived {
    const fn at(now: Millis) -> Self {
        Self { at_ms: now.0 }
    }

    /// Whether it still proves something. What is of later than now is of a clock that was wrong.
    fn proves(self, now: Millis) -> bool {
        let age = now.0.checked_sub(self.at_ms);
        age.is_some_and(|age| age < PROVES_MS)
    }
}

/// What is kept of that.
type Memory = Kept<Option<Arrived>>;

/// How far the test of now is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trial {
    None,
    Sent,
    Shown,
    Failed,
}

/// The browser's notifications.
#[derive(Debug)]
pub(super) struct Channel {
    permission: PermissionState,
    trial: Trial,
    /// The browser's words when it refused one, and has shown none since.
    problem: Option<String>,
}

impl Default for Channel {
    fn default() -> Self {
        Self {
            permission: PermissionState::Unknown,
            trial: Trial::None,
            problem: None,
        }
    }
}

impl Channel {
    /// Whether anything may be shown.
    pub(super) fn is_open(&self) -> bool {
        self.permission == PermissionState::Granted
    }

    /// What is known of it.
    pub(super) fn delivery(&self, now: Millis, arrived: Option<Arrived>) -> Delivery {
        let proof = match (self.trial, arrived.filter(|one| one.proves(now))) {
            (Trial::None, Some(seen)) => Proof::Seen {
                at: Millis(seen.at_ms).timestamp(),
            },
            (Trial::None, None) => Proof::Untested,
            (Trial::Sent, _) => Proof::Sent,
            (Trial::Shown, _) => Proof::Shown,
            (Trial::Failed, _) => Proof::Failed,
        };
        Delivery {
            permission: self.permission,
            proof,
        }
    }

    /// Why the last notification was not shown.
    pub(super) const fn problem(&self) -> Option<&String> {
        self.problem.as_ref()
    }

    /// The browser says what it allows. What was proven under another permission proves nothing.
    pub(super) fn allowed(&mut self, permission: PermissionState, arrived: &mut Memory) {
        let was = self.permission;
        if permission == was {
            return;
        }
        *self = Self {
            permission,
            ..Self::default()
        };
        // What a page says first is what was so when it was last open, unless it is a no.
        let is_first = was == PermissionState::Unknown;
        let is_given = permission == PermissionState::Granted;
        if !(is_first && is_given) {
            forget(arrived);
        }
    }

    /// A notification to try it with, where it may be tried.
    pub(super) fn test(&mut self) -> Option<Notification> {
        if !self.is_open() {
            return None;
        }
        self.trial = Trial::Sent;
        self.problem = None;
        Some(Notification {
            title: "Test: this is how a margin call arrives".to_owned(),
            body: "If you can read this outside the page, notifications reach you.".to_owned(),
            tag: TEST_TAG.to_owned(),
            renotify: true,
            stays: false,
            level: None,
            answers: Vec::new(),
        })
    }

    /// The person saw the test, or did not; the tag of what is on the screen of it. What the browser has not
    /// shown yet nobody saw.
    pub(super) fn test_seen(&mut self, now: Millis, seen: bool, arrived: &mut Memory) -> String {
        match seen {
            true if self.trial == Trial::Shown => self.clicked(now, arrived),
            true => {}
            false => self.failed(arrived),
        }
        TEST_TAG.to_owned()
    }

    /// The browser showed something.
    pub(super) fn shown(&mut self, tag: &str) {
        // What failed by the browser's word works by it again; what the person did not see does not.
        if self.problem.take().is_some() && self.trial == Trial::Failed {
            self.trial = Trial::None;
        }
        if tag == TEST_TAG && self.trial == Trial::Sent {
            self.trial = Trial::Shown;
        }
    }

    /// The browser did not show something.
    pub(super) fn refused(&mut self, reason: String, arrived: &mut Memory) {
        self.failed(arrived);
        self.problem = Some(reason);
    }

    /// The person clicked a notification, or says that they saw it: it arrived.
    pub(super) fn clicked(&mut self, now: Millis, arrived: &mut Memory) {
        self.trial = Trial::None;
        **arrived = Some(Arrived::at(now));
    }

    fn failed(&mut self, arrived: &mut Memory) {
        self.trial = Trial::Failed;
        forget(arrived);
    }
}

fn forget(arrived: &mut Memory) {
    arrived.edit(Option::take);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;

    const DAY_MS: u64 = 86_400_000;
    const NOW: Millis = Millis(1_800_000_000_000);

    fn open(kept: &mut Memory) -> Channel {
        let mut channel = Channel::default();
        channel.allowed(PermissionState::Granted, kept);
        channel
    }

    /// One that was tried and seen.
    fn seen(kept: &mut Memory) -> Channel {
        let mut channel = open(kept);
        assert!(channel.test().is_some());
        channel.shown(TEST_TAG);
        let _ = channel.test_seen(NOW, true, kept);
        channel
    }

    fn proof(channel: &Channel, now: Millis, kept: &Memory) -> Proof {
        channel.delivery(now, **kept).proof
    }

    const SEEN: Proof = Proof::Seen {
        at: Timestamp(1_800_000_000),
    };

    #[test]
    fn only_what_the_person_saw_proves_that_it_arrives() {
        let mut kept = Memory::default();
        let mut channel = open(&mut kept);
        assert!(channel.test().is_some());
        channel.shown("1:0xpool:0xme:health:1");
        assert_eq!(proof(&channel, NOW, &kept), Proof::Sent);
        let _ = channel.test_seen(NOW, true, &mut kept);
        assert_eq!(proof(&channel, NOW, &kept), Proof::Sent, "not shown yet");
        channel.shown(TEST_TAG);
        assert_eq!(proof(&channel, NOW, &kept), Proof::Shown);
        let _ = channel.test_seen(NOW, true, &mut kept);
        assert_eq!(proof(&channel, NOW, &kept), SEEN);
        channel.allowed(PermissionState::Denied, &mut kept);
        channel.allowed(PermissionState::Granted, &mut kept);
        assert_eq!(proof(&channel, NOW, &kept), Proof::Untested);
    }

    #[test]
    fn what_was_seen_proves_for_thirty_days_also_on_the_next_page() {
        let mut kept = Memory::default();
        let _ = seen(&mut kept);
        let next = open(&mut kept);
        let after = |ms| proof(&next, Millis(NOW.0 + ms), &kept);
        assert_eq!(after(0), SEEN);
        assert_eq!(after(30 * DAY_MS - 1), SEEN);
        assert_eq!(after(30 * DAY_MS), Proof::Untested);
        let earlier = Millis(NOW.0 - 1);
        assert_eq!(proof(&next, earlier, &kept), Proof::Untested, "a clock");
        // A test that is under way is what is known now.
        let mut next = next;
        assert!(next.test().is_some());
        assert_eq!(proof(&next, NOW, &kept), Proof::Sent);
    }

    #[test]
    fn what_was_seen_proves_nothing_once_permission_was_another_or_one_did_not_arrive() {
        use PermissionState::{Denied, Granted, NotAsked};
        for other in [Denied, NotAsked] {
            let mut kept = Memory::default();
            let _ = seen(&mut kept);
            let mut next = Channel::default();
            next.allowed(other, &mut kept);
            next.allowed(Granted, &mut kept);
            assert_eq!(proof(&next, NOW, &kept), Proof::Untested, "{other:?}");
        }
        // It is read from the store only after the browser said that it was not asked.
        let mut late = Memory::default();
        let mut next = Channel::default();
        next.allowed(NotAsked, &mut late);
        let _ = seen(&mut late);
        next.allowed(Granted, &mut late);
        assert_eq!(proof(&next, NOW, &late), Proof::Untested);

        for fails in [
            |one: &mut Channel, kept: &mut Memory| one.refused("no".to_owned(), kept),
            |one: &mut Channel, kept: &mut Memory| drop(one.test_seen(NOW, false, kept)),
        ] {
            let mut kept = Memory::default();
            let mut channel = seen(&mut kept);
            fails(&mut channel, &mut kept);
            assert_eq!(proof(&channel, NOW, &kept), Proof::Failed);
            assert_eq!(proof(&open(&mut kept), NOW, &kept), Proof::Untested);
        }
    }

    #[test]
    fn a_refusal_is_over_when_something_is_shown_and_what_was_not_seen_stays_unseen() {
        let mut kept = Memory::default();
        let mut channel = open(&mut kept);
        let is_armed = |channel: &Channel, kept: &Memory| channel.delivery(NOW, **kept).is_armed();
        channel.refused("no".to_owned(), &mut kept);
        assert!(!is_armed(&channel, &kept));
        channel.shown("1:0xpool:0xme:health:1");
        assert!(is_armed(&channel, &kept));
        assert_eq!(channel.problem(), None);
        let _ = channel.test_seen(NOW, false, &mut kept);
        channel.shown("1:0xpool:0xme:health:1");
        assert!(!is_armed(&channel, &kept));
    }

    #[test]
    fn nothing_is_tried_that_is_not_allowed() {
        assert_eq!(Channel::default().test(), None);
    }
}
