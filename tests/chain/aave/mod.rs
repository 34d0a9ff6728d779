//! Aave v3.

mod boundary;
mod positions;
mod reader;
mod restore;
mod world;
