use alloy::primitives::U256;

use crate::math::{Timestamp, mul_div_floor};
use crate::ui::icon::Icon;
use crate::ui::scale::END;

/// A line over time, as it is drawn.
#[derive(Clone, Default, PartialEq)]
pub struct Drawing {
    /// When the first and the last reading was; none where there is none.
    pub ends: Option<(Timestamp, Timestamp)>,
    /// The readings, oldest first.
    pub places: Vec<Place>,
    /// Lines from one side to the other.
    pub across: Vec<Across>,
    /// What happened at a place.
    pub marks: Vec<Mark>,
}

/// Where something lies: from the left, and from the bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// From the left.
    pub x: u32,
    /// From the bottom.
    pub y: u32,
}

/// A line from one side to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Across {
    /// From the bottom.
    pub y: u32,
    /// Names its colour in the style sheet.
    pub level: &'static str,
    /// What it is.
    pub label: String,
}

/// Something that happened. What it was is said with the reading that it is at.
#[derive(Clone, Copy, PartialEq)]
pub struct Mark {
    /// Where.
    pub place: Place,
    /// Names its colour in the style sheet.
    pub level: &'static str,
    /// Its picture.
    pub icon: Icon,
}

impl Drawing {
    /// The line, in the language of paths: a reading holds until the next, and the last one to the end.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (index, Place { x, y }) in self.places.iter().enumerate() {
            let y = END.saturating_sub(*y);
            path.push_str(&match index {
                0 => format!("M{x} {y}"),
                _ => format!("H{x}V{y}"),
            });
        }
        if !path.is_empty() {
            path.push_str(&format!("H{END}"));
        }
        path
    }

    /// The reading that is nearest to a place from the left.
    pub fn nearest(&self, x: u32) -> Option<usize> {
        let places = self.places.iter().enumerate();
        let nearest = places.min_by_key(|(_, place)| place.x.abs_diff(x));
        nearest.map(|(index, _)| index)
    }
}

/// How much of the height a name takes.
const NAMED: u32 = 150;

/// How high the names of these lines stand: at their lines, as far as none lies on another. Lines
/// come from the highest.
pub fn names(across: &[Across]) -> Vec<(String, u32)> {
    let mut least = 0;
    let lowest_first = across.iter().rev().map(|line| {
        let y = line.y.max(least);
        least = y.saturating_add(NAMED);
        (line.label.clone(), y)
    });
    lowest_first.collect()
}

/// Where a moment lies between the first and the last.
pub fn moment_in(at: Timestamp, first: Timestamp, last: Timestamp) -> u32 {
    let [at, first, last] = [at, first, last].map(|time| U256::from(time.0));
    place_in(at, first, last)
}

/// Where a value lies between a low and a high one.
pub fn place_in(value: U256, low: U256, high: U256) -> u32 {
    let span = high.saturating_sub(low);
    let above = value.saturating_sub(low);
    mul_div_floor(above, U256::from(END), span)
        .ok()
        .and_then(|place| u32::try_from(place).ok())
        .map_or(END, |place| place.min(END))
}

/// A place as a share of its side.
pub fn percent(place: u32) -> String {
    format!("{}.{}%", place / 10, place % 10)
}
