use crate::alert::{Level, Notice, NoticeKind};
use crate::math::Timestamp;

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
    /// What can be answered in it, the most useful first: browsers show as many as they have room for. A click on
    /// it leads to the top-up in any case.
    pub answers: Vec<Button>,
}

/// A button of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it answers.
    pub answer: NotificationAnswer,
    /// What stands on it.
    pub title: String,
}

/// What a person can answer in a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationAnswer {
    /// It was seen.
    Seen,
    /// It is to come again, after the shortest time of its level.
    Snooze,
    /// The top-up is to be opened: the same as a click on the notification.
    TopUp,
}

impl NotificationAnswer {
    /// By which name the browser knows it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Snooze => "snooze",
            Self::TopUp => "top-up",
        }
    }

    /// What a name stands for.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let mut all = [Self::Seen, Self::Snooze, Self::TopUp].into_iter();
        all.find(|one| one.id() == id)
    }

    fn button(self, level: Level) -> Button {
        let [shortest, ..] = level.snoozes_s();
        let title = match self {
            Self::Seen => "Seen".to_owned(),
            Self::Snooze if shortest < 3_600 => format!("Again in {} min", shortest / 60),
            Self::Snooze => format!("Again in {} h", shortest / 3_600),
            Self::TopUp => "Top up".to_owned(),
        };
        Button {
            answer: self,
            title,
        }
    }
}

/// What can be answered to a notice: a call is put off or seen, a seizure seen.
pub(super) fn buttons(notice: &Notice, can_top_up: bool) -> Vec<Button> {
    use NotificationAnswer::{Seen, Snooze, TopUp};
    let answers: &[NotificationAnswer] = match notice.kind {
        NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated if can_top_up => {
            &[Seen, Snooze, TopUp]
        }
        NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated => &[Seen, Snooze],
        NoticeKind::Liquidated => &[Seen],
        NoticeKind::MaybeLiquidated
        | NoticeKind::Cleared
        | NoticeKind::Relaxed
        | NoticeKind::RulesChanged
        | NoticeKind::ChangeQueued { .. }
        | NoticeKind::Unwatched { .. }
        | NoticeKind::WatchingAgain { .. }
        | NoticeKind::Disputed => &[],
    };
    let buttons = answers.iter().map(|answer| answer.button(notice.level));
    buttons.collect()
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
    /// None was seen since permission was given, or not for long.
    Untested,
    /// A test was sent; the browser has not answered.
    Sent,
    /// The browser says that it showed the test; the person has not confirmed.
    Shown,
    /// The person saw the test, or clicked a notification.
    Seen {
        /// When they did so last.
        at: Timestamp,
    },
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
