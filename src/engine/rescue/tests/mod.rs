//! The top-up alone, without a widget: the desk that it is put at, and what must hold there.

mod amounts;
mod desk;
mod ending;
mod found;
mod nodes;
mod order;
mod permitting;
mod proposing;
mod settling;
mod several;
mod signing;
mod simulated;
mod vouching;
