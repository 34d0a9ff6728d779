//! What was read for what is watched: positions, or why there are none.

mod empty;
mod filter;
mod item;
mod loading;
mod opened;
mod partial;
mod place;
mod place_of_details;
mod positions;
mod session_view;
mod together;
mod told_by_markets;
mod totals;
mod unread;
mod unread_of;
mod unreadable;
mod wrong_chain;

pub use session_view::Session;
