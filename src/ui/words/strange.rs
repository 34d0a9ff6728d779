use crate::chain::strange::clean;

/// Words of a stranger within a sentence of ours: as they can be shown, and kept to themselves,
/// whichever way they are written (Unicode's first strong isolate, and its end).
pub fn strange(words: &str) -> String {
    format!("\u{2068}{}\u{2069}", clean(words))
}
