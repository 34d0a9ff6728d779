//! The top-up as what is shown.

use super::super::clock::Millis;
use super::aim::Reviewed;
use super::around::Picture;
use super::flow::{Flow, Stage};
use super::pending::{Face, Pending};
use crate::protocols::Snapshot;
use crate::top_up::{
    AtOnce, Doubt, MixView, Outlook, ReviewView, StageView, StepStatus, TopUpView, TypedAmount,
    rests,
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
        let mut options = options.unwrap_or_default();
        for offer in options.iter_mut().flat_map(|option| &mut option.offer) {
            if self.choice.is_for(offer.signatures) {
                offer.signatures = 1;
            }
        }
        let mix = self.aim.mix(picture, purse.as_ref(), &options);
        let mix = mix.filter(|_| is_offered).map(|mix| {
            mix.map(|mix| match self.choice.is_for(mix.signatures) {
                true => MixView {
                    signatures: 1,
                    ..mix
                },
                false => mix,
            })
        });
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
            sale: self
                .aim
                .sale(picture, &options)
                .filter(|_| !matches!(mix, Some(Ok(_)))),
            mix,
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
            Stage::Rereading {
                pending, settles, ..
            } => {
                let review = self.pending_view(picture, pending);
                match settles {
                    true => StageView::Settling(review),
                    false => StageView::Rereading(review),
                }
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
        let all = &reviewed.plan.steps;
        let waiting = all.iter().map(|step| step.view(StepStatus::Waiting));
        let choice = reviewed.may_be_at_once(self.choice);
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
            at_once: reviewed.count(),
            choice: choice.map(|choice| AtOnce {
                is_wanted: reviewed.at_once,
                ..choice
            }),
        }
    }

    fn pending_view(&self, picture: &Picture<'_>, pending: &Pending) -> ReviewView {
        let ended = self.ended.len();
        let has_ended = matches!(self.stage, Stage::Rereading { .. });
        let asked = pending.record.asked.payments().len();
        let under_way = match has_ended {
            true => Vec::new(),
            false => pending.step_views(&pending.status()),
        };
        let rest = pending.reviewed.clone().map(Reviewed::rest);
        let mut view = match rest {
            Some(rest) => self.review_view(picture, &rest),
            None => ReviewView {
                chain: self.aim.key.chain,
                chain_name: picture.facts.name.to_owned(),
                account: self.aim.key.account,
                current: 0,
                at_once: 0,
                steps: self.ended.clone(),
                outlook: None,
                changed: None,
                choice: None,
            },
        };
        view.steps.splice(ended..ended, under_way);
        view.current = match has_ended {
            true => ended.saturating_sub(asked),
            false => ended,
        };
        (view.at_once, view.choice) = (asked, None);
        view
    }
}
