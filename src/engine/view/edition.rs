//! The edition of its own files that the page is.

/// A newer one, kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditionView {
    /// It is used on a click.
    Offered,
    /// It can be used once the top-up is closed.
    Waits,
    /// It is being put in the place of this one.
    Taking,
}
