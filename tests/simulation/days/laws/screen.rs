//! What was told is on the screen, once, and stays there until it is answered or over.

use std::collections::{BTreeMap, BTreeSet};

use margin_call::alert::Level;
use margin_call::engine::{LevelDetail, LevelKind, Notification};

use super::Law;
use crate::reading::Several;

#[derive(Debug, Default)]
pub struct Screen {
    /// What was told and notified in the event at hand.
    told: Vec<LevelDetail>,
    notified: Vec<Notification>,
    /// What the browser was asked to show, and has not said that it did: since the page is awake, and before.
    asked_for: BTreeSet<String>,
    owed: BTreeSet<String>,
    /// Of how many calls each notification tells that is on the screen.
    calls: BTreeMap<String, usize>,
    /// What told of several has left it, so that the others are put back.
    taken_apart: usize,
    /// The page does not know what of this is on the screen: what it knew was not kept.
    is_mistaken: bool,
}

fn is_call(told: &LevelDetail) -> bool {
    matches!(
        told.kind,
        LevelKind::Entered | LevelKind::Escalated | LevelKind::Repeated
    )
}

impl Screen {
    pub fn told(&mut self, told: &LevelDetail) {
        self.told.push(told.clone());
    }

    pub fn notified(&mut self, notification: Notification) {
        self.asked_for.insert(notification.tag.clone());
        self.notified.push(notification);
    }

    pub fn closed(&mut self, tag: &str) {
        if self.calls.remove(tag).is_some_and(|calls| calls > 1) {
            self.taken_apart += 1;
        }
    }

    pub fn is_shown(&mut self, tag: &str) {
        self.asked_for.remove(tag);
        self.owed.remove(tag);
    }

    /// The page is opened, and finds what it knew of the screen, or does not.
    pub fn opened(&mut self) {
        self.is_mistaken = false;
    }

    /// What it knew of the screen was not kept.
    pub fn errs(&mut self) {
        self.is_mistaken = true;
    }

    pub fn slept(&mut self) {
        self.owed.append(&mut self.asked_for);
    }

    /// After every event; so many calls are neither answered nor over.
    pub fn after(&mut self, is_open: bool, unanswered: usize) -> Law {
        let told = core::mem::take(&mut self.told);
        let notified = core::mem::take(&mut self.notified);
        let apart = core::mem::take(&mut self.taken_apart);
        let wrong = |why: &str| Err(format!("{why}: told {told:?}, notified {notified:?}"));
        // What was told and is on no notification yet.
        let mut open: Vec<&LevelDetail> = told.iter().collect();
        let mut several = Vec::new();
        let mut put_back = 0;
        for one in &notified {
            let read = Several::read(one)?;
            let calls = match &read {
                Some(read) => read.count(),
                None => usize::from(one.title.contains("argin call: ") || is_bare(&one.title)),
            };
            self.calls.insert(one.tag.clone(), calls);
            match open.iter().position(|told| told.tag == one.tag) {
                // What was told of it is what is shown of it.
                Some(place) if read.is_none() => drop(open.remove(place)),
                // Who has left what told of several takes nobody along.
                _ if !one.renotify && calls > 0 => put_back += 1,
                _ if read.is_some() => several.extend(read.map(|read| (one, read))),
                // A call that a page told, and died or slept before it was shown, is shown after that: once.
                _ if self.owed.remove(&one.tag) => {}
                _ if is_open => return wrong("shown, and not told"),
                _ => {}
            }
        }
        if put_back > apart && !self.is_mistaken {
            return wrong("put back, and nothing was taken apart");
        }
        // All calls at once that are on no notification of their own are told together, in one.
        let together = |one: &&LevelDetail| is_call(one);
        let (calls, others): (Vec<_>, Vec<_>) = open.into_iter().partition(together);
        match several.as_slice() {
            [] => {}
            [(one, read)] => {
                let worst = calls.iter().map(|told| told.level).max();
                let mut owed = self.owed.iter();
                let was_owed = owed.find(|tag| tag.contains(":health:")).cloned();
                let is_new =
                    !calls.is_empty() || was_owed.is_some_and(|tag| self.owed.remove(&tag));
                let names_all = read.count() >= calls.len() && one.level >= worst;
                if is_open && !(is_new && names_all) {
                    return wrong("several are told of anew");
                }
                if !others.is_empty() && is_open {
                    return wrong("told and not shown");
                }
            }
            _ => return wrong("several of several"),
        }
        let is_all = several.len() == 1 || calls.is_empty();
        if is_open && !(is_all && others.is_empty()) {
            return wrong("told and not shown");
        }
        let on_screen: usize = self.calls.values().sum();
        match is_open && on_screen < unanswered {
            true => wrong(&format!(
                "{unanswered} calls are open, and on the screen are {:?}",
                self.calls
            )),
            false => Ok(()),
        }
    }
}

/// The titles of calls that are not named so.
fn is_bare(title: &str) -> bool {
    let watch = format!("{}: ", Level::Watch.word());
    let begins = [
        watch.as_str(),
        "Liquidatable now: ",
        "Liquidation paused: ",
        "Pre-liquidatable now: ",
    ];
    begins.iter().any(|begin| title.starts_with(begin))
}
