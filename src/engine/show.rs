//! The engine's state as what is shown.

use alloy::primitives::U256;

use super::chains::{Watched, unknown_cadence};
use super::reach::host;
use super::session::Open;
use super::view::{
    AccountView, AgreementView, AlarmView, Attention, Body, ChainView, ConnectionView, DataView,
    EndpointsView, HistoryPoint, NoTopUp, PositionAlarm, PositionView, PublicView, SessionView,
    SourceView, TotalView, View, WatchedView, WitnessView,
};
use super::watch::Known;
use super::{Endpoint, Engine, Millis, key_of};
use crate::alert::{Ladder, Level, NAMED_FROM_S, Phase};
use crate::chain::{ChainFacts, ChainId, public_endpoints};
use crate::math::TokenAmount;
use crate::protocols::registry;
use crate::protocols::{Agreement, Snapshot};
use crate::top_up;

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
                ladder: self.ladder(),
                ladder_is_default: self.ladder_is_default(),
                tighter_ladder: self.tighter_ladder(),
                ladder_problem: self.ladder_problem,
                delivery: self.delivery,
                delivery_problem: self.delivery_problem.clone(),
            },
            endpoints: self.endpoints_view(),
            top_up: self.rescue_view(now),
            log: self.log.clone(),
            attention: self.attention(now),
            configuration_problem: self.configuration_problem.clone(),
            storage_works: self.storage_works,
            local_deployment: {
                let mut deployed = self.deployment.iter().flatten();
                deployed.any(|market| self.chains.get(market.chain).is_some())
            },
        }
    }

    fn attention(&self, now: Millis) -> Attention {
        let seconds = now.timestamp();
        let unknown = unknown_cadence(self.visible);
        let nowhere = self.nowhere.as_ref();
        if nowhere.is_some_and(|data| data.is_silent(seconds, unknown)) {
            return Attention::NotWatching;
        }
        let mut blind = self.nowhere_problem().is_some() && self.nowhere.is_some();
        let mut partly = false;
        for watched in self.chains.iter().filter(|one| one.matters()) {
            let cadence = watched.cadence(self.visible);
            let begun = watched.feed.block().is_some()
                || watched.feed.problem().is_some()
                || watched.data.is_silent(seconds, cadence);
            blind |= begun && !self.data_is_known(now, watched);
            partly |= self.is_partly_blind(now, watched);
        }
        let known = self.chains.snapshots();
        let known = known.filter(|one| self.position_is_known(now, &key_of(one)));
        let worst = known
            .filter_map(|one| {
                let health = one.first_health();
                let level = self.rules_for(Some(one)).ladder.level_of(health)?;
                Some((level, health))
            })
            .max_by_key(|(level, health)| (*level, core::cmp::Reverse(*health)));
        match worst {
            // What is not seen may be worse than a mild level, not than one that calls.
            Some((level, health)) if level >= Level::Call => Attention::Level { level, health },
            _ if blind || partly => Attention::NotWatching,
            Some((level, health)) => Attention::Level { level, health },
            None => Attention::None,
        }
    }

    fn session_view(&self, now: Millis) -> Option<SessionView> {
        let accounts: Vec<AccountView> = self
            .accounts()
            .into_iter()
            .map(|(account, origin)| AccountView { account, origin })
            .collect();
        // While nothing can be read yet it is shown how far the wallet is.
        let mut chains = self.chains.iter();
        let is_served = chains.any(|one| one.feed.sources().next().is_some());
        let is_wallets = self.session.is_finding_out() && !self.stored.list.is_named();
        let asks = self.session.connecting();
        if accounts.is_empty() || (!is_served && (is_wallets || asks.is_some())) {
            return None;
        }
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
            totals: totals(&body),
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
        EndpointsView {
            typed: reach.typed().to_vec(),
            problem: self.endpoint_problem,
            public: public.collect(),
        }
    }

    fn watched_view(&self, now: Millis, watched: &Watched) -> WatchedView {
        let sources = watched
            .feed
            .sources()
            .map(|(endpoint, problem)| SourceView {
                host: host_of(endpoint),
                problem: problem.cloned(),
            });
        let witness = self.witnessed_by(watched.chain);
        let witness = witness.map(|(endpoint, agrees)| WitnessView {
            host: host_of(endpoint),
            agrees,
        });
        WatchedView {
            chain: chain_view(watched.chain),
            data: self.data_view(now, watched),
            sources: sources.collect(),
            witness,
            unread: not_watched(watched, false),
            absent: not_watched(watched, true),
            morpho_is_partial: watched.markets().any(|one| one.market.id().is_some()),
        }
    }

    fn connection_view(&self, now: Millis) -> ConnectionView {
        match self.session_view(now) {
            None => self
                .session
                .connection_view(self.can_watch(), self.watch_problem),
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
    fn clock_differs_s(&self) -> Option<i64> {
        let set = self.clock.wall_is_ahead_s();
        let all = self.chains.iter().map(|watched| {
            let cadence = watched.cadence(self.visible);
            let ours = watched.data.clock_differs_s(cadence);
            ours.unwrap_or_default().saturating_add(set)
        });
        all.filter(|both| both.unsigned_abs() >= NAMED_FROM_S)
            .max_by_key(|both| both.unsigned_abs())
    }

    fn data_view(&self, now: Millis, watched: &Watched) -> DataView {
        let feed = &watched.feed;
        let cadence = watched.cadence(self.visible);
        DataView {
            state: watched.data.state(now.timestamp(), cadence),
            block: feed.block(),
            last_success: feed.last_success(),
            problem: feed.problem().cloned(),
            next_attempt: feed.problem().and(feed.next_at()).map(Millis::timestamp),
            reading: feed.is_looking(),
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
                None => Body::Loading,
            };
        }
        let mut positions: Vec<PositionView> = Vec::new();
        for watched in self.chains.iter().flat_map(Watched::markets) {
            let known = watched.known.as_ref();
            if let Some(known) = known.filter(|known| known.is_position()) {
                let view = self.position_view(now, known, &watched.history);
                let after =
                    positions.partition_point(|other| other.first_health <= view.first_health);
                positions.insert(after, view);
            }
        }
        Body::Positions(positions)
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

    fn position_view(&self, now: Millis, known: &Known, history: &[HistoryPoint]) -> PositionView {
        let snapshot = &*known.snapshot;
        let key = key_of(snapshot);
        let is_known = self.position_is_known(now, &key);
        let rules = self.rules_for(Some(snapshot));
        let base = snapshot.position_unverified().base();
        let (health, first_health) = (snapshot.health, snapshot.first_health());
        let phase = self
            .known_episode(&key)
            .map_or(Phase::Unknown, |episode| episode.phase(&rules));
        PositionView {
            protocol: snapshot.market.protocol(),
            market: snapshot.market.name.clone().into_owned(),
            block: snapshot.block,
            dated_by: {
                let watched = self.chains.get(key.chain);
                watched.and_then(|watched| watched.feed.dated_by())
            },
            witnessed: self.witnessed_at(key.chain, snapshot.block),
            health,
            first_health,
            distance_wad: health.distance().filter(|_| !health.is_liquidatable()),
            alarm: PositionAlarm {
                level: rules.ladder.level_of(first_health),
                phase,
                ladder: rules.ladder,
            },
            agreement: match &snapshot.agreement {
                Agreement::Matches { rules } => AgreementView::Matches { rules },
                Agreement::Differs { ours } => AgreementView::Differs { ours: *ours },
            },
            currency: base.currency,
            collateral_value: TokenAmount::new(snapshot.collateral, base.decimals),
            debt_value: TokenAmount::new(snapshot.debt, base.decimals),
            legs: known.legs.clone(),
            pre_liquidations: known.pre_liquidations.clone(),
            halted: snapshot.halted(),
            emode: snapshot.e_mode().map(|id| id.to_string()),
            analysis: known.analysis.view(&rules.ladder),
            history: history.into(),
            can_top_up: self.can_top_up(snapshot).and_then(|()| {
                // Everything is read anew before it is reviewed; what cannot be is not offered.
                is_known.then_some(()).ok_or(NoTopUp::Stale)
            }),
            is_known,
            key,
        }
    }

    /// Whether the position can be topped up at all, however old what is known of it.
    pub(super) fn can_top_up(&self, snapshot: &Snapshot) -> Result<(), NoTopUp> {
        if !snapshot.owes() {
            return Err(NoTopUp::NoDebt);
        }
        if !top_up::serves(&snapshot.market) {
            return Err(NoTopUp::Protocol);
        }
        let shares = |open: &&Open| open.accounts().contains(&snapshot.account);
        let Some(open) = self.session.open().filter(shares) else {
            return Err(NoTopUp::WatchOnly);
        };
        if open.is_locked() {
            return Err(NoTopUp::Locked);
        }
        if open.account() != Some(snapshot.account) {
            return Err(NoTopUp::OtherAccount);
        }
        if open.chain() != Some(snapshot.market.chain) {
            return Err(NoTopUp::OtherChain);
        }
        if self.is_disputed(snapshot.market.chain) {
            return Err(NoTopUp::Disputed);
        }
        match snapshot.position() {
            Some(_) => Ok(()),
            None => Err(NoTopUp::NotConfirmed),
        }
    }

    /// The thresholds of a correlated position, where one is watched and they are its own.
    fn tighter_ladder(&self) -> Option<Ladder> {
        let usual = self.ladder();
        self.chains
            .snapshots()
            .map(|snapshot| self.rules_for(Some(snapshot)).ladder)
            .find(|ladder| *ladder != usual)
    }
}

/// What all positions come to, by currency; nothing where there are not several, all known.
fn totals(body: &Body) -> Vec<TotalView> {
    let Body::Positions(positions) = body else {
        return Vec::new();
    };
    // A sum over what is not known would be none.
    let adds_up = positions.len() > 1 && positions.iter().all(|one| one.is_known);
    let mut totals: Vec<TotalView> = Vec::new();
    for position in positions.iter().filter(|_| adds_up) {
        let (collateral, debt) = (position.collateral_value, position.debt_value);
        let same = totals.iter_mut().find(|total| {
            total.currency.adds_to(&position.currency) && total.debt.decimals == debt.decimals
        });
        match same {
            // Against the flattering side where a sum could not be held.
            Some(total) => {
                let sum = total.collateral.raw.checked_add(collateral.raw);
                total.collateral.raw = sum.unwrap_or(U256::ZERO);
                total.debt.raw = total.debt.raw.saturating_add(debt.raw);
            }
            None => totals.push(TotalView {
                currency: position.currency.clone(),
                collateral,
                debt,
            }),
        }
    }
    totals
}

/// The markets of a chain that could not be read, while others could: those that it does not have,
/// or all others.
fn not_watched(watched: &Watched, absent: bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in watched.markets().filter(|one| one.problem.is_some()) {
        let name = format!("{} {}", one.market.protocol().name(), one.market.name);
        if one.is_absent() == absent && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The host of an endpoint; none for the wallet.
fn host_of(endpoint: &Endpoint) -> Option<String> {
    match endpoint {
        Endpoint::Wallet => None,
        Endpoint::Http(url) => Some(host(url).to_owned()),
    }
}

fn chain_view(id: ChainId) -> ChainView {
    let name =
        ChainFacts::of(id).map_or_else(|| format!("Chain {}", id.0), |facts| facts.name.to_owned());
    ChainView { id, name }
}
