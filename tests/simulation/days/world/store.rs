//! What the browser keeps for the page, and what becomes of that: it refuses what is written, loses all of
//! it, or gives back something else than it was given.

use std::collections::{BTreeMap, BTreeSet};

use margin_call::top_up::Slot;

use crate::random::Random;

/// What it takes of what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    All,
    Nothing,
    /// It is nearly full: no text that is longer.
    UpTo(usize),
}

/// What lies there of what the page wanted to be kept last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    This,
    /// Nothing, or nothing that can be read.
    Lost,
    /// What was wanted before that.
    Before,
}

#[derive(Debug)]
pub struct Store {
    pub items: BTreeMap<String, String>,
    /// What is written down of transactions that are under way.
    pub records: BTreeMap<Slot, String>,
    takes: Takes,
    pub until: u64,
    /// What the page wanted to be kept last.
    wanted: BTreeMap<String, String>,
    /// What was damaged, and not written since.
    damaged: BTreeSet<String>,
    is_record_damaged: bool,
}

impl Store {
    pub fn new() -> Self {
        Self {
            items: BTreeMap::new(),
            records: BTreeMap::new(),
            takes: Takes::All,
            until: u64::MAX,
            wanted: BTreeMap::new(),
            damaged: BTreeSet::new(),
            is_record_damaged: false,
        }
    }

    /// From now on it takes this, until then.
    pub fn becomes(&mut self, takes: Takes, until: u64) {
        (self.takes, self.until) = (takes, until);
    }

    fn takes(&self, text: Option<&String>) -> bool {
        match self.takes {
            Takes::All => true,
            Takes::Nothing => false,
            // What is taken away makes room.
            Takes::UpTo(longest) => text.is_none_or(|text| text.len() <= longest),
        }
    }

    /// The page wants this to be kept, or nothing. Whether it is.
    pub fn write(&mut self, item: String, text: Option<String>) -> bool {
        match &text {
            Some(text) => drop(self.wanted.insert(item.clone(), text.clone())),
            None => drop(self.wanted.remove(&item)),
        }
        let is_taken = self.takes(text.as_ref());
        if is_taken {
            self.damaged.remove(&item);
            match text {
                Some(text) => drop(self.items.insert(item, text)),
                None => drop(self.items.remove(&item)),
            }
        }
        is_taken
    }

    /// A record is changed, if what lies there is what it was thought to be.
    pub fn exchange(&mut self, slot: Slot, from: Option<&String>, to: Option<String>) {
        if self.records.get(&slot) == from && self.takes(to.as_ref()) {
            self.is_record_damaged = false;
            match to {
                Some(text) => drop(self.records.insert(slot, text)),
                None => drop(self.records.remove(&slot)),
            }
        }
    }

    pub fn clear(&mut self) {
        self.items.clear();
        self.records.clear();
        self.damaged.clear();
        self.is_record_damaged = false;
    }

    /// Some of it is damaged: the items, and whether a record is.
    pub fn damage(&mut self, random: &mut Random) -> (Vec<String>, bool) {
        let mut items = Vec::new();
        for (item, text) in &mut self.items {
            if random.chance(25) {
                *text = damaged(random, text);
                items.push(item.clone());
            }
        }
        self.damaged.extend(items.iter().cloned());
        for text in self.records.values_mut().filter(|_| random.chance(25)) {
            // It has no sum by which another digit would be seen.
            text.truncate(text.len() / 2);
            self.is_record_damaged = true;
        }
        (items, self.is_record_damaged)
    }

    /// Whether the record that lies there cannot be read.
    pub fn is_record_damaged(&self) -> bool {
        self.is_record_damaged
    }

    /// What cannot be read.
    pub fn unreadable(&self) -> impl Iterator<Item = &String> {
        self.damaged.iter()
    }

    /// What of that nobody wants to be kept.
    pub fn strange(&self) -> impl Iterator<Item = &String> {
        let wanted = &self.wanted;
        self.damaged
            .iter()
            .filter(|item| !wanted.contains_key(*item))
    }

    /// The page is gone: what lies there of each item that it wanted to be kept. The next one knows no more.
    pub fn left(&mut self) -> Vec<(String, Lies)> {
        let wanted = core::mem::replace(&mut self.wanted, self.items.clone());
        let lies = |item: &String, text: &String| match self.items.get(item) {
            Some(lies) if lies == text => Lies::This,
            Some(_) if !self.damaged.contains(item) => Lies::Before,
            _ => Lies::Lost,
        };
        let all = wanted
            .iter()
            .map(|(item, text)| (item.clone(), lies(item, text)));
        let all = all.collect();
        self.wanted.retain(|item, _| !self.damaged.contains(item));
        all
    }
}

/// A text of which the end is cut off, or a digit is another, or nothing is left.
fn damaged(random: &mut Random, text: &str) -> String {
    match random.within(0, 3) {
        0 => text.chars().take(text.len() / 2).collect(),
        1 => "{}".to_owned(),
        _ => {
            let mut bytes = text.as_bytes().to_vec();
            let digit = bytes.iter().rposition(u8::is_ascii_digit);
            if let Some(digit) = digit {
                bytes[digit] = b'0' + (bytes[digit] - b'0' + 1) % 10;
            }
            String::from_utf8(bytes).expect("a text")
        }
    }
}
