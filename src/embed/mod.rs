//! The element `<margin-call>`: where a page and the engine meet.
//!
//! `margin-call.js` defines the element and calls the functions that [`handle`] exports; the
//! [`runner`] hands events to the engine and its effects to the [`edges`].

pub mod edges;
pub mod handle;
pub mod options;
pub mod panic;
pub mod runner;
