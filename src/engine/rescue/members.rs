//! The account's weak positions, as what is shown beside the one that is open.

use alloy::primitives::Address;

use super::around::Around;
use super::beside::{Beside, Member, Share};
use super::flow::{Flow, Stage};
use super::taking::Offered;
use crate::protocols::{PositionKey, Snapshot};
use crate::risk::Health;
use crate::top_up::{
    Lack, MemberState, MemberView, NextView, PartView, Purse, Source, StrandedView, TakenView,
    Unavailable, lack, part_views,
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
        (beside, done): (&Beside, &[PositionKey]),
        purse: Option<&Purse>,
        offered: Offered<'_>,
    ) -> Members {
        let others_done = done.iter().filter(|key| **key != self.aim.key);
        if beside.is_nobody() && others_done.count() == 0 {
            return Members::default();
        }
        let picture = around.picture(&self.aim.key);
        let parts = self.parts(&picture, offered);
        let taken = self.taken(&picture, &parts, purse);
        let after = beside.after(taken.as_ref());
        let is_weak = |key: &PositionKey| beside.members().iter().any(|one| one.key == *key);
        let is_done = |key: &PositionKey| done.contains(key);
        let view = |key: &PositionKey, state, takes| {
            let picture = around.picture(key);
            let market = picture.snapshot.map(|one| one.market.title());
            MemberView {
                position: key.clone(),
                market: market.unwrap_or_default(),
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
        let members = beside.members().iter().zip(&*after);
        let weak = members.filter(|(one, _)| !(one.is_open && is_done(&one.key) && self.is_done()));
        for (member, share) in weak {
            let own = match (member.is_open, parts.is_empty(), share) {
                (true, false, _) => parts.as_slice(),
                (_, _, Some(Ok(plan))) => &plan.parts,
                _ => &[],
            };
            let snapshot = around.picture(&member.key).snapshot;
            let takes = snapshot.map(|one| part_views(one, own));
            let lack = || {
                let weak = member.wants.as_ref().ok()?.weak();
                let others = beside.taken_without(&member.key, &after, taken.as_ref());
                lack(&weak, purse, &others)
            };
            let state = self.state_of((member, share), !parts.is_empty(), lack);
            all.push(view(&member.key, state, takes.unwrap_or_default()));
        }
        // What was chosen is said until it is signed.
        let is_choice = !self.is_under_way() && !self.has_ended();
        let stranded = beside.left_without(&after).filter(|_| is_choice);
        let stranded = stranded.map(|(member, wanting, plan)| {
            let others = beside.taken_without(&member.key, &after, taken.as_ref());
            let snapshot = &wanting.snapshot;
            let (tokens, coin) = others.leaves_short(snapshot, purse, &plan.parts);
            let needs = part_views(snapshot, &plan.parts);
            StrandedView {
                market: snapshot.market.title(),
                symbols: named(&needs, &tokens, coin),
            }
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
        (member, share): (&Member, &Share),
        is_chosen: bool,
        lack: impl FnOnce() -> Option<Lack>,
    ) -> MemberState {
        if member.is_open && self.is_under_way() {
            return MemberState::UnderWay;
        }
        let is_choice = matches!(self.stage, Stage::Choosing);
        match (share, &member.wants) {
            _ if member.is_open && (is_chosen || !is_choice) => MemberState::ToDo(None),
            (_, Err(why)) => MemberState::LeftOut(*why),
            (Some(Ok(plan)), _) => MemberState::ToDo(Some(plan.health_after)),
            (Some(Err(Unavailable::AlreadyThere)) | None, _) => MemberState::ToDo(None),
            (Some(Err(_)), _) => MemberState::Short(lack()),
        }
    }
}

/// The names of these tokens among what is needed, and of the coin.
fn named(needs: &[PartView], tokens: &[Address], coin: bool) -> Vec<String> {
    let is_one = |part: &&PartView| {
        part.way.means.source() == Some(Source::Token) && tokens.contains(&part.way.asset)
    };
    let mut symbols: Vec<String> = Vec::new();
    let of_tokens = needs.iter().filter(is_one).map(|part| part.symbol.as_str());
    let of_coin = needs.iter().filter_map(|part| part.coin.filter(|_| coin));
    for symbol in of_tokens.chain(of_coin) {
        if !symbols.iter().any(|one| one == symbol) {
            symbols.push(symbol.to_owned());
        }
    }
    symbols
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::TokenAmount;
    use crate::top_up::{Means, StrategyId};
    use alloy::primitives::U256;

    /// What another position is left without is told by name, each once.
    #[test]
    fn what_there_is_too_little_of_is_named_once_and_nothing_else_is() {
        let part = |means, byte| PartView {
            way: StrategyId {
                means,
                asset: Address::repeat_byte(byte),
            },
            symbol: format!("T{byte}"),
            coin: Some("ETH"),
            amount: TokenAmount::new(U256::ONE, 18),
            closes_debt: false,
        };
        let needs = [
            part(Means::AddCollateral, 0),
            part(Means::Repay, 1),
            part(Means::AddCollateral, 1),
            part(Means::RepaySupplied, 2),
        ];
        let tokens = [1, 2].map(Address::repeat_byte);
        assert_eq!(named(&needs, &tokens, false), ["T1"]);
        assert_eq!(named(&needs, &tokens, true), ["T1", "ETH"]);
        assert_eq!(named(&needs, &[], true), ["ETH"]);
    }
}
