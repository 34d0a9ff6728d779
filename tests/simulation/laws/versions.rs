//! Where nothing that is shown has changed, nothing is looked at: so it must not have.

use margin_call::engine::view::ConnectionView;
use margin_call::engine::{Engine, View};

use super::Law;

/// What the engine says of its own view, event by event.
#[derive(Debug, Default)]
pub struct Versions {
    last: u64,
    /// How often the page was woken.
    pub woken: u64,
    /// How often there was something to look at.
    pub rises: u64,
}

impl Versions {
    /// After an event, with what was shown before it.
    pub fn hold(&mut self, was: &View, is: &View, engine: &Engine) -> Law {
        let version = engine.version();
        if version == self.last {
            let aged = View {
                now: was.now,
                ..is.clone()
            };
            if aged != *was {
                return Err(format!("{was:#?}\nbecame, and it was not said,\n{aged:#?}"));
            }
        } else {
            self.rises += 1;
        }
        self.last = version;
        if engine.attention() != is.attention {
            return Err("title and icon say something else than the page".into());
        }
        let connection = &is.connection;
        let watches = matches!(
            connection,
            ConnectionView::Reaching | ConnectionView::Connected(_)
        );
        match watches == engine.is_watching() {
            true => Ok(()),
            false => Err("whether it watches is not what the page says".into()),
        }
    }
}
