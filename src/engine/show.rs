//! The engine's state as what is shown.

use alloy::primitives::U256;

use super::view::{
    AgreementView, AlarmView, Attention, Body, ChainView, ConnectionView, DataView, HistoryPoint,
    NoTopUp, PositionAlarm, PositionView, SessionView, TotalView, View,
};
use super::watched::Known;
use super::{Engine, Millis, key_of};
use crate::alert::{Cadence, DataState, Ladder, Level, NAMED_FROM_S, Phase};
use crate::chain::{ChainFacts, ChainId};
use crate::math::TokenAmount;
use crate::protocols::registry;
use crate::protocols::{Agreement, ReadError, Snapshot};
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
            top_up: self.rescue_view(now),
            log: self.log.clone(),
            attention: self.attention(now),
            configuration_problem: self.configuration_problem.clone(),
            storage_works: self.storage_works,
            local_deployment: self.deployment.is_some()
                && self
                    .session
                    .open()
                    .and_then(|open| open.chain)
                    .is_some_and(ChainId::is_local),
        }
    }

    fn attention(&self, now: Millis) -> Attention {
        let Some(watch) = &self.watch else {
            return Attention::None;
        };
        let begun = self.reader.block.is_some()
            || self.reader.problem.is_some()
            || watch.data.is_silent(now.timestamp(), self.cadence());
        if begun && !self.data_is_known(now) {
            return Attention::NotWatching;
        }
        let known = self.reader.snapshots();
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
            Some((level, _)) if level < Level::Call && self.is_partly_blind(now) => {
                Attention::NotWatching
            }
            Some((level, health)) => Attention::Level { level, health },
            None if self.is_partly_blind(now) => Attention::NotWatching,
            None => Attention::None,
        }
    }

    pub(super) fn session_view(&self, now: Millis) -> Option<SessionView> {
        let open = self.session.open()?;
        let body = self.body(now);
        Some(SessionView {
            account: open.account,
            wallet: open.wallet.clone(),
            locked: open.locked,
            chain: open.chain.map(chain_view),
            data: self.data_view(now),
            totals: totals(&body),
            unread: self.not_watched(false),
            absent: self.not_watched(true),
            morpho_is_partial: self.looks_at_morpho(),
            body,
        })
    }

    fn looks_at_morpho(&self) -> bool {
        let mut markets = self.reader.markets.iter();
        markets.any(|one| one.market.id().is_some())
    }

    /// The markets that could not be read, while others could: those that the chain does not have,
    /// or all others.
    fn not_watched(&self, absent: bool) -> Vec<String> {
        let markets = self.reader.markets.iter();
        markets
            .filter(|one| match &one.problem {
                Some(problem) => (*problem == ReadError::Absent) == absent,
                None => false,
            })
            .map(|one| format!("{} {}", one.market.protocol().name(), one.market.name))
            .collect()
    }

    fn connection_view(&self, now: Millis) -> ConnectionView {
        match self.session_view(now) {
            None => self.session.connection_view(self.can_watch()),
            Some(session) if session.chain.is_none() && session.data.problem.is_none() => {
                ConnectionView::Reaching
            }
            Some(session) => ConnectionView::Connected(Box::new(session)),
        }
    }

    /// Seconds by which the computer's clock and the chain's differ, if that is worth naming.
    fn clock_differs_s(&self, cadence: Cadence) -> Option<i64> {
        let watch = self.watch.as_ref()?;
        let ours = watch.data.clock_differs_s(cadence);
        let both = ours
            .unwrap_or_default()
            .saturating_add(self.clock.wall_is_ahead_s());
        (both.unsigned_abs() >= NAMED_FROM_S).then_some(both)
    }

    fn data_view(&self, now: Millis) -> DataView {
        let cadence = self.cadence();
        let state = match &self.watch {
            Some(watch) => watch.data.state(now.timestamp(), cadence),
            None => DataState::Unread,
        };
        DataView {
            state,
            block: self.reader.block,
            last_success: self.reader.last_success,
            problem: self.reader.problem.clone(),
            next_attempt: self
                .reader
                .problem
                .as_ref()
                .and(self.reader.next_at)
                .map(Millis::timestamp),
            clock_differs_s: self.clock_differs_s(cadence),
            reading: self.reader.is_reading(),
            gap: self.gap,
        }
    }

    fn body(&self, now: Millis) -> Body {
        let chain = self.session.open().and_then(|open| open.chain);
        let (Some(chain), true) = (chain, self.reader.markets.is_empty()) else {
            return self.read_body(now);
        };
        let open = self.session.open();
        if !self.has_markets(chain) {
            return Body::WrongChain {
                offered: self.offered_chains(),
                switching: open.is_some_and(|open| open.switching),
                problem: open.and_then(|open| open.switch_problem.clone()),
            };
        }
        // The endpoint's chain is still asked for.
        self.read_body(now)
    }

    fn read_body(&self, now: Millis) -> Body {
        if self.reader.block.is_none() {
            return match self.reader.problem {
                Some(_) => Body::Unreadable,
                None => Body::Loading,
            };
        }
        let mut positions: Vec<PositionView> = Vec::new();
        for watched in &self.reader.markets {
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
        if self.session.open().is_none_or(|open| open.wallet.is_none()) {
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
        if self.session.open().is_none_or(|open| open.wallet.is_none()) {
            return Err(NoTopUp::WatchOnly);
        }
        if self.session.open().is_some_and(|open| open.locked) {
            return Err(NoTopUp::Locked);
        }
        match snapshot.position() {
            Some(_) => Ok(()),
            None => Err(NoTopUp::NotConfirmed),
        }
    }

    /// The thresholds of a correlated position, where one is watched and they are its own.
    fn tighter_ladder(&self) -> Option<Ladder> {
        let usual = self.ladder();
        self.reader
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

fn chain_view(id: ChainId) -> ChainView {
    let name =
        ChainFacts::of(id).map_or_else(|| format!("Chain {}", id.0), |facts| facts.name.to_owned());
    ChainView { id, name }
}
