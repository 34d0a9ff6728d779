//! The laws of the room, on a simulated clock.

mod data_state;
mod desk;
mod episode;
mod simulation;
