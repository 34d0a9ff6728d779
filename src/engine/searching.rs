//! The wires of the endpoints and of the search: what can be asked about which chain, and where
//! something is held.

use std::sync::Arc;

use serde_json::Value;

use super::effect::Endpoint;
use super::event::RequestFailure;
use super::requests::Purpose;
use super::view::ReadProblem;
use super::{Engine, Millis};
use crate::chain::ChainId;
use crate::chain::rpc::{self, Request};
use crate::protocols::registry;

impl Engine {
    /// Whether an address can be watched without a wallet.
    pub(super) fn can_watch(&self) -> bool {
        !self.endpoints.is_empty() || self.stored.reach.allows_any()
    }

    /// Asks those that the host named first, then those that the person typed.
    pub(super) fn name_endpoints(&mut self, now: Millis) {
        let host = self.config.rpc_urls.iter();
        let all = host.chain(self.stored.reach.typed());
        self.endpoints.name(now, all.map(|url| Arc::from(&**url)));
    }

    pub(super) fn add_endpoint(&mut self, now: Millis, typed: &str) {
        self.endpoint_problem = self.stored.reach.type_in(typed).err();
        self.name_endpoints(now);
        self.store();
        self.watch_waiting(now);
    }

    pub(super) fn remove_endpoint(&mut self, now: Millis, url: &str) {
        self.stored.reach.remove(url);
        self.name_endpoints(now);
        self.store();
    }

    pub(super) fn allow_public(&mut self, now: Millis, chain: Option<ChainId>) {
        self.stored.reach.allow(chain);
        self.store();
        self.watch_waiting(now);
        // What was not served before is, perhaps.
        self.rewatch(now);
    }

    pub(super) fn forbid_public(&mut self) {
        self.stored.reach.forbid();
        self.store();
    }

    /// Asks the endpoints that are to be asked which chain they serve.
    pub(super) fn endpoints_due(&mut self, now: Millis) {
        for url in self.endpoints.due(now) {
            let via = Endpoint::Http(url.clone());
            self.ask(now, Purpose::Serves(url), via, Request::chain_id());
        }
    }

    /// An endpoint said which chain it serves.
    pub(super) fn served_answered(
        &mut self,
        now: Millis,
        url: &str,
        answer: Result<Value, RequestFailure>,
    ) {
        let said = self.believe(answer, rpc::parse_chain_id);
        let failed = said.is_err();
        let known: Vec<ChainId> = said
            .iter()
            .copied()
            .filter(|chain| self.has_markets(*chain))
            .collect();
        let is_known = |chain| known.contains(&chain);
        self.endpoints.answered(now, url, said, is_known);
        if failed && self.chains.iter().next().is_none() {
            self.reading_failed();
        }
    }

    /// What can be asked about a chain, the preferred first.
    pub(super) fn sources(&self, chain: ChainId) -> Vec<Endpoint> {
        let named = self.endpoints.serving(chain);
        let mut all: Vec<Endpoint> = named.map(|url| Endpoint::Http(url.clone())).collect();
        let wallet = self.session.open().and_then(|open| open.chain());
        all.extend((wallet == Some(chain)).then_some(Endpoint::Wallet));
        let public = self.stored.reach.public(chain).iter();
        for endpoint in public.map(|url| Endpoint::Http(Arc::from(*url))) {
            if !all.contains(&endpoint) {
                all.push(endpoint);
            }
        }
        all
    }

    /// The chains with markets that can be read now, the wallet's first, and those that are searched.
    pub(super) fn readable(&self) -> Vec<ChainId> {
        let wallet = self.session.open().and_then(|open| open.chain());
        let mut chains: Vec<ChainId> = Vec::new();
        let looked_at = self.endpoints.chains().chain(self.find.looking());
        for chain in wallet.into_iter().chain(looked_at) {
            if !chains.contains(&chain) && self.has_markets(chain) {
                chains.push(chain);
            }
        }
        chains
    }

    /// A click on "find my positions".
    pub(super) fn find_positions(&mut self, now: Millis) {
        let local = self.deployment.iter().flatten().map(|market| market.chain);
        let mut chains: Vec<ChainId> = Vec::new();
        for chain in local.chain(registry::chains()) {
            if !chains.contains(&chain) {
                chains.push(chain);
            }
        }
        let served: Vec<ChainId> = chains
            .iter()
            .copied()
            .filter(|chain| !self.sources(*chain).is_empty())
            .collect();
        self.find
            .begin(now, chains, |chain| served.contains(&chain));
        *self.stored.searched_at = Some(now.0);
        self.store();
        // Those that are watched already are looked at anew.
        self.rewatch(now);
        for chain in served {
            self.sweep(now, chain);
        }
    }

    /// Looks for what somebody new holds, where public endpoints may be asked: of those none is
    /// asked about a chain on which nothing is known to be held.
    pub(super) fn find_for_new(&mut self, now: Millis) {
        if self.stored.reach.allows_any() {
            self.find_positions(now);
        }
    }

    /// Searches again when it is time.
    pub(super) fn find_due(&mut self, now: Millis) {
        // What the leader finds is found here too.
        if self.started && !self.role.follows() && self.find.due().is_some_and(|at| at <= now) {
            self.find_positions(now);
        }
    }

    /// Whether a chain is watched only because it is searched.
    pub(super) fn is_only_searched(&self, chain: ChainId) -> bool {
        let wallet = self.session.open().and_then(|open| open.chain());
        let mut named = self.endpoints.chains();
        self.find.looks_at(chain)
            && wallet != Some(chain)
            && !named.any(|one| one == chain)
            && !self.stored.list.holds_on(chain)
    }

    /// A chain was read.
    pub(super) fn searched(&mut self, chain: ChainId) {
        if let Some(watched) = self.chains.get(chain)
            && self.find.looks_at(chain)
        {
            let holds = watched.watches.iter().any(super::watch::Watch::holds);
            self.find.read(chain, holds);
        }
    }

    /// A chain could not be read.
    pub(super) fn not_searched(&mut self, chain: ChainId, problem: ReadProblem) {
        self.find.failed(chain, problem);
    }
}
