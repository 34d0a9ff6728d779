//! Pictures of the levels, for notifications and the page's icon: shape and colour both tell.

use crate::alert::Level;

/// The picture of a level, or the plain one, as a `data:` address.
pub fn data_url(level: Option<Level>) -> String {
    picture(match level {
        None => Mark::Plain,
        Some(Level::Watch) => Mark::Watch,
        Some(Level::Call) => Mark::Call,
        Some(Level::Urgent) => Mark::Urgent,
        Some(Level::Liquidatable) => Mark::Liquidatable,
    })
}

/// The picture for a page that watches nothing.
pub fn not_watching() -> String {
    picture(Mark::NotWatching)
}

enum Mark {
    Plain,
    Watch,
    Call,
    Urgent,
    Liquidatable,
    NotWatching,
}

fn picture(mark: Mark) -> String {
    const CIRCLE: &str = "M32 4a28 28 0 1 1 0 56a28 28 0 1 1 0-56";
    const TRIANGLE: &str = "M32 4L62 58H2z";
    const OCTAGON: &str = "M20 3h24l17 17v24L44 61H20L3 44V20z";
    const EYE: &str = "M14 32q18-22 36 0q-18 22-36 0m18-5v10";
    const EXCLAMATION: &str = "M32 24v16m0 8v1";
    const TWO: &str = "M25 20v18m0 8v1m14-27v18m0 8v1";
    const CROSS: &str = "M21 21l22 22m0-22L21 43";
    const BARS: &str = "M18 40v6m14-20v20m14-32v32";
    const QUESTION: &str = "M24 25q1-8 9-8t8 8q-1 5-8 8v6m0 8v1";
    let (shape, colour, sign) = match mark {
        Mark::Plain => (CIRCLE, "1d4ed8", BARS),
        Mark::Watch => (CIRCLE, "a16207", EYE),
        Mark::Call => (TRIANGLE, "c2410c", EXCLAMATION),
        Mark::Urgent => (OCTAGON, "b91c1c", TWO),
        Mark::Liquidatable => (OCTAGON, "7f1d1d", CROSS),
        Mark::NotWatching => (CIRCLE, "525252", QUESTION),
    };
    format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>\
         <path d='{shape}' fill='%23{colour}'/><path d='{sign}' fill='none' stroke='%23fff' \
         stroke-width='6' stroke-linecap='round'/></svg>"
    )
}
