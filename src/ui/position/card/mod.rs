//! A position on two cards: how it stands, at one look; and further down everything behind that.

mod details;
mod look;
mod seized;

pub use details::Details;
pub use look::Look;
