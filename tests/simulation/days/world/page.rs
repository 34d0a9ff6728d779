//! What is on the screen.

use margin_call::engine::{Engine, View};

/// The screen is drawn where something on it may have changed, as by the browser: that this is said is
/// a law of its own.
#[derive(Debug, Default)]
pub struct Page {
    drawn: Option<(u64, View)>,
}

impl Page {
    pub fn shows(&mut self, engine: &Engine) -> &View {
        let version = engine.version();
        let drawn = self.drawn.take().filter(|(of, _)| *of == version);
        let drawn = drawn.unwrap_or_else(|| (version, engine.view()));
        &self.drawn.insert(drawn).1
    }
}
