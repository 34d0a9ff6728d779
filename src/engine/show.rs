//! The engine's state as what is shown.

mod attention;
mod position;
mod together;

use super::chains::Watched;
use super::feed::REQUESTS_AN_HOUR;
use super::reach::host;
use super::session::Open;
use super::view::{
    AccountView, AlarmView, Body, Budget, ChainView, ConnectionView, DataView, EndpointsView,
    PositionView, PublicView, SessionView, SourceView, ToldView, View, WatchedView, WitnessView,
};
use super::{Endpoint, Engine, Millis};
use crate::alert::{DataState, NAMED_FROM_S};
use crate::chain::{ChainFacts, ChainId, public_endpoints};
use crate::protocols::registry;
use crate::risk::Health;
use crate::top_up::parse_target;

/// Of the chains that have markets the largest are offered; a wallet goes to any other by itself.
const OFFERED_CHAINS: usize = 8;

impl Engine {
    /// Everything that is to be on the screen, as of the last event.
    #[must_use]
    pub fn view(&self) -> View {
        let now = self.clock.now();
        View {
            now: now.timestamp(),
            connection: self.connection_view(now),
            alarm: AlarmView {
                ladders: self.ladders(),
                default_ladders: self.default_ladders(),
                times: self.times(),
                ladder_is_default: self.ladder_is_default(),
                ladder_problems: self.ladder_problems.clone(),
                times_problem: self.times_problem,
                quiet: *self.stored.quiet,
                is_held_back: self.next_held_back().is_some(),
                quiet_problem: self.quiet_problem,
                rate_limit: self.rate_limit(),
                rate_problem: self.rate_problem,
                use_limit: self.use_limit(),
                use_problem: self.use_problem,
                delivery: self.channel.delivery(now, *self.stored.arrived),
                delivery_problem: self.channel.problem().cloned(),
                sound: self.speaker.hearing(),
                reminder: self.reminder_view(),
                push: self.push_view(now),
                heartbeat: self.heartbeat_view(),
            },
            endpoints: self.endpoints_view(),
            top_up: self.rescue_view(now),
            protection: self.protection_view(),
            link: self.link_view(),
            log: self.stored.journal.lines(),
            attention: self.attention_at(now),
            configuration_problem: self.configuration_problem.clone(),
            storage_works: self.storage_works,
            unreadable: self.memory.unreadable().to_vec(),
            edition: self.edition_view(),
            local_deployment: {
                let mut deployed = self.deployment.iter().flatten();
                deployed.any(|market| self.chains.get(market.chain).is_some())
            },
        }
    }

    /// Whether a person is about to sign, or the wallet asks them: then nothing may be torn down.
    #[must_use]
    pub fn is_in_hand(&self) -> bool {
        self.requests.has_one_to_sign() || self.rescue.is_in_hand()
    }

    /// Whether somebody is watched, as far as can be shown: while nothing can be read yet it is shown
    /// how far the wallet is.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        let mut chains = self.chains.iter();
        let is_served = chains.any(|one| one.feed.sources().next().is_some());
        let is_wallets = self.session.is_finding_out() && !self.stored.list.is_named();
        let waits = is_wallets || self.session.connecting().is_some();
        (is_served || !waits) && !self.accounts().is_empty()
    }

    fn session_view(&self, now: Millis) -> Option<SessionView> {
        let accounts: Vec<AccountView> = self
            .accounts()
            .into_iter()
            .map(|(account, origin)| AccountView {
                account,
                origin,
                name: self.stored.list.name_of(account).map(str::to_owned),
                muted: self.stored.list.is_muted(account),
            })
            .collect();
        if !self.is_watching() {
            return None;
        }
        let asks = self.session.connecting();
        let open = self.session.open();
        let body = self.body(now);
        let (switching, switch_problem) = open.map(Open::switching).unwrap_or_default();
        Some(SessionView {
            accounts,
            wallet: open.map(|open| open.wallet().clone()),
            wallets: self.session.offered().to_vec(),
            connecting: asks.cloned(),
            failed: self.session.failed().cloned(),
            locked: open.is_some_and(Open::is_locked),
            wallet_chain: open.and_then(Open::chain).map(chain_view),
            chains: self
                .chains
                .iter()
                .map(|one| self.watched_view(now, one))
                .collect(),
            together: {
                let target = parse_target(&self.restore_to()).ok();
                together::together(&body, target, |one| self.is_secured(one))
            },
            totals: position::totals(&body),
            body,
            gap: self.gap,
            watch_problem: self.watch_problem,
            switching,
            switch_problem: switch_problem.cloned(),
            found: {
                let all = self.find.results().iter();
                all.map(|(chain, found)| (chain_view(*chain), found.clone()))
                    .collect()
            },
            clock_differs_s: self.clock_differs_s(),
        })
    }

    fn endpoints_view(&self) -> EndpointsView {
        let reach = &self.stored.reach;
        let public = registry::chains().into_iter().map(|chain| PublicView {
            chain: chain_view(chain),
            hosts: public_endpoints(chain)
                .iter()
                .map(|url| host(url))
                .collect(),
            allowed: reach.allows(chain),
        });
        let unused = self.endpoints.unused(|chain| self.has_markets(chain));
        let unused = unused.map(|(url, why)| (host(url).to_owned(), why));
        EndpointsView {
            unused: unused.collect(),
            typed: reach.typed().to_vec(),
            problem: self.endpoint_problem,
            public: public.collect(),
        }
    }

    fn watched_view(&self, now: Millis, watched: &Watched) -> WatchedView {
        WatchedView {
            chain: chain_view(watched.chain),
            data: self.data_view(now, watched),
            sources: sources(watched),
            witness: self.witness_view(watched.chain),
            unread: not_watched(watched, false),
            absent: not_watched(watched, true),
            morpho_is_partial: watched.markets().any(|one| one.market.id().is_some()),
        }
    }

    /// Who says the same as what a chain is read through, or something else.
    fn witness_view(&self, chain: ChainId) -> Option<WitnessView> {
        let name = |endpoint: &Endpoint| endpoint.host().map(str::to_owned);
        let (endpoint, against) = self.witnessed_by(chain)?;
        Some(match against {
            None => WitnessView::Agrees(name(endpoint)),
            Some(against) => WitnessView::Differs(name(against), name(endpoint)),
        })
    }

    fn connection_view(&self, now: Millis) -> ConnectionView {
        match self.session_view(now) {
            None => self.session.connection_view(self.waits, self.watch_problem),
            Some(session) if self.is_reaching(&session) => ConnectionView::Reaching,
            Some(session) => ConnectionView::Connected(Box::new(session)),
        }
    }

    /// Whether it is not known yet which chain there is to look at.
    fn is_reaching(&self, session: &SessionView) -> bool {
        session.chains.is_empty()
            && session.wallet_chain.is_none()
            && session.found.is_empty()
            && !self.endpoints.have_all_said()
            && self.nowhere_problem().is_none()
    }

    /// Seconds by which the computer's clock and the chains' differ, if that is worth naming.
    pub(super) fn clock_differs_s(&self) -> Option<i64> {
        let set = self.clock.wall_is_ahead_s();
        let all = self.chains.iter().map(|watched| {
            let cadence = watched.cadence(self.visible);
            let ours = watched.data.clock_differs_s(cadence);
            ours.unwrap_or_default().saturating_add(set)
        });
        all.filter(|both| both.unsigned_abs() >= NAMED_FROM_S)
            .max_by_key(|both| both.unsigned_abs())
    }

    pub(super) fn data_view(&self, now: Millis, watched: &Watched) -> DataView {
        let feed = &watched.feed;
        let cadence = watched.cadence(self.visible);
        let state = watched.data.state(now.timestamp(), cadence);
        let is_silent = matches!(state, DataState::Stale { .. } | DataState::Failing { .. });
        DataView {
            state,
            block: feed.block(),
            problem: feed.problem().cloned(),
            next_attempt: feed.problem().and(feed.next_at()).map(Millis::timestamp),
            retrying: is_silent && feed.is_looking(),
        }
    }

    fn body(&self, now: Millis) -> Body {
        if self.chains.iter().next().is_none() {
            let open = self.session.open();
            let is_elsewhere = match open {
                Some(open) => open.chain().is_some(),
                None => self.endpoints.have_all_said(),
            };
            if is_elsewhere {
                return Body::WrongChain {
                    offered: self.offered_chains(),
                };
            }
            if !self.find.results().is_empty() {
                return Body::Positions(Vec::new());
            }
        }
        if self.chains.iter().all(|one| one.feed.block().is_none()) {
            let own = self.chains.iter().find_map(|one| one.feed.problem());
            return match own.or(self.nowhere_problem()) {
                Some(problem) => Body::Unreadable {
                    problem: Some(problem.clone()),
                },
                None => Body::Loading { told: self.told() },
            };
        }
        let mut positions: Vec<PositionView> = Vec::new();
        for watched in self.chains.iter().flat_map(Watched::markets) {
            let known = watched.known.as_ref();
            if let Some(known) = known.filter(|known| known.is_position()) {
                let view = self.position_view(now, known);
                let after = positions.partition_point(|other| other.rank() <= view.rank());
                positions.insert(after, view);
            }
        }
        Body::Positions(positions)
    }

    /// What contracts say of themselves before anything is read, of who owes something: worst first.
    fn told(&self) -> Vec<ToldView> {
        let watches = self.chains.iter().flat_map(|one| &one.watches);
        let markets = watches.flat_map(|watch| {
            let account = watch.account();
            watch.markets().iter().map(move |one| (account, one))
        });
        let told = markets.filter_map(|(account, one)| {
            Some(ToldView {
                key: one.market.position_of(account),
                protocol: one.market.protocol(),
                market: one.market.name.to_string(),
                health: one.told.filter(|told| *told != Health::NoDebt)?,
            })
        });
        let mut told: Vec<ToldView> = told.collect();
        told.sort_by_key(|one| one.health);
        told
    }

    /// Chains to switch to; none when there is no wallet that could.
    fn offered_chains(&self) -> Vec<ChainView> {
        if self.session.open().is_none() {
            return Vec::new();
        }
        let local = self.deployment.iter().flatten().map(|market| market.chain);
        let mut chains: Vec<ChainId> = Vec::new();
        for chain in local.chain(registry::chains().into_iter().take(OFFERED_CHAINS)) {
            if !chains.contains(&chain) {
                chains.push(chain);
            }
        }
        chains.into_iter().map(chain_view).collect()
    }
}

/// What a chain is read through.
fn sources(watched: &Watched) -> Vec<SourceView> {
    let sources = watched.feed.sources().map(|source| SourceView {
        host: source.endpoint.host().map(str::to_owned),
        problem: source.problem.clone(),
        budget: match source.endpoint {
            Endpoint::Wallet => None,
            Endpoint::Http(_) => Some(Budget {
                spent: source.requests(),
                most: REQUESTS_AN_HOUR,
            }),
        },
    });
    sources.collect()
}

/// The markets of a chain that could not be read, while others could: those that it does not have,
/// or all others.
fn not_watched(watched: &Watched, absent: bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in watched.markets().filter(|one| one.problem.is_some()) {
        let name = one.market.title();
        if one.is_absent() == absent && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn chain_view(id: ChainId) -> ChainView {
    let name =
        ChainFacts::of(id).map_or_else(|| format!("Chain {}", id.0), |facts| facts.name.to_owned());
    ChainView { id, name }
}
