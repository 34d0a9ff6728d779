//! The edges, in a real browser.
#![cfg(target_arch = "wasm32")]

mod events;
mod exactness;
mod http;
mod notifications;
mod page;
mod records;
mod reminder;
mod requests;
mod runner;
mod support;
mod tabs;
#[allow(dead_code)] // Its `main` reads files, which a browser does not.
#[path = "../vectors/main.rs"]
mod vectors;
mod wallets;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
