//! A notice of what governance has queued: before it is a rule.

use super::notice::level_of;
use super::{Footing, Ladder, Level, Notice, NoticeKind, Reading, Rule, RuleKey};
use crate::math::Timestamp;
use crate::protocols::PositionKey;
use crate::protocols::queued::Foretold;

/// So many places there are for what governance has queued: what is told of it lies in one of them until another
/// takes its place, so that years of it take no more room. Those that wait together have numbers that are nearer.
const PLACES: u64 = 64;

/// The tag under which it is told what a queued change does to a position.
#[must_use]
pub fn queued_tag(position: &PositionKey, payload: u64) -> String {
    let place = payload.rem_euclid(PLACES);
    RuleKey::of(position, Rule::Queued(place)).tag(payload)
}

impl Notice {
    /// A change is queued that makes a position worse, from the earliest moment at which it can be carried out.
    #[must_use]
    pub fn change_queued(
        position: &PositionKey,
        (payload, earliest): (u64, Timestamp),
        foretold: &Foretold,
        level: Level,
        now: Timestamp,
    ) -> Self {
        let after = foretold.after;
        Self {
            kind: NoticeKind::ChangeQueued { earliest, after },
            level,
            // Each has its own: a second takes no other's place.
            tag: queued_tag(position, payload),
            reading: Some(Reading::new(foretold.block, Footing::from(foretold.before))),
            current: true,
            at: now,
            changes: foretold.changes.clone(),
            without: None,
            takings: Vec::new(),
        }
    }
}

/// How loud a queued change is told: as a rule that has changed, and urgent where it alone brings the position to
/// where that is called urgent. Nothing is called liquidatable that is not.
#[must_use]
pub fn level_of_queued(foretold: &Foretold, ladder: &Ladder) -> Level {
    let [before, after] = [foretold.before, foretold.after].map(|health| ladder.level_of(health));
    let is_urgent = after >= Some(Level::Urgent) && after > before;
    match level_of(&foretold.changes) {
        _ if is_urgent => Level::Urgent,
        _ if foretold.lowers_health() => Level::Call,
        level => level,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NoticeFacts, notice_text};
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{WAD, Wad};
    use crate::protocols::{Term, TermChange};
    use crate::risk::{Halted, Health};
    use alloy::primitives::{Address, U256};
    use std::collections::BTreeSet;

    fn health(thousandths: u64) -> Health {
        let raw = U256::from(thousandths) * WAD / U256::from(1_000);
        Health::Ratio(Wad::from_raw(raw))
    }

    fn foretold(before: u64, after: u64, changes: &[(Term, u64, u64)]) -> Foretold {
        let changes = changes.iter().map(|&(term, before, after)| TermChange {
            term,
            before: before.into(),
            after: after.into(),
        });
        Foretold {
            changes: changes.collect(),
            before: health(before),
            after: health(after),
            block: 77,
        }
    }

    const PERCENT: u64 = 10_000_000_000_000_000;
    const LOWERED: (Term, u64, u64) = (
        Term::LiquidationThreshold(Address::ZERO),
        81 * PERCENT,
        79 * PERCENT,
    );
    const FROZEN: (Term, u64, u64) = (Term::Frozen(Address::ZERO), 0, 1);

    fn key() -> PositionKey {
        PositionKey {
            chain: ChainId(1),
            market: Address::ZERO,
            id: None,
            account: Address::ZERO,
        }
    }

    fn said(foretold: &Foretold) -> (String, String) {
        // 3 December 2026, 14:05.
        let queued = (412, Timestamp(1_796_306_700));
        let notice = Notice::change_queued(&key(), queued, foretold, Level::Call, Timestamp(7));
        assert!(notice.tag.ends_with(":queued-28:412"), "{}", notice.tag);
        let changed: Vec<String> = foretold.changes.iter().map(|_| "wstETH".into()).collect();
        let facts = NoticeFacts {
            market: "Aave v3 Ethereum Core",
            debts: &[],
            drawdown: None,
            steady: &[],
            pre_liquidation: false,
            leaves_out: false,
            halted: Halted::default(),
            can_top_up: false,
            changed: &changed,
            interest_s: None,
            why: None,
            lasts_unknown: false,
            lent: None,
        };
        let text = notice_text(&notice, &facts);
        (text.title, text.body)
    }

    #[test]
    fn what_it_does_comes_first_then_when_then_what_it_is() {
        let (title, body) = said(&foretold(1_519, 1_482, &[LOWERED]));
        assert_eq!(
            title,
            "Health 1.51 → 1.48 from 3 Dec on: wstETH liquidation threshold lowered from 81% to 79%"
        );
        assert_eq!(
            body,
            "Aave v3 Ethereum Core. Queued by governance, 3 Dec 14:05 UTC at the earliest. \
             So an endpoint simulates it on block 77. Open to see it."
        );
        let (title, body) = said(&foretold(1_020, 980, &[LOWERED, FROZEN]));
        assert_eq!(title, "Health 1.020 → 0.980 from 3 Dec on: 2 rules change");
        assert!(body.contains("79%, wstETH is frozen") && body.contains("liquidate it then"));
        let (title, _) = said(&foretold(1_500, 1_500, &[FROZEN]));
        assert_eq!(title, "From 3 Dec on: wstETH is frozen: none can be added");
        let (title, _) = said(&foretold(1_500, 1_400, &[]));
        assert!(title.ends_with("from 3 Dec on: by a change that governance has queued"));
    }

    /// A page keeps of each place the last that was told.
    #[test]
    fn those_that_wait_together_have_places_of_their_own_and_years_of_them_take_no_more_room() {
        let slot = |payload| {
            let at = Timestamp(7);
            let told = foretold(1_500, 1_400, &[]);
            let notice = Notice::change_queued(&key(), (payload, at), &told, Level::Call, at);
            assert_eq!(notice.tag, queued_tag(&key(), payload));
            notice.slot().to_owned()
        };
        let places = |from: u64, to: u64| (from..to).map(slot).collect::<BTreeSet<_>>().len();
        assert_eq!(places(412, 476), 64);
        assert_eq!(places(0, 5_000), 64);
        assert_ne!(queued_tag(&key(), 412), queued_tag(&key(), 476));
    }

    #[test]
    fn it_is_urgent_where_it_alone_brings_the_position_there() {
        let level = |before, after, changes: &[_]| {
            level_of_queued(&foretold(before, after, changes), &Ladder::STANDARD)
        };
        assert_eq!(level(1_200, 1_150, &[LOWERED]), Level::Call);
        assert_eq!(level(1_200, 1_040, &[LOWERED]), Level::Urgent);
        assert_eq!(level(1_200, 990, &[LOWERED]), Level::Urgent);
        // There already: its own call says so.
        assert_eq!(level(1_040, 1_030, &[LOWERED]), Level::Call);
        assert_eq!(level(1_040, 990, &[LOWERED]), Level::Urgent);
        assert_eq!(level(1_500, 1_400, &[]), Level::Call);
        let full = (Term::SupplyCap(Address::ZERO), 0, 100 * PERCENT);
        assert_eq!(level(1_500, 1_500, &[full]), Level::Watch);
    }
}
