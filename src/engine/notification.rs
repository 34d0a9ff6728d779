use crate::alert::Level;

/// A browser notification, in its final words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// One per episode: a later notification with the same tag replaces the earlier.
    pub tag: String,
    /// Whether it must be heard, also where it replaces another; else it makes no sound.
    pub renotify: bool,
    /// Whether it stays until the person deals with it.
    pub stays: bool,
    /// Which picture it bears; none for what is not a level.
    pub level: Option<Level>,
}

/// Whether the browser lets us show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionState {
    /// Not known yet.
    Unknown,
    /// This browser or this kind of page has no notifications.
    Unsupported,
    /// The person was not asked yet.
    NotAsked,
    /// The person or the browser said no.
    Denied,
    /// The person said yes.
    Granted,
}

/// How far it is proven that a notification reaches the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// No test was made since the page was opened or permission was given.
    Untested,
    /// A test was sent; the browser has not answered.
    Sent,
    /// The browser says that it showed the test; the person has not confirmed.
    Shown,
    /// The person saw the test, or clicked a notification.
    Seen,
    /// The browser refused, or the person did not see the test.
    Failed,
}

/// Everything known about how a margin call would reach the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whether the browser lets us.
    pub permission: PermissionState,
    /// Whether it was seen to work.
    pub proof: Proof,
}

impl Delivery {
    /// Whether the interface may say that notifications are on.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        self.permission == PermissionState::Granted && self.proof != Proof::Failed
    }
}
