//! The account's weak positions, as what is shown beside the one that is open.

use super::around::Around;
use super::beside::{Beside, Member, taken_without};
use super::flow::{Flow, Stage};
use crate::protocols::{PositionKey, Snapshot};
use crate::risk::Health;
use crate::top_up::{
    Lack, MemberState, MemberView, MixView, NextView, OptionView, Part, PartView, Purse, Source,
    StrandedView, TakenView, Unavailable, lack, part_views,
};

/// What is shown of the others.
#[derive(Default)]
pub(super) struct Members {
    pub(super) all: Vec<MemberView>,
    pub(super) taken: Vec<TakenView>,
    pub(super) stranded: Vec<StrandedView>,
    pub(super) next: Option<NextView>,
}

impl Flow {
    /// The others, those that were done since this was opened among them.
    pub(super) fn members(
        &self,
        around: &dyn Around,
        beside: &Beside<'_>,
        done: &[PositionKey],
        purse: Option<&Purse>,
        (options, mix): (&[OptionView], Option<&Result<MixView, Unavailable>>),
    ) -> Members {
        let others_done = done.iter().filter(|key| **key != self.aim.key);
        if beside.is_nobody() && others_done.count() == 0 {
            return Members::default();
        }
        let chosen = || self.aim.parts(options, mix);
        let parts: Vec<Part> = match &self.stage {
            Stage::Choosing | Stage::Checking(_) => chosen(),
            Stage::Review(reviewed)
            | Stage::Rechecking(reviewed, _)
            | Stage::Permitting(reviewed)
            | Stage::Claiming(reviewed, _) => reviewed.plan.parts.clone(),
            Stage::Pending(pending) => {
                let reviewed = pending.reviewed.as_ref();
                reviewed.map_or_else(Vec::new, |reviewed| reviewed.plan.parts.clone())
            }
            // What was taken is gone from the wallet.
            Stage::Unreadable(_) | Stage::Rereading { .. } => Vec::new(),
            Stage::Done { .. } | Stage::Failed { .. } => Vec::new(),
        };
        let after = beside.after(&parts, purse);
        let is_weak = |key: &PositionKey| after.iter().any(|one| one.key == *key);
        let is_done = |key: &PositionKey| done.contains(key);
        let view = |key: &PositionKey, state, takes| {
            let picture = around.picture(key);
            MemberView {
                position: key.clone(),
                market: picture.snapshot.map_or_else(String::new, market),
                health: picture
                    .snapshot
                    .filter(|_| picture.is_known)
                    .map(Snapshot::first_health),
                is_open: *key == self.aim.key,
                state,
                takes,
            }
        };
        let mut all: Vec<MemberView> = done
            .iter()
            .filter(|key| !is_weak(key) || **key == self.aim.key && self.is_done())
            .map(|key| view(key, MemberState::Done, Vec::new()))
            .collect();
        let weak = after
            .iter()
            .filter(|one| !(one.is_open && is_done(&one.key) && self.is_done()));
        for member in weak {
            let own = || match (member.is_open, parts.is_empty()) {
                (true, false) => parts.clone(),
                _ => {
                    let plan = member.share.as_ref().and_then(|share| share.as_ref().ok());
                    plan.map_or_else(Vec::new, |plan| plan.parts.clone())
                }
            };
            let takes = member.snapshot.map(|one| part_views(one, &own()));
            let lack = || {
                let weak = member.weak()?;
                lack(
                    &weak,
                    purse,
                    &taken_without(&member.key, &after, &parts, purse),
                )
            };
            let state = self.state_of(member, !parts.is_empty(), lack);
            all.push(view(&member.key, state, takes.unwrap_or_default()));
        }
        let is_choice = matches!(self.stage, Stage::Choosing);
        let stranded = beside.left_without(&after).filter(|_| is_choice);
        let stranded = stranded.filter_map(|(member, plan)| {
            let needs = part_views(member.snapshot?, &plan.parts);
            let needs = needs
                .iter()
                .filter(|one| parts.iter().any(|part| meets(one, part)));
            let mut symbols: Vec<String> = needs.map(|one| one.paid_in().to_owned()).collect();
            symbols.dedup();
            Some(StrandedView {
                market: market(member.snapshot?),
                symbols,
            })
        });
        let stranded = stranded.collect();
        Members {
            taken: sums(&all),
            next: self.is_done().then(|| next(&all)).flatten(),
            stranded,
            all,
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done { .. })
    }

    fn state_of(
        &self,
        member: &Member<'_>,
        is_chosen: bool,
        lack: impl FnOnce() -> Option<Lack>,
    ) -> MemberState {
        if member.is_open && !matches!(self.stage, Stage::Choosing) {
            return match self.has_ended() {
                true => MemberState::ToDo(None),
                false => MemberState::UnderWay,
            };
        }
        match &member.share {
            _ if member.is_open && is_chosen => MemberState::ToDo(None),
            None => MemberState::LeftOut,
            Some(Ok(plan)) => MemberState::ToDo(Some(plan.health_after)),
            Some(Err(Unavailable::AlreadyThere)) => MemberState::ToDo(None),
            Some(Err(_)) => MemberState::Short(lack()),
        }
    }
}

/// Whether a part takes out of the same as one of another position.
fn meets(one: &PartView, part: &Part) -> bool {
    let in_coin = |source| source == Some(Source::Coin);
    let both_in_coin = in_coin(one.way.means.source()) && in_coin(part.way.means.source());
    one.is_paid_by_wallet() && (one.way.asset == part.way.asset || both_in_coin)
}

/// What all that are not done take, token by token.
fn sums(all: &[MemberView]) -> Vec<TakenView> {
    let mut sums: Vec<TakenView> = Vec::new();
    let parts = all.iter().flat_map(|one| &one.takes);
    for part in parts.filter(|part| part.is_paid_by_wallet()) {
        let symbol = part.paid_in();
        let own = sums.iter_mut();
        let mut own = own.filter(|sum| sum.symbol == symbol);
        match own.find(|sum| sum.amount.decimals == part.amount.decimals) {
            Some(sum) => sum.amount.raw = sum.amount.raw.saturating_add(part.amount.raw),
            None => sums.push(TakenView {
                symbol: symbol.to_owned(),
                amount: part.amount,
            }),
        }
    }
    sums
}

/// The next one, once this is done.
fn next(all: &[MemberView]) -> Option<NextView> {
    let next = |one: &MemberView| -> Option<NextView> {
        let MemberState::ToDo(Some(after)) = one.state else {
            return None;
        };
        let health: Health = one.health?;
        (!one.is_open).then(|| NextView {
            position: one.position.clone(),
            market: one.market.clone(),
            health,
            after,
        })
    };
    all.iter().find_map(next)
}

/// As in "Aave v3 Ethereum Core".
pub(super) fn market(snapshot: &Snapshot) -> String {
    let market = &snapshot.market;
    format!("{} {}", market.protocol().name(), market.name)
}
