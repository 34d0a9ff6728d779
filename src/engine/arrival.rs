//! What the page was opened for, until it is open: a notification that was clicked, or a link.

use super::link::Link;
use super::view::PositionKey;

/// What a person followed to the page.
#[derive(Clone, Debug)]
pub(super) enum Arrival {
    /// A notification with this tag. Whose it is, is not known before that is read.
    Clicked(String),
    /// The same, once it is known.
    Found(PositionKey),
    /// A link to a position.
    Link(Link),
}

impl Arrival {
    /// What stands behind the `#` of an address; none where that is nothing of ours.
    pub(super) fn of(fragment: &str) -> Option<Self> {
        match fragment.strip_prefix("margin-call=") {
            Some(tag) => Some(Self::Clicked(tag.to_owned())),
            None => Link::parse(fragment).map(Self::Link),
        }
    }

    /// Whether it is of this position, where `tells` says whether a tag is.
    pub(super) fn leads_to(&self, key: &PositionKey, tells: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Clicked(tag) => tells(tag),
            Self::Found(found) => found == key,
            Self::Link(link) => link.leads_to(key),
        }
    }

    /// What is left of it when it was found to be of this position: a click has said what it can.
    pub(super) fn found(self, key: PositionKey) -> Self {
        match self {
            Self::Clicked(_) => Self::Found(key),
            other => other,
        }
    }

    /// The link, where it is one.
    pub(super) const fn link(&self) -> Option<&Link> {
        match self {
            Self::Link(link) => Some(link),
            Self::Clicked(_) | Self::Found(_) => None,
        }
    }
}
