//! Lines over time. A drawing has places from 0 to [`END`](super::scale::END) in both directions;
//! no number that is read comes from one.

mod chart_view;
mod drawing;
mod spark;

pub use chart_view::{Chart, percent};
pub use drawing::{Across, Drawing, Mark, Place, Way, moment_in, place_in};
pub use spark::Spark;
