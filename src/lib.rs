//! Margin calls for DeFi borrowers, in the browser.
//!
//! Everything that decides is pure and deterministic: time, chain answers, wallet answers and
//! clicks come in as [`engine::Event`]s, and requests, notifications, stores and timers go out as
//! [`engine::Effect`]s. The browser only runs effects.
//!
//! The rooms, in reading order; each may use those above it, never those below:
//!
//! - [`math`]: fixed point (wad, ray, basis points), rounding named at every call
//! - [`risk`]: what every lending position can be asked, whatever its protocol
//! - [`chain`]: calls, answers and their checks; it knows no protocol
//! - [`protocols`]: one room per lending protocol, all of one shape
//! - [`alert`]: levels, ladders and episodes: when to call
//! - [`top_up`]: what repairs a position, and the flow that carries it out
//! - [`engine`]: the state of one widget: `handle(now, event) -> effects`
//!
//! Compiled for wasm32 only, the edges: `wallet`, `browser`, `ui`, `embed`.

pub mod alert;
pub mod chain;
pub mod engine;
pub mod math;
pub mod protocols;
pub mod risk;
pub mod top_up;

#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod embed;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod ui;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod wallet;
