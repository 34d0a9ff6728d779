//! The top-up: a dialog over the page, from the choice to what came of it.

mod amount;
mod cancelled;
mod choosing;
mod dialog;
mod done;
mod ending;
mod members;
mod mix;
mod number_field;
mod part;
mod progress;
mod rests;
mod review;
mod screen;
mod sign;
mod status;
mod step;
mod steps;
mod stranded;
mod sum;
mod target;
mod unused;
mod way;

pub use dialog::TopUp;
