//! The top-up as what is shown.

use alloy::primitives::B256;

use super::super::clock::Millis;
use super::aim::Reviewed;
use super::around::Picture;
use super::flow::{Flow, Stage};
use super::pending::{Face, Pending};
use crate::protocols::Snapshot;
use crate::top_up::{
    Doubt, Outlook, ReviewView, StageView, StepStatus, StepView, TopUpView, TypedAmount, rests,
};

impl Flow {
    /// All of it, unless it is closed.
    pub(super) fn view(&self, now: Millis, picture: &Picture<'_>) -> Option<TopUpView> {
        if self.hidden {
            return None;
        }
        let snapshot = picture.snapshot;
        // What is not known now is no health of now, and no way begins with it.
        let is_offered = picture.is_known || !matches!(self.stage, Stage::Choosing);
        let purse = self.coin.purse();
        let options = is_offered.then(|| self.aim.options(picture, purse.as_ref()));
        let options = options.unwrap_or_default();
        let (target_text, target) = self.aim.target(&options);
        Some(TopUpView {
            position: self.aim.key.clone(),
            market: snapshot.map_or_else(String::new, |one| {
                format!("{} {}", one.market.protocol().name(), one.market.name)
            }),
            health_now: snapshot
                .filter(|_| picture.is_known)
                .map(Snapshot::first_health),
            target_text,
            target,
            amount: self.aim.amount().map(|text| TypedAmount {
                text: text.clone(),
                problem: snapshot.and_then(|one| self.aim.typed(one)?.err()),
            }),
            sale: self.aim.sale(picture, &options),
            options,
            rests: snapshot
                .filter(|_| is_offered)
                .map(rests)
                .unwrap_or_default(),
            chosen: self.aim.chosen(),
            stage: self.stage_view(now, picture),
        })
    }

    fn stage_view(&self, now: Millis, picture: &Picture<'_>) -> StageView {
        let review = |reviewed: &Reviewed| self.review_view(picture, reviewed);
        match &self.stage {
            Stage::Choosing => StageView::Choosing,
            Stage::Checking(_) => StageView::Checking,
            Stage::Review(reviewed) => StageView::Review(review(reviewed)),
            Stage::Rechecking(reviewed, _) | Stage::Claiming(reviewed, _) => {
                StageView::Rechecking(review(reviewed))
            }
            Stage::Pending(pending) => {
                let review = self.pending_view(picture, pending);
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
                StageView::Rereading(self.pending_view(picture, pending))
            }
            Stage::Done {
                before,
                after,
                reached,
            } => StageView::Done {
                steps: self.ended.clone(),
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

    fn review_view(&self, picture: &Picture<'_>, reviewed: &Reviewed) -> ReviewView {
        let waiting = reviewed.plan.steps.iter().map(|step| StepView {
            to: step.payment.call.to,
            decoded: step.decoded.clone(),
            data: step.payment.call.data.clone(),
            value: step.payment.value,
            status: StepStatus::Waiting,
        });
        ReviewView {
            chain: self.aim.key.chain,
            chain_name: picture.facts.name.to_owned(),
            account: self.aim.key.account,
            steps: self.ended.iter().cloned().chain(waiting).collect(),
            current: self.ended.len(),
            outlook: Some(Outlook {
                health_before: reviewed.plan.health_before,
                health_after: reviewed.plan.health_after,
                evaluated_at: reviewed.plan.evaluated_at,
                simulation: reviewed.simulation,
                fee: reviewed.fee.map(|fee| (fee, picture.facts.native_symbol)),
            }),
            changed: reviewed.changed,
        }
    }

    fn pending_view(&self, picture: &Picture<'_>, pending: &Pending) -> ReviewView {
        let ended = self.ended.iter().cloned();
        let has_ended = matches!(self.stage, Stage::Rereading { .. });
        if let Some(reviewed) = &pending.reviewed {
            // The plan's first step is the one that is pending, or has ended by now.
            let rest = reviewed.clone().without_first_step();
            let mut view = self.review_view(picture, &rest);
            if has_ended {
                view.current = self.ended.len().saturating_sub(1);
            } else {
                let pending = pending.step_view(on_its_way);
                view.steps
                    .splice(self.ended.len()..self.ended.len(), pending);
            }
            return view;
        }
        let pending = (!has_ended)
            .then(|| pending.step_view(on_its_way))
            .flatten();
        ReviewView {
            chain: self.aim.key.chain,
            chain_name: picture.facts.name.to_owned(),
            account: self.aim.key.account,
            current: self.ended.len().saturating_sub(usize::from(has_ended)),
            steps: ended.chain(pending).collect(),
            outlook: None,
            changed: None,
        }
    }
}

/// How a step stands that the wallet was asked for.
fn on_its_way(hash: Option<B256>) -> StepStatus {
    hash.map_or(StepStatus::Asked, |hash| StepStatus::Sent { hash })
}
