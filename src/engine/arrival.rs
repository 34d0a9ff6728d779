//! What an address opens: the position of a notification that was clicked, or of a link.

use super::link::Link;
use super::outbox::{Input, Subject};
use super::rescue;
use super::view::{LinkView, LinkWaits, PositionKey};
use super::{Engine, Millis, key_of};

/// What the page was opened for, and what is not open yet.
#[derive(Clone, Debug)]
pub(super) enum Arrival {
    /// A notification with this tag was clicked.
    Clicked(String),
    /// A link was followed.
    Link(Link),
}

impl Engine {
    /// The page was opened by an address, or is shown by it again. Anybody can write one: it proves
    /// nothing, and what it names is only looked for among what is watched.
    pub(super) fn opened(&mut self, now: Millis, fragment: &str) {
        let arrival = match fragment.strip_prefix("margin-call=") {
            Some(tag) => Some(Arrival::Clicked(tag.to_owned())),
            None => Link::parse(fragment).map(Arrival::Link),
        };
        if arrival.is_some() {
            self.arrival = arrival;
            self.open_arrived(now);
        }
    }

    /// A click on a notification proves delivery, and opens the position with its top-up.
    pub(super) fn notification_clicked(&mut self, now: Millis, tag: &str) {
        self.channel.clicked();
        self.outbox_on(now, Input::Shown(tag));
        self.arrival = Some(Arrival::Clicked(tag.to_owned()));
        self.open_arrived(now);
    }

    /// Opens what was asked for before anything was read.
    pub(super) fn open_arrived(&mut self, now: Millis) {
        let Some(arrival) = &self.arrival else { return };
        let Some(key) = self.position_of(arrival) else {
            return;
        };
        if let Arrival::Clicked(tag) = arrival {
            // The tag is one of ours: only the notification itself has it.
            let tag = tag.clone();
            self.channel.clicked();
            self.outbox_on(now, Input::Shown(&tag));
        }
        self.rescue_on(now, rescue::Input::Open(key.clone()));
        // Not where another top-up is under way, or none can be made: tried once more with the next
        // read.
        if self.tops_up(&key) {
            self.arrival = None;
        }
    }

    fn position_of(&self, arrival: &Arrival) -> Option<PositionKey> {
        let mut read = self.chains.snapshots().map(key_of);
        match arrival {
            Arrival::Link(link) => read.find(|key| link.leads_to(key)),
            Arrival::Clicked(tag) => {
                let told = self.stored.outbox.about(tag).and_then(Subject::position);
                read.find(|key| {
                    let episode = self.known_episode(key);
                    told == Some(key) || episode.is_some_and(|episode| episode.tells(tag))
                })
            }
        }
    }

    /// A link that leads nowhere yet, and why; nothing while that is being read.
    pub(super) fn link_view(&self) -> Option<LinkView> {
        let Some(Arrival::Link(link)) = &self.arrival else {
            return None;
        };
        let (account, chain) = (link.account(), link.chain());
        let mut watched = self.accounts().into_iter();
        let is_watched = watched.any(|(one, _)| one == account) && self.chains.get(chain).is_some();
        let mut read = self.chains.snapshots();
        let waits_for = match read.find(|one| link.leads_to(&key_of(one))) {
            Some(snapshot) => LinkWaits::TopUp(self.can_top_up(snapshot).err()?),
            None if is_watched => return None,
            None => LinkWaits::Account,
        };
        Some(LinkView {
            account,
            chain,
            waits_for,
        })
    }
}
