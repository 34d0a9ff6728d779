//! The edges, in a real browser.
#![cfg(target_arch = "wasm32")]

mod http;
mod notifications;
mod requests;
mod support;
mod wallets;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
