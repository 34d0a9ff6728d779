//! A tone for a call: what is heard by who is in the room and looks elsewhere. A person turns it on;
//! whether the browser lets it be heard is found out, and said.

use crate::alert::{Level, Notice, NoticeKind};

/// What is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// A margin call.
    Call,
    /// It cannot wait.
    Urgent,
}

/// Whether the browser lets a tone of this page be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hearing {
    /// It has not said yet.
    #[default]
    Unknown,
    /// It does.
    Open,
    /// Not before somebody clicks in the page.
    Closed,
    /// It makes none.
    Unsupported,
}

/// What is asked of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundRequest {
    /// Be ready, and tell whether a tone would be heard, now and whenever that changes.
    Prepare,
    /// Let it be heard.
    Play(Tone),
    /// Nothing is to be heard any more.
    Release,
}

/// The tones of this page.
#[derive(Debug, Default)]
pub(super) struct Speaker {
    is_on: bool,
    hearing: Hearing,
    /// What is to be heard of the event at hand: of several calls the worst.
    due: Option<Tone>,
    /// Something was not to be heard in quiet hours.
    is_held_back: bool,
}

impl Speaker {
    /// Whether the person wants to hear anything, as is stored: another tab may have changed it.
    pub(super) fn follow(&mut self, wanted: bool) -> Option<SoundRequest> {
        if core::mem::replace(&mut self.is_on, wanted) == wanted {
            return None;
        }
        self.hearing = Hearing::Unknown;
        Some(match wanted {
            true => SoundRequest::Prepare,
            false => SoundRequest::Release,
        })
    }

    /// The browser says whether a tone would be heard; whether that is news.
    pub(super) fn hears(&mut self, hearing: Hearing) -> bool {
        core::mem::replace(&mut self.hearing, hearing) != hearing
    }

    /// Something is to be heard.
    pub(super) fn call(&mut self, tone: Tone) {
        self.due = self.due.max(Some(tone));
    }

    /// Something would be heard, and is not now.
    pub(super) fn hold_back(&mut self) {
        self.is_held_back = self.is_on;
    }

    /// Whether something waits for the end of quiet hours.
    pub(super) fn holds_back(&self) -> bool {
        self.is_held_back
    }

    /// Nothing waits any more; whether something did.
    pub(super) fn let_go(&mut self) -> bool {
        core::mem::take(&mut self.is_held_back)
    }

    /// What is to be heard now; nothing where nobody wants to hear any, or would: a browser keeps what it does
    /// not let be heard, and lets all of it be heard at once, hours later. Where a person has just clicked it does.
    pub(super) fn play(&mut self, by_person: bool) -> Option<SoundRequest> {
        let is_heard = self.is_on && (by_person || self.hearing != Hearing::Closed);
        self.due.take().filter(|_| is_heard).map(SoundRequest::Play)
    }

    /// Whether tones are heard; none where nobody wants any.
    pub(super) fn hearing(&self) -> Option<Hearing> {
        self.is_on.then_some(self.hearing)
    }
}

/// What is heard of a notice. Watch makes no sound, and neither does an end, nor what has time.
pub(super) fn tone_of(notice: &Notice) -> Option<Tone> {
    let is_call = match notice.kind {
        NoticeKind::Entered
        | NoticeKind::Escalated
        | NoticeKind::Repeated
        | NoticeKind::Liquidated
        | NoticeKind::MaybeLiquidated
        | NoticeKind::Unwatched { .. }
        | NoticeKind::Disputed => true,
        NoticeKind::Cleared
        | NoticeKind::Relaxed
        | NoticeKind::WatchingAgain { .. }
        | NoticeKind::RulesChanged
        | NoticeKind::ChangeQueued { .. } => false,
    };
    tone_at(notice.level).filter(|_| is_call)
}

/// What is heard of a level.
pub(super) fn tone_at(level: Level) -> Option<Tone> {
    match level {
        Level::Watch => None,
        Level::Call => Some(Tone::Call),
        Level::Urgent | Level::Liquidatable => Some(Tone::Urgent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;

    fn notice(kind: NoticeKind, level: Level) -> Notice {
        Notice {
            kind,
            level,
            tag: String::new(),
            reading: None,
            current: true,
            at: Timestamp(7),
            changes: Vec::new(),
            without: None,
            takings: Vec::new(),
        }
    }

    #[test]
    fn a_call_is_heard_and_neither_watch_nor_an_end_is() {
        let tone = |kind, level| tone_of(&notice(kind, level));
        assert_eq!(tone(NoticeKind::Entered, Level::Watch), None);
        assert_eq!(tone(NoticeKind::Entered, Level::Call), Some(Tone::Call));
        assert_eq!(tone(NoticeKind::Repeated, Level::Call), Some(Tone::Call));
        for level in [Level::Urgent, Level::Liquidatable] {
            assert_eq!(tone(NoticeKind::Escalated, level), Some(Tone::Urgent));
        }
        let since = Timestamp(1);
        let silence = NoticeKind::Unwatched { since };
        assert_eq!(tone(silence, Level::Urgent), Some(Tone::Urgent));
        assert_eq!(tone(silence, Level::Watch), None);
        for ended in [NoticeKind::Cleared, NoticeKind::RulesChanged] {
            assert_eq!(tone(ended, Level::Liquidatable), None);
        }
    }

    #[test]
    fn nothing_is_heard_that_nobody_wants_and_what_another_tab_chose_is_followed() {
        let mut speaker = Speaker::default();
        speaker.call(Tone::Call);
        assert_eq!(speaker.play(false), None);
        assert_eq!(speaker.follow(false), None);
        assert_eq!(speaker.follow(true), Some(SoundRequest::Prepare));
        assert_eq!(speaker.follow(true), None);
        assert_eq!(speaker.play(false), None, "what was due before is over");
        for tone in [Tone::Call, Tone::Urgent, Tone::Call] {
            speaker.call(tone);
        }
        assert_eq!(speaker.play(false), Some(SoundRequest::Play(Tone::Urgent)));
        assert_eq!(speaker.play(false), None, "several at once are one");
        assert!(speaker.hears(Hearing::Closed));
        speaker.call(Tone::Call);
        assert_eq!(speaker.play(false), None, "it would be heard hours later");
        speaker.call(Tone::Call);
        assert!(speaker.play(true).is_some(), "a click opens it");
        assert!(!speaker.hears(Hearing::Closed));
        assert_eq!(speaker.hearing(), Some(Hearing::Closed));
        assert_eq!(speaker.follow(false), Some(SoundRequest::Release));
        assert_eq!(speaker.hearing(), None);
        // What the browser said then says nothing of the next time.
        let _ = speaker.follow(true);
        assert_eq!(speaker.hearing(), Some(Hearing::Unknown));
    }
}
