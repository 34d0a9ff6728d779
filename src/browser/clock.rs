//! The clock and the alarm clock.

use gloo_timers::callback::Timeout;
use js_sys::Date;
use wasm_bindgen::JsValue;

use crate::engine::{Millis, Moment};
use crate::math::Timestamp;

/// The moment by the browser's clocks.
pub fn now() -> Moment {
    let window = web_sys::window();
    let steady = window.and_then(|window| window.performance());
    Moment {
        wall: millis(Date::now()),
        // Without it the wall clock is all there is.
        steady: steady.map_or(Millis(0), |steady| millis(steady.now())),
        ahead_of_utc_min: ahead_of_utc_min(),
    }
}

/// Milliseconds of a browser's clock: positive and far below 2^53, so the cast is exact.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn millis(number: f64) -> Millis {
    Millis(number as u64)
}

/// A browser says by how much its clock is behind Greenwich: a day at most, so the cast is exact.
#[expect(clippy::cast_possible_truncation)]
fn ahead_of_utc_min() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// A time as ISO 8601, of Greenwich; nothing for one that no calendar has.
#[expect(clippy::cast_precision_loss)]
pub fn iso(at: Timestamp) -> String {
    let ms = at.0.saturating_mul(1_000) as f64;
    // A date of millions of years would throw.
    if ms > 8.64e15 {
        return String::new();
    }
    Date::new(&JsValue::from_f64(ms)).to_iso_string().into()
}

/// One alarm clock: setting it again replaces what it was set to; dropping it silences it.
#[derive(Default)]
pub struct Timer(Option<Timeout>);

impl Timer {
    /// Calls `run` after so many milliseconds; never without any.
    pub fn set(&mut self, after_ms: Option<u64>, run: impl FnOnce() + 'static) {
        self.0 = after_ms.map(|after_ms| {
            // Browsers hold the delay in 31 bits; waking too early is harmless.
            let delay = u32::try_from(after_ms)
                .unwrap_or(u32::MAX)
                .min(i32::MAX as u32);
            Timeout::new(delay, run)
        });
    }

    /// Calls `run` after this many milliseconds.
    pub fn set_after(&mut self, millis: u32, run: impl FnOnce() + 'static) {
        self.0 = Some(Timeout::new(millis, run));
    }
}
