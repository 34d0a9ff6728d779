//! One position: its health first, then what can be done, then everything behind it.

mod actions;
mod asked;
mod card;
mod figures;
mod followed;
mod gauge;
mod glimpse;
mod history;
mod leg;
mod legs;
mod map;
mod outlook;
mod phone;
mod place;
mod position_view;
mod pre_liquidations;
mod price_path;
mod protection;
mod provenance;
mod row;
mod sign;
mod stats;
mod title;
mod what_if;

pub use card::Card;
pub use glimpse::Glimpse;
pub use place::group;
pub use position_view::Position;
