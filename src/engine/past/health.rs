//! How the health of one position went, and what happened to it.

use std::sync::Arc;

use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::super::value::{read, text};
use super::super::view::{HistoryMark, HistoryPoint, PositionKey};
use super::saved::Saved;
use super::thinned::{self, Keeps, Point, Thinned};
use crate::math::{Timestamp, Wad};
use crate::risk::Health;

/// So many marks, the newest.
const MARKS: usize = 40;
/// Two of one kind within this time are one, told by two tabs.
const ONE_MARK_S: u64 = 60;
/// Health is kept in millionths.
const MILLIONTH: U256 = U256::from_limbs([1_000_000_000_000, 0, 0, 0]);

/// How the health of one position went.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HealthLine {
    key: PositionKey,
    points: Thinned,
    marks: Arc<[HistoryMark]>,
    shown: Arc<[HistoryPoint]>,
    pub(super) saved: Saved,
}

#[derive(Serialize, Deserialize)]
struct Text {
    of: PositionKey,
    points: Vec<u64>,
    marks: Vec<HistoryMark>,
}

impl HealthLine {
    pub(super) fn new(key: PositionKey) -> Self {
        Self {
            key,
            points: Thinned::new(Keeps::Lowest),
            marks: [].into(),
            shown: [].into(),
            saved: Saved::default(),
        }
    }

    /// Reads what [`save`](Self::save) wrote.
    pub(super) fn found(value: &str) -> Option<Self> {
        let Text { of, points, marks } = read(value)?;
        let mut line = Self::new(of);
        line.points.learn(thinned::points(&points)?);
        line.mark(marks);
        line.saved = Saved::found(value, line.points.newest());
        line.show();
        Some(line)
    }

    pub(super) fn key(&self) -> &PositionKey {
        &self.key
    }

    pub(super) fn shown(&self) -> Arc<[HistoryPoint]> {
        self.shown.clone()
    }

    pub(super) fn marks(&self) -> Arc<[HistoryMark]> {
        self.marks.clone()
    }

    pub(super) fn push(&mut self, at: Timestamp, block: u64, health: Health) {
        let value = value_of(health);
        self.points.push(Point { at, value, block });
        self.show();
    }

    /// Puts marks in, where they are not there already.
    pub(super) fn mark(&mut self, marks: impl IntoIterator<Item = HistoryMark>) {
        let mut all: Vec<HistoryMark> = self.marks.iter().copied().chain(marks).collect();
        all.sort_unstable();
        let mut kept: Vec<HistoryMark> = Vec::new();
        for mark in all {
            let is_same = |one: &&HistoryMark| {
                one.kind == mark.kind && mark.at.0.saturating_sub(one.at.0) < ONE_MARK_S
            };
            if !kept.iter().rev().any(|one| is_same(&one)) {
                kept.push(mark);
            }
        }
        let surplus = kept.len().saturating_sub(MARKS);
        kept.drain(..surplus);
        self.marks = kept.into();
    }

    /// Takes back what was read at a height and above.
    pub(super) fn take_back(&mut self, block: u64) {
        if self.points.take_back(block) {
            self.saved.hurry();
            self.show();
        }
    }

    /// Takes in what another tab wrote; `is_newer`: after this one did. Whether there is more here
    /// than lies in the store now.
    pub(super) fn learn(&mut self, other: Self, is_newer: bool) -> bool {
        self.points.learn(other.points.points().iter().copied());
        self.mark(other.marks.iter().copied());
        self.show();
        if is_newer {
            self.saved.is_other(other.saved);
        }
        !is_newer
    }

    pub(super) fn save(&mut self, all: bool) {
        let newest = self.points.newest();
        if self.saved.is_due(newest, all) {
            let value = Text {
                of: self.key.clone(),
                points: thinned::numbers(self.points.points()),
                marks: self.marks.to_vec(),
            };
            self.saved.save(text(&value), newest);
        }
    }

    fn show(&mut self) {
        let points = self.points.points().iter();
        let points = points.map(|one| HistoryPoint {
            at: one.at,
            health: health_of(one.value),
        });
        self.shown = points.collect();
    }
}

/// Millionths, rounded down; no debt is the greatest.
fn value_of(health: Health) -> u64 {
    match health {
        Health::NoDebt => u64::MAX,
        Health::Ratio(ratio) => {
            let millionths = ratio.raw().checked_div(MILLIONTH).unwrap_or_default();
            millionths.saturating_to::<u64>().min(u64::MAX - 1)
        }
    }
}

fn health_of(value: u64) -> Health {
    match value {
        u64::MAX => Health::NoDebt,
        // Below 2^64 * 2^40.
        value => Health::Ratio(Wad::from_raw(U256::from(value).saturating_mul(MILLIONTH))),
    }
}
