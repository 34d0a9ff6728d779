//! What this widget keeps in the browser, item by item, and what lies there of it.
//!
//! All tabs of the page write to one store, and hear when another has written. Of every item the one
//! that was written later counts; what lies in the store and is not what counts is written over. A
//! text that cannot be read costs that item alone. One of a newer program, which may be open in
//! another tab, is left as it is, unless the person changes that very setting here.

mod text;

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::Address;

use super::effect::Effect;
use super::past;
use super::stored::{Stored, part_of};
use super::view::{MemoryPart, Origin};
use super::{Engine, Millis};
use text::{Unreadable, Written};

/// The items, as far as they are known to lie in the store.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Nothing is written before it is known what would be written over.
    is_read: bool,
    items: BTreeMap<String, Item>,
    /// What cannot be read and is not to stay, unless it is written over.
    useless: BTreeSet<String>,
    /// What could not be read, and was not known otherwise.
    unreadable: Vec<MemoryPart>,
}

/// One item as it counts here.
#[derive(Debug)]
struct Item {
    value: String,
    /// When that was written, milliseconds since 1970; zero: never.
    at: u64,
    lies: Lies,
}

/// What lies in the store for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lies {
    /// What counts, or nothing where that says the same.
    Ours,
    /// Something else.
    Other,
    /// Something that a newer program wrote.
    Newer,
}

impl Item {
    fn is_gone(&mut self) {
        self.lies = match self.at {
            0 => Lies::Ours,
            _ => Lies::Other,
        };
    }
}

impl Memory {
    /// Whether it was read.
    pub(super) fn is_read(&self) -> bool {
        self.is_read
    }

    /// The store says all that it holds: as the widget starts, and whenever something may have been
    /// missed.
    fn restored(&mut self, now: Millis, items: &BTreeMap<String, String>, stored: &mut Stored) {
        if !self.is_read {
            let by_default = Stored::default().settings().into_iter();
            let (at, lies) = (0, Lies::Ours);
            self.items = by_default
                .map(|(name, value)| (name, Item { value, at, lies }))
                .collect();
        }
        self.is_read = true;
        self.items.values_mut().for_each(Item::is_gone);
        for (name, text) in items {
            self.says(now, name, Some(text), stored);
        }
    }

    /// The store says what lies there for an item: another tab wrote it, or took it away.
    fn says(&mut self, now: Millis, name: &str, text: Option<&str>, stored: &mut Stored) {
        let Some(part) = part_of(name).filter(|_| self.is_read) else {
            return;
        };
        self.useless.remove(name);
        let Some(text) = text else {
            if past::is_line(name) {
                // Whoever forgets an account takes away what was read of it.
                stored.past.is_gone(name);
                self.items.remove(name);
            }
            return self.items.get_mut(name).into_iter().for_each(Item::is_gone);
        };
        match text::read(text) {
            Err(Unreadable::Newer) => {
                self.report(part);
                self.item(name).lies = Lies::Newer;
            }
            Err(Unreadable::Damaged) => self.lost(name, part),
            Ok(written) => {
                if self.take(now, name, written, stored).is_none() {
                    self.lost(name, part);
                }
            }
        }
    }

    /// Takes in what another tab wrote, or this one before a reload; none where it makes no sense.
    fn take(
        &mut self,
        now: Millis,
        name: &str,
        written: Written,
        stored: &mut Stored,
    ) -> Option<()> {
        let Written { at, value } = written;
        let item = self.item(name);
        // Written at the same time, the greater counts: all tabs say the same.
        let is_newer = (at, &value) > (item.at, &item.value);
        if item.value != value {
            let has_more = stored.take(now, name, &value, is_newer)?;
            match has_more {
                false => item.value = stored.item(name).unwrap_or(value),
                true if is_newer => item.value = value,
                true => {}
            }
            item.lies = if has_more { Lies::Other } else { Lies::Ours };
        } else {
            item.lies = Lies::Ours;
        }
        item.at = item.at.max(at);
        Some(())
    }

    fn item(&mut self, name: &str) -> &mut Item {
        let unknown = Item {
            value: String::new(),
            at: 0,
            lies: Lies::Ours,
        };
        self.items.entry(name.to_owned()).or_insert(unknown)
    }

    /// What lies in the store cannot be read. Where it is known here what counts, nothing is lost.
    fn lost(&mut self, name: &str, part: MemoryPart) {
        let item = self.item(name);
        item.is_gone();
        if item.at == 0 {
            self.useless.insert(name.to_owned());
            self.report(part);
        }
    }

    fn report(&mut self, part: MemoryPart) {
        if !self.unreadable.contains(&part) {
            self.unreadable.push(part);
        }
    }

    /// An item is of no use any more.
    pub(super) fn forget(&mut self, name: &str) {
        if self.items.remove(name).is_some() {
            self.useless.insert(name.to_owned());
        }
    }

    /// What is to be written and taken away, so that what counts lies in the store. `by_person`:
    /// what has changed is what the person wants.
    fn keep(&mut self, now: Millis, stored: &mut Stored, by_person: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.is_read {
            return effects;
        }
        let touched = stored.touched();
        for (name, value) in &touched {
            let item = self.item(name);
            if item.value == *value {
                continue;
            }
            // Later than what it changes, whatever the clock says.
            item.at = now.0.max(item.at.saturating_add(1));
            item.value.clone_from(value);
            if item.lies != Lies::Newer || by_person {
                item.lies = Lies::Other;
            }
        }
        let others = self.items.iter_mut();
        for (name, item) in others.filter(|(_, item)| item.lies == Lies::Other) {
            // What is not held any more is not put back.
            if !touched.contains_key(name) && stored.item(name).is_none() {
                continue;
            }
            item.lies = Lies::Ours;
            self.useless.remove(name);
            let text = Some(text::write(item.at, &item.value));
            let item = name.clone();
            effects.push(Effect::Store { item, text });
        }
        let useless = core::mem::take(&mut self.useless).into_iter();
        effects.extend(useless.map(|item| Effect::Store { item, text: None }));
        effects
    }

    /// The store did not take something: all is tried again when something changes.
    pub(super) fn refused(&mut self) {
        let ours = self.items.values_mut();
        ours.filter(|item| item.lies == Lies::Ours)
            .for_each(Item::is_gone);
    }

    /// What could not be read.
    pub(super) fn unreadable(&self) -> &[MemoryPart] {
        &self.unreadable
    }

    /// The person has taken note of that.
    pub(super) fn dismiss(&mut self) {
        self.unreadable.clear();
    }
}

impl Engine {
    /// The store says all that it holds.
    pub(super) fn restored(&mut self, now: Millis, items: &BTreeMap<String, String>) {
        let is_first = !self.memory.is_read();
        let before = self.stored.clone();
        let watched = self.accounts();
        self.memory.restored(now, items, &mut self.stored);
        self.forget_lines();
        if is_first {
            self.stored.list.forget_gone(now);
            match self.config.deployment_url.clone() {
                Some(url) => self.effects.push(Effect::FetchDeployment { url }),
                None => self.start_session(now),
            }
        } else {
            self.memory_changed(now, &before, &watched);
        }
        self.store();
    }

    /// The store says what lies there for an item.
    pub(super) fn item_is(&mut self, now: Millis, name: &str, text: Option<&str>) {
        let before = self.stored.clone();
        let watched = self.accounts();
        let unreadable = self.memory.unreadable().len();
        self.memory.says(now, name, text, &mut self.stored);
        self.forget_lines();
        if self.stored.shows_other(&before) || unreadable != self.memory.unreadable().len() {
            self.touch();
        }
        self.memory_changed(now, &before, &watched);
        self.store();
    }

    /// A page that was put away has not heard what other tabs wrote meanwhile.
    pub(super) fn read_again(&mut self, visible: bool) {
        if visible && self.memory.is_read() {
            self.effects.push(Effect::Restore);
        }
    }

    /// What another tab changed holds here too, from now on.
    fn memory_changed(&mut self, now: Millis, before: &Stored, watched: &[(Address, Origin)]) {
        if !self.started {
            return;
        }
        if self.stored.list != before.list {
            self.forget_gone(watched);
        }
        if self.stored.reach != before.reach {
            self.name_endpoints(now);
        }
        if self.stored.searched_at != before.searched_at {
            self.find.restore(self.stored.searched_at.map(Millis));
        }
        self.leave_doubtful();
        self.note_told(before);
    }

    /// Writes down what must outlive the page. If that fails the person is told, and a reload may
    /// call again what was called: towards a duplicate, never towards silence.
    pub(super) fn store(&mut self) {
        let kept = self
            .memory
            .keep(self.clock.now(), &mut self.stored, self.by_person);
        self.effects.extend(kept);
    }
}

#[cfg(test)]
mod tests;
