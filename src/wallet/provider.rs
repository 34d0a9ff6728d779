use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::failure;
use crate::browser::{http, script};
use crate::chain::rpc::Request;
use crate::engine::{Event, RequestFailure};

/// The longest event of a wallet that is read, in UTF-16 units of its JSON.
const LONGEST_EVENT: u32 = 64_000;

/// An EIP-1193 provider: an object with a `request`. Equal when it is the same object.
#[derive(Clone, PartialEq)]
pub struct Provider(JsValue);

impl Provider {
    /// The object as a provider, if it can be asked.
    pub fn new(object: JsValue) -> Option<Self> {
        script::method(&object, "request")?;
        Some(Self(object))
    }

    /// Asks, and passes the answer on: once, or never if the wallet never answers.
    pub fn request(
        &self,
        request: &Request,
        done: impl FnOnce(Result<Value, RequestFailure>) + 'static,
    ) {
        let Some(ask) = script::method(&self.0, "request") else {
            return done(Err(RequestFailure::Unreachable));
        };
        match ask.call1(&self.0, &script::from_data(request)) {
            Ok(answer) => script::settle(&Promise::resolve(&answer), move |answer| {
                done(match answer {
                    Ok(result) => script::to_data(&result, http::LONGEST_ANSWER)
                        .ok_or(RequestFailure::Garbled),
                    Err(thrown) => Err(failure::refused(&thrown)),
                });
            }),
            Err(thrown) => done(Err(failure::refused(&thrown))),
        }
    }

    /// Reports the wallet's events until the subscription is dropped.
    #[must_use]
    pub fn subscribe(&self, report: &Rc<dyn Fn(Event)>) -> Subscription {
        let active = Rc::new(Cell::new(true));
        let on = |name, event: fn(Value) -> Event| {
            let (report, active) = (report.clone(), active.clone());
            // Kept by the wallet for as long as it likes: a wallet that does not let go of its
            // listeners calls one that says nothing.
            let listener = script::callback(move |said| {
                if active.get() {
                    let said = script::to_data(&said, LONGEST_EVENT);
                    report(event(said.unwrap_or(Value::Null)));
                }
            });
            if let Some(add) = script::method(&self.0, "on") {
                // A wallet without events is followed by reading.
                let _ = add.call2(&self.0, &JsValue::from(name), &listener);
            }
            (name, listener)
        };
        let listeners = [
            on("accountsChanged", Event::AccountsChanged),
            on("chainChanged", |_| Event::WalletHinted),
            on("disconnect", |_| Event::WalletHinted),
            on("connect", |_| Event::WalletHinted),
        ];
        Subscription {
            provider: self.clone(),
            active,
            listeners,
        }
    }
}

/// A wallet's events, reported until this is dropped.
pub struct Subscription {
    provider: Provider,
    active: Rc<Cell<bool>>,
    listeners: [(&'static str, Function); 4],
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.active.set(false);
        let provider = &self.provider.0;
        let remove =
            script::method(provider, "removeListener").or_else(|| script::method(provider, "off"));
        if let Some(remove) = remove {
            for (name, listener) in &self.listeners {
                // A wallet that throws here keeps a listener that says nothing.
                let _ = remove.call2(provider, &JsValue::from(*name), listener);
            }
        }
    }
}
