//! At which thresholds a position is called: its own, else those of its kind as the person typed them,
//! else as the host page has them, else the usual of its kind.
//!
//! What the host page or the person says of one kind says nothing of the other: 20% is never quiet where
//! collateral and debt move together, and 4% is late where they do not.

mod own;
#[cfg(test)]
mod tests;

use super::event::{Config, LadderInput};
use super::value::{read, text};
use super::view::{KindLadders, LadderOf, LadderProblem, Whose};
use crate::alert::{Ladder, LadderError};
use crate::protocols::PositionKey;
use own::OwnLadders;

/// Those of every position that has no others. Before there were others this was the only item.
const USUAL: &str = "ladder";
const CORRELATED: &str = "correlated-ladder";
const OWN: &str = "own-ladders";
/// The items in which they are kept.
pub(super) const ITEMS: [&str; 3] = [USUAL, CORRELATED, OWN];

/// What happens to them.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// These were typed.
    Typed(&'a LadderOf, &'a LadderInput),
    /// Nothing typed for a kind holds any more. A position's own stays.
    Defaults,
    /// The position is called at those of its kind again.
    UseUsual(&'a PositionKey),
}

/// What the host page says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Host {
    usual: Option<Ladder>,
    correlated: Option<Ladder>,
}

impl Host {
    /// What makes no ladder says nothing.
    pub(super) fn of(config: &Config) -> Self {
        let parse = |typed: &Option<LadderInput>| parse(typed.as_ref()?).ok();
        Self {
            usual: parse(&config.ladder),
            correlated: parse(&config.correlated_ladder),
        }
    }

    /// Those in force where the person typed none.
    pub(super) fn by_default(&self) -> KindLadders {
        Ladders::default().of_kinds(self)
    }
}

/// What the person typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ladders {
    usual: Option<Ladder>,
    correlated: Option<Ladder>,
    own: OwnLadders,
}

impl Ladders {
    /// Takes in what the person does; `is_watched`: whether the position may still be called.
    pub(super) fn on(
        &mut self,
        input: Input<'_>,
        is_watched: impl Fn(&PositionKey) -> bool,
    ) -> Result<(), LadderProblem> {
        match input {
            Input::Typed(of, typed) => {
                let ladder = parse(typed).map_err(LadderProblem::Typed)?;
                match of {
                    LadderOf::Usual => self.usual = Some(ladder),
                    LadderOf::Correlated => self.correlated = Some(ladder),
                    LadderOf::Position(key) => self.own.set(key, ladder, is_watched)?,
                }
            }
            Input::Defaults => (self.usual, self.correlated) = (None, None),
            Input::UseUsual(key) => self.own.remove(key),
        }
        Ok(())
    }

    /// Those of a position, and whose they are.
    pub(super) fn in_force(
        &self,
        host: &Host,
        key: &PositionKey,
        is_correlated: bool,
    ) -> (Ladder, Whose) {
        let of_kinds = self.of_kinds(host);
        match (self.own.of(key), is_correlated) {
            (Some(own), _) => (own, Whose::Own),
            (None, true) => (of_kinds.correlated, Whose::Correlated),
            (None, false) => (of_kinds.usual, Whose::Usual),
        }
    }

    /// Those of positions that have none of their own.
    pub(super) fn of_kinds(&self, host: &Host) -> KindLadders {
        let usual = self.usual.or(host.usual);
        let correlated = self.correlated.or(host.correlated);
        KindLadders {
            usual: usual.unwrap_or(Ladder::STANDARD),
            correlated: correlated.unwrap_or(Ladder::CORRELATED),
        }
    }

    /// Whether the person typed none for a kind.
    pub(super) fn are_default(&self) -> bool {
        (self.usual, self.correlated) == (None, None)
    }

    /// The value of one of their items.
    pub(super) fn item(&self, name: &str) -> Option<String> {
        match name {
            USUAL => Some(text(&self.usual)),
            CORRELATED => Some(text(&self.correlated)),
            OWN => Some(text(&self.own)),
            _ => None,
        }
    }

    /// Takes in the value of an item, where it was written after what is known here; none where it cannot
    /// be read.
    pub(super) fn take(&mut self, name: &str, value: &str, is_newer: bool) -> Option<bool> {
        let mut other = self.clone();
        match name {
            USUAL => other.usual = read(value)?,
            CORRELATED => other.correlated = read(value)?,
            OWN => other.own = read(value)?,
            _ => return None,
        }
        if is_newer {
            *self = other;
        }
        Some(!is_newer)
    }
}

fn parse(typed: &LadderInput) -> Result<Ladder, LadderError> {
    Ladder::parse(&typed.watch, &typed.call, &typed.urgent)
}
