//! What is stored, and whether it may have changed since it was written down.

use core::ops::{Deref, DerefMut};

/// Something that is stored. Whoever is given it to change marks it: what nobody touched is neither
/// put into words nor compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept<T> {
    value: T,
    is_touched: bool,
}

impl<T> Kept<T> {
    /// Changes it; marked only where something came of that.
    pub(super) fn edit<R>(&mut self, change: impl FnOnce(&mut T) -> Option<R>) -> Option<R> {
        let came = change(&mut self.value);
        self.is_touched |= came.is_some();
        came
    }

    /// What it is now, if it may have changed since this was asked last.
    pub(super) fn touched(&mut self) -> Option<&T> {
        core::mem::take(&mut self.is_touched).then_some(&self.value)
    }
}

/// New, so not written down yet.
impl<T> From<T> for Kept<T> {
    fn from(value: T) -> Self {
        Self {
            value,
            is_touched: true,
        }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.is_touched = true;
        &mut self.value
    }
}

/// Whether it was written down is not what it is.
impl<T: PartialEq> PartialEq for Kept<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
