//! The clock and the alarm clock.

use gloo_timers::callback::Timeout;

use crate::engine::Millis;

/// The moment by the browser's clock.
pub fn now() -> Millis {
    // Milliseconds since 1970 are positive and far below 2^53, so the cast is exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Millis(js_sys::Date::now() as u64)
}

/// One alarm clock: setting it again replaces what it was set to; dropping it silences it.
#[derive(Default)]
pub struct Timer(Option<Timeout>);

impl Timer {
    /// Calls `run` at `at`, at once if that has passed; never without `at`.
    pub fn set(&mut self, at: Option<Millis>, run: impl FnOnce() + 'static) {
        self.0 = at.map(|at| {
            let delay = at.0.saturating_sub(now().0);
            // Browsers hold the delay in 31 bits; waking too early is harmless.
            let delay = u32::try_from(delay)
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
