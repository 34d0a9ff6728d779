//! A position at other prices, as what is shown.

use super::super::analysis::{footing, reach};
use super::super::legs::legs;
use super::super::loss::loss;
use super::super::view::analysis::LossView;
use super::super::view::leg::LegView;
use crate::alert::{Lasts, Level, Rules};
use crate::math::{TokenAmount, Wad};
use crate::protocols::Snapshot;
use crate::risk::drawdown::Drawdown;
use crate::risk::{AssetId, Health};

/// A position at other prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Health by the market's own rule.
    pub health: Health,
    /// Health by which the first liquidator acts, and which the level follows.
    pub first_health: Health,
    /// `1 - 1/HF` of the market's own rule, rounded down; none without debt or when liquidatable.
    pub distance_wad: Option<Wad>,
    /// The level that it would be at.
    pub level: Option<Level>,
    /// How long it would last on interest alone, where that and not its health would be why.
    pub by_time: Option<Lasts>,
    /// Sum of counted collateral, rounded down.
    pub collateral_value: TokenAmount,
    /// Sum of debt, rounded up.
    pub debt_value: TokenAmount,
    /// Each collateral and debt, with its price, value and liquidation price then.
    pub legs: Vec<LegView>,
    /// What one liquidation by the protocol itself would take.
    pub loss: Option<LossView>,
    /// How much further all volatile collateral together might fall.
    pub drawdown: Option<Drawdown>,
    /// How prices moved.
    pub moves: Moves,
}

/// To which share of today's price each [group](super::WhatIf::groups) moved; none for one whose
/// assets moved apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves(pub(super) Vec<Option<Wad>>);

impl Moves {
    /// Where that lies on a map of two groups; none where anything else moved too: a map says nothing
    /// of that.
    #[must_use]
    pub fn on_map(&self, x: usize, y: usize) -> Option<(Wad, Wad)> {
        let Self(moves) = self;
        let mut all = moves.iter().enumerate();
        let stays = |group: usize, share: &Option<Wad>| {
            group == x || group == y || *share == Some(Wad::ONE)
        };
        let is_alone = all.all(|(group, share)| stays(group, share));
        let share = |group: usize| moves.get(group).copied().flatten();
        share(x).zip(share(y)).filter(|_| is_alone)
    }
}

impl Scenario {
    /// That of a position which has moved already; `falling` is what falls when the market does.
    pub(super) fn of(
        moved: &Snapshot,
        falling: &[AssetId],
        moves: Moves,
        rules: &Rules,
    ) -> Option<Self> {
        let at = moved.block.timestamp;
        let position = moved.position()?;
        let earlier = moved.earlier();
        let first = earlier.as_ref().unwrap_or(moved);
        let (health, first_health) = (moved.health, first.health);
        let footing = footing(moved, rules.horizon_s());
        let level = rules.level_of(footing);
        let decimals = position.base().decimals;
        Some(Self {
            health,
            first_health,
            distance_wad: health.distance().filter(|_| !health.is_liquidatable()),
            level,
            by_time: level.and_then(|level| rules.why_by_time(footing, level)),
            collateral_value: TokenAmount::new(moved.collateral, decimals),
            debt_value: TokenAmount::new(moved.debt, decimals),
            legs: legs(moved),
            loss: loss(moved, &position.legs(at).ok()?),
            drawdown: reach(first, first.position()?, falling),
            moves,
        })
    }
}
