//! The text of a line as it was written last: it is written rarely, and read at every event.

use super::thinned::Point;
use crate::math::Timestamp;

/// A line that goes on is written no more often than this, seconds.
const SAVE_EVERY_S: u64 = 300;

/// What is to lie in the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved {
    /// None before it is written first.
    text: Option<String>,
    /// The time of the newest point in it.
    until: Timestamp,
    /// There is something that is not to wait.
    urgent: bool,
    /// It is another text since that was asked last.
    is_touched: bool,
}

impl Saved {
    /// As it came from the store.
    pub(super) fn found(text: &str, newest: Option<Point>) -> Self {
        Self {
            text: Some(text.to_owned()),
            until: newest.map(|one| one.at).unwrap_or_default(),
            urgent: false,
            is_touched: false,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether it is another text since it was [seen](Self::seen).
    pub(super) fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// It is taken to the store.
    pub(super) fn seen(&mut self) {
        self.is_touched = false;
    }

    /// What has happened is not to wait.
    pub(super) fn hurry(&mut self) {
        self.urgent = true;
    }

    /// Whether it is to be written now: `all`, whatever is not in it yet.
    pub(super) fn is_due(&self, newest: Option<Point>, all: bool) -> bool {
        let newest = newest.map(|one| one.at).unwrap_or_default();
        let since_s = newest.0.abs_diff(self.until.0);
        self.text.is_none() || self.urgent || since_s >= SAVE_EVERY_S || (all && since_s > 0)
    }

    /// Another text lies in the store now. What was not to wait here may not be in it.
    pub(super) fn is_other(&mut self, other: Self) {
        let urgent = self.urgent;
        *self = Self { urgent, ..other };
    }

    pub(super) fn save(&mut self, text: String, newest: Option<Point>) {
        *self = Self::found(&text, newest);
        self.is_touched = true;
    }
}
