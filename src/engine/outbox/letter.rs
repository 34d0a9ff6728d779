//! One letter: a notice that was decided, whom it is about, and how far it has come.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::Millis;
use super::super::view::PositionKey;
use crate::alert::{Notice, NoticeKind};
use crate::chain::ChainId;
use crate::math::Timestamp;

/// How long the browser may take to say that it showed something, milliseconds; of each try after
/// that four times as long, up to the longest.
const SHOWN_WITHIN_MS: u64 = 20_000;
const LONGEST_WAIT_MS: u64 = 600_000;

/// What a letter is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Subject {
    /// A position.
    Position(PositionKey),
    /// All that is watched on a chain.
    Chain(ChainId),
}

impl Subject {
    /// Where.
    pub(in super::super) fn chain(&self) -> ChainId {
        match self {
            Self::Position(key) => key.chain,
            Self::Chain(chain) => *chain,
        }
    }

    /// Which position; none where it is of a whole chain.
    pub(in super::super) fn position(&self) -> Option<&PositionKey> {
        match self {
            Self::Position(key) => Some(key),
            Self::Chain(_) => None,
        }
    }

    /// Whose.
    pub(in super::super) fn account(&self) -> Option<Address> {
        self.position().map(|key| key.account)
    }
}

/// How far a letter has come. A later one of these is never taken back for an earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Nobody is known to have seen it.
    Due {
        /// How often it was handed to the browser.
        tries: u8,
        /// The browser refused it the last time; else it has not answered, or was not asked.
        refused: bool,
        /// Not before then is it tried again, milliseconds since 1970.
        again_at: u64,
    },
    /// The browser showed it.
    Shown,
    /// The person answered, or it is not so any more.
    Over,
}

impl State {
    pub(super) const NEW: Self = Self::Due {
        tries: 0,
        refused: false,
        again_at: 0,
    };
}

/// A notice on its way to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Letter {
    notice: Notice,
    about: Subject,
    /// Greater than that of every letter before it in its slot, whatever the clocks say.
    order: u64,
    /// Something of the same episode reached the person before.
    heard: bool,
    /// How often it was taken off the screen, to be shown again.
    round: u8,
    state: State,
}

impl Letter {
    /// A letter, in place of the one `before` it in its slot.
    pub(super) fn new(about: Subject, mut notice: Notice, before: Option<&Self>) -> Self {
        let next = |one: &Self| one.order.saturating_add(1);
        let unheard = before.filter(|one| one.is_unheard() && !one.notice.changes.is_empty());
        let is_news = unheard.is_none_or(|one| notice.take_in(&one.notice.changes));
        // What may have been seized does not unsay what was.
        if let Some(sure) = before.filter(|one| one.is_surer_than(&notice)) {
            (notice.kind, notice.level) = (sure.notice.kind, sure.notice.level);
        }
        let same = before.filter(|one| one.notice.tag == notice.tag);
        Self {
            order: notice.at.0.max(before.map_or(0, next)),
            heard: same.is_some_and(|one| !one.is_unheard()),
            notice,
            about,
            round: 0,
            // Rules that are again what they were when the person heard last are no news.
            state: if is_news { State::NEW } else { State::Over },
        }
    }

    /// What is told.
    pub(in super::super) fn notice(&self) -> &Notice {
        &self.notice
    }

    /// What it is about.
    pub(in super::super) fn about(&self) -> &Subject {
        &self.about
    }

    /// Under which name it lies in the store: a later notice of the same rule takes its place.
    pub(in super::super) fn slot(&self) -> &str {
        self.notice.slot()
    }

    /// Whether the browser showed it.
    pub(in super::super) fn is_shown(&self) -> bool {
        self.state == State::Shown
    }

    /// Whether the browser has it: shown, or not refused yet.
    pub(super) fn is_out(&self) -> bool {
        match self.state {
            State::Due { tries, refused, .. } => tries > 0 && !refused,
            State::Shown => true,
            State::Over => false,
        }
    }

    /// Whether it tells of a seizure, is still to be shown, and the later notice only supposes one.
    fn is_surer_than(&self, later: &Notice) -> bool {
        let supposes = later.kind == NoticeKind::MaybeLiquidated;
        let is_due = matches!(self.state, State::Due { .. });
        supposes && is_due && self.notice.kind == NoticeKind::Liquidated
    }

    /// Whether nothing more is to be done about it.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Whether nobody can have heard of it, or of its episode, outside the page.
    pub(super) fn is_unheard(&self) -> bool {
        !self.is_out() && !self.is_over() && !self.heard
    }

    /// When it is to be handed to the browser; none: it need not be.
    pub(super) fn due_at(&self, now: Millis) -> Option<Millis> {
        match self.state {
            // What was put off by a clock that was fast is not put off by so much.
            State::Due { again_at, .. } if again_at > now.plus(LONGEST_WAIT_MS).0 => Some(now),
            State::Due { again_at, .. } => Some(Millis(again_at)),
            State::Shown | State::Over => None,
        }
    }

    /// It is tried at once when it may be.
    pub(super) fn hurry(&mut self) {
        if let State::Due { again_at, .. } = &mut self.state {
            *again_at = 0;
        }
    }

    /// It is handed to the browser.
    pub(super) fn tried(&mut self, now: Millis) {
        if let State::Due { tries, .. } = self.state {
            let longer = SHOWN_WITHIN_MS.saturating_mul(4_u64.saturating_pow(tries.into()));
            self.state = State::Due {
                tries: tries.saturating_add(1),
                refused: false,
                again_at: now.plus(longer.min(LONGEST_WAIT_MS)).0,
            };
        }
    }

    /// The browser did not take it.
    pub(super) fn refused(&mut self) {
        if let State::Due { refused, .. } = &mut self.state {
            *refused = true;
        }
    }

    /// The browser showed it.
    pub(super) fn shown(&mut self) {
        self.state = self.state.max(State::Shown);
    }

    /// Nothing more is to be done about it.
    pub(super) fn end(&mut self) {
        self.state = State::Over;
    }

    /// It was taken off the screen, and is to be shown when that is allowed again.
    pub(super) fn withdraw(&mut self) {
        if !self.is_over() {
            self.round = self.round.saturating_add(1);
            self.state = State::NEW;
        }
    }

    /// Of two letters in one slot the one that counts, whichever tab has which: the later notice, and
    /// of the same the one that has come further.
    pub(super) fn rank(&self) -> (u64, Timestamp, &str, NoticeKind, u8, State) {
        let Notice { at, tag, kind, .. } = &self.notice;
        (self.order, *at, tag, *kind, self.round, self.state)
    }
}
