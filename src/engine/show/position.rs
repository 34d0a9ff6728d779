//! One position as what is shown, and what all come to.

use alloy::primitives::U256;

use super::super::price_paths;
use super::super::session::Open;
use super::super::view::{
    AgreementView, Body, LogKind, NoTopUp, PositionAlarm, PositionKey, PositionView, TotalView,
    WhatIf,
};
use super::super::watch::Known;
use super::super::{Engine, Millis, key_of};
use crate::alert::{Episode, Phase};
use crate::math::TokenAmount;
use crate::protocols::{Agreement, Snapshot, Taking};

impl Engine {
    pub(super) fn position_view(&self, now: Millis, known: &Known) -> PositionView {
        let (snapshot, past) = (&**known.snapshot(), &self.stored.past);
        let key = key_of(snapshot);
        let is_known = self.position_is_known(now, &key);
        // Everything is read anew before it is reviewed; what cannot be is not offered.
        let is_current = is_known.then_some(()).ok_or(NoTopUp::Stale);
        let rules = self.rules_for(Some(snapshot));
        let base = snapshot.position_unverified().base();
        let footing = known.footing(&rules);
        let (health, first_health) = (snapshot.health, footing.health);
        let level = rules.level_of(footing);
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
                level,
                by_time: level.and_then(|level| rules.why_by_time(footing, level)),
                phase,
                ladder: rules.ladder,
                whose: self.ladder_of(snapshot).1,
            },
            takings: self.takings(&key),
            agreement: match &snapshot.agreement {
                Agreement::Matches { rules } => AgreementView::Matches { rules },
                Agreement::Differs { ours } => AgreementView::Differs { ours: *ours },
            },
            currency: base.currency,
            collateral_value: TokenAmount::new(snapshot.collateral, base.decimals),
            debt_value: TokenAmount::new(snapshot.debt, base.decimals),
            legs: known.legs().to_vec(),
            pre_liquidations: known.pre_liquidations().to_vec(),
            approvals_left: self.approvals_left(snapshot),
            can_be_protected: snapshot.owes()
                && snapshot.position().is_some()
                && snapshot.market.vouches(),
            queued: self.queued_view(snapshot),
            halted: snapshot.halted(),
            emode: snapshot.e_mode().map(|id| id.to_string()),
            analysis: known.analysis().clone(),
            what_if: WhatIf::new(known.snapshot().clone(), rules),
            history: past.health(&key),
            marks: past.marks(&key),
            prices: price_paths::paths(past, &key, known.legs(), known.price_paths()),
            can_top_up: self.can_top_up(snapshot).and(is_current),
            can_authorize: self.can_authorize(snapshot).and(is_current),
            is_known,
            key,
        }
    }

    /// What was taken by the newest liquidation that the person was told of and has not seen.
    fn takings(&self, key: &PositionKey) -> Vec<Taking> {
        let episode = self.known_episode(key);
        let told = episode.filter(|one| one.is_liquidated());
        let Some(tag) = told.map(Episode::seizure_tag) else {
            return Vec::new();
        };
        let lines = self.stored.journal.lines();
        let mut of_it = lines.iter().filter(|line| line.tag.as_ref() == Some(&tag));
        let newest = of_it.find(|line| line.what.is_seizure());
        match newest.map(|line| &line.what) {
            Some(LogKind::Seized { takings }) => takings.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether something can be signed for the position that is no top-up, however old what is known of it:
    /// also where nothing is owed, what is authorised can be taken back.
    pub(in super::super) fn can_authorize(&self, snapshot: &Snapshot) -> Result<(), NoTopUp> {
        match snapshot.owes() || !snapshot.authorized().is_empty() {
            true => self.can_sign(snapshot),
            false => Err(NoTopUp::NoDebt),
        }
    }

    /// Whether the position can be topped up at all, however old what is known of it.
    pub(in super::super) fn can_top_up(&self, snapshot: &Snapshot) -> Result<(), NoTopUp> {
        match snapshot.owes() {
            true => self.can_sign(snapshot),
            false => Err(NoTopUp::NoDebt),
        }
    }

    /// Whether anything can be signed for the position, however old what is known of it.
    fn can_sign(&self, snapshot: &Snapshot) -> Result<(), NoTopUp> {
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
}

/// What all positions come to, by currency; nothing where there are not several, all known.
pub(super) fn totals(body: &Body) -> Vec<TotalView> {
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
