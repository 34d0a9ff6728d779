//! One letter: a notice that was decided, whom it is about, and how far it has come.

use serde::{Deserialize, Serialize};

use super::super::Millis;
use super::subject::Subject;
use crate::alert::{Level, Notice, NoticeKind};
use crate::math::Timestamp;

/// How long the browser may take to say that it showed something, milliseconds; of each try after
/// that four times as long, up to the longest.
const SHOWN_WITHIN_MS: u64 = 20_000;
const LONGEST_WAIT_MS: u64 = 600_000;
/// A letter of another tab is left to that one for so long: it is at it, unless it has died of it.
const LEFT_FOR_MS: u64 = 4_000;
/// A server that is down for a moment is not waited for so long.
const PASSED_AGAIN_MS: u64 = 60_000;

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

/// How far a letter has come to the channel outside of the browser, which may come and go without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Passed {
    /// Not, though it was tried so often; it is not tried again before then, milliseconds since 1970.
    No { tries: u8, again_at: u64 },
    /// It needs not be: it is not for there, or not so any more.
    #[default]
    Never,
    /// It was.
    Yes,
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
    #[serde(default)]
    passed: Passed,
    /// The tag of the notification that names it beside others, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    /// It was shown before, and is only put back on the screen.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    is_put_back: bool,
    /// Until then it is left to the tab that wrote it.
    #[serde(skip)]
    left_until: Millis,
}

impl Letter {
    /// A letter, in place of the one `before` it in its slot.
    pub(super) fn new(about: Subject, mut notice: Notice, before: Option<&Self>) -> Self {
        let next = |one: &Self| one.order.saturating_add(1);
        // A queued change is told as it would be now, as loud as that is: nothing of it adds up.
        let adds_up = |one: &&Self| one.notice.kind == NoticeKind::RulesChanged;
        let unheard = before.filter(adds_up).filter(|one| one.is_unheard());
        let is_news = unheard.is_none_or(|one| notice.take_in(&one.notice.changes));
        // What may have been seized does not unsay what was.
        if let Some(sure) = before.filter(|one| one.is_surer_than(&notice)) {
            (notice.kind, notice.level) = (sure.notice.kind, sure.notice.level);
        }
        let same = before.filter(|one| one.notice.tag == notice.tag);
        let is_for_there = match notice.renotify() {
            true => is_for_a_telephone(&notice),
            // The end of what nobody was told there is no news there.
            false => before.is_some_and(|one| one.passed == Passed::Yes),
        };
        Self {
            order: notice.at.0.max(before.map_or(0, next)),
            heard: same.is_some_and(|one| !one.is_unheard()),
            notice,
            about,
            beside: before.and_then(|one| one.beside.clone()),
            is_put_back: false,
            left_until: Millis::default(),
            round: 0,
            // Rules that are again what they were when the person heard last are no news.
            state: if is_news { State::NEW } else { State::Over },
            passed: match is_news && is_for_there {
                true => Passed::No {
                    tries: 0,
                    again_at: 0,
                },
                false => Passed::Never,
            },
        }
    }

    /// When it is to be passed on outside of the browser; none: it need not be.
    pub(in super::super) fn passes_at(&self, now: Millis) -> Option<Millis> {
        match self.passed {
            Passed::No { again_at, .. } => Some(self.not_left(again_at, now)),
            Passed::Never | Passed::Yes => None,
        }
    }

    /// It is passed on.
    pub(super) fn passing(&mut self, now: Millis) {
        if let Passed::No { tries, .. } = self.passed {
            self.passed = Passed::No {
                tries: tries.saturating_add(1),
                again_at: now.plus(wait_ms(tries).min(PASSED_AGAIN_MS)).0,
            };
        }
    }

    /// Another tab wrote it.
    pub(super) fn leave(&mut self, now: Millis) {
        self.left_until = now.plus(LEFT_FOR_MS);
    }

    /// When this tab is to do what is to be done then.
    fn not_left(&self, at: u64, now: Millis) -> Millis {
        let left_until = not_too_late(self.left_until.0, now);
        not_too_late(at, now).max(left_until)
    }

    /// It was passed on.
    pub(super) fn was_passed(&mut self) {
        if matches!(self.passed, Passed::No { .. }) {
            self.passed = Passed::Yes;
        }
    }

    /// It need not be passed on any more.
    pub(super) fn never_passes(&mut self) {
        if matches!(self.passed, Passed::No { .. }) {
            self.passed = Passed::Never;
        }
    }

    /// Of the same letter, as another tab has it, the farther it has come on each way.
    pub(super) fn take_in(&mut self, theirs: &Self) {
        if theirs.state >= self.state && theirs.beside.is_some() {
            self.beside.clone_from(&theirs.beside);
        }
        self.state = self.state.max(theirs.state);
        self.passed = self.passed.max(theirs.passed);
    }

    /// What is told.
    pub(in super::super) fn notice(&self) -> &Notice {
        &self.notice
    }

    /// Which of those of its slot: a later one takes its place under the same tag.
    pub(in super::super) fn order(&self) -> u64 {
        self.order
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

    /// Whether it is a call for a position, that can be told together with others.
    pub(super) fn calls(&self) -> bool {
        let calls = matches!(
            self.notice.kind,
            NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated
        );
        calls && self.about.position().is_some()
    }

    /// The tag of the notification that names it beside others, if one does.
    pub(in super::super) fn beside(&self) -> Option<&str> {
        self.beside.as_deref()
    }

    /// That names it now.
    pub(super) fn stand_beside(&mut self, tag: Option<String>) {
        self.beside = tag;
    }

    /// None does any more.
    pub(super) fn stand_alone(&mut self) {
        self.beside = None;
    }

    /// Whether it is not called any more where it is named.
    pub(super) fn has_left(&self) -> bool {
        self.beside.is_some() && (self.is_over() || !self.calls())
    }

    /// What named it was taken off the screen, and it stays: it is shown again, without a sound.
    pub(super) fn put_back(&mut self) {
        self.withdraw();
        (self.heard, self.is_put_back) = (true, true);
    }

    /// Whether it was on the screen, and is to be there as long as it is so.
    pub(in super::super) fn was_shown(&self) -> bool {
        self.is_shown() || self.is_put_back
    }

    /// Whether it must be heard.
    pub(super) fn is_loud(&self) -> bool {
        self.notice.renotify() && !self.is_put_back
    }

    /// How often it was taken off the screen.
    pub(super) fn round(&self) -> u8 {
        self.round
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
    pub(in super::super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Whether nobody can have heard of it, or of its episode, outside the page.
    pub(super) fn is_unheard(&self) -> bool {
        !self.is_out() && !self.is_over() && !self.heard
    }

    /// When it is to be handed to the browser; none: it need not be.
    pub(in super::super) fn due_at(&self, now: Millis) -> Option<Millis> {
        match self.state {
            State::Due { again_at, .. } => Some(self.not_left(again_at, now)),
            State::Shown | State::Over => None,
        }
    }

    /// It is tried at once when it may be.
    pub(super) fn hurry(&mut self) {
        self.left_until = Millis::default();
        if let State::Due { again_at, .. } = &mut self.state {
            *again_at = 0;
        }
    }

    /// It is handed to the browser.
    pub(super) fn tried(&mut self, now: Millis) {
        if let State::Due { tries, .. } = self.state {
            self.state = State::Due {
                tries: tries.saturating_add(1),
                refused: false,
                again_at: now.plus(wait_ms(tries)).0,
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
        self.is_put_back = false;
    }

    /// Nothing more is to be done about it.
    pub(super) fn end(&mut self) {
        self.state = State::Over;
    }

    /// It was taken off the screen, and is to be shown when that is allowed again.
    pub(super) fn withdraw(&mut self) {
        if !self.is_over() {
            self.round = self.round.saturating_add(1);
            (self.state, self.is_put_back) = (State::NEW, false);
        }
    }

    /// Whether it has come farther than the same letter of another tab, on either way.
    pub(super) fn has_come_farther_than(&self, theirs: &Self) -> bool {
        self.state > theirs.state || self.passed > theirs.passed
    }

    /// Of two letters in one slot the one that counts, whichever tab has which: the later notice, and
    /// of the same the one that was taken off the screen more often.
    pub(super) fn rank(&self) -> (u64, Timestamp, &str, NoticeKind, u8) {
        let Notice { at, tag, kind, .. } = &self.notice;
        (self.order, *at, tag, *kind, self.round)
    }
}

/// What is worth a message outside of the browser: what calls, and what may have been lost.
fn is_for_a_telephone(notice: &Notice) -> bool {
    let may_be_lost = matches!(
        notice.kind,
        NoticeKind::MaybeLiquidated | NoticeKind::Unwatched { .. }
    );
    may_be_lost || notice.level >= Level::Call
}

/// How long it takes to be tried again, after so many tries.
fn wait_ms(tries: u8) -> u64 {
    let longer = SHOWN_WITHIN_MS.saturating_mul(4_u64.saturating_pow(tries.into()));
    longer.min(LONGEST_WAIT_MS)
}

/// What was put off by a clock that was fast is not put off by so much.
fn not_too_late(again_at: u64, now: Millis) -> Millis {
    match again_at > now.plus(LONGEST_WAIT_MS).0 {
        true => now,
        false => Millis(again_at),
    }
}
