//! Which contracts there are that could act for a position before its market does, and what each would
//! do: looked for when a person wants to see them, and at no other time.
//!
//! - `io`: what it takes in, what comes of it, and what it sees
//! - `open`: what is looked for, for one position
//! - `log`: what the factory's log tells of them, in ranges that the node takes
//! - `show`: what each would do, as a view

mod io;
mod log;
mod open;
mod show;

use crate::protocols::PositionKey;
pub(super) use io::{Input, Output, Question, Sight};
use open::Open;

/// What a person wants to see, if they do.
#[derive(Debug, Default)]
pub(super) struct Protection(Option<Open>);

impl Protection {
    /// The position that it is about.
    pub(super) fn key(&self) -> Option<&PositionKey> {
        self.0.as_ref().map(Open::key)
    }

    /// The one way in; `sight`: what is known of its position, or of the one that it is opened for.
    pub(super) fn on(&mut self, sight: &Sight<'_>, input: Input<'_>) -> Vec<Output> {
        match input {
            Input::Open(key, known) => {
                self.0 = Open::new(sight, key, known);
                let mut outputs = vec![Output::Forget];
                if let Some(open) = &mut self.0 {
                    outputs.extend(open.ask(sight));
                }
                outputs
            }
            Input::Close => {
                self.0 = None;
                vec![Output::Forget]
            }
            other => {
                let open = self.0.as_mut();
                open.map_or_else(Vec::new, |open| open.on(sight, other))
            }
        }
    }
}
