//! What outlives the page.

use web_sys::Storage;

/// What one widget remembers in this browser.
pub struct Store {
    key: String,
}

/// The browser has no storage for this page, or refuses to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser does not store for this page")]
pub struct NoStorage;

impl Store {
    /// The store of the widget with this identity.
    pub fn new(identity: &str) -> Self {
        Self {
            key: format!("margin-call:v1:{identity}"),
        }
    }

    /// What was stored last.
    ///
    /// # Errors
    /// [`NoStorage`] when the browser refuses.
    pub fn read(&self) -> Result<Option<String>, NoStorage> {
        storage()?.get_item(&self.key).map_err(|_| NoStorage)
    }

    /// Replaces what was stored.
    ///
    /// # Errors
    /// [`NoStorage`] when the browser refuses, or has no room.
    pub fn write(&self, text: &str) -> Result<(), NoStorage> {
        storage()?.set_item(&self.key, text).map_err(|_| NoStorage)
    }
}

pub(super) fn storage() -> Result<Storage, NoStorage> {
    // Throws where the person forbids it, is none where the page has no origin of its own.
    let window = web_sys::window().ok_or(NoStorage)?;
    window.local_storage().ok().flatten().ok_or(NoStorage)
}
