//! What becomes of what the page wants to be kept.

use std::collections::BTreeMap;

use margin_call::engine::Event;
use margin_call::top_up::Slot;

use super::store::Takes;
use super::{Item, World};

/// With something new, which comes more often than that, all is written that was refused before.
const WRITTEN_WITHIN_MS: u64 = 4 * 3_600_000;

impl World {
    /// The page wants an item to be kept, or nothing in its place.
    pub(super) fn keep(&mut self, item: String, text: Option<String>) {
        // However much is refused in one moment, the page hears of it as of one.
        if !self.store.write(item, text) && self.refused_at != self.now {
            self.refused_at = self.now;
            self.seen.count("not kept");
            self.queue(1, Item::Page(Event::StoreFailed));
        }
    }

    /// The page hears what lies in the slot of a record.
    pub(super) fn tell_record(&mut self, slot: Slot) {
        let held = Ok(self.store.records.get(&slot).cloned());
        self.queue(1, Item::Page(Event::RecordIs { slot, held }));
    }

    /// The browser takes this, for so long.
    pub fn store_takes(&mut self, takes: Takes, ms: u64) {
        self.note(format!("the store takes {takes:?} for {} s", ms / 1_000));
        self.seen.count(match takes {
            Takes::All => "store well",
            Takes::Nothing => "store refuses",
            Takes::UpTo(_) => "store full",
        });
        self.store_well_since = (takes == Takes::All).then_some(self.awake);
        self.store.becomes(takes, self.now + ms);
    }

    /// Whether all was kept for so long that what was refused before must have been written since.
    pub(super) fn keeps_all(&self) -> bool {
        let since = self.store_well_since;
        since.is_some_and(|since| self.awake > since + WRITTEN_WITHIN_MS)
    }

    /// All that is kept is gone; the page hears of it, or does not.
    pub fn clear_store(&mut self, is_heard: bool) {
        self.note(format!("the store is cleared, heard: {is_heard}"));
        self.seen.count("store cleared");
        self.store.clear();
        self.lose_track();
        if is_heard {
            self.feed(Event::Restored(BTreeMap::new()));
            self.followed
                .into_iter()
                .for_each(|slot| self.tell_record(slot));
        }
    }

    /// Some of what is kept is damaged; the page hears of it, or does not.
    pub fn damage_store(&mut self, is_heard: bool) {
        let (items, is_record) = self.store.damage(&mut self.random);
        self.note(format!(
            "{items:?} are damaged, and a record: {is_record}, heard: {is_heard}"
        ));
        self.seen.count("store damaged");
        if is_record {
            self.seen.count("record damaged");
        }
        if is_heard {
            for item in items {
                let text = self.store.items.get(&item).cloned();
                self.feed(Event::ItemIs { item, text });
            }
            self.followed
                .into_iter()
                .for_each(|slot| self.tell_record(slot));
        }
    }
}
