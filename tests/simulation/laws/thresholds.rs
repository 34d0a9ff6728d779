//! A position is called at the thresholds that were typed for it, else at those of its kind, else at the usual.

use std::collections::{BTreeMap, BTreeSet};

use margin_call::alert::Ladder;
use margin_call::engine::view::{LadderOf, PositionKey, Whose};
use margin_call::engine::{Event, UserAction, View};

use super::{Law, positions};

/// What was typed, and is not lost.
#[derive(Debug, Default)]
pub struct Thresholds {
    usual: Option<Ladder>,
    correlated: Option<Ladder>,
    own: BTreeMap<PositionKey, Ladder>,
}

impl Thresholds {
    /// The page was loaded again, and these items cannot be read; none: nothing is there any more.
    pub fn loaded(&mut self, lost: Option<&BTreeSet<String>>) {
        let is_lost = |item: &str| lost.is_none_or(|lost| lost.contains(item));
        if is_lost("ladder") {
            self.usual = None;
        }
        if is_lost("correlated-ladder") {
            self.correlated = None;
        }
        if is_lost("own-ladders") {
            self.own.clear();
        }
    }

    pub fn before(&mut self, event: &Event) {
        let Event::User(action) = event else {
            return;
        };
        match action {
            // What is no ladder changes nothing.
            UserAction::SetLadder(of, typed) => {
                let Ok(ladder) = Ladder::parse(&typed.watch, &typed.call, &typed.urgent) else {
                    return;
                };
                match of {
                    LadderOf::Usual => self.usual = Some(ladder),
                    LadderOf::Correlated => self.correlated = Some(ladder),
                    LadderOf::Position(key) => drop(self.own.insert(key.clone(), ladder)),
                }
            }
            UserAction::UseUsualLadder(key) => drop(self.own.remove(key)),
            // A position's own stay.
            UserAction::ResetLadder => (self.usual, self.correlated) = (None, None),
            _ => {}
        }
    }

    pub fn after(&self, view: &View) -> Law {
        for position in positions(view) {
            let alarm = &position.alarm;
            let own = self.own.get(&position.key).copied();
            let wanted = match (own, alarm.whose) {
                (Some(own), Whose::Own) => own,
                (None, Whose::Usual) => self.usual.unwrap_or(Ladder::STANDARD),
                (None, Whose::Correlated) => self.correlated.unwrap_or(Ladder::CORRELATED),
                (own, whose) => return Err(format!("{own:?} was typed, and {whose:?} hold")),
            };
            if alarm.ladder != wanted {
                return Err(format!("called at {:?}, and not {wanted:?}", alarm.ladder));
            }
        }
        Ok(())
    }
}
