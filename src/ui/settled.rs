use core::time::Duration;

use leptos::prelude::*;

/// As long as a second click may follow a first by mistake.
const SETTLING: Duration = Duration::from_millis(500);

/// Whether a button has been on the screen for a moment: a click that was meant for what stood in
/// its place before is not taken.
#[derive(Clone, Copy)]
pub struct Settled {
    is_settled: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Settled {
    /// From now on.
    pub fn new() -> Self {
        let settled = Self {
            is_settled: RwSignal::new(false),
            timer: StoredValue::new(None),
        };
        settled.rest();
        on_cleanup(move || settled.stop());
        settled
    }

    /// Rests again.
    pub fn rest(self) {
        self.stop();
        self.is_settled.set(false);
        let settle = move || _ = self.is_settled.try_set(true);
        let timer = set_timeout_with_handle(settle, SETTLING).ok();
        self.timer.set_value(timer);
    }

    /// Whether it has.
    pub fn get(self) -> bool {
        self.is_settled.get()
    }

    /// The same, for a click.
    pub fn takes_click(self) -> bool {
        self.is_settled.get_untracked()
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}
