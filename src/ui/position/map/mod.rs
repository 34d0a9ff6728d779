//! Health over two prices: drawn, and as a table.

mod axes;
mod axes_choice;
mod axis;
mod axis_choice;
mod bands;
mod label;
mod labels;
mod plane;
mod point;
mod pointed;
mod price_plane;
mod table;
mod table_cells;

pub use price_plane::PricePlane;
