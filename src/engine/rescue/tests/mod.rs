//! The top-up alone, without a widget: the desk that it is put at, and what must hold there.

mod desk;
mod found;
mod nodes;
mod order;
mod permitting;
mod settling;
mod several;
mod signing;
