//! The state of one widget: `handle(now, event) -> effects`.
//!
//! Nothing else changes state, and nothing here reads a clock, a network or a store: a simulation
//! can run months of blocks, sleeps and lies through it in a second.
//!
//! - [`Event`], [`Effect`]: what can happen, and what may be done
//! - `clock`: one time out of two clocks
//! - `list`: who is watched, where; `session`: the wallet, and so what can be signed; `endpoints`,
//!   `reach`: what else can be asked; `find`: where something is held; `connecting`, `searching`:
//!   their wires
//! - `feed`: one chain, read through whatever serves it, in batches (`batch`) that it bears; `watch`:
//!   one account on it; `witness`: a second source that is asked the same; `chains`: all of them;
//!   `reading`, `witnessing`: their wires; `pace`: how long a hidden page leaves one alone
//! - `knowledge`, `watching`, `telling`: from what was read to the margin call; `differences`: what was
//!   seized, and which rules changed, since it was read before
//! - `outbox`, `channel`: from what was decided to what the person sees; `delivery`: their wires
//! - `push`: the same when the page is gone; `pushing`: its wires; `heartbeat`: for a monitor of the person's
//!   own; `beating`: its wires; `sound`: what is heard of a call; `sounding`: its wires;
//!   `reminder`: that nobody watches; `reminding`: its wires
//! - `queue`: what governance has queued on a chain, and does to positions; `foretelling`: its wires
//! - `rescue`: the top-up, from the choice to the re-read, and what is stored of a transaction under
//!   way; `topping_up`: its wires
//! - `settings`: what the host and the person chose; `ladders`: at which thresholds each position is called
//! - `stored`, `kept`, `value`, `marks`, `foresight`: what outlives the page; `memory`: what of it lies
//!   in the browser, which other tabs change too; `contracts`: who may act for accounts
//! - `protection`: which contracts could act for a position before its market does
//! - `past`: how health and prices went; `recording`: its wires; `price_paths`: which prices matter
//! - `role`: which of the tabs reads and notifies, and what the others hear of it; `leading`: its wires
//! - `edition`: of which version the page is, and what it is kept as; `renewing`: its wires
//! - `glance`: whether what is shown may have changed
//! - `show`, `legs`, `analysis`, `loss`: all of it as a [`View`]; `what_if`: what would be at other
//!   prices, worked out when it is asked

mod analysis;
mod approvals;
mod arrival;
mod batch;
mod beating;
mod chains;
mod channel;
mod clock;
mod connecting;
mod contracts;
mod delivery;
mod differences;
mod edition;
mod effect;
mod endpoints;
mod event;
mod example;
mod feed;
mod find;
mod footing;
mod foresight;
mod foretelling;
mod glance;
mod heartbeat;
mod host_event;
mod journal;
mod kept;
mod knowledge;
mod ladders;
mod leading;
mod legs;
mod link;
mod list;
mod loss;
mod marks;
mod memory;
mod names;
mod notification;
mod outbox;
mod pace;
mod past;
mod pre_liquidations;
mod price_paths;
mod protecting;
mod protection;
mod push;
mod pushing;
mod queue;
mod quiet;
mod reach;
mod reading;
mod recording;
mod reminder;
mod reminding;
mod renewing;
mod requests;
mod rescue;
mod role;
mod searching;
mod session;
mod settings;
mod show;
mod sound;
mod sounding;
mod stored;
mod telling;
mod topping_up;
mod typed_address;
mod value;
pub mod view;
mod watch;
mod watching;
mod what_if;
mod witness;
mod witnessing;

pub use clock::{Millis, Moment};
pub use effect::{EditionRequest, Effect, Endpoint, LeadRequest, PushRequest, RequestId};
pub use event::{
    Below, Config, Event, LadderInput, LeadNews, NotStored, RequestFailure, UserAction,
};
pub use example::example;
pub use host_event::{
    ErrorDetail, ErrorKind, HostEvent, LevelDetail, LevelKind, PositionDetail, ReadyDetail,
    TopUpDetail, TopUpStage, ValueDetail,
};
pub use journal::{journal_csv, journal_json};
pub use link::Link;
pub use notification::{
    Button, Delivery, Notification, NotificationAnswer, PermissionState, Proof,
};
pub use reminder::{ReminderRequest, ReminderView, Waking};
pub use sound::{Hearing, SoundRequest, Tone};
pub use typed_address::parse_typed_address;
pub use view::View;

use std::collections::BTreeMap;

use alloy::primitives::Address;

use crate::alert::DataWatch;
use crate::chain::rpc::Request;
use crate::protocols::Market;
use crate::protocols::Snapshot;
use arrival::Arrival;
use chains::Chains;
use channel::Channel;
use clock::Clock;
use edition::Edition;
use endpoints::Endpoints;
use find::Find;
use glance::Glance;
use heartbeat::Heart;
use memory::Memory;
use protection::Protection;
use push::Push;
use reminder::Reminder;
use requests::{Purpose, Requests, TIMEOUT_MS};
use rescue::Rescue;
use role::Role;
use serde_json::Value;
use session::{Input, Session};
use sound::Speaker;
use stored::Stored;
use view::{
    ConfigProblem, EndpointProblem, Gap, LadderOf, LadderProblem, PositionKey, ReadProblem,
    WatchProblem,
};

/// One widget.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    clock: Clock,
    /// What is to be done after the event at hand.
    effects: Vec<Effect>,
    requests: Requests,
    session: Session,
    endpoints: Endpoints,
    chains: Chains,
    /// Whether nobody watches because no chain is known, while somebody is to be watched.
    nowhere: Option<DataWatch>,
    /// Why the wallet in use has not said where it is.
    wallet_problem: Option<ReadProblem>,
    /// Why an address typed to be watched was not accepted.
    watch_problem: Option<WatchProblem>,
    /// An address that was typed and is watched once something may be asked about it.
    waits: Option<Address>,
    /// Why an endpoint that was typed is not asked.
    endpoint_problem: Option<EndpointProblem>,
    find: Find,
    /// All that is known from the start is known.
    started: bool,
    rescue: Rescue,
    /// What is looked for, where a person wants to see it.
    protection: Protection,
    stored: Stored,
    memory: Memory,
    role: Role,
    /// What happens now is what the person does.
    by_person: bool,
    storage_works: bool,
    /// Markets of the host's deployment file, once it was read.
    deployment: Option<Vec<Market>>,
    configuration_problem: Option<ConfigProblem>,
    /// What the host page says of thresholds.
    host_ladders: ladders::Host,
    ladder_problems: BTreeMap<LadderOf, LadderProblem>,
    times_problem: Option<crate::alert::LadderError>,
    quiet_problem: Option<crate::alert::QuietError>,
    rate_problem: Option<crate::alert::LimitError>,
    use_problem: Option<crate::alert::LimitError>,
    channel: Channel,
    push: Push,
    speaker: Speaker,
    reminder: Reminder,
    heart: Heart,
    edition: Edition,
    visible: bool,
    /// Something that is shown may have changed in the event at hand.
    touched: bool,
    /// How often that was so.
    version: u64,
    /// What time alone changes, as of the last event.
    glance: Option<Glance>,
    /// When there is something to do, as of the last event.
    wakes_at: Option<Millis>,
    gap: Option<Gap>,
    /// What the page was opened for, until it is there.
    arrival: Option<Arrival>,
}

impl Engine {
    /// A widget as its host set it up. Nothing happens before [`Event::Started`].
    #[must_use]
    pub fn new(config: Config) -> Self {
        let configuration_problem = settings::problem_of(&config);
        let host_ladders = ladders::Host::of(&config);
        Self {
            config,
            host_ladders,
            clock: Clock::default(),
            effects: Vec::new(),
            requests: Requests::default(),
            session: Session::default(),
            endpoints: Endpoints::default(),
            chains: Chains::default(),
            nowhere: None,
            wallet_problem: None,
            watch_problem: None,
            waits: None,
            endpoint_problem: None,
            find: Find::default(),
            started: false,
            rescue: Rescue::default(),
            protection: Protection::default(),
            stored: Stored::default(),
            memory: Memory::default(),
            role: Role::default(),
            by_person: false,
            storage_works: true,
            deployment: None,
            configuration_problem,
            ladder_problems: BTreeMap::new(),
            times_problem: None,
            quiet_problem: None,
            rate_problem: None,
            use_problem: None,
            channel: Channel::default(),
            push: Push::default(),
            speaker: Speaker::default(),
            reminder: Reminder::default(),
            heart: Heart::default(),
            edition: Edition::default(),
            visible: true,
            touched: false,
            version: 0,
            glance: None,
            wakes_at: None,
            gap: None,
            arrival: None,
        }
    }

    /// Takes in what happened; what is to be done about it, in order.
    #[must_use]
    pub fn handle(&mut self, moment: Moment, event: Event) -> Vec<Effect> {
        // As of the last event.
        let (planned_ms, visible) = (self.wakes_after_ms().unwrap_or(0), self.visible);
        let planned_s = chains::planned_s(planned_ms, visible);
        let before = self.clock.now();
        let now = self.clock.at(moment);
        for watched in self.chains.iter_mut() {
            watched.see(now.timestamp(), planned_s, visible);
        }
        if let Some(data) = &mut self.nowhere {
            let cadence = chains::unknown_cadence(visible);
            data.see(now.timestamp(), planned_s.max(cadence.read_every_s));
        }
        // Before anything that has come in meanwhile is acted upon.
        if self.role.was_held_up(now) {
            self.lead(now);
        }
        // By then no question that was put before would still be waited for.
        if before.plus(planned_s.saturating_mul(1_000).saturating_add(TIMEOUT_MS)) < now {
            self.everywhere(now, || feed::Input::Slept);
        }
        self.by_person = matches!(event, Event::User(_));
        if Self::is_news(&event) {
            self.touch();
        }
        match event {
            Event::Started => self.started(now),
            Event::Woke => {}
            Event::Restored(items) => self.restored(now, &items),
            Event::ItemIs { item, text } => self.item_is(now, &item, text.as_deref()),
            Event::StoreFailed => {
                self.storage_works = false;
                self.memory.refused();
            }
            Event::RecordIs { slot, held } => {
                self.rescue_on(now, rescue::Input::RecordIs(slot, held));
            }
            Event::DeploymentFetched(file) => self.deployment_fetched(now, file),
            Event::WalletAnnounced(wallet) => self.wallet_announced(now, wallet),
            Event::WalletsSettled => self.session_on(now, Input::Settled),
            Event::AccountsChanged(accounts) => self.accounts_changed(now, &accounts),
            Event::WalletHinted => self.session_on(now, Input::Hinted),
            Event::Answered { id, answer } => {
                if let Some((purpose, is_late)) = self.requests.take(now, id) {
                    let late = is_late.then_some(Err(RequestFailure::TimedOut));
                    self.answered(now, purpose, late.unwrap_or(answer));
                }
            }
            Event::PermissionRead(permission) => self.permission_read(now, permission),
            Event::HearingIs(hearing) => self.hearing_is(hearing),
            Event::WakingIs(waking) => self.waking_is(waking),
            Event::NotificationShown { tag } => self.notification_shown(now, &tag),
            Event::NotificationFailed { tag, reason } => {
                self.notification_failed(now, &tag, reason)
            }
            Event::NotificationClicked { tag } => self.notification_clicked(now, &tag),
            Event::NotificationAnswered { tag, answer } => {
                self.notification_answered(now, &tag, answer);
            }
            Event::Opened { fragment } => self.opened(now, &fragment),
            Event::VisibilityChanged { visible } => {
                if !visible {
                    self.save_all_past();
                }
                self.read_again(visible);
                self.visibility_changed(now, visible);
            }
            Event::OnlineChanged { online } => self.online_changed(now, online),
            Event::EditionReady => self.edition_on(now, edition::Input::Ready),
            Event::EditionTaken => self.edition_on(now, edition::Input::Taken),
            Event::Lead(news) => self.role_on(now, role::Input::Lock(news)),
            Event::Heard(text) => self.heard(now, &text),
            Event::User(action) => self.user(now, action),
        }
        self.let_time_pass(now);
        self.deliver(now);
        self.pass_on(now);
        self.follow_sound();
        self.follow_reminder();
        self.beat(now);
        self.wakes_at = self.next_due();
        self.settle_version(now);
        core::mem::take(&mut self.effects)
    }

    /// How many milliseconds after the last event [`Event::Woke`] is due, if nothing happens before.
    #[must_use]
    pub fn wakes_after_ms(&self) -> Option<u64> {
        Some(self.wakes_at?.0.saturating_sub(self.clock.now().0))
    }

    /// When there is something to do, if nothing happens before.
    fn next_due(&self) -> Option<Millis> {
        let due = [
            self.requests.next_deadline(),
            self.next_alarm(),
            self.next_letter(),
            self.next_held_back(),
            self.next_push(),
            self.next_beat(),
            self.edition.due(),
            self.rescue.due(),
            self.session.due(),
            self.endpoints.next_due(),
            self.find.due().filter(|_| !self.role.follows()),
            self.role.due(self.clock.now()),
        ];
        let looks = self.chains.iter();
        let looks = looks.filter(|one| !one.waits_for_witness() && !one.is_led);
        let looks = looks.filter_map(|one| one.feed.next_at());
        due.into_iter().flatten().chain(looks).min()
    }

    fn started(&mut self, now: Millis) {
        self.effects.push(Effect::Restore);
        self.effects.push(Effect::ReadPermission);
        self.emit(HostEvent::Ready(ReadyDetail {}));
        self.role_on(now, role::Input::Begin(self.config.instance));
        self.edition_on(now, edition::Input::Begin);
    }

    fn let_time_pass(&mut self, now: Millis) {
        while let Some(late) = self.requests.take_late(now) {
            self.answered(now, late, Err(RequestFailure::TimedOut));
        }
        self.session_on(now, Input::Time);
        self.endpoints_due(now);
        self.find_due(now);
        self.rewatch(now);
        self.lead(now);
        self.everywhere(now, || feed::Input::Time);
        self.tick_alarms(now);
        self.rescue_on(now, rescue::Input::Time);
        self.edition_on(now, edition::Input::Time);
    }

    fn answered(&mut self, now: Millis, purpose: Purpose, answer: Result<Value, RequestFailure>) {
        if !purpose.is_of_a_look() {
            self.touch();
        }
        match purpose {
            Purpose::Session(question) => self.session_answered(now, question, answer),
            Purpose::Serves(url) => self.served_answered(now, &url, answer),
            Purpose::Head(chain) => self.head_answered(now, chain, answer, feed::Input::Head),
            Purpose::Aside(chain) => self.head_answered(now, chain, answer, feed::Input::Aside),
            Purpose::Round(chain) => self.round_answered(now, chain, answer),
            Purpose::WitnessBlock(chain) => self.witness_block_answered(now, chain, answer),
            Purpose::WitnessHead(chain) => self.witness_head_answered(now, chain, answer),
            Purpose::WitnessRound(chain) => self.witness_round_answered(now, chain, answer),
            Purpose::Queue(chain) => self.queue_answered(now, chain, answer),
            Purpose::Trial(chain) => self.trial_answered(now, chain, answer),
            Purpose::Rescue(question) => {
                self.rescue_on(now, rescue::Input::Answered(question, answer));
            }
            Purpose::Seizure(asked) => self.seizure_answered(now, &asked, answer),
            Purpose::Push(question) => {
                self.push_on(now, push::Input::Answered(question, answer));
            }
            Purpose::Heartbeat(url) => {
                let answer = answer.map(drop);
                self.heart_on(now, heartbeat::Input::Answered(&url, answer));
            }
            Purpose::Protection(question) => self.protection_answered(now, &question, answer),
        }
    }

    fn user(&mut self, now: Millis, action: UserAction) {
        match action {
            UserAction::Connect(wallet) => self.connect(now, wallet),
            UserAction::Unlock => self.session_on(now, Input::Unlock),
            UserAction::CancelConnect => self.session_on(now, Input::Cancel),
            UserAction::Disconnect => self.disconnect(now),
            UserAction::Watch(typed) => self.watch_typed(now, &typed),
            UserAction::Unwatch(account) => self.unwatch(now, account),
            UserAction::Mute(account, muted) => self.mute(now, account, muted),
            UserAction::Name(account, typed) => self.name(now, account, &typed),
            UserAction::AddEndpoint(typed) => self.add_endpoint(now, &typed),
            UserAction::RemoveEndpoint(url) => self.remove_endpoint(now, &url),
            UserAction::AllowPublic(chain) => self.allow_public(now, chain),
            UserAction::ForbidPublic => self.forbid_public(),
            UserAction::FindPositions => self.find_positions(now),
            UserAction::SwitchChain(chain) => self.session_on(now, Input::Switch(chain)),
            UserAction::Refresh => self.refresh(now),
            UserAction::DismissGap => self.gap = None,
            UserAction::DismissUnreadable => self.memory.dismiss(),
            UserAction::EnableNotifications => self.effects.push(Effect::AskPermission),
            UserAction::TestNotification => self.test_notification(),
            UserAction::TestSeen(seen) => self.test_seen(now, seen),
            UserAction::SetSound(on) => self.set_sound(on),
            UserAction::TestSound => self.test_sound(),
            UserAction::SetReminder(on) => self.set_reminder(on),
            UserAction::SetLadder(of, typed) => self.set_ladder(of, &typed),
            UserAction::UseUsualLadder(key) => self.use_usual_ladder(&key),
            UserAction::SetTimes(typed) => self.set_times(&typed),
            UserAction::ResetLadder => self.reset_ladder(),
            UserAction::SetQuietHours(from, to) => self.set_quiet_hours(&from, &to),
            UserAction::EndQuietHours => self.end_quiet_hours(),
            UserAction::SetRateLimit(typed) => self.set_rate_limit(&typed),
            UserAction::SetUseLimit(typed) => self.set_use_limit(&typed),
            UserAction::Acknowledge(key) => self.acknowledge(now, &key),
            UserAction::Snooze(key, seconds) => self.snooze(now, &key, seconds),
            UserAction::OpenTopUp(key) => {
                self.arrival = None;
                self.rescue_on(now, rescue::Input::Open(key));
            }
            UserAction::TurnPushOn(typed, secret) => {
                self.push_on(now, push::Input::TurnOn(&typed, secret));
            }
            UserAction::TurnPushOff => self.push_on(now, push::Input::TurnOff),
            UserAction::SetPushSays(says) => self.push_on(now, push::Input::Says(says)),
            UserAction::SetPushAhead(seconds) => self.push_on(now, push::Input::Ahead(seconds)),
            UserAction::TestPush => self.push_on(now, push::Input::Test),
            UserAction::TurnHeartbeatOn(typed) => {
                self.heart_on(now, heartbeat::Input::TurnOn(&typed));
            }
            UserAction::TurnHeartbeatOff => self.heart_on(now, heartbeat::Input::TurnOff),
            UserAction::TestHeartbeat => self.heart_on(now, heartbeat::Input::Test),
            UserAction::TakeEdition => self.edition_on(now, edition::Input::Take),
            UserAction::PushSeen(seen) => self.push_on(now, push::Input::TestSeen(seen)),
            UserAction::ReviewWay(key, way) => {
                self.arrival = None;
                self.review_way(now, key, way);
            }
            UserAction::OpenProtection(key) => self.open_protection(now, key),
            UserAction::TypeContract(typed) => {
                self.protection_on(now, protection::Input::Typed(&typed));
            }
            UserAction::CloseProtection => self.protection_on(now, protection::Input::Close),
            UserAction::DismissLink => self.arrival = None,
            UserAction::CloseTopUp => {
                self.arrival = None;
                self.rescue_on(now, rescue::Input::Close);
            }
            UserAction::ChooseStrategy(id) => self.rescue_on(now, rescue::Input::Choose(id)),
            UserAction::SetTarget(typed) => self.rescue_on(now, rescue::Input::SetTarget(typed)),
            UserAction::SetAmount(typed) => self.rescue_on(now, rescue::Input::SetAmount(typed)),
            UserAction::Review => self.rescue_on(now, rescue::Input::Review),
            UserAction::SetManner(manner) => {
                self.rescue_on(now, rescue::Input::SetManner(manner));
            }
            UserAction::BackToChoice => self.rescue_on(now, rescue::Input::Back),
            UserAction::Sign => self.rescue_on(now, rescue::Input::Sign),
            UserAction::LookAgain => self.rescue_on(now, rescue::Input::LookAgain),
            UserAction::SayCancelled => self.rescue_on(now, rescue::Input::SayCancelled),
        }
    }

    fn ask(&mut self, now: Millis, purpose: Purpose, via: Endpoint, request: Request) {
        if !purpose.is_of_a_look() {
            self.touch();
        }
        let effect = self.requests.ask(now, purpose, via, request);
        self.effects.push(effect);
    }

    fn emit(&mut self, event: HostEvent) {
        self.effects.push(Effect::Emit(event));
    }
}

/// The name of the position that a snapshot is of.
fn key_of(snapshot: &Snapshot) -> PositionKey {
    snapshot.into()
}
