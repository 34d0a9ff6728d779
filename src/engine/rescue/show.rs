//! The top-up as what is shown.

use alloy::primitives::B256;

use super::super::{Engine, Millis};
use super::pending::{Face, Pending};
use super::{Rescue, Reviewed, Stage};
use crate::math::Timestamp;
use crate::protocols::Snapshot;
use crate::top_up::{
    Doubt, OptionView, Outlook, ReviewView, StageView, StepStatus, StepView, TopUpView, options,
    parse_target,
};

impl Engine {
    pub(in super::super) fn rescue_view(&self, now: Millis) -> Option<TopUpView> {
        let rescue = self.rescue.as_ref().filter(|rescue| !rescue.hidden)?;
        let snapshot = self.chains.snapshot(&rescue.key);
        Some(TopUpView {
            position: rescue.key.clone(),
            market: snapshot.map_or_else(String::new, |one| {
                format!("{} {}", one.market.protocol().name(), one.market.name)
            }),
            health_now: snapshot.map(|one| one.health),
            target_text: rescue.target.clone(),
            target: parse_target(&rescue.target),
            options: self.rescue_options(rescue),
            chosen: rescue.chosen,
            stage: self.stage_view(now, rescue),
        })
    }

    pub(super) fn rescue_options(&self, rescue: &Rescue) -> Vec<OptionView> {
        let snapshot = self.chains.snapshot(&rescue.key);
        match (snapshot, parse_target(&rescue.target)) {
            (Some(snapshot), Ok(target)) => {
                options(snapshot, target, self.latest_inclusion(snapshot))
            }
            _ => Vec::new(),
        }
    }

    /// The latest likely inclusion of a transaction that is signed soon.
    pub(super) fn latest_inclusion(&self, snapshot: &Snapshot) -> Timestamp {
        let margin = self.rescue_facts().inclusion_margin_s;
        Timestamp(snapshot.block.timestamp.0.saturating_add(margin))
    }

    fn stage_view(&self, now: Millis, rescue: &Rescue) -> StageView {
        let review = |reviewed: &Reviewed| self.review_view(rescue, reviewed);
        match &rescue.stage {
            Stage::Choosing => StageView::Choosing,
            Stage::Checking(_) => StageView::Checking,
            Stage::Review(reviewed) => StageView::Review(review(reviewed)),
            Stage::Rechecking(reviewed, _) | Stage::Claiming(reviewed, _) => {
                StageView::Rechecking(review(reviewed))
            }
            Stage::Pending(pending) => {
                let review = self.pending_view(rescue, pending);
                match pending.face(now) {
                    Face::Asked => StageView::Signing(review),
                    Face::OnItsWay => StageView::Pending(review),
                    Face::Doubtful(doubt) => StageView::Unsettled {
                        review: Some(review),
                        doubt,
                    },
                }
            }
            Stage::Unreadable(_) => StageView::Unsettled {
                review: None,
                doubt: Doubt::Unreadable,
            },
            Stage::Rereading { pending, .. } => {
                StageView::Rereading(self.pending_view(rescue, pending))
            }
            Stage::Done {
                before,
                after,
                reached,
            } => StageView::Done {
                steps: rescue.ended.clone(),
                before: *before,
                after: *after,
                reached: *reached,
            },
            Stage::Failed { reviewed, failure } => StageView::Failed {
                review: reviewed.as_ref().map(review),
                failure: failure.clone(),
            },
        }
    }

    fn review_view(&self, rescue: &Rescue, reviewed: &Reviewed) -> ReviewView {
        let waiting = reviewed.plan.steps.iter().map(|step| StepView {
            to: step.call.to,
            decoded: step.decoded.clone(),
            data: step.call.data.clone(),
            status: StepStatus::Waiting,
        });
        ReviewView {
            chain: rescue.key.chain,
            chain_name: self.rescue_facts().name.to_owned(),
            account: rescue.key.account,
            steps: rescue.ended.iter().cloned().chain(waiting).collect(),
            current: rescue.ended.len(),
            outlook: Some(Outlook {
                health_before: reviewed.plan.health_before,
                health_after: reviewed.plan.health_after,
                evaluated_at: reviewed.plan.evaluated_at,
                simulation: reviewed.simulation,
            }),
            amount_before: reviewed.amount_before,
        }
    }

    fn pending_view(&self, rescue: &Rescue, pending: &Pending) -> ReviewView {
        let ended = rescue.ended.iter().cloned();
        let has_ended = matches!(rescue.stage, Stage::Rereading { .. });
        if let Some(reviewed) = &pending.reviewed {
            // The plan's first step is the one that is pending, or has ended by now.
            let rest = reviewed.clone().without_first_step();
            let mut view = self.review_view(rescue, &rest);
            if has_ended {
                view.current = rescue.ended.len().saturating_sub(1);
            } else {
                let pending = pending.step_view(on_its_way);
                view.steps
                    .splice(rescue.ended.len()..rescue.ended.len(), pending);
            }
            return view;
        }
        let pending = (!has_ended)
            .then(|| pending.step_view(on_its_way))
            .flatten();
        ReviewView {
            chain: rescue.key.chain,
            chain_name: self.rescue_facts().name.to_owned(),
            account: rescue.key.account,
            current: rescue.ended.len().saturating_sub(usize::from(has_ended)),
            steps: ended.chain(pending).collect(),
            outlook: None,
            amount_before: None,
        }
    }
}

/// How a step stands that the wallet was asked for.
fn on_its_way(hash: Option<B256>) -> StepStatus {
    hash.map_or(StepStatus::Asked, |hash| StepStatus::Sent { hash })
}
