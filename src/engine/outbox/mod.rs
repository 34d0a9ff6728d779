//! What was decided to tell, until it was told. Decided is not told: a page can be killed in between,
//! and a browser can refuse.
//!
//! Every notice is a letter, one for a rule: the later takes the place of the earlier. It is handed to
//! the browser as soon as that is allowed, again when the browser refused or did not answer, and lies
//! in the store all the while, so that a reload or another tab goes on with it. What is not so any
//! more is not sent. Calls that are due at once are sent as one.

mod letter;
mod subject;
#[cfg(test)]
mod tests;
mod together;

use std::collections::BTreeSet;

use alloy::primitives::Address;

use super::Millis;
use crate::alert::{Notice, NoticeKind};
pub(super) use letter::Letter;
pub(super) use subject::Subject;
pub(super) use together::{Envelope, tag_of_worst};

/// All letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outbox(Vec<Letter>);

/// What can happen to letters.
pub(super) enum Input<'a> {
    /// This was decided.
    Decided(Subject, &'a Notice),
    /// The browser showed the notification with this tag.
    Shown(&'a str),
    /// It did not.
    Refused(&'a str),
    /// The person answered what has this tag, or it ended otherwise.
    Answered(&'a str),
    /// Nothing of this account is to be on the screen.
    Muted(Address),
    /// This account is not watched any more.
    Left(Address),
    /// Something may be shown that could not be before.
    Allowed,
    /// How each of them stands now.
    Time(&'a dyn Fn(&Letter) -> Standing),
    /// The same, outside of the browser.
    Pass(&'a dyn Fn(&Letter) -> Standing),
    /// Of what has this tag the one of this order was passed on there.
    Passed(&'a str, u64),
}

/// Whether a letter is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is so, and may be told.
    Stands,
    /// Not now: it is not allowed, is another tab's to do, or nothing is known yet.
    Waits,
    /// It is not so any more.
    Over,
}

/// What is to be done; the store is to keep what comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// Nothing else.
    Keep,
    /// Show it.
    Send(Envelope),
    /// Pass it on outside of the browser.
    Pass(Envelope),
    /// Take the notification with this tag off the screen.
    Close(String),
}

impl Outbox {
    /// The one way in.
    pub(super) fn on(&mut self, now: Millis, input: Input<'_>) -> Vec<Output> {
        match input {
            Input::Decided(about, notice) => self.decided(about, notice),
            Input::Shown(tag) => self.under(tag).for_each(Letter::shown),
            Input::Refused(tag) => self.under(tag).for_each(Letter::refused),
            Input::Answered(tag) => {
                self.of(tag).for_each(Letter::end);
                return vec![Output::Close(tag.to_owned())];
            }
            Input::Muted(account) => return self.taken_off(account, Letter::withdraw),
            Input::Left(account) => return self.taken_off(account, Letter::end),
            Input::Allowed => self.0.iter_mut().for_each(Letter::hurry),
            Input::Time(standing) => return self.time(now, standing),
            Input::Pass(standing) => return self.pass(now, standing),
            Input::Passed(tag, order) => {
                let own = self.of(tag).filter(|one| one.order() == order);
                own.for_each(Letter::was_passed);
            }
        }
        Vec::new()
    }

    /// When the next of those that are so is to be passed on outside of the browser.
    pub(super) fn passes_at(
        &self,
        now: Millis,
        standing: impl Fn(&Letter) -> Standing,
    ) -> Option<Millis> {
        let open = self.0.iter().filter(|one| one.passes_at(now).is_some());
        let open = open.filter(|one| standing(one) != Standing::Waits);
        open.filter_map(|one| one.passes_at(now)).min()
    }

    /// When the next of those that are so is to be handed to the browser.
    pub(super) fn due(
        &self,
        now: Millis,
        standing: impl Fn(&Letter) -> Standing,
    ) -> Option<Millis> {
        let open = self.0.iter().filter(|one| one.due_at(now).is_some());
        let open = open.filter(|one| standing(one) == Standing::Stands);
        open.filter_map(|one| one.due_at(now)).min()
    }

    /// Every letter, as it is stored.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Letter> {
        self.0.iter()
    }

    /// The letters that a notification with this tag shows.
    pub(super) fn shown_by(&self, tag: &str) -> impl Iterator<Item = &Letter> {
        self.0.iter().filter(move |one| is_under(one, tag))
    }

    /// Whether the browser was given a letter under this tag, and nobody has answered it.
    pub(super) fn is_out(&self, tag: &str) -> bool {
        self.shown_by(tag).any(Letter::is_out)
    }

    /// Takes in a letter as another tab keeps it. Whether there is more to be stored than that.
    pub(super) fn learn(&mut self, now: Millis, mut theirs: Letter) -> bool {
        theirs.leave(now);
        let mut own = self.0.iter_mut();
        match own.find(|one| one.slot() == theirs.slot()) {
            None => self.0.push(theirs),
            Some(own) if own.rank() < theirs.rank() => *own = theirs,
            Some(own) if own.rank() > theirs.rank() => return true,
            // Whatever else differs, either will do: each tab keeps its own.
            Some(own) => {
                own.take_in(&theirs);
                return own.has_come_farther_than(&theirs);
            }
        }
        false
    }

    fn of(&mut self, tag: &str) -> impl Iterator<Item = &mut Letter> {
        self.0.iter_mut().filter(move |one| one.notice().tag == tag)
    }

    fn under(&mut self, tag: &str) -> impl Iterator<Item = &mut Letter> {
        self.0.iter_mut().filter(move |one| is_under(one, tag))
    }

    fn decided(&mut self, about: Subject, notice: &Notice) {
        let before = self.0.iter().position(|one| one.slot() == notice.slot());
        let before = before.map(|place| self.0.remove(place));
        let mut letter = Letter::new(about, notice.clone(), before.as_ref());
        // The end of what nobody has heard of outside the page is no news there.
        let is_end = matches!(
            notice.kind,
            NoticeKind::Cleared | NoticeKind::Relaxed | NoticeKind::WatchingAgain { .. }
        );
        if is_end && before.is_some_and(|one| one.is_unheard()) {
            letter.end();
        }
        self.0.push(letter);
    }

    /// All that is on the screen of an account leaves it; whoever was named beside it stays.
    fn taken_off(&mut self, account: Address, change: fn(&mut Letter)) -> Vec<Output> {
        let own = self.0.iter_mut();
        let own = own.filter(|one| one.about().account() == Some(account));
        let mut beside = BTreeSet::new();
        let mut outputs: Vec<Output> = own
            .map(|one| {
                change(one);
                beside.extend(one.beside().map(str::to_owned));
                one.stand_alone();
                Output::Close(one.notice().tag.clone())
            })
            .collect();
        let apart = beside.iter();
        outputs.extend(apart.map(|tag| together::take_apart(&mut self.0, tag, true)));
        outputs
    }

    fn pass(&mut self, now: Millis, standing: &dyn Fn(&Letter) -> Standing) -> Vec<Output> {
        let mut outputs = Vec::new();
        let mut passed = Vec::new();
        for letter in &mut self.0 {
            let Some(at) = letter.passes_at(now) else {
                continue;
            };
            match standing(letter) {
                Standing::Over => {
                    letter.never_passes();
                    outputs.push(Output::Keep);
                }
                Standing::Stands if at <= now => {
                    letter.passing(now);
                    passed.push(letter.clone());
                }
                Standing::Stands | Standing::Waits => {}
            }
        }
        outputs.extend(Envelope::all(passed).map(Output::Pass));
        outputs
    }

    fn time(&mut self, now: Millis, standing: &dyn Fn(&Letter) -> Standing) -> Vec<Output> {
        // Nearly always there is nothing to do.
        if self.0.iter().all(|one| one.is_over() && !one.has_left()) {
            return Vec::new();
        }
        let mut outputs = Vec::new();
        let stands = |letter: &mut Letter| {
            if letter.is_over() {
                return Standing::Over;
            }
            let standing = standing(letter);
            if standing == Standing::Over {
                letter.end();
                outputs.push(Output::Keep);
            }
            standing
        };
        let standings: Vec<Standing> = self.0.iter_mut().map(stands).collect();
        outputs.extend(together::part(&mut self.0, &standings));
        let mut calls = Vec::new();
        for (place, (letter, standing)) in self.0.iter_mut().zip(&standings).enumerate() {
            let is_due = letter.due_at(now).is_some_and(|at| at <= now);
            match *standing == Standing::Stands && is_due {
                true if letter.calls() => calls.push(place),
                true => {
                    letter.tried(now);
                    outputs.push(Output::Send(Envelope::of(letter.clone())));
                }
                false => {}
            }
        }
        outputs.extend(together::join(now, &mut self.0, &calls, &standings));
        outputs
    }
}

/// Whether a notification with this tag shows a letter.
fn is_under(letter: &Letter, tag: &str) -> bool {
    letter.notice().tag == tag || letter.beside() == Some(tag)
}
