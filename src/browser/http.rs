//! The endpoints, the one file that the host page may name, and the person's own push server.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Date, Uint8Array};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult,
    ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response,
};

use super::{json_rpc, script};
use crate::chain::rpc::Request;
use crate::engine::{Below, PushRequest, RequestFailure};

/// The longest answer that is read, in bytes.
pub const LONGEST_ANSWER: u32 = 4_000_000;
/// The longest deployment file that is read, in bytes.
pub const LONGEST_DEPLOYMENT: u32 = 64_000;
/// The longest list of messages that is read, in bytes.
const LONGEST_LIST: u32 = 1_000_000;
/// After this nothing is waited for, whatever the engine thinks: 30 s.
const LONGEST_WAIT_MILLIS: u32 = 30_000;

/// Requests under way; dropping it breaks them all off.
#[derive(Clone, Default)]
struct UnderWay(Rc<RefCell<Vec<(u64, AbortController)>>>);

/// Fetches on behalf of one widget. Dropping it breaks off what is under way.
#[derive(Default)]
pub struct Http {
    under_way: UnderWay,
    fetched: RefCell<u64>,
}

/// Why there is no text.
enum NoText {
    Unreachable,
    TooLong,
    Status { response: Response, text: String },
}

impl Http {
    /// Posts a JSON-RPC request to exactly this address.
    pub fn ask(
        &self,
        url: &str,
        id: u64,
        request: &Request,
        done: impl FnOnce(Result<Value, RequestFailure>) + 'static,
    ) {
        let init = init("POST");
        init.set_body(&json_rpc::envelope(id, request).into());
        if let Ok(headers) = Headers::new() {
            // The name and the value are plain ASCII.
            let _ = headers.set("content-type", "application/json");
            init.set_headers_headers(&headers);
        }
        self.fetch(url, init, LONGEST_ANSWER, move |outcome| {
            done(match outcome {
                Ok(text) => json_rpc::open(id, &text),
                Err(no_text) => Err(no_text.failure(id)),
            });
        });
    }

    /// Sends a request to a push server: the lines of JSON that it answers with.
    pub fn push(
        &self,
        request: &PushRequest,
        done: impl FnOnce(Result<Value, RequestFailure>) + 'static,
    ) {
        let init = init(request.method);
        if !request.body.is_empty() {
            init.set_body(&request.body.as_str().into());
        }
        if let Ok(headers) = Headers::new() {
            for (name, value) in &request.headers {
                // Names and values are of ASCII.
                let _ = headers.set(name, value);
            }
            init.set_headers_headers(&headers);
        }
        self.fetch(&request.url, init, LONGEST_LIST, move |outcome| {
            done(match outcome {
                Ok(text) => {
                    let lines = text.lines().filter(|line| !line.trim().is_empty());
                    let lines = lines.map(serde_json::from_str).collect::<Result<_, _>>();
                    lines.map(Value::Array).map_err(|_| RequestFailure::Garbled)
                }
                Err(no_text) => Err(no_text.failure(0)),
            });
        });
    }

    /// Asks an address of the person's own. The answer is not read, and where it is of another origin no page
    /// may: all that is known is whether there was one.
    pub fn beat(&self, url: &str, done: impl FnOnce(Result<Value, RequestFailure>) + 'static) {
        let init = init("GET");
        script::set(&init, "mode", &"no-cors".into());
        // What may not be read may not be refused for leading on.
        init.set_redirect(RequestRedirect::Follow);
        self.fetch(url, init, 0, move |outcome| {
            done(match outcome {
                Err(NoText::Unreachable) => Err(RequestFailure::Unreachable),
                Ok(_) | Err(_) => Ok(Value::Null),
            });
        });
    }

    /// Fetches the deployment file: its data, which is null where it is no JSON.
    pub fn deployment(&self, url: &str, done: impl FnOnce(Result<Value, String>) + 'static) {
        self.fetch(url, init("GET"), LONGEST_DEPLOYMENT, move |outcome| {
            done(match outcome {
                Ok(text) => Ok(serde_json::from_str(&text).unwrap_or_default()),
                Err(no_text) => Err(no_text.words()),
            });
        });
    }

    fn fetch(
        &self,
        url: &str,
        init: RequestInit,
        longest: u32,
        done: impl FnOnce(Result<String, NoText>) + 'static,
    ) {
        let Some((window, controller)) = web_sys::window().zip(AbortController::new().ok()) else {
            return done(Err(NoText::Unreachable));
        };
        init.set_signal(Some(&controller.signal()));
        let number = {
            let mut fetched = self.fetched.borrow_mut();
            *fetched = fetched.wrapping_add(1);
            *fetched
        };
        let patience = {
            let controller = controller.clone();
            Timeout::new(LONGEST_WAIT_MILLIS, move || controller.abort())
        };
        let response = window.fetch_with_str_and_init(url, &init);
        self.under_way.0.borrow_mut().push((number, controller));
        // Held weakly, or the requests would keep alive what breaks them off.
        let under_way = Rc::downgrade(&self.under_way.0);
        spawn_local(async move {
            let outcome = match JsFuture::from(response).await {
                Ok(response) => read(response.unchecked_into(), longest).await,
                Err(_) => Err(NoText::Unreachable),
            };
            drop(patience);
            // Gone with the widget: there is nobody to tell.
            if let Some(under_way) = under_way.upgrade() {
                under_way.borrow_mut().retain(|(other, _)| *other != number);
                done(outcome);
            }
        });
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        for (_, controller) in self.under_way.0.borrow().iter() {
            controller.abort();
        }
    }
}

impl NoText {
    fn failure(&self, id: u64) -> RequestFailure {
        match self {
            Self::Unreachable => RequestFailure::Unreachable,
            Self::TooLong => RequestFailure::Garbled,
            Self::Status { response, text } => {
                match (response.status(), json_rpc::open(id, text)) {
                    (429 | 503, _) => RequestFailure::RateLimited {
                        retry_after_seconds: retry_after_seconds(response),
                    },
                    // Many nodes send their JSON-RPC errors with a status of their own.
                    (_, Err(refused @ RequestFailure::Refused { .. })) => refused,
                    (status @ 400..=499, _) => RequestFailure::Refused {
                        code: i64::from(status),
                        message: format!("HTTP {status}"),
                        data: None,
                        below: Below::default(),
                    },
                    _ => RequestFailure::Unreachable,
                }
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Unreachable => String::from("it cannot be reached"),
            Self::TooLong => String::from("it is not text of a reasonable length"),
            Self::Status { response, .. } => format!("HTTP {}", response.status()),
        }
    }
}

/// No cookie, no referrer, no redirect to elsewhere, no answer of yesterday.
fn init(method: &str) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init
}

async fn read(response: Response, longest: u32) -> Result<String, NoText> {
    let text = read_text(&response, longest).await?;
    if response.ok() {
        Ok(text)
    } else {
        Err(NoText::Status { response, text })
    }
}

/// Reads the body piece by piece, so that an endless one is not read to its end.
async fn read_text(response: &Response, longest: u32) -> Result<String, NoText> {
    let mut bytes = Vec::new();
    if let Some(body) = response.body() {
        let reader = ReadableStreamDefaultReader::new(&body).map_err(|_| NoText::Unreachable)?;
        loop {
            let piece = JsFuture::from(reader.read()).await;
            let piece = piece.map_err(|_| NoText::Unreachable)?;
            let value = piece
                .unchecked_into::<ReadableStreamReadResult>()
                .get_value();
            if value.is_undefined() {
                break;
            }
            let value: Uint8Array = value.unchecked_into();
            let room = u64::from(longest).saturating_sub(bytes.len() as u64);
            if u64::from(value.length()) > room {
                // Whether the rest is broken off cleanly does not matter any more.
                let _ = reader.cancel();
                return Err(NoText::TooLong);
            }
            bytes.extend(value.to_vec());
        }
    }
    String::from_utf8(bytes).map_err(|_| NoText::TooLong)
}

/// The endpoint's wish: seconds, or a date. Endpoints of another origin must expose the header.
fn retry_after_seconds(response: &Response) -> Option<u64> {
    let wish = response.headers().get("retry-after").ok()??;
    if let Ok(seconds) = wish.trim().parse() {
        return Some(seconds);
    }
    let seconds = (Date::parse(&wish) - Date::now()) / 1000.0;
    // A date of the past is no wish; NaN is not above zero.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (seconds > 0.0).then(|| seconds.ceil() as u64)
}
