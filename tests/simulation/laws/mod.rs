//! What must hold after every event, whatever the world does.

mod calling;
mod knowing;
mod levels;
mod past;
mod showing;
mod signing;
mod stopping;
mod thresholds;
mod versions;

use std::collections::{BTreeSet, VecDeque};

use margin_call::chain::rpc::Request;
use margin_call::engine::view::{Body, ConnectionView, SessionView, WatchedView};
use margin_call::engine::{
    Endpoint, Engine, Event, HostEvent, LevelKind, Notification, PermissionState, RequestFailure,
    TopUpStage, UserAction, View,
};

use super::chain::{Chain, is_batch};
use calling::{Calling, Told};
use knowing::Knowing;
pub use knowing::raw;
use showing::Showing;
use signing::Signing;
pub use stopping::{STOPPED, Seen as StoppingSeen, Stopping};
use thresholds::Thresholds;
pub use versions::Versions;

pub type Law = Result<(), String>;

/// Timers and questions of a minute; more than a busy page would need are a loop.
const WAKES_A_MINUTE: usize = 120;
/// Two chains with a block every two seconds, and two sources that disagree about each: 240; the rest
/// is for reloads and clicks.
const QUESTIONS_A_MINUTE: usize = 360;

/// The time in which another tab takes over, and reads.
const TOLD_WITHIN_MS: u64 = 25_000;

#[derive(Debug, Default)]
pub struct Laws {
    calling: Calling,
    knowing: Knowing,
    showing: Showing,
    signing: Signing,
    /// Where nobody but the person at this page changes them.
    thresholds: Option<Thresholds>,
    woken: VecDeque<u64>,
    asked: VecDeque<u64>,
    events: Vec<HostEvent>,
    pub seen: Seen,
    /// Some endpoint lies: what only it said may be wrong, what two said may not.
    pub liars: bool,
    /// Two of them tell the same lie.
    pub conspire: bool,
}

/// What happened so far: a storm in which nothing happens proves nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub calls: u64,
    pub silences: u64,
    pub seizures: u64,
    pub reviews: u64,
    pub sent: u64,
    /// Sent under the number of a first one that nobody could know of.
    pub unknowable: u64,
    pub done: u64,
    pub failed: u64,
    /// How often it was asked what governance has queued.
    pub queues: u64,
    /// Batches that were asked for, and those that were refused.
    pub batches: u64,
    pub refused: u64,
}

impl Seen {
    pub fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.silences += other.silences;
        self.seizures += other.seizures;
        self.reviews += other.reviews;
        self.sent += other.sent;
        self.unknowable += other.unknowable;
        self.done += other.done;
        self.failed += other.failed;
        self.batches += other.batches;
        self.refused += other.refused;
    }

    fn take_in(&mut self, event: &HostEvent) {
        let count = match event {
            HostEvent::Level(told) => match told.kind {
                LevelKind::Unwatched => &mut self.silences,
                LevelKind::Liquidated => &mut self.seizures,
                LevelKind::Entered | LevelKind::Escalated => &mut self.calls,
                _ => return,
            },
            HostEvent::TopUp(told) => match told.stage {
                TopUpStage::Review => &mut self.reviews,
                TopUpStage::Sent => &mut self.sent,
                TopUpStage::Done => &mut self.done,
                TopUpStage::Failed => &mut self.failed,
                _ => return,
            },
            _ => return,
        };
        *count += 1;
    }
}

impl Laws {
    /// The page was loaded again; `lost`: the items that it stored and that cannot be read, or none
    /// where nothing is there any more.
    pub fn loaded(&mut self, now: u64, lost: Option<&BTreeSet<String>>) {
        match lost {
            None => {
                self.calling.forget_all();
                self.showing.forget();
            }
            Some(lost) if lost.iter().any(|item| item.starts_with("announced:")) => {
                self.showing.forget();
            }
            Some(_) => {}
        }
        self.calling.loaded();
        if let Some(thresholds) = &mut self.thresholds {
            thresholds.loaded(lost);
        }
        lost.into_iter()
            .flatten()
            .for_each(|item| self.calling.forget(item));
        let of_calls =
            |item: &String| item.starts_with("episode:") || item.starts_with("announced:");
        let remembers = lost.is_some_and(|lost| lost.iter().all(of_calls));
        self.knowing.loaded(now, remembers);
        self.signing = Signing::default();
    }

    /// Thresholds are typed at this page, and nowhere else.
    pub fn knows_thresholds(&mut self) {
        self.thresholds = Some(Thresholds::default());
    }

    /// Nothing happened in the page until now.
    pub fn was_still(&mut self, now: u64) {
        self.knowing.was_still(now);
    }

    /// Whether the person wants anybody watched: they may have said so in another tab.
    pub fn is_wanted(&mut self, wanted: bool) {
        self.knowing.is_unwanted = !wanted;
    }

    /// This is one of several tabs, of which one tells the person.
    pub fn is_of_several(&mut self) {
        self.calling.told_within_ms = TOLD_WITHIN_MS;
        self.showing.is_of_several = true;
    }

    /// Something may be told twice: not every tab hears what another tells.
    pub fn may_repeat(&mut self) {
        self.calling.may_repeat = true;
    }

    /// What was told the person in this tab.
    pub fn told(&self) -> Told {
        self.calling.told()
    }

    /// What another tab of the page has told the person counts for this one.
    pub fn heard_from(&mut self, told: &Told) {
        self.calling.heard_from(told);
    }

    pub fn before(&mut self, now: u64, event: &Event, view: &View) {
        if *event == Event::Woke {
            self.woken.push_back(now);
        }
        let refused = matches!(
            event,
            Event::Answered {
                answer: Err(RequestFailure::Refused { .. }),
                ..
            }
        );
        self.seen.refused += u64::from(refused);
        self.knowing.refused |= refused;
        self.events.clear();
        self.signing.before(event, view);
        if let Some(thresholds) = &mut self.thresholds {
            thresholds.before(event);
        }
        self.calling.before(now, event);
        self.knowing.before(event);
        self.showing.before(event);
    }

    /// Answers are damaged now.
    pub fn damages(&mut self, now: u64) {
        self.knowing.damaged_until = now + 1_000;
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "everything that is known of what is asked"
    )]
    pub fn asked(
        &mut self,
        now: u64,
        chain: u64,
        via: &Endpoint,
        request: &Request,
        click: Option<&UserAction>,
        view: &View,
        chains: &[Chain],
    ) -> Law {
        self.asked.push_back(now);
        let is_of_queue = knowing::is_of_queue(chain, request);
        self.seen.queues += u64::from(is_of_queue);
        self.seen.batches += u64::from(is_batch(request) && !is_of_queue);
        self.knowing.asked(now, chain, via, request)?;
        self.signing.asked(via, request, click, view, chains)
    }

    pub fn emitted(&mut self, now: u64, event: &HostEvent) -> Law {
        self.events.push(event.clone());
        self.seen.take_in(event);
        self.calling.emitted(now, event)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "everything that was seen at this moment"
    )]
    pub fn after(
        &mut self,
        now: u64,
        was: &View,
        (view, engine): (&View, &Engine),
        chains: &[Chain],
        notified: &[Notification],
        browser: (PermissionState, bool),
        hidden: bool,
    ) -> Law {
        bounded(&mut self.woken, now, WAKES_A_MINUTE, "wakes")?;
        bounded(&mut self.asked, now, QUESTIONS_A_MINUTE, "questions")?;
        self.knowing.liars = self.liars;
        self.knowing.conspire = self.conspire;
        self.knowing
            .after(now, was, (view, engine), chains, hidden)?;
        self.signing.after(was, view, chains)?;
        past::after(was, view)?;
        if let Some(thresholds) = &self.thresholds {
            thresholds.after(view)?;
        }
        self.showing
            .after(now, view, &self.events, notified, browser)?;
        self.calling.after(now, view, &self.events)
    }
}

fn bounded(moments: &mut VecDeque<u64>, now: u64, most: usize, what: &str) -> Law {
    while moments.front().is_some_and(|at| at + 60_000 < now) {
        moments.pop_front();
    }
    if moments.len() > most {
        return Err(format!("{} {what} in a minute", moments.len()));
    }
    Ok(())
}

/// The chain of which least is known.
pub fn worst(view: &View) -> Option<&WatchedView> {
    session(view)?.worst()
}

pub fn session(view: &View) -> Option<&SessionView> {
    match &view.connection {
        ConnectionView::Connected(session) => Some(session),
        _ => None,
    }
}

pub fn positions(view: &View) -> &[margin_call::engine::view::PositionView] {
    match session(view).map(|session| &session.body) {
        Some(Body::Positions(positions)) => positions,
        _ => &[],
    }
}
