use std::collections::BTreeMap;

use alloy::primitives::{Address, Bytes};
use serde_json::Value;

use super::effect::RequestId;
use super::notification::{NotificationAnswer, PermissionState};
use super::reminder::Waking;
use super::sound::Hearing;
use super::view::{LadderOf, PositionKey, PushSays, WalletId, WalletInfo};
use crate::chain::ChainId;
use crate::chain::rpc::parse_hex;
use crate::top_up::{Chosen, Manner, Slot, StrategyId};

/// Everything that can happen to a widget.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The widget was put on the page.
    Started,
    /// The time named by [`Engine::wakes_after_ms`](super::Engine::wakes_after_ms) has passed.
    Woke,
    /// All items of this widget that lie in the store, by their names: they were asked for, or
    /// another page has emptied it.
    Restored(BTreeMap<String, String>),
    /// What lies there for an item now: another tab changed it.
    ItemIs {
        /// The item's name.
        item: String,
        /// What lies there; none: nothing.
        text: Option<String>,
    },
    /// The store refused: settings and history will not outlive the page.
    StoreFailed,
    /// What lies in the slot of a record now: the store was asked to read or to change it, or
    /// another tab changed it.
    RecordIs {
        /// Which slot.
        slot: Slot,
        /// What lies there, read back after a change; nothing, or the store refuses.
        held: Result<Option<String>, NotStored>,
    },
    /// The deployment file that the host named has arrived, or could not be had.
    DeploymentFetched(Result<Value, String>),

    /// A wallet made itself known (EIP-6963), or stands at `window.ethereum`.
    WalletAnnounced(WalletInfo),
    /// All wallets that answer at once have answered.
    WalletsSettled,
    /// The wallet in use says that its accounts changed (EIP-1193); unchecked.
    AccountsChanged(Value),
    /// The wallet in use says that its chain changed, or that its connection came or went (EIP-1193),
    /// in words that differ from wallet to wallet: a hint to ask.
    WalletHinted,
    /// An endpoint answered a request.
    Answered {
        /// Which request.
        id: RequestId,
        /// The JSON-RPC result, unchecked, or why there is none.
        answer: Result<Value, RequestFailure>,
    },

    /// Whether notifications may be shown.
    PermissionRead(PermissionState),
    /// Whether a tone would be heard.
    HearingIs(Hearing),
    /// Whether the browser wakes the page's worker from time to time.
    WakingIs(Waking),
    /// The browser accepted a notification for display.
    NotificationShown {
        /// Its tag.
        tag: String,
    },
    /// The browser did not accept a notification.
    NotificationFailed {
        /// Its tag.
        tag: String,
        /// The browser's words.
        reason: String,
    },
    /// A person clicked a notification.
    NotificationClicked {
        /// Its tag.
        tag: String,
    },
    /// A person answered in a notification, and stayed where they were.
    NotificationAnswered {
        /// Its tag.
        tag: String,
        /// What they answered.
        answer: NotificationAnswer,
    },
    /// The page was opened by an address, or led on by it.
    Opened {
        /// What stands in the address behind its `#`.
        fragment: String,
    },
    /// The page came to the front, went to the back, woke from sleep or from a freeze.
    VisibilityChanged {
        /// Whether a person can see the page now.
        visible: bool,
    },
    /// The network came back or went away, as the browser believes.
    OnlineChanged {
        /// Whether the browser believes that there is a network.
        online: bool,
    },

    /// A newer edition of the page's own files is kept here, whole.
    EditionReady,
    /// It is what is loaded from now on.
    EditionTaken,

    /// What became of the lock by which one of the tabs leads.
    Lead(LeadNews),
    /// Another tab said this; unchecked.
    Heard(String),

    /// A person did something.
    User(UserAction),
}

/// What became of the lock by which one of the tabs leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadNews {
    /// It is this tab's.
    Granted,
    /// Another has taken it.
    Lost,
    /// The browser has no locks for this page, or no messages between its tabs.
    Unavailable,
}

/// Everything that a person can do.
#[derive(Clone, Debug, PartialEq)]
pub enum UserAction {
    /// Connect this wallet.
    Connect(WalletId),
    /// Ask the locked wallet in use to share the account again.
    Unlock,
    /// Give up connecting; choose again.
    CancelConnect,
    /// Forget the wallet.
    Disconnect,
    /// Watch this address without a wallet; as typed.
    Watch(String),
    /// Stop watching this address, which is not the wallet's.
    Unwatch(Address),
    /// Show the calls of this account on the page alone; or notify again.
    Mute(Address, bool),
    /// Call this account so; as typed.
    Name(Address, String),
    /// Read through this endpoint too; as typed.
    AddEndpoint(String),
    /// Read through this endpoint, which was typed, no more.
    RemoveEndpoint(String),
    /// Let public endpoints be asked about a chain; none: about all.
    AllowPublic(Option<ChainId>),
    /// Let none be asked.
    ForbidPublic,
    /// Look on every chain that can be read for what the accounts hold there.
    FindPositions,
    /// Ask the wallet to go to this chain.
    SwitchChain(ChainId),
    /// Read again now.
    Refresh,
    /// The time that was not watched was taken note of.
    DismissGap,
    /// What of the memory could not be read was taken note of.
    DismissUnreadable,

    /// Ask the browser whether notifications may be shown.
    EnableNotifications,
    /// Show a test notification.
    TestNotification,
    /// The test notification was seen, or was not.
    TestSeen(bool),
    /// New thresholds, as typed: health factors, or distances to liquidation.
    SetLadder(LadderOf, LadderInput),
    /// Call this position at the thresholds of its kind again.
    UseUsualLadder(PositionKey),
    /// New thresholds, as typed, of how long a position lasts on interest alone: in days, or with a unit.
    SetTimes(LadderInput),
    /// Return to the default thresholds, of health and of time. Those of single positions stay.
    ResetLadder,
    /// Let calls be heard, or not.
    SetSound(bool),
    /// Let me hear one.
    TestSound,
    /// Remind me where nobody watches, or do not.
    SetReminder(bool),
    /// Let what is not urgent wait in these hours of the day, as typed: from, and to.
    SetQuietHours(String, String),
    /// Let nothing wait.
    EndQuietHours,
    /// Tell of borrow rates from so many percent a year on, as typed; nothing: from the usual.
    SetRateLimit(String),
    /// Tell how much of a token is lent out from so many percent on, as typed; nothing: from the usual.
    SetUseLimit(String),
    /// The margin call of this position was seen.
    Acknowledge(PositionKey),
    /// It is to be made again after so many seconds: at most as many as its level allows.
    Snooze(PositionKey, u64),
    /// Let calls go to a topic of the person's own: on this server, as typed, under a name made of this secret.
    TurnPushOn(String, [u8; 16]),
    /// No more.
    TurnPushOff,
    /// What messages there say.
    SetPushSays(PushSays),
    /// How long after the last sign of the page the message comes, seconds.
    SetPushAhead(u64),
    /// Send a test there.
    TestPush,
    /// It arrived, or did not.
    PushSeen(bool),
    /// Ask this address of a monitor while the page watches; as typed.
    TurnHeartbeatOn(String),
    /// No more.
    TurnHeartbeatOff,
    /// Ask it now.
    TestHeartbeat,

    /// Use the newer edition of the page's own files.
    TakeEdition,

    /// Look for what could act for this position before its market does.
    OpenProtection(PositionKey),
    /// Look at this contract, too; as typed.
    TypeContract(String),
    /// Show that no more.
    CloseProtection,

    /// The link that waits is not wanted any more.
    DismissLink,

    /// Open the top-up of a position.
    OpenTopUp(PositionKey),
    /// Open it, and show what this way would sign.
    ReviewWay(PositionKey, StrategyId),
    /// Close it; a transaction that was sent is not affected.
    CloseTopUp,
    /// Choose what to do.
    ChooseStrategy(Chosen),
    /// The health factor to restore, as typed.
    SetTarget(String),
    /// How much the chosen way moves, as typed, in place of a target.
    SetAmount(String),
    /// Check everything once more and show what would be signed.
    Review,
    /// Put the steps that are shown to the wallet in this manner.
    SetManner(Manner),
    /// Return from the review to the choice.
    BackToChoice,
    /// Ask the wallet to sign the next step, exactly as it was shown.
    Sign,
    /// After an outcome that is not known: look it up again.
    LookAgain,
    /// The person has cancelled it in the wallet: it will not be sent any more.
    SayCancelled,
}

/// Thresholds as they were typed, health factors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LadderInput {
    /// Where watching closely begins.
    pub watch: String,
    /// Where the margin call is made.
    pub call: String,
    /// Where it becomes urgent.
    pub urgent: String,
}

/// The browser does not keep anything for this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotStored;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestFailure {
    /// The endpoint could not be reached, or broke off.
    Unreachable,
    /// The endpoint asks to come back later.
    RateLimited {
        /// The endpoint's own wish, if it named one.
        retry_after_seconds: Option<u64>,
    },
    /// What came back is not a JSON-RPC answer to this request.
    Garbled,
    /// The endpoint or wallet answered with an error.
    Refused {
        /// JSON-RPC, EIP-1193 or EIP-1474 code.
        code: i64,
        /// Its words.
        message: String,
        /// Revert data, if the node attached any.
        data: Option<String>,
        /// What the errors say that it wraps.
        below: Below,
    },
    /// No answer in time. Set by the engine, not by an edge.
    TimedOut,
}

/// What the errors say that are wrapped in another, at any depth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Their codes.
    pub codes: Vec<i64>,
    /// Their words, and codes that are words.
    pub words: Vec<String>,
    /// There is more, which was not read.
    pub is_cut: bool,
}

/// Words by which nodes and wallets say that they do not have a method, where their code does not.
const NO_SUCH: [&str; 7] = [
    "not found",
    "not supported",
    "unsupported",
    "unknown",
    "not exist",
    "not available",
    "not allowed",
];

impl RequestFailure {
    /// The bytes with which a contract gave its reason, where it was a contract that refused.
    /// EIP-1474 has code 3 for that; many nodes use another and attach the bytes.
    #[must_use]
    pub fn revert_data(&self) -> Option<Bytes> {
        let Self::Refused { code, data, .. } = self else {
            return None;
        };
        let attached = data.as_deref().and_then(parse_hex);
        attached.or_else(|| (*code == 3).then(Bytes::new))
    }

    /// Whether the endpoint does not have the method that it was asked for.
    #[must_use]
    pub fn is_missing_method(&self) -> bool {
        let Self::Refused { code, message, .. } = self else {
            return false;
        };
        if self.revert_data().is_some() {
            return false;
        }
        let message = message.to_ascii_lowercase();
        let says_so = NO_SUCH.iter().any(|words| message.contains(words));
        matches!(code, -32601 | -32004 | 4200) || (message.contains("method") && says_so)
    }
}

/// What the host page set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// A number of this widget's own, drawn at random: tells what it wrote from what another did.
    pub instance: u64,
    /// Watch these addresses, read-only.
    pub accounts: Vec<Address>,
    /// Read through these endpoints before the wallet's: each on the chain that it serves.
    pub rpc_urls: Vec<String>,
    /// Where a deployment file lies; its markets are accepted on local chains only.
    pub deployment_url: Option<String>,
    /// Thresholds of the host, where the person typed none: not of positions whose collateral and debt move
    /// together.
    pub ladder: Option<LadderInput>,
    /// The same of those.
    pub correlated_ladder: Option<LadderInput>,
    /// Restore target of the host, a health factor as typed.
    pub restore_to: Option<String>,
    /// Ids of further Morpho Blue markets, as typed: no chain lists an account's own.
    pub morpho_markets: Option<String>,
    /// Addresses of pre-liquidation contracts on Morpho Blue, as typed: no chain lists those that
    /// an account has authorised. They are only read from.
    pub morpho_pre_liquidations: Option<String>,
    /// The page's own address.
    pub page: Option<String>,
    /// The address of the folder where the files lie that ship, with a slash at its end.
    pub folder: Option<String>,
    /// The widget is all of that page.
    pub is_page: bool,
}
