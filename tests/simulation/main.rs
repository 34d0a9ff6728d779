//! The engine in a world of faults, on a simulated clock: months in seconds, the same run for the
//! same seed.
//!
//! - `market`, `isolated`, `contracts`, `chain`, `logs`: a lending market, one of Morpho Blue, and
//!   their node, written without the crate's arithmetic and ABI
//! - `governance`: what is queued for that market
//! - `push_server`: where messages wait that say that the page has stopped
//! - `wallet`, `world`: a wallet, its person, and everything that can go wrong between them
//! - `laws`: what must hold after every event; `reading`: what a person reads in a notification
//! - `storm`: random people in random weather, in one tab, in several, and with a push topic, by seed;
//!   `SIMULATION_SEEDS=n` for more of them
//! - `days`: thousands of days at many pages, in a lighter world; `SIMULATION_DAYS=n` for so many
//! - `scenarios`: what a person experiences, one sentence each

mod abi;
mod chain;
mod contracts;
mod days;
mod governance;
mod isolated;
mod laws;
mod logs;
mod market;
mod permits;
mod push_server;
mod random;
mod reading;
mod scenarios;
mod scene;
mod storm;
mod wallet;
mod world;
