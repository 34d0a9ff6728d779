//! What the browser would do.

use margin_call::engine::{Effect, Endpoint, Event, HostEvent, LeadNews, PermissionState};
use serde_json::json;

use super::wallet::{Asked, Wallet};
use super::{Item, LOCAL, World};
use crate::days::market;
use crate::days::node::LOCAL_MORPHO;
use crate::reading::Several;

impl World {
    pub(super) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::DiscoverWallets => {
                if self.wallet.is_some() {
                    self.queue(5, Item::Page(Event::WalletAnnounced(Wallet::info())));
                }
                self.queue(300, Item::Page(Event::WalletsSettled));
            }
            Effect::UseWallet(_) => {}
            Effect::ReadRecord(slot) => {
                self.followed = Some(slot);
                self.tell_record(slot);
            }
            Effect::ChangeRecord { slot, from, to } => {
                self.store.exchange(slot, from.as_ref(), to);
                self.tell_record(slot);
            }
            Effect::Ask {
                id,
                via: Endpoint::Wallet,
                request,
            } if matches!(request.method, "eth_sendTransaction" | "wallet_sendCalls") => {
                let asked = request.params[0].clone();
                self.note(format!("  asks the wallet to send {asked}"));
                let asked = Asked {
                    place: self.is_asked_to_send(&asked),
                    page: self.loads,
                    id,
                    what: asked,
                };
                let ms = self.random.within(5, 400);
                self.queue(ms, Item::Sends(asked));
            }
            Effect::FetchDeployment { .. } => {
                let file = json!({ "chainId": LOCAL, "markets": [{
                    "protocol": "morpho-blue",
                    "name": "WETH/USDC",
                    "morpho": LOCAL_MORPHO.to_string(),
                    "id": market::id().to_string(),
                }]});
                self.queue(20, Item::Page(Event::DeploymentFetched(Ok(file))));
            }
            Effect::Ask { id, via, request } => {
                let url = match &via {
                    Endpoint::Http(url) => &**url,
                    Endpoint::Wallet => "wallet",
                };
                let place = self.hosts.iter().position(|host| host.url == url);
                let place = place.expect("an endpoint of this world");
                let host = &self.hosts[place];
                self.laws.asked(self.now, host.chain);
                self.journal.asks(self.now, host.url, request.method);
                let ms = self.random.within(40, 400);
                self.queue(ms, Item::Arrives(id, place, request));
            }
            Effect::Restore => {
                let stored = self.store.items.clone();
                self.queue(1, Item::Page(Event::Restored(stored)));
            }
            Effect::Store { item, text } => self.keep(item, text),
            Effect::ReadPermission => {
                self.queue(
                    1,
                    Item::Page(Event::PermissionRead(PermissionState::Granted)),
                );
            }
            Effect::Notify(notification) => {
                if Several::read(&notification).is_ok_and(|read| read.is_some()) {
                    self.seen.count("told together");
                }
                self.laws.notified(notification.clone());
                let tag = notification.tag;
                self.queue(3, Item::Page(Event::NotificationShown { tag }));
            }
            Effect::Lead(_) => self.queue(1, Item::Page(Event::Lead(LeadNews::Granted))),
            Effect::Emit(HostEvent::Level(told)) => {
                self.note(format!("  TELLS {told:?}"));
                self.seen.told(&told);
                if let Err(broken) = self.laws.told(self.now, &told) {
                    panic!("a law is broken: {broken}");
                }
            }
            Effect::Emit(HostEvent::TopUp(told)) => {
                self.note(format!("  {:?}", told.stage));
                self.seen.count(&format!("top-up {:?}", told.stage));
            }
            Effect::CloseNotification { tag } => self.laws.closed(&tag),
            Effect::Emit(_) | Effect::Broadcast(_) => {}
            other => panic!("{other:?} is asked of this world"),
        }
    }
}
