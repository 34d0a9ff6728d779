//! One position: its health first, then what can be done, then everything behind it.

mod actions;
mod figures;
mod gauge;
mod history;
mod leg;
mod legs;
mod outlook;
mod place;
mod position_view;
mod pre_liquidations;
mod price_path;
mod provenance;
mod row;
mod stats;

pub use position_view::Position;
