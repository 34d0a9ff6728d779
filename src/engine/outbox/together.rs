//! Letters that are shown as one: positions that come to a level at once make one notification, not one
//! each.
//!
//! It is a way of showing them and nothing more: each stays the letter that it is, with its own episode,
//! answer and arrival. A letter knows the notification that names it beside others. Whoever is called anew
//! is shown together with those that are named there already, and with those that were called just before:
//! chains are read one after another. Who leaves it, answered or over, takes nobody along: it goes, and
//! the others are put back without a sound.

use std::collections::BTreeSet;

use super::super::Millis;
use super::{Letter, Output, Standing};

/// What was called so lately came at once with what is called now, seconds.
const AT_ONCE_S: u64 = 60;

/// Before the tag of the worst in that of several.
const SEVERAL: &str = "together:";

/// What is shown, or passed on, as one.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Envelope {
    /// What replaces it on the screen has this tag again.
    pub(in super::super) tag: String,
    /// The worst of what is in it.
    pub(in super::super) worst: Letter,
    /// The others, where several are called at once.
    others: Vec<Letter>,
    /// Something of it is to be heard.
    pub(in super::super) is_loud: bool,
}

impl Envelope {
    /// A letter by itself.
    pub(super) fn of(letter: Letter) -> Self {
        Self {
            tag: letter.notice().tag.clone(),
            is_loud: letter.is_loud(),
            worst: letter,
            others: Vec::new(),
        }
    }

    /// What is passed on at once: the calls as one, each of the others by itself.
    pub(super) fn all(letters: Vec<Letter>) -> impl Iterator<Item = Self> {
        let (calls, others): (Vec<_>, Vec<_>) = letters.into_iter().partition(Letter::calls);
        let mut calls = worst_first(calls).into_iter();
        let worst = calls.next().map(Self::of);
        let calls = worst.map(|one| Self {
            others: calls.collect(),
            ..one
        });
        calls.into_iter().chain(others.into_iter().map(Self::of))
    }

    /// All that is in it.
    pub(in super::super) fn letters(&self) -> impl Iterator<Item = &Letter> {
        core::iter::once(&self.worst).chain(&self.others)
    }
}

/// The tag of the worst, as several were shown first under theirs; of one its own.
pub(in super::super) fn tag_of_worst(tag: &str) -> &str {
    let several = tag.strip_prefix(SEVERAL);
    let worst = several.and_then(|rest| rest.rsplit_once(':'));
    worst.map_or(tag, |(worst, _)| worst)
}

fn worst_first(mut calls: Vec<Letter>) -> Vec<Letter> {
    calls.sort_by(|one, other| {
        let [one, other] = [one, other].map(|letter| (letter.notice().badness(), letter.slot()));
        one.cmp(&other)
    });
    calls
}

/// Where somebody has left what names several, the others are put back: as soon as all of them can be.
pub(super) fn part(letters: &mut [Letter], standings: &[Standing]) -> Vec<Output> {
    let gone = letters.iter().filter(|one| one.has_left());
    let tags: BTreeSet<String> = gone.filter_map(Letter::beside).map(str::to_owned).collect();
    let mut outputs = Vec::new();
    for tag in tags {
        let waits = |(one, standing): (&Letter, &Standing)| {
            let stays = one.beside() == Some(&tag) && !one.has_left();
            stays && *standing != Standing::Stands
        };
        if !letters.iter().zip(standings).any(waits) {
            // What is over and calls still was answered; else it is something else by now.
            let mut gone = letters.iter().filter(|one| one.beside() == Some(&tag));
            let by_person = gone.any(|one| one.has_left() && one.calls());
            outputs.push(take_apart(letters, &tag, by_person));
        }
    }
    outputs
}

/// Takes what names several off the screen, and puts back whoever is still called.
///
/// Without a sound, where it was shown, or a person is there who has answered one of them: else nobody may have
/// heard of it.
pub(super) fn take_apart(letters: &mut [Letter], tag: &str, by_person: bool) -> Output {
    let named = letters.iter_mut().filter(|one| one.beside() == Some(tag));
    for letter in named {
        letter.stand_alone();
        match letter.calls() {
            true if letter.is_shown() || (letter.is_out() && by_person) => letter.put_back(),
            true if letter.is_out() => letter.withdraw(),
            _ => {}
        }
    }
    Output::Close(tag.to_owned())
}

/// Shows the calls that are due, together with those that they belong to.
pub(super) fn join(
    now: Millis,
    letters: &mut [Letter],
    due: &[usize],
    standings: &[Standing],
) -> Vec<Output> {
    let comes = |(place, (one, standing)): &(usize, (&Letter, &Standing))| {
        let age_s = now.timestamp().0.saturating_sub(one.notice().at.0);
        let is_at_once = one.calls() && one.is_out() && age_s <= AT_ONCE_S;
        let stands = **standing == Standing::Stands;
        due.contains(place) || !due.is_empty() && is_at_once && stands
    };
    let all = || letters.iter().zip(standings).enumerate();
    let named = all().filter(comes).filter_map(|(_, (one, _))| one.beside());
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    // Who is called already stays named: also while nothing is known of it, or what it was told since waits.
    let is_beside = |letter: &Letter| {
        let is_named = letter.beside().is_some_and(|tag| named.contains(tag));
        is_named && letter.calls() && !letter.is_over()
    };
    let places = all().filter(|one| comes(one) || is_beside(one.1.0));
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    let at = |letters: &[Letter], places: &[usize]| -> Vec<Letter> {
        let there = places.iter().filter_map(|place| letters.get(*place));
        there.cloned().collect()
    };
    let is_loud = at(letters, due).iter().any(Letter::is_loud);
    let members = worst_first(at(letters, &places));
    let Some(worst) = members.first() else {
        return Vec::new();
    };
    let is_several = members.len() > 1;
    let tag = match members.iter().find_map(Letter::beside) {
        Some(known) if is_several => known.to_owned(),
        None if is_several => format!("{SEVERAL}{}:{}", worst.notice().tag, worst.round()),
        _ => worst.notice().tag.clone(),
    };
    // What named them before goes: all whom it names are here.
    let before = members.iter().filter_map(Letter::beside);
    let mut closed: BTreeSet<String> = before.map(str::to_owned).collect();
    for (place, letter) in letters.iter_mut().enumerate() {
        if places.contains(&place) {
            if is_several && letter.beside().is_none() && letter.is_out() {
                closed.insert(letter.notice().tag.clone());
            }
            letter.stand_beside(is_several.then(|| tag.clone()));
            if due.contains(&place) {
                letter.tried(now);
            }
        }
    }
    closed.remove(&tag);
    let mut outputs: Vec<Output> = closed.into_iter().map(Output::Close).collect();
    let mut sent = worst_first(at(letters, &places)).into_iter();
    outputs.extend(sent.next().map(|worst| {
        let others = sent.collect();
        Output::Send(Envelope {
            tag,
            worst,
            others,
            is_loud,
        })
    }));
    outputs
}
