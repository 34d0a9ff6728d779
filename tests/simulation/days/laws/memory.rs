//! What is said of the memory: what of it was lost, that it keeps nothing, and neither without a reason.

use margin_call::engine::view::{MemoryPart, View};

use super::Law;

/// What a person would call what lies under this name.
fn part(item: &str) -> MemoryPart {
    let named = [
        ("episode:", MemoryPart::Calls),
        ("announced:", MemoryPart::Calls),
        ("list", MemoryPart::Accounts),
        ("reach", MemoryPart::Endpoints),
        ("searched", MemoryPart::LastSearch),
        ("notification-seen", MemoryPart::Notifications),
        ("held", MemoryPart::Holdings),
        ("terms", MemoryPart::Holdings),
        ("queue", MemoryPart::Holdings),
        ("approvals", MemoryPart::Holdings),
        ("foresight", MemoryPart::Foresight),
        ("contracts", MemoryPart::Contracts),
        ("journal", MemoryPart::Journal),
        ("past:", MemoryPart::History),
        ("price:", MemoryPart::History),
    ];
    let mut named = named.into_iter();
    let found = named.find(|(name, _)| match name.ends_with(':') {
        true => item.starts_with(name),
        false => item == *name,
    });
    found.unwrap_or_else(|| panic!("{item} is stored")).1
}

#[derive(Debug, Default)]
pub struct Memory {
    /// What could not be read when the page was opened, and nobody has taken note of.
    lost: Vec<MemoryPart>,
    /// The same, and what lay there since then that nobody wants to be kept, and cannot be read: the page
    /// may not know that nothing is lost with it.
    strange: Vec<MemoryPart>,
    /// The page has heard what lies there.
    is_read: bool,
    /// Something was to be kept since then, and was not.
    is_refused: bool,
}

impl Memory {
    /// The page is opened while these items cannot be read.
    pub fn opened<'a>(&mut self, unreadable: impl Iterator<Item = &'a String>) {
        let lost: Vec<MemoryPart> = unreadable.map(|item| part(item)).collect();
        *self = Self {
            strange: lost.clone(),
            lost,
            ..Self::default()
        };
    }

    /// The page reads what lies there: among it this, which nobody wants to be kept, and cannot be read.
    pub fn read<'a>(&mut self, strange: impl Iterator<Item = &'a String>) {
        self.is_read = true;
        self.strange.extend(strange.map(|item| part(item)));
    }

    /// The page has heard that something is not kept.
    pub fn refused(&mut self) {
        self.is_refused = true;
    }

    /// The person has taken note of what was lost.
    pub fn noted(&mut self) {
        self.lost.clear();
    }

    /// What is on the screen.
    pub fn shown(&self, view: &View) -> Law {
        let said = &view.unreadable;
        let is_said = !self.is_read || self.lost.iter().all(|part| said.contains(part));
        let is_so = said.iter().all(|part| self.strange.contains(part));
        if !is_said || !is_so {
            return Err(format!("{self:?}, and {said:?} is said to be lost"));
        }
        match (self.is_refused, view.storage_works) {
            (true, true) => Err("something is not kept, and that is not said".into()),
            (false, false) => Err("all is kept, and it is said that nothing is".into()),
            _ => Ok(()),
        }
    }
}
