//! The program that the page loads: the library, linked alone. Beside an rlib of the same target the
//! linker would keep what nobody calls: the whole is not seen.

#![cfg_attr(target_arch = "wasm32", no_main)]

// Its exports are the program.
use margin_call as _;

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
