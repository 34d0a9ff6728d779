//! `make bench`, the side in WebAssembly: the script keeps the time.
#![allow(unsafe_code)] // Exports for a script without any glue between.

#[cfg(target_arch = "wasm32")]
mod cases;

#[cfg(target_arch = "wasm32")]
thread_local! {
    static CASES: std::cell::RefCell<cases::Cases> = std::cell::RefCell::new(cases::Cases::new());
}

/// Asks a question so often; the lowest 64 bits of the last health factor.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub extern "C" fn ask(question: u32, times: u32) -> u64 {
    let health = CASES.with_borrow_mut(|cases| cases.ask(question as usize, times));
    match health {
        margin_call::risk::Health::NoDebt => 0,
        margin_call::risk::Health::Ratio(ratio) => ratio.raw().as_limbs()[0],
    }
}
