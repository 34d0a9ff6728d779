use super::Lasts;
use crate::risk::Health;

/// What a level is judged by: how healthy a position is, and how long it stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Its health now.
    pub health: Health,
    /// How long it lasts on interest alone; none where that is long, nothing is owed, or it is not known.
    pub lasts: Option<Lasts>,
}

/// A health of which nothing more is known.
impl From<Health> for Footing {
    fn from(health: Health) -> Self {
        Self {
            health,
            lasts: None,
        }
    }
}
