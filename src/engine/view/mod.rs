//! What is shown: the engine's state in the terms of a person, without a rule left to decide.
//!
//! Numbers stay exact integers with their decimals; rounding against the flattering side happens
//! where they are turned into text ([`crate::math::decimal`]).

mod account;
mod alarm;
pub(super) mod analysis;
mod chain;
mod connection;
mod edition;
mod endpoints;
mod heartbeat;
mod history;
pub(super) mod leg;
mod link;
mod log;
mod memory;
mod order;
mod position;
mod protection;
mod push;
mod session;
mod unarmed;
mod wallet;

pub use super::what_if::{
    Contour, Contours, GroupSide, Measured, Moves, PriceGroup, PriceMap, STEP, Scenario, Span,
    Spot, WORST_DAYS, WhatIf, WorstDay,
};
pub use crate::protocols::PositionKey;
pub use account::{AccountView, Origin, WatchProblem};
pub use alarm::{AlarmView, Attention, KindLadders, LadderOf, LadderProblem, Whose};
pub use analysis::{AnalysisView, LossView, SensitivityView};
pub use chain::ChainView;
pub use connection::{ConfigProblem, ConnectionView};
pub use edition::EditionView;
pub use endpoints::{EndpointProblem, EndpointsView, Found, PublicView, ReadProblem, Unused};
pub use heartbeat::{BeatView, HeartbeatView};
pub use history::{HistoryMark, HistoryPoint, MarkKind, PricePathView, PricePoint};
pub use leg::{LegView, LiquidationPriceView};
pub use link::{LinkView, LinkWaits};
pub use log::{ByTime, LogEntry, LogKind, LogTopic};
pub use memory::MemoryPart;
pub use order::{Ranked, steadied, worst_first};
pub use position::{
    AgreementView, ApprovalLeft, NoTopUp, PositionAlarm, PositionView, PreLiquidationView,
    QueuedView,
};
pub use protection::{
    OtherMarket, ProtectionView, ProtectorView, RuleView, SearchView, StrangeView, TakenView,
    TypedProblem,
};
pub use push::{PushProof, PushSays, PushView, TopicView};
pub use session::{
    Body, Budget, DataView, Gap, SessionView, SourceView, TogetherView, ToldView, TotalView,
    WatchedView, WitnessView,
};
pub use unarmed::{Unarmed, Weight, WhyUnarmed};
pub use wallet::{ConnectProblem, SwitchProblem, WalletId, WalletInfo};

use std::sync::Arc;

use crate::math::Timestamp;
use crate::top_up::TopUpView;

/// Everything that is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The engine's clock when this was made, seconds.
    pub now: Timestamp,
    /// Where the connection stands.
    pub connection: ConnectionView,
    /// How margin calls reach the person, and at which thresholds.
    pub alarm: AlarmView,
    /// What may be asked beside the wallet and the host page's endpoints.
    pub endpoints: EndpointsView,
    /// The top-up panel, when it is open.
    pub top_up: Option<TopUpView>,
    /// What could act for a position before its market does, where a person wants to see that.
    pub protection: Option<ProtectionView>,
    /// A link to a top-up that cannot be opened yet.
    pub link: Option<LinkView>,
    /// What happened, newest first.
    pub log: Arc<Vec<LogEntry>>,
    /// The worst of what is known, for the document's title and the icon's badge.
    pub attention: Attention,
    /// What the host page configured wrongly, in words for its developer.
    pub configuration_problem: Option<ConfigProblem>,
    /// Whether settings and history outlive the page.
    pub storage_works: bool,
    /// What of that was found and could not be read.
    pub unreadable: Vec<MemoryPart>,
    /// A newer edition of the page's own files.
    pub edition: Option<EditionView>,
    /// A development chain with unlisted contracts is in use: said visibly.
    pub local_deployment: bool,
}

impl View {
    /// What is watched, once something is.
    #[must_use]
    pub fn session(&self) -> Option<&SessionView> {
        match &self.connection {
            ConnectionView::Connected(session) => Some(session),
            _ => None,
        }
    }

    /// That nobody would be called, where something is watched and that is so.
    #[must_use]
    pub fn unarmed(&self) -> Option<Unarmed> {
        let positions = self.session()?.positions();
        Unarmed::of(self.alarm.delivery, &self.alarm.push, positions)
    }
}
