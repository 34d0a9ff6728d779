//! What the host page set up.

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::browser::{page_state, script, service_workers};
use crate::engine::view::WatchProblem;
use crate::engine::{Config, LadderInput, parse_typed_address};
use crate::wallet::Provider;

/// What the element passes on: its attributes and properties, and where its script lies.
pub struct Options {
    /// For the engine.
    pub config: Config,
    /// The host page's own provider.
    pub provider: Option<Provider>,
    /// Which store is this element's, among those of the page's origin; where several elements of a
    /// page have the same, each gets its own.
    pub identity: String,
    /// The script of the service worker for notifications: text, or a `TrustedScriptURL`.
    pub worker_url: JsValue,
    /// That of the worker that keeps the page's own files.
    pub edition_url: JsValue,
    /// The element is the page: title, icon and badge are ours.
    pub is_page: bool,
    /// The page was opened by an address with this behind its `#`.
    pub fragment: Option<String>,
    /// Called whenever nothing is in hand any more ([`Handle::is_in_hand`](super::Handle)).
    pub freed: Option<Function>,
}

/// The data among the options as `margin-call.js` hands them over: attributes and properties as they
/// were written.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Written {
    account: Option<String>,
    rpc_url: Option<String>,
    deployment: Option<String>,
    thresholds: Option<String>,
    thresholds_correlated: Option<String>,
    restore_to: Option<String>,
    morpho_markets: Option<String>,
    morpho_pre_liquidations: Option<String>,
    page: bool,
    fragment: Option<String>,
}

/// An option that the host page must correct.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// The account is not an address.
    #[error("the attribute account is not an address{}", hint(.0))]
    Account(WatchProblem),
    /// The provider cannot be asked.
    #[error("the property provider is not an EIP-1193 provider: it has no request()")]
    Provider,
    /// A property is of another type than it may be.
    #[error("a property of the element is of another type: {0}")]
    Type(String),
}

impl Options {
    /// Reads the options of an element with this id.
    ///
    /// # Errors
    /// [`OptionsError`] when the host page must correct one: nothing is watched by guess.
    pub fn read(options: &JsValue, element_id: &str) -> Result<Self, OptionsError> {
        let written: Written = serde_wasm_bindgen::from_value(options.clone())
            .map_err(|error| OptionsError::Type(error.to_string()))?;
        let typed = said(written.account).unwrap_or_default();
        let accounts = listed(&typed).map(parse_typed_address);
        let accounts: Vec<_> = accounts
            .collect::<Result<_, _>>()
            .map_err(OptionsError::Account)?;
        let identity = match (element_id, accounts.first()) {
            ("", None) => String::from("page"),
            ("", Some(account)) => account.to_string(),
            (id, _) => id.to_owned(),
        };
        let provider = script::property(options, "provider")
            .map(|provider| Provider::new(provider).ok_or(OptionsError::Provider));
        let [worker_url, edition_url] = ["workerUrl", "editionUrl"]
            .map(|name| script::property(options, name).unwrap_or(JsValue::NULL));
        let rpc_urls = written.rpc_url.unwrap_or_default();
        Ok(Self {
            config: Config {
                instance: drawn(),
                accounts,
                rpc_urls: rpc_urls.split_whitespace().map(str::to_owned).collect(),
                deployment_url: said(written.deployment),
                ladder: said(written.thresholds).map(|typed| ladder(&typed)),
                correlated_ladder: said(written.thresholds_correlated).map(|typed| ladder(&typed)),
                restore_to: said(written.restore_to),
                morpho_markets: said(written.morpho_markets),
                morpho_pre_liquidations: said(written.morpho_pre_liquidations),
                page: page_state::address(),
                folder: service_workers::folder(&edition_url),
                is_page: written.page,
            },
            provider: provider.transpose()?,
            identity,
            worker_url,
            edition_url,
            is_page: written.page,
            fragment: said(written.fragment),
            freed: script::method(options, "freed"),
        })
    }
}

/// An attribute in which something stands.
fn said(written: Option<String>) -> Option<String> {
    written.filter(|text| !text.trim().is_empty())
}

/// What stands in an attribute that takes several.
fn listed(typed: &str) -> impl Iterator<Item = &str> {
    typed
        .split([' ', ',', '\n', '\t'])
        .filter(|one| !one.is_empty())
}

/// A number that no other widget draws: 53 bits, as many as a number of scripts has.
fn drawn() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let drawn = (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64;
    drawn
}

fn hint(problem: &WatchProblem) -> &'static str {
    match problem {
        WatchProblem::NotAnAddress => "",
        WatchProblem::Checksum => ": its capital letters do not fit, so one was mistyped",
    }
}

/// Three health factors as typed, from the mildest on; what is missing stays empty, and the
/// engine says so.
fn ladder(typed: &str) -> LadderInput {
    let mut numbers = typed
        .split([' ', ',', ';'])
        .filter(|number| !number.is_empty());
    let mut next = || numbers.next().unwrap_or_default().to_owned();
    LadderInput {
        watch: next(),
        call: next(),
        urgent: next(),
    }
}
