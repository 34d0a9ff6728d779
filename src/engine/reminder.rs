//! A reminder that nobody watches. Where a browser keeps the page installed it wakes the page's worker from
//! time to time, when it likes; and where no page is open, that one says so. It is a nudge: it reads no chain,
//! and knows no health.

/// Whether the browser wakes the page's worker from time to time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waking {
    /// It wakes none.
    #[default]
    Unsupported,
    /// It would where the page is installed, or used more.
    Refused,
    /// It would.
    Off,
    /// It does.
    On,
}

/// What is asked of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderRequest {
    /// Tell whether it would.
    Read,
    /// Wake it.
    Begin,
    /// No more.
    End,
}

/// How it stands, where there is anything to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderView {
    /// The person wants it.
    pub is_wanted: bool,
    /// What the browser does.
    pub waking: Waking,
}

/// The reminder of this page.
#[derive(Debug, Default)]
pub(super) struct Reminder {
    waking: Waking,
    /// What was asked last.
    asked: Option<ReminderRequest>,
}

impl Reminder {
    /// What is to be asked now, where a person wants it or not, and something is watched (`None`: not known
    /// yet). What ended on purpose is nothing to be reminded of.
    pub(super) fn follow(
        &mut self,
        is_wanted: bool,
        is_watching: Option<bool>,
    ) -> Option<ReminderRequest> {
        let is_known = self.asked.is_some();
        let next = match (is_wanted, is_watching) {
            (true, Some(true)) => ReminderRequest::Begin,
            (true, Some(false)) => ReminderRequest::End,
            (true, None) | (false, _) if !is_known => ReminderRequest::Read,
            (false, _) if self.asked == Some(ReminderRequest::Begin) => ReminderRequest::End,
            (true, None) | (false, _) => return None,
        };
        (self.asked.replace(next) != Some(next)).then_some(next)
    }

    /// The browser says what it does; whether that is news.
    pub(super) fn is(&mut self, waking: Waking) -> bool {
        core::mem::replace(&mut self.waking, waking) != waking
    }

    /// What is shown of it; none where this browser has no such thing.
    pub(super) fn view(&self, is_wanted: bool) -> Option<ReminderView> {
        let waking = self.waking;
        (waking != Waking::Unsupported).then_some(ReminderView { is_wanted, waking })
    }
}

#[cfg(test)]
mod tests {
    use super::ReminderRequest::{Begin, End, Read};
    use super::*;

    #[test]
    fn it_is_begun_while_something_is_watched_and_ends_with_that_or_the_wish() {
        let mut reminder = Reminder::default();
        assert_eq!(reminder.follow(false, None), Some(Read));
        assert_eq!(reminder.follow(false, Some(true)), None);
        assert_eq!(reminder.follow(true, Some(true)), Some(Begin));
        assert_eq!(reminder.follow(true, Some(true)), None);
        // Whether something is watched is not known for a while.
        assert_eq!(reminder.follow(true, None), None);
        assert_eq!(reminder.follow(true, Some(false)), Some(End));
        assert_eq!(reminder.follow(true, Some(true)), Some(Begin));
        assert_eq!(reminder.follow(false, Some(true)), Some(End));
        assert_eq!(reminder.follow(false, None), None);
    }

    #[test]
    fn of_what_an_earlier_visit_began_it_ends_where_nothing_is_watched() {
        let mut reminder = Reminder::default();
        assert_eq!(reminder.follow(true, None), Some(Read));
        assert_eq!(reminder.follow(true, Some(false)), Some(End));
    }

    #[test]
    fn it_is_offered_where_the_browser_has_it() {
        let mut reminder = Reminder::default();
        assert_eq!(reminder.view(false), None);
        assert!(reminder.is(Waking::Refused) && !reminder.is(Waking::Refused));
        let waking = Waking::Refused;
        let is_wanted = true;
        let view = ReminderView { is_wanted, waking };
        assert_eq!(reminder.view(true), Some(view));
    }
}
