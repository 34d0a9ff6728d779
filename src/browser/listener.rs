use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// A listener on an event target, taken off when dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    run: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `run` for every event of this name.
    pub fn new(target: &EventTarget, name: &'static str, run: impl FnMut(Event) + 'static) -> Self {
        let run = Closure::<dyn FnMut(Event)>::new(run);
        // Throws only for a callback that is no function.
        let _ = target.add_event_listener_with_callback(name, run.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            name,
            run,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let run = self.run.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, run);
    }
}
