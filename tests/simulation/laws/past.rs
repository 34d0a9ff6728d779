//! What is shown of the past is in order, never too much, and flatters nobody.

use std::sync::Arc;

use margin_call::engine::View;
use margin_call::engine::view::PositionView;

use super::{Law, positions};

/// So many points of a line, and no more.
const MOST: usize = 400;

pub fn after(was: &View, view: &View) -> Law {
    for position in positions(view) {
        let mut before = positions(was).iter();
        let before = before.find(|one| one.key == position.key);
        let is_same = |one: &PositionView| Arc::ptr_eq(&one.history, &position.history);
        if !before.is_some_and(is_same) {
            in_order(position)?;
        }
    }
    Ok(())
}

fn in_order(position: &PositionView) -> Law {
    let history = &position.history;
    if !history.windows(2).all(|two| two[0].at < two[1].at) || history.len() > MOST {
        return Err(format!("no history: {history:?}"));
    }
    if !position.marks.windows(2).all(|two| two[0].at <= two[1].at) {
        return Err(format!("marks out of order: {:?}", position.marks));
    }
    for path in &position.prices {
        let readings = &path.readings;
        let is_ordered = readings.windows(2).all(|two| two[0].at < two[1].at);
        if !is_ordered || readings.len() > MOST {
            return Err(format!("no path: {path:?}"));
        }
    }
    let last = history.last();
    let last = last.filter(|one| one.at == position.block.timestamp);
    match last {
        Some(last) if last.health > position.first_health => {
            Err(format!("the past flatters: {last:?}"))
        }
        _ => Ok(()),
    }
}
