use wasm_bindgen::prelude::*;
use web_sys::js_sys::Array;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Follows whether an element is in the part of the page that is on the screen, until it is dropped.
pub struct Sight {
    observer: IntersectionObserver,
    _told: Closure<dyn FnMut(Array)>,
}

impl Sight {
    /// Calls `told` now and at every change. None where the browser cannot say.
    pub fn of(element: &Element, told: impl Fn(bool) + 'static) -> Option<Self> {
        let told = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            // Those since the last time, oldest first.
            let last: IntersectionObserverEntry = entries.pop().unchecked_into();
            told(last.is_intersecting());
        });
        let observer = IntersectionObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _told: told,
        })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
