//! Health over two prices: drawn, and as a table.

mod axes;
mod axis;
mod bands;
mod labels;
mod plane;
mod point;
mod pointed;
mod table;

pub use plane::PricePlane;
