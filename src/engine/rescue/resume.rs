//! What is stored before the wallet is asked, and how a flow is taken up again from it.

use alloy::primitives::{B256, Bytes};

use super::super::requests::Purpose;
use super::super::stored::InFlight;
use super::super::{Engine, Millis, key_of};
use super::outcome::Pending;
use super::{Rescue, Stage};
use crate::chain::Call;
use crate::chain::rpc;
use crate::protocols::Snapshot;
use crate::top_up::{FlowFailure, Means, Plan, StepStatus, StepView, StrategyId};

/// What is stored before the wallet is asked.
pub(super) fn in_flight(rescue: &Rescue, plan: &Plan, call: &Call) -> InFlight {
    InFlight {
        chain: rescue.key.chain.0,
        market: rescue.key.market.to_string(),
        account: rescue.key.account.to_string(),
        hash: None,
        target: rescue.target.clone(),
        repays: plan.strategy.means == Means::Repay,
        asset: plan.strategy.asset.to_string(),
        to: call.to.to_string(),
        data: call.data.to_string(),
    }
}

impl Engine {
    /// After a reload or a change of account and back: a transaction whose end is not known.
    pub(super) fn resume_in_flight(&mut self, now: Millis) {
        if self.rescue.is_some() {
            return;
        }
        let resumed = self.stored.in_flight.iter().find_map(|stored| {
            let (snapshot, strategy, call) = self.resumable(stored)?;
            let step = crate::top_up::read_step(&snapshot, call).ok()?;
            Some((stored.clone(), snapshot, strategy, step))
        });
        let Some((stored, snapshot, strategy, step)) = resumed else {
            return;
        };
        let key = key_of(&snapshot);
        let mut rescue = Rescue::new(key, stored.target.clone());
        rescue.chosen = Some(strategy);
        let hash = stored.hash.as_deref().and_then(rpc::parse_hex);
        let hash = hash.and_then(|bytes| B256::try_from(bytes.as_ref()).ok());
        rescue.stage = match hash {
            Some(hash) => Stage::Pending(Pending {
                hash,
                step: StepView {
                    to: step.call.to,
                    decoded: step.decoded,
                    data: step.call.data,
                    status: StepStatus::Sent { hash },
                },
                reviewed: None,
                next_ask: Some(now),
                unknown_since: None,
            }),
            None => Stage::Failed {
                reviewed: None,
                failure: FlowFailure::OutcomeUnknown,
            },
        };
        self.rescue = Some(rescue);
    }

    fn resumable(&self, stored: &InFlight) -> Option<(Snapshot, StrategyId, Call)> {
        let snapshot = self
            .reader
            .snapshots()
            .find(|snapshot| stored.is_of(&key_of(snapshot)))?;
        let means = if stored.repays {
            Means::Repay
        } else {
            Means::AddCollateral
        };
        let strategy = StrategyId {
            means,
            asset: rpc::parse_address(&stored.asset)?,
        };
        let data: Bytes = rpc::parse_hex(&stored.data)?;
        let call = Call {
            to: rpc::parse_address(&stored.to)?,
            data,
        };
        Some((snapshot.clone(), strategy, call))
    }

    /// The person has looked into the wallet: what is on the chain now is what counts.
    pub(in super::super) fn look_for_outcome(&mut self, now: Millis) {
        let Some(key) = self.rescue.as_ref().filter(|open| open.is_unknown()) else {
            return;
        };
        // The wallet's question is still open: its answer would be lost.
        if self.requests.awaits(&Purpose::Send(key.key.clone())) {
            return;
        }
        self.forget_in_flight();
        if let Some(rescue) = &mut self.rescue {
            rescue.stage = Stage::Choosing;
            rescue.ended.clear();
        }
        self.sweep(now);
    }
}
