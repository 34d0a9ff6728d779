use std::sync::Arc;

use super::host_event::HostEvent;
use super::notification::Notification;
use super::reach::host;
use super::reminder::ReminderRequest;
use super::sound::SoundRequest;
use super::view::WalletId;
use crate::chain::rpc::Request;
use crate::top_up::Slot;

/// Everything that a widget may do to the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Listen for wallets, and ask them to announce themselves (EIP-6963).
    DiscoverWallets,
    /// Fetch the deployment file that the host named.
    FetchDeployment {
        /// The host's own URL, as it was given.
        url: String,
    },
    /// Use this wallet from here on: route requests to it and report its events; none: stop.
    UseWallet(Option<WalletId>),
    /// Send a JSON-RPC request and report the answer under its id.
    Ask {
        /// To be given back with the answer.
        id: RequestId,
        /// Where to.
        via: Endpoint,
        /// What.
        request: Request,
    },
    /// Send a request to the person's own push server and report the answer under its id: its lines of JSON.
    Push {
        /// To be given back with the answer.
        id: RequestId,
        /// What.
        request: PushRequest,
    },
    /// Ask this address of the person's own, which tells nobody anything but that it was asked. The answer is
    /// not read: only that there was none is reported, under the id.
    Beat {
        /// To be given back.
        id: RequestId,
        /// Exactly as it was typed.
        url: String,
    },
    /// Read all items that this widget stored, and from then on tell what other tabs change.
    Restore,
    /// Replace an item that this widget stored.
    Store {
        /// The item's name, of ASCII.
        item: String,
        /// What is to lie there; none: nothing.
        text: Option<String>,
    },
    /// Read what lies in the slot of a record.
    ReadRecord(Slot),
    /// Change what lies in the slot of a record, if it is what is expected there; no other tab may
    /// come in between. Then tell what lies there.
    ChangeRecord {
        /// Which slot.
        slot: Slot,
        /// What must lie there before; none: nothing.
        from: Option<String>,
        /// What is to lie there after; none: nothing.
        to: Option<String>,
    },
    /// Tell whether notifications may be shown, without asking anyone.
    ReadPermission,
    /// Ask the person whether notifications may be shown. Follows a click, at once.
    AskPermission,
    /// Show a notification.
    Notify(Notification),
    /// Take the notification with this tag away.
    CloseNotification {
        /// Its tag.
        tag: String,
    },
    /// Do something about tones.
    Sound(SoundRequest),
    /// Do something about the reminder that nobody watches.
    Remind(ReminderRequest),
    /// Tell the host page.
    Emit(HostEvent),

    /// Do this with the edition of the page's own files.
    Edition(EditionRequest),
    /// Seek the lock by which one of the tabs leads.
    Lead(LeadRequest),
    /// Say this to the other tabs.
    Broadcast(String),
}

/// How the lock is sought by which one of the tabs leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadRequest {
    /// When its turn comes: the one who has it closes, or crashes.
    Wait,
    /// Now, from whoever has it: nothing is heard of that one.
    Steal,
}

/// What is done with the edition of the page's own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditionRequest {
    /// Keep the newest, beside the one that is used; tell when it is another.
    Keep,
    /// Let the newer one be what is loaded from now on, and tell when it is.
    Take,
    /// Load the page anew.
    Load,
}

/// A request to a push server: nothing else is ever sent there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushRequest {
    /// The HTTP method.
    pub method: &'static str,
    /// Where: on the server that the person named.
    pub url: String,
    /// Header fields, of ASCII.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: String,
}

/// Names one request of one widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The wallet in use.
    Wallet,
    /// The one at this URL, which the host page or the person named.
    Http(Arc<str>),
}

impl Endpoint {
    /// Whom it belongs to, as a person names it; none: whomever the wallet asks.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Wallet => None,
            Self::Http(url) => Some(host(url)),
        }
    }
}
