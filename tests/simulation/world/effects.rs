//! What the browser would do.

use margin_call::engine::{
    Effect, Event, HostEvent, LeadNews, NotStored, PermissionState, PushRequest, RequestFailure,
    SoundRequest, UserAction,
};
use margin_call::top_up::Slot;
use serde_json::Value;

use super::{Item, PUSH_SERVER, Screen, Weather, World, asked_slot};
use crate::chain::{is_batch, quantity};

impl World {
    fn record(&self, slot: Slot) -> Result<Option<String>, NotStored> {
        match self.storage_works {
            true => Ok(self.records.get(&slot).cloned()),
            false => Err(NotStored),
        }
    }

    /// Nothing is asked for while something that was asked for before may still be mined beside it,
    /// and nothing that is not written down. What the browser has forgotten and no node sees is not
    /// known to anybody: then what is asked for has its number, so that only one of them can be mined.
    fn judge_send(&mut self, asked: &Value) {
        let slot = asked_slot(asked);
        let number = asked["nonce"].as_str().and_then(quantity);
        let name = asked["id"].as_str();
        let mut chains = self.chains.iter();
        let has_row = !chains.any(|chain| chain.contract == Some(slot.account));
        assert!(
            number.is_some() || name.is_some() || !has_row,
            "a transaction without a number, or calls without a name"
        );
        for first in self.may_be_mined(slot) {
            let known_as = (slot, first.data);
            let is_known = first.is_seen || !self.forgotten.contains(&known_as);
            assert!(
                !is_known,
                "a second transaction is asked for while a first one may be sent"
            );
            // A wallet takes a name once, tells of what it took, and numbers by itself what it carries out
            // as one: that is asked for beside nothing that the page could remember. One that gives another
            // number than it is asked for does something else than that.
            match (first.name.as_deref(), name) {
                (Some(first), Some(name)) => assert_eq!(first, name, "both may be mined"),
                (Some(_), None) => assert!(!first.is_sent, "both may be mined"),
                (None, None) if first.keeps_number => {
                    assert_eq!(first.number, number, "both may be mined");
                }
                (None, Some(_)) => assert!(
                    self.unremembered.contains(&known_as),
                    "calls as one are asked for beside a transaction that is remembered"
                ),
                // A wallet that numbers by itself mines both, whatever they are asked for with: nothing that the page
                // or the store remembers, and nothing that a node sees, is left beside it. What is left is what the
                // browser lost, a relay hides and no page has seen since: only the wallet knows of it, and it tells
                // no page of what it has sent.
                (None, None) => assert!(
                    self.unremembered.contains(&known_as),
                    "a transaction is asked for beside one that is remembered, of a wallet that numbers by itself"
                ),
            }
            self.laws.seen.unknowable += 1;
        }
        let text = self.records.get(&slot).map_or("null", String::as_str);
        let record: Value = serde_json::from_str(text).expect("a record");
        let first = match name {
            Some(_) => &asked["calls"][0],
            None => asked,
        };
        let calls = asked["calls"].as_array().into_iter().flatten().skip(1);
        let rest = record["rest"].as_array().into_iter().flatten();
        let data = |call: &Value| (call["to"].clone(), call["data"].clone());
        let written = calls.map(data).eq(rest.map(data))
            && record["data"] == first["data"]
            && record["to"] == first["to"]
            && record["calls"] == asked["id"]
            && record["written_by"] == self.config.instance
            && record["ended_in"].is_null();
        assert!(
            written,
            "a transaction is asked for that is not written down"
        );
    }

    /// What the push server answers, and when.
    fn pushes(&mut self, request: &PushRequest) -> (u64, Result<Value, RequestFailure>) {
        let (is_reached, ms) = match self.to_push {
            Weather::Down => (false, 80),
            Weather::RateLimited(retry_after_seconds) => {
                let limited = RequestFailure::RateLimited {
                    retry_after_seconds,
                };
                return (80, Err(limited));
            }
            Weather::Slow => (true, self.random.within(14_000, 40_000)),
            Weather::Flaky => (self.random.chance(70), 80),
            _ => (true, 80),
        };
        let is_lost = self.to_push == Weather::Flaky && self.random.chance(30);
        let (url, headers) = (&request.url, &request.headers);
        let mut server = self.server();
        let lines = is_reached.then(|| server.answer(request.method, url, headers, &request.body));
        let answer = lines.flatten().filter(|_| !is_lost).map(Value::Array);
        (ms, answer.ok_or(RequestFailure::Unreachable))
    }

    pub(super) fn perform(&mut self, effect: Effect, click: Option<&UserAction>) {
        match effect {
            Effect::DiscoverWallets => {
                if let Some(wallet) = &self.wallet {
                    let info = wallet.info.clone();
                    self.later(5, Event::WalletAnnounced(info));
                }
                self.later(300, Event::WalletsSettled);
            }
            Effect::FetchDeployment { .. } => {
                let file = self.file.clone();
                self.later(20, Event::DeploymentFetched(file));
            }
            Effect::UseWallet(wallet) => self.wallet_in_use = wallet.is_some(),
            Effect::Ask { id, via, request } => {
                let chain = self.chains[self.place(&via)].id;
                if self.weather == Weather::Garbled {
                    self.laws.damages(self.now);
                }
                let laws = &mut self.laws;
                let (view, chains) = (&self.view, &self.chains);
                let signed = laws.asked(self.now, chain, &via, &request, click, view, chains);
                if let Err(broken) = signed {
                    panic!("a law is broken: {broken}");
                }
                self.note(format!("    asks {} {via:?}", request.method));
                if matches!(request.method, "eth_sendTransaction" | "wallet_sendCalls") {
                    self.judge_send(&request.params[0]);
                }
                let reads = is_batch(&request) || request.method == "eth_getBlockByNumber";
                if let Some(tab) = self.tab.as_mut().filter(|_| reads) {
                    tab.read_at = self.now;
                    tab.reads += 1;
                }
                let delay = self.random.within(5, 120);
                let (method, params) = (request.method, request.params);
                let item = Item::Arrives(self.loads, id, via, method, params);
                self.queue(self.now + delay, item);
            }
            Effect::Restore => {
                let stored = self.storage.clone();
                self.later(1, Event::Restored(stored));
            }
            Effect::Store { item, text } if self.storage_works => {
                if let Some(tab) = &mut self.tab {
                    tab.writes.push((item.clone(), text.clone()));
                }
                match text {
                    Some(text) => drop(self.storage.insert(item, text)),
                    None => drop(self.storage.remove(&item)),
                }
            }
            Effect::Store { .. } => self.later(1, Event::StoreFailed),
            Effect::ReadRecord(slot) => {
                let held = self.record(slot);
                self.later(1, Event::RecordIs { slot, held });
            }
            Effect::ChangeRecord { slot, from, to } => {
                if self.storage_works && self.records.get(&slot) == from.as_ref() {
                    match to {
                        Some(text) => drop(self.records.insert(slot, text)),
                        None => drop(self.records.remove(&slot)),
                    }
                }
                let held = self.record(slot);
                self.later(1, Event::RecordIs { slot, held });
            }
            Effect::ReadPermission => self.later(1, Event::PermissionRead(self.permission)),
            Effect::AskPermission => {
                assert_eq!(click, Some(&UserAction::EnableNotifications));
                if self.permission == PermissionState::NotAsked {
                    self.permission = match self.consents_to_notifications {
                        true => PermissionState::Granted,
                        false => PermissionState::Denied,
                    };
                }
                self.later(900, Event::PermissionRead(self.permission));
            }
            Effect::Notify(notification) => {
                self.note(format!(
                    "    NOTIFIES {} ({})",
                    notification.title, notification.tag
                ));
                let tag = notification.tag.clone();
                let event = match (self.permission, self.screen) {
                    (PermissionState::Granted, Screen::Shows) => {
                        self.shows.insert(tag.clone(), notification.clone());
                        self.notifications.push(notification);
                        Event::NotificationShown { tag }
                    }
                    (PermissionState::Granted, Screen::Swallows) => return,
                    _ => Event::NotificationFailed {
                        tag,
                        reason: "not allowed".into(),
                    },
                };
                self.later(3, event);
            }
            Effect::CloseNotification { tag } => {
                self.shows.remove(&tag);
                self.closed.push(tag);
            }
            Effect::Sound(request) => match request {
                SoundRequest::Prepare => self.later(1, Event::HearingIs(self.hearing)),
                SoundRequest::Play(tone) => self.heard.push(tone),
                SoundRequest::Release => {}
            },
            Effect::Remind(request) => self.reminded.push(request),
            Effect::Beat { id, url } => {
                self.note(format!("    asks the monitor {url}"));
                self.beats.push((self.now / 1_000, url));
                let answer = match self.weather {
                    Weather::Down => Err(RequestFailure::Unreachable),
                    _ => Ok(Value::Null),
                };
                self.later(80, Event::Answered { id, answer });
            }
            Effect::Push { id, request } => {
                self.note(format!("    {} {}", request.method, request.url));
                let host = request.url.starts_with(PUSH_SERVER);
                assert!(host, "{} is of nobody's choice", request.url);
                let (ms, answer) = self.pushes(&request);
                self.later(ms, Event::Answered { id, answer });
            }
            Effect::Edition(request) => self.editions.push(request),
            Effect::Lead(request) => match &mut self.tab {
                Some(tab) => tab.seeks = Some(request),
                // Nobody else has it.
                None => self.later(1, Event::Lead(LeadNews::Granted)),
            },
            Effect::Broadcast(text) => {
                if let Some(tab) = &mut self.tab {
                    tab.says.push(text);
                }
            }
            Effect::Emit(event) => {
                if !matches!(event, HostEvent::Position(_)) {
                    self.note(format!("    tells {event:?}"));
                }
                if let Err(broken) = self.laws.emitted(self.now, &event) {
                    panic!("a law is broken: {broken}");
                }
                if let HostEvent::Level(told) = event {
                    self.told.push((self.now / 1_000, told));
                }
            }
        }
    }
}
