//! Entries of Morpho Blue.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{
    Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens,
};
use margin_call::risk::{AssetId, Health, Inverse, LiquidationPrice, Position, RiskError, Side};
use serde_json::Value;

use super::Report;
use super::field::{list, number, small, text};

const COLLATERAL: AssetId = AssetId(0);
const LOAN: AssetId = AssetId(1);

pub fn run(entry: &Value, report: &mut Report) {
    report.entries += 1;
    let rate_at_target = small(&entry["rat"]);
    let case = Case {
        entry,
        position: position(entry, Irm::AdaptiveCurve { rate_at_target }),
        at: Timestamp(small(&entry["T"])),
    };
    case.accrual(rate_at_target, report);
    case.health(report);
    case.top_up(report);
    case.liquidation(report);
}

struct Case<'a> {
    entry: &'a Value,
    position: MorphoPosition,
    at: Timestamp,
}

impl Case<'_> {
    fn accrual(&self, rate_at_target: u64, report: &mut Report) {
        let stored = self.position.market();
        let market = stored
            .accrued(self.position.irm(), self.at)
            .expect("totals");
        for (place, ours) in [
            market.total_supply_assets,
            market.total_supply_shares,
            market.total_borrow_assets,
            market.total_borrow_shares,
        ]
        .into_iter()
        .enumerate()
        {
            let theirs = &self.entry["acc"][place];
            self.word(&format!("acc {place}"), U256::from(ours), theirs, report);
        }
        let rate = stored.curve_rate(rate_at_target, self.at).expect("a rate");
        self.word(
            "rat2",
            U256::from(rate.rate_at_target),
            &self.entry["rat2"],
            report,
        );
        self.word(
            "rate",
            U256::from(rate.average),
            &self.entry["rate"],
            report,
        );
        // The rate that another model states gives the same totals.
        let borrow_rate = U256::from(rate.average);
        let other = stored.accrued(Irm::Other { borrow_rate }, self.at);
        report.compare(&self.name("other model"), other, Ok(market));
    }

    fn health(&self, report: &mut Report) {
        let sums = self.position.sums(self.at).expect("sums");
        let health = self.position.health(self.at).expect("a health");
        self.word("borrowed", sums.borrowed, &self.entry["borrowed"], report);
        self.word("maxb", sums.max_borrow, &self.entry["maxb"], report);
        self.word("hf", raw(health), &self.entry["hf"], report);
        if let Some(healthy) = self.entry["healthy"].as_bool() {
            report.compare(&self.name("healthy"), !health.is_liquidatable(), healthy);
        }
    }

    fn top_up(&self, report: &mut Report) {
        if self.entry["target"].is_null() {
            return;
        }
        let target = Wad::from_raw(number(&self.entry["target"]));
        if !self.entry["minColl"].is_null() {
            let ours = self.position.minimal_supply(COLLATERAL, target, self.at);
            let (amount, after) = self.amount(ours.expect("an inverse"), "minColl", report);
            self.word("minColl", amount, &self.entry["minColl"], report);
            self.word("hfColl", after, &self.entry["hfColl"], report);
            let less = self.one_less(amount, |less| {
                self.position.health_after_supply(COLLATERAL, less, self.at)
            });
            self.word("hfCollM1", less, &self.entry["hfCollM1"], report);
        }
        let repay = &self.entry["minRepay"];
        if !repay.is_null() {
            let ours = self.position.minimal_repay(LOAN, target, self.at);
            let (amount, after) = self.amount(ours.expect("an inverse"), "minRepay", report);
            self.word("minRepay", amount, &repay["a"], report);
            self.word("minRepay hf", after, &repay["hf"], report);
            let less = self.one_less(amount, |less| {
                self.position.health_after_repay(LOAN, less, self.at)
            });
            self.word("minRepay hfM1", less, &repay["hfM1"], report);
            let left = self
                .position
                .repayment(amount, self.at)
                .expect("a repayment");
            for (name, ours) in [
                ("bs", left.account.borrow_shares),
                ("TBA", left.market.total_borrow_assets),
                ("TBS", left.market.total_borrow_shares),
            ] {
                let what = format!("minRepay {name}");
                self.word(&what, U256::from(ours), &repay[name], report);
            }
        }
        self.full_close(report);
    }

    /// By shares it takes what is owed; by as many assets it would take more shares than there are.
    fn full_close(&self, report: &mut Report) {
        let owed = self.position.borrowed(self.at).expect("a debt");
        let left = self.position.repayment(owed, self.at).expect("a repayment");
        self.word(
            "repayAllAssets",
            left.paid,
            &self.entry["repayAllAssets"],
            report,
        );
        report.compare(&self.name("closed"), left.account.borrow_shares, 0);
        if let Some(reverts) = self.entry["overRepayReverts"].as_bool() {
            let market = self.position.market();
            let market = market
                .accrued(self.position.irm(), self.at)
                .expect("totals");
            let shares = owed * (U256::from(market.total_borrow_shares) + U256::from(1_000_000))
                / (U256::from(market.total_borrow_assets) + U256::ONE);
            let ours = shares > U256::from(self.position.account().borrow_shares);
            report.compare(&self.name("overRepayReverts"), ours, reverts);
        }
    }

    fn liquidation(&self, report: &mut Report) {
        if !self.entry["liqPrice"].is_null() {
            let ours = self
                .position
                .liquidation_price(COLLATERAL, Side::Collateral, self.at);
            let theirs = LiquidationPrice::Below(number(&self.entry["liqPrice"]));
            report.compare(&self.name("liqPrice"), ours, Ok(theirs));
        }
        let lif = self.position.params().liquidation_incentive_factor();
        self.word(
            "lif",
            lif.expect("a factor").raw(),
            &self.entry["lif"],
            report,
        );
        let by_shares = &self.entry["liqShares"];
        if !by_shares.is_null() {
            let ours = self
                .position
                .liquidate_shares(number(&by_shares["sh"]), self.at);
            let ours = ours.expect("a liquidation");
            self.word(
                "liqShares seized",
                ours.seized,
                &by_shares["seized"],
                report,
            );
            self.word(
                "liqShares repaid",
                ours.repaid,
                &by_shares["repaid"],
                report,
            );
        }
        let by_collateral = &self.entry["liqSeize"];
        if !by_collateral.is_null() {
            let seized = number(&by_collateral["c"]);
            let ours = self.position.liquidate_collateral(seized, self.at);
            let ours = ours.expect("a liquidation");
            self.word("liqSeize sh", ours.shares, &by_collateral["sh"], report);
            self.word(
                "liqSeize repaid",
                ours.repaid,
                &by_collateral["repaid"],
                report,
            );
        }
    }

    /// The amount and the health after it; zero and today's health where nothing is needed.
    fn amount(&self, inverse: Inverse, name: &str, report: &mut Report) -> (U256, U256) {
        match inverse {
            Inverse::Amount {
                amount,
                health_after,
                ..
            } => (amount.raw, raw(health_after)),
            Inverse::Already => (
                U256::ZERO,
                raw(self.position.health(self.at).expect("a health")),
            ),
            Inverse::Unreachable(obstacle) => {
                report.compare(
                    &self.name(name),
                    format!("{obstacle:?}"),
                    "an amount".to_owned(),
                );
                (U256::ZERO, U256::ZERO)
            }
        }
    }

    /// The health after one unit less than `amount`; where that is nothing, today's.
    fn one_less(&self, amount: U256, after: impl Fn(U256) -> Result<Health, RiskError>) -> U256 {
        let health = match amount.saturating_sub(U256::ONE) {
            U256::ZERO => self.position.health(self.at),
            less => after(less),
        };
        raw(health.expect("a health"))
    }

    /// Compares with a field, if it is there.
    fn word(&self, what: &str, ours: U256, theirs: &Value, report: &mut Report) {
        if !theirs.is_null() {
            report.compare(&self.name(what), ours, number(theirs));
        }
    }

    fn name(&self, what: &str) -> String {
        format!("{} {what}", text(&self.entry["id"]))
    }
}

fn raw(health: Health) -> U256 {
    match health {
        Health::NoDebt => U256::MAX,
        Health::Ratio(ratio) => ratio.raw(),
    }
}

pub fn position(entry: &Value, irm: Irm) -> MorphoPosition {
    let [supply, supply_shares, borrow, borrow_shares, updated, fee] = list(&entry["mk"]) else {
        panic!("a market has six words");
    };
    let token = || Token {
        symbol: String::new(),
        decimals: 18,
    };
    MorphoPosition::new(
        MarketParams {
            loan_token: Address::repeat_byte(1),
            collateral_token: Address::repeat_byte(2),
            oracle: Address::repeat_byte(3),
            irm: Address::repeat_byte(4),
            lltv: Wad::from_raw(number(&entry["lltv"])),
        },
        MarketState {
            total_supply_assets: small(supply),
            total_supply_shares: small(supply_shares),
            total_borrow_assets: small(borrow),
            total_borrow_shares: small(borrow_shares),
            last_update: Timestamp(small(updated)),
            fee: small(fee),
        },
        irm,
        Account {
            borrow_shares: small(&entry["bs"]),
            collateral: small(&entry["coll"]),
        },
        number(&entry["price"]),
        Tokens {
            collateral: token(),
            loan: token(),
        },
    )
    .expect("a position")
}
