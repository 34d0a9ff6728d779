//! What the browser would do.

use margin_call::engine::{Effect, Endpoint, Event, HostEvent, LeadNews, PermissionState};
use serde_json::json;

use super::wallet::Wallet;
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
                let held = Ok(self.records.get(&slot).cloned());
                self.queue(1, Item::Page(Event::RecordIs { slot, held }));
            }
            Effect::ChangeRecord { slot, from, to } => {
                if self.records.get(&slot) == from.as_ref() {
                    match to {
                        Some(text) => drop(self.records.insert(slot, text)),
                        None => drop(self.records.remove(&slot)),
                    }
                }
                let held = Ok(self.records.get(&slot).cloned());
                self.queue(1, Item::Page(Event::RecordIs { slot, held }));
            }
            Effect::Ask {
                id,
                via: Endpoint::Wallet,
                request,
            } if request.method == "eth_sendTransaction" => {
                let asked = request.params[0].clone();
                self.note(format!("  asks the wallet to send {asked}"));
                self.judge_send(&asked);
                let ms = self.random.within(5, 400);
                self.queue(ms, Item::Sends(self.loads, id, asked));
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
                let stored = self.storage.clone();
                self.queue(1, Item::Page(Event::Restored(stored)));
            }
            Effect::Store { item, text } => match text {
                Some(text) => drop(self.storage.insert(item, text)),
                None => drop(self.storage.remove(&item)),
            },
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
