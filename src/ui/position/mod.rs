//! One position: its health first, then what can be done, then everything behind it.

mod actions;
mod asked;
mod figures;
mod gauge;
mod history;
mod leg;
mod legs;
mod map_table;
mod outlook;
mod place;
mod position_view;
mod pre_liquidations;
mod price_map;
mod provenance;
mod row;
mod stats;
mod what_if;

pub use position_view::Position;
