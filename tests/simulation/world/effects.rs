//! What the browser would do.

use margin_call::engine::{Effect, Event, PermissionState, UserAction};

use super::{Item, World};

impl World {
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
                let signed = self.laws.asked(self.now, via, &request, click, &self.view);
                if let Err(broken) = signed {
                    panic!("a law is broken: {broken}");
                }
                self.note(format!("    asks {} {via:?}", request.method));
                let delay = self.random.within(5, 120);
                let (method, params) = (request.method, request.params);
                let item = Item::Arrives(self.loads, id, via, method, params);
                self.queue(self.now + delay, item);
            }
            Effect::Restore => {
                let stored = self.storage.clone();
                self.later(1, Event::Restored(stored));
            }
            Effect::Store(text) if self.storage_works => self.storage = Some(text),
            Effect::Store(_) => self.later(1, Event::StoreFailed),
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
                let event = match self.permission {
                    PermissionState::Granted => {
                        self.notifications.push(notification);
                        Event::NotificationShown { tag }
                    }
                    _ => Event::NotificationFailed {
                        tag,
                        reason: "not allowed".into(),
                    },
                };
                self.later(3, event);
            }
            Effect::CloseNotification { .. } => {}
            Effect::Emit(event) => {
                if event.name != "position" {
                    self.note(format!("    tells {} {}", event.name, event.detail));
                }
                if let Err(broken) = self.laws.emitted(self.now, &event) {
                    panic!("a law is broken: {broken}");
                }
            }
        }
    }
}
