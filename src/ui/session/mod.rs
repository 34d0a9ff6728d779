//! What was read for what is watched: positions, or why there are none.

mod empty;
mod filter;
mod loading;
mod partial;
mod place;
mod positions;
mod session_view;
mod together;
mod totals;
mod unread;
mod unread_of;
mod unreadable;
mod wrong_chain;

pub use session_view::Session;
