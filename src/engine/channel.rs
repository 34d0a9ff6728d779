//! Whether notifications reach the person: what the browser allows, and what was seen to arrive.

use super::notification::{Delivery, Notification, PermissionState, Proof};

/// Tag of the test notification.
const TEST_TAG: &str = "margin-call:test";

/// The browser's notifications.
#[derive(Debug)]
pub(super) struct Channel {
    permission: PermissionState,
    proof: Proof,
    /// The browser's words when it refused one, and has shown none since.
    problem: Option<String>,
}

impl Default for Channel {
    fn default() -> Self {
        Self {
            permission: PermissionState::Unknown,
            proof: Proof::Untested,
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
    pub(super) const fn delivery(&self) -> Delivery {
        Delivery {
            permission: self.permission,
            proof: self.proof,
        }
    }

    /// Why the last notification was not shown.
    pub(super) const fn problem(&self) -> Option<&String> {
        self.problem.as_ref()
    }

    /// The browser says what it allows. What was proven under another permission proves nothing.
    pub(super) fn allowed(&mut self, permission: PermissionState) {
        if permission != self.permission {
            *self = Self {
                permission,
                ..Self::default()
            };
        }
    }

    /// A notification to try it with, where it may be tried.
    pub(super) fn test(&mut self) -> Option<Notification> {
        if !self.is_open() {
            return None;
        }
        self.proof = Proof::Sent;
        self.problem = None;
        Some(Notification {
            title: "Test: this is how a margin call arrives".to_owned(),
            body: "If you can read this outside the page, notifications reach you.".to_owned(),
            tag: TEST_TAG.to_owned(),
            renotify: true,
            stays: false,
            level: None,
        })
    }

    /// The person saw the test, or did not; the tag of what is on the screen of it.
    pub(super) fn test_seen(&mut self, seen: bool) -> String {
        self.proof = if seen { Proof::Seen } else { Proof::Failed };
        TEST_TAG.to_owned()
    }

    /// The browser showed something.
    pub(super) fn shown(&mut self, tag: &str) {
        // What failed by the browser's word works by it again; what the person did not see does not.
        if self.problem.take().is_some() && self.proof == Proof::Failed {
            self.proof = Proof::Untested;
        }
        if tag == TEST_TAG && self.proof == Proof::Sent {
            self.proof = Proof::Shown;
        }
    }

    /// The browser did not show something.
    pub(super) fn refused(&mut self, reason: String) {
        self.proof = Proof::Failed;
        self.problem = Some(reason);
    }

    /// The person clicked a notification: it arrived.
    pub(super) fn clicked(&mut self) {
        self.proof = Proof::Seen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Channel {
        let mut channel = Channel::default();
        channel.allowed(PermissionState::Granted);
        channel
    }

    #[test]
    fn only_what_the_person_saw_proves_that_it_arrives() {
        let mut channel = open();
        assert!(channel.test().is_some());
        channel.shown("1:0xpool:0xme:health:1");
        assert_eq!(channel.delivery().proof, Proof::Sent);
        channel.shown(TEST_TAG);
        assert_eq!(channel.delivery().proof, Proof::Shown);
        let _ = channel.test_seen(true);
        assert_eq!(channel.delivery().proof, Proof::Seen);
        channel.allowed(PermissionState::Denied);
        channel.allowed(PermissionState::Granted);
        assert_eq!(channel.delivery().proof, Proof::Untested);
    }

    #[test]
    fn a_refusal_is_over_when_something_is_shown_and_what_was_not_seen_stays_unseen() {
        let mut channel = open();
        channel.refused("no".to_owned());
        assert!(!channel.delivery().is_armed());
        channel.shown("1:0xpool:0xme:health:1");
        assert!(channel.delivery().is_armed());
        assert_eq!(channel.problem(), None);
        let _ = channel.test_seen(false);
        channel.shown("1:0xpool:0xme:health:1");
        assert!(!channel.delivery().is_armed());
    }

    #[test]
    fn nothing_is_tried_that_is_not_allowed() {
        assert_eq!(Channel::default().test(), None);
    }
}
