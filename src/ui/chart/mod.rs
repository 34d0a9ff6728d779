//! Lines over time. A drawing has places from 0 to [`END`](super::scale::END) in both directions;
//! no number that is read comes from one.

mod chart_view;
mod cursor;
mod drawing;
mod line;
mod marked;
mod name;
mod spark;
mod times;

pub use chart_view::Chart;
pub use drawing::{Across, Drawing, Mark, Place, moment_in, percent, place_in};
pub use spark::Spark;
