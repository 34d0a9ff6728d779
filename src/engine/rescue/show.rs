//! The top-up as what is shown.

use super::super::clock::Millis;
use super::aim::Reviewed;
use super::around::{Around, Picture};
use super::flow::{Flow, Stage};
use super::pending::{Face, Pending};
use super::records::Records;
use super::several::Several;
use crate::math::Timestamp;
use crate::protocols::Snapshot;
use crate::top_up::{
    Doubt, Manner, Manners, MixView, Outlook, Plan, Raw, ReviewView, Slot, StageView, StepStatus,
    StepView, TopUpView, TypedAmount, is_next_signed, rests,
};

impl Flow {
    /// All of it, unless it is closed.
    pub(super) fn view(
        &self,
        now: Millis,
        around: &dyn Around,
        several: &Several,
        records: &Records,
    ) -> Option<TopUpView> {
        if self.hidden {
            return None;
        }
        let picture = &around.picture(&self.aim.key);
        let snapshot = picture.snapshot;
        // What is not known now is no health of now, and no way begins with it.
        let is_offered = picture.is_known || !matches!(self.stage, Stage::Choosing);
        let purse = self.coin.purse();
        let beside = several.beside_now(around, &self.aim, purse.as_ref());
        let options = is_offered.then(|| self.aim.options(picture, purse.as_ref()));
        let mut options = options.unwrap_or_default();
        let earlier = records.expected(Slot::of(&self.aim.key));
        let is_one = |steps| self.choice.is_for(steps, earlier);
        for offer in options.iter_mut().flat_map(|option| &mut option.offer) {
            if is_one(offer.signatures) {
                offer.signatures = 1;
            }
        }
        let reserved = beside.reserved();
        let mix = self.aim.mix(picture, purse.as_ref(), reserved, &options);
        let mix = mix.filter(|_| is_offered).map(|mix| {
            mix.map(|mix| match is_one(mix.signatures) {
                true => MixView {
                    signatures: 1,
                    ..mix
                },
                false => mix,
            })
        });
        let (target_text, target) = self.aim.target(&options);
        let offered = (options.as_slice(), mix.as_ref());
        let members = self.members(around, (&beside, several.done()), purse.as_ref(), offered);
        Some(TopUpView {
            position: self.aim.key.clone(),
            market: snapshot.map_or_else(String::new, |one| one.market.title()),
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
            members: members.all,
            taken: members.taken,
            stranded: members.stranded,
            next: members.next,
            is_settling: records.settling().is_some(),
            chosen: self.aim.chosen(),
            unused_until: self.unused(now),
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
            Stage::Permitting(reviewed) => {
                let mut review = review(reviewed);
                let asked = review.steps.get_mut(review.current);
                if let Some(asked) = asked {
                    asked.status = StepStatus::Asked;
                }
                StageView::Permitting(review)
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
                sent_before: self.ended.iter().any(|step| {
                    let status = &step.status;
                    matches!(
                        status,
                        StepStatus::Confirmed { .. } | StepStatus::Unnamed { .. }
                    )
                }),
            },
        }
    }

    fn review_view(&self, picture: &Picture<'_>, reviewed: &Reviewed) -> ReviewView {
        let signed = self.signed_for(&reviewed.plan);
        let ended = self.ended.iter().cloned().chain(signed);
        let mut steps: Vec<StepView> = ended.collect();
        let current = steps.len();
        steps.extend(left_of(reviewed));
        ReviewView {
            chain: self.aim.key.chain,
            chain_name: picture.facts.name.to_owned(),
            account: self.aim.key.account,
            steps,
            current,
            outlook: Some(Outlook {
                health_before: reviewed.plan.health_before,
                health_after: reviewed.plan.health_after,
                evaluated_at: reviewed.plan.evaluated_at,
                simulation: reviewed.simulation,
                fee: reviewed.fee.map(|fee| (fee, picture.facts.native_symbol)),
            }),
            changed: reviewed.changed,
            goes_by: reviewed.goes_by,
            at_once: reviewed.count(),
            manners: self.manners(reviewed),
        }
    }

    /// How what was reviewed is put to the wallet, and how else it can be.
    fn manners(&self, reviewed: &Reviewed) -> Manners {
        let manners = reviewed.manners(self.choice);
        let all = [manners.chosen].into_iter().chain(manners.others);
        Manners {
            chosen: reviewed.manner,
            others: all.filter(|one| *one != reviewed.manner).collect(),
            ..manners
        }
    }

    /// What was signed for the part that comes next of a plan.
    pub(super) fn signed_for(&self, plan: &Plan) -> Option<StepView> {
        let signed = self.signed.as_ref().filter(|_| is_next_signed(plan));
        signed.map(|signed| signed.view(StepStatus::Signed))
    }

    /// Until when a permission holds that was signed here, and that nothing on its way uses.
    fn unused(&self, now: Millis) -> Option<Timestamp> {
        let until = self.signed.as_ref()?.permit.deadline;
        let is_used = match &self.stage {
            Stage::Checking(_) | Stage::Pending(_) | Stage::Rereading { .. } => true,
            Stage::Review(reviewed)
            | Stage::Rechecking(reviewed, _)
            | Stage::Permitting(reviewed)
            | Stage::Claiming(reviewed, _) => is_next_signed(&reviewed.plan),
            Stage::Choosing | Stage::Unreadable(_) | Stage::Done { .. } | Stage::Failed { .. } => {
                false
            }
        };
        (!is_used && now.timestamp() <= until).then_some(until)
    }

    fn pending_view(&self, picture: &Picture<'_>, pending: &Pending) -> ReviewView {
        let ended = self.ended.len();
        let has_ended = matches!(self.stage, Stage::Rereading { .. });
        let asked = pending.record.asked.payments().len();
        let under_way = match has_ended {
            true => Vec::new(),
            false => pending.step_views(&pending.status()),
        };
        let signed = pending.reviewed.as_ref();
        let signed = signed.filter(|_| !has_ended);
        let signed = signed.and_then(|reviewed| self.signed_for(&reviewed.plan));
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
                goes_by: None,
                manners: Manners::only(Manner::Each),
            },
        };
        view.current = match has_ended {
            true => ended.saturating_sub(asked),
            false => ended.saturating_add(usize::from(signed.is_some())),
        };
        let under_way = signed.into_iter().chain(under_way);
        view.steps.splice(ended..ended, under_way);
        (view.at_once, view.manners) = (asked, Manners::only(Manner::Each));
        view
    }
}

/// What is left to do, as it is put to the wallet.
fn left_of(reviewed: &Reviewed) -> Vec<StepView> {
    let all = &reviewed.plan.steps;
    let waiting = all.iter().map(|step| step.view(StepStatus::Waiting));
    let to_sign = reviewed.to_sign.as_ref();
    let Some(to_sign) = to_sign.filter(|_| reviewed.manner == Manner::Permit) else {
        return waiting.collect();
    };
    let mut rest: Vec<StepView> = waiting.skip(to_sign.replaces()).collect();
    // A signature goes into its bytes.
    if let Some(next) = rest.first_mut() {
        next.raw = Raw::ToCome;
        next.decoded = to_sign.limits(next.decoded.clone());
    }
    let first = to_sign.view(StepStatus::Waiting);
    [first].into_iter().chain(rest).collect()
}
