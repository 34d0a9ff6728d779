//! What the browser keeps for this widget.

/// A part of it, as a person would name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryPart {
    /// Who is watched, where.
    Accounts,
    /// The endpoints that the person typed or allowed.
    Endpoints,
    /// When the chains were last searched.
    LastSearch,
    /// The thresholds that the person typed.
    Thresholds,
    /// When what is not urgent waits.
    QuietHours,
    /// When a notification was last seen to arrive.
    Notifications,
    /// Whether calls are heard.
    Sound,
    /// Whether the person is reminded where nobody watches.
    Reminder,
    /// Where calls go when the page is gone.
    Push,
    /// Who is asked while the page watches.
    Heartbeat,
    /// What was held when it was read last.
    Holdings,
    /// What earlier visits learnt of the markets.
    Foresight,
    /// Contracts that may act for accounts.
    Contracts,
    /// How health and prices went.
    History,
    /// What was called, and what was answered.
    Calls,
    /// What happened.
    Journal,
}
