use std::collections::HashMap;

use leptos::prelude::*;

use crate::engine::view::PositionKey;
use crate::ui::position::Asked;

/// Which positions stand open, and what is asked about each: kept while their order changes.
#[derive(Clone, Copy)]
pub struct Opened {
    open: RwSignal<Vec<PositionKey>>,
    asked: StoredValue<HashMap<PositionKey, ArcRwSignal<Asked>>>,
}

impl Opened {
    /// None but the worst, which is the first of `keys`. It stays open where another becomes the worst: a person
    /// may be in the midst of it.
    pub fn of(keys: Memo<Vec<PositionKey>>) -> Self {
        let opened = Self {
            open: RwSignal::new(Vec::new()),
            asked: StoredValue::new(HashMap::new()),
        };
        Effect::new(move |_| {
            if let Some(worst) = keys.with(|keys| keys.first().cloned())
                && !opened.open.with_untracked(|open| open.contains(&worst))
            {
                opened.open.update(|open| open.push(worst));
            }
        });
        opened
    }

    /// Those that do.
    pub fn all(self) -> Vec<PositionKey> {
        self.open.get()
    }

    /// Whether this one does.
    pub fn has(self, key: &PositionKey) -> bool {
        self.open.with(|open| open.contains(key))
    }

    /// The person opens it, or closes it.
    pub fn toggle(self, key: &PositionKey) {
        self.open.update(|open| {
            let before = open.len();
            open.retain(|one| one != key);
            if open.len() == before {
                open.push(key.clone());
            }
        });
    }

    /// What is asked about it.
    pub fn asked(self, key: &PositionKey) -> RwSignal<Asked> {
        let asked = self.asked.try_update_value(|all| {
            let own = all.entry(key.clone());
            own.or_default().clone()
        });
        asked.unwrap_or_default().into()
    }
}
