//! The laws of the room, on a simulated clock.

mod data_state;
mod desk;
mod endings;
mod episode;
mod notice_text;
mod simulation;
mod times;
mod waking;
mod world;
