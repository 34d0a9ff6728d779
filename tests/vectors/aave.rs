//! Entries of Aave v3.

use alloy::primitives::U256;
use margin_call::math::{Ray, Timestamp, Wad};
use margin_call::protocols::aave_v3::{AavePosition, Profile, Reserve};
use margin_call::risk::drawdown::{self, Drawdown};
use margin_call::risk::{AssetId, Health, Inverse, LiquidationPrice, Position, Side};
use serde_json::Value;

use super::Report;
use super::aave_input::{empty_reserve, position, profile};
use super::field::{number, small, text};

pub fn run(entry: &Value, report: &mut Report) {
    let id = text(&entry["id"]);
    let Some(profile) = profile(entry) else {
        return report.skip("aave profile", id);
    };
    report.entries += 1;
    let at = Timestamp(small(&entry["T"]));
    let case = Case {
        id,
        position: position(entry, profile),
        at,
    };
    case.account_data(&entry["exp"], report);
    case.indices(&entry["idx"], report);
    for (question, answer) in entry["results"].as_object().into_iter().flatten() {
        case.result(question, answer, entry, report);
    }
    for action in entry["actions"].as_array().into_iter().flatten() {
        case.action(action, report);
    }
}

/// One ray, grown at a rate for some seconds.
pub fn run_interest(entry: &Value, report: &mut Report) {
    report.entries += 1;
    let rate = Ray::from_raw(number(&entry["rate"]));
    let reserve = Reserve {
        liquidity_rate: rate,
        borrow_rate: rate,
        ..empty_reserve()
    };
    let at = Timestamp(small(&entry["dt"]));
    let name = format!("interest at {} for {} s", entry["rate"], entry["dt"]);
    let linear = reserve.liquidity_index_at(at).map(Ray::raw);
    report.compare(
        &format!("{name}, linear"),
        linear,
        Ok(number(&entry["linear"])),
    );
    for (profile, theirs) in [
        (Profile::V3_3, "compound_3_0_to_3_3"),
        (Profile::V3_4, "compound_3_4_plus"),
    ] {
        if !entry[theirs].is_null() {
            let ours = reserve.borrow_index_at(at, profile).map(Ray::raw);
            report.compare(
                &format!("{name}, {theirs}"),
                ours,
                Ok(number(&entry[theirs])),
            );
        }
    }
}

struct Case<'a> {
    id: &'a str,
    position: AavePosition,
    at: Timestamp,
}

impl Case<'_> {
    fn account_data(&self, expected: &Value, report: &mut Report) {
        let ours = self.position.account_data(self.at).expect("account data");
        for (name, ours) in [
            ("totalCollateralBase", ours.total_collateral),
            ("totalDebtBase", ours.total_debt),
            ("avgLtv", ours.ltv_bps),
            ("avgLT", ours.liquidation_threshold_bps),
            ("healthFactor", ours.health_factor_wad),
        ] {
            if !expected[name].is_null() {
                report.compare(&self.name(name), ours, number(&expected[name]));
            }
        }
    }

    fn indices(&self, expected: &Value, report: &mut Report) {
        let rows = expected.as_array().into_iter().flatten();
        for (reserve, row) in self.position.reserves().iter().zip(rows) {
            let ours = [
                reserve.liquidity_index_at(self.at),
                reserve.borrow_index_at(self.at, self.position.profile()),
            ];
            for (place, ours) in ours.into_iter().enumerate() {
                let name = self.name(&format!("index {place} of {}", reserve.id));
                report.compare(&name, ours.map(Ray::raw), Ok(number(&row[place])));
            }
        }
    }

    fn result(&self, question: &str, answer: &Value, entry: &Value, report: &mut Report) {
        let name = self.name(question);
        let (kind, argument) = question.split_once('_').unwrap_or((question, ""));
        match kind {
            "minSupply" | "minRepay" => self.least(&name, kind, argument, answer, report),
            "liqPriceColl" => self.lowest_safe_price(argument, answer, report),
            "liqPriceDebt" => {
                let ours =
                    self.position
                        .liquidation_price(self.asset(argument), Side::Debt, self.at);
                report.compare(&name, ours, Ok(LiquidationPrice::Above(number(answer))));
            }
            "liqPrice" => {
                for (reserve, price) in answer.as_object().expect("prices by reserve") {
                    self.lowest_safe_price(reserve, price, report);
                }
            }
            "drawdown" => {
                let assets = self.falling(argument.trim_end_matches("_n"));
                let ours = drawdown::to_liquidation(&self.position, &assets, self.at);
                let theirs = Drawdown::FallTo(Wad::from_raw(number(answer)));
                report.compare(&name, ours, Ok(theirs));
            }
            "hfBefore" => {
                report.compare(&name, number(&entry["exp"]["healthFactor"]), number(answer))
            }
            "hfAfterSupplying1B" | "hfAfterSupplying2B" => {
                let empty = self.position.reserves().iter().position(|reserve| {
                    reserve.supply_scaled.is_zero() && reserve.debt_scaled.is_zero()
                });
                let asset = AssetId(empty.expect("an empty reserve"));
                // Its price is one unit of the base currency, so a whole token is worth one.
                let decimals = self.position.reserves()[asset.0].config.decimals();
                let tokens = if kind.ends_with("1B") { 1 } else { 2 };
                let amount = U256::from(10).pow(U256::from(decimals)) * U256::from(tokens);
                let ours = self.position.health_after_supply(asset, amount, self.at);
                report.compare(&name, raw(ours.expect("a health")), number(answer));
            }
            // The same call is among the actions.
            "liquidation" if !entry["actions"].is_null() => {}
            "note" => {}
            other => report.skip(&format!("aave result {other}"), self.id),
        }
    }

    /// A least amount, the health after it and after one unit less.
    fn least(&self, name: &str, kind: &str, asset: &str, answer: &Value, report: &mut Report) {
        let asset = self.asset(asset);
        let is_supply = kind == "minSupply";
        let after = |amount| {
            let health = match is_supply {
                true => self.position.health_after_supply(asset, amount, self.at),
                false => self.position.health_after_repay(asset, amount, self.at),
            };
            raw(health.expect("a health"))
        };
        // Up to 3.4 the first amount that reaches the target may be undone by a greater one.
        for (amount, health) in [
            ("firstAmount", "hfAtFirst"),
            ("largerAmountThatFails", "hfThere"),
        ] {
            if !answer[amount].is_null() {
                report.compare(
                    name,
                    after(number(&answer[amount])),
                    number(&answer[health]),
                );
            }
        }
        let field = |plain: &str, stable: &str| match answer[plain].is_null() {
            true => answer[stable].clone(),
            false => answer[plain].clone(),
        };
        let (amount, full) = match answer {
            Value::Object(_) => {
                let full = answer["full"].as_bool().unwrap_or(false);
                (number(&field("amount", "stableAmount")), full)
            }
            // An amount and whether it closes the debt, without the target: the health after it.
            _ => pair(answer),
        };
        let target = match answer["target"].is_null() {
            true => Wad::from_raw(after(amount)),
            false => target(answer),
        };
        let ours = match is_supply {
            true => self.position.minimal_supply(asset, target, self.at),
            false => self.position.minimal_repay(asset, target, self.at),
        };
        let Ok(Inverse::Amount {
            amount: least,
            health_after,
            full: closes,
        }) = ours
        else {
            return report.compare(name, format!("{ours:?}"), "an amount".to_owned());
        };
        report.compare(name, least.raw, amount);
        report.compare(name, closes, full);
        let expected = field("hfAfter", "hfAtStable");
        if !expected.is_null() {
            report.compare(name, raw(health_after), number(&expected));
        }
        let expected = field("hfAfterMinus1", "hfAtStableMinus1");
        if !expected.is_null() {
            report.compare(name, after(amount - U256::ONE), number(&expected));
        }
    }

    fn lowest_safe_price(&self, reserve: &str, answer: &Value, report: &mut Report) {
        let ours = self
            .position
            .liquidation_price(self.asset(reserve), Side::Collateral, self.at);
        let theirs = match number(answer) {
            U256::ZERO => LiquidationPrice::Never,
            price => LiquidationPrice::Below(price),
        };
        report.compare(
            &self.name(&format!("liquidation price of {reserve}")),
            ours,
            Ok(theirs),
        );
    }

    fn action(&self, action: &Value, report: &mut Report) {
        let kind = text(&action["k"]);
        let name = self.name(&format!("{kind} of {}", action["a"]));
        let asset = |field: &str| self.asset(&action[field].to_string());
        let amount = number(&action["a"]);
        let ours = match kind {
            "supply" => self
                .position
                .health_after_supply(asset("id"), amount, self.at),
            "repay" => self
                .position
                .health_after_repay(asset("id"), amount, self.at),
            "liq" => return self.liquidation(&name, action, report),
            other => return report.skip(&format!("aave action {other}"), self.id),
        };
        report.compare(&name, raw(ours.expect("a health")), number(&action["hf"]));
    }

    fn liquidation(&self, name: &str, action: &Value, report: &mut Report) {
        let asset = |field: &str| self.asset(&action[field].to_string());
        let (collateral, debt) = (asset("c"), asset("d"));
        let may = self.position.is_liquidatable(collateral, debt, self.at);
        report.compare(&format!("{name}, allowed"), may, Ok(true));
        let cover = number(&action["a"]);
        let ours = self.position.liquidation(collateral, debt, cover, self.at);
        let ours = ours.expect("a liquidation");
        for (field, ours) in [
            ("maxLiquidatable", ours.most),
            ("debtRepaid", ours.repaid),
            ("collateralToLiquidator", ours.to_liquidator),
            ("protocolFee", ours.protocol_fee),
            ("revertsMustNotLeaveDust", U256::from(ours.leaves_dust)),
        ] {
            if !action[field].is_null() {
                report.compare(&format!("{name}, {field}"), ours, flag(&action[field]));
            }
        }
    }

    /// The reserves of a drawdown: ids joined by `_`, or `all` that are collateral.
    fn falling(&self, ids: &str) -> Vec<AssetId> {
        if ids != "all" {
            return ids.split('_').map(|id| self.asset(id)).collect();
        }
        let legs = self.position.legs(self.at).expect("legs");
        let counted = legs.iter().enumerate().filter(|(_, leg)| {
            leg.collateral
                .as_ref()
                .is_some_and(|collateral| collateral.not_counted.is_none())
        });
        counted.map(|(place, _)| AssetId(place)).collect()
    }

    fn asset(&self, id: &str) -> AssetId {
        let mut reserves = self.position.reserves().iter();
        let place = reserves.position(|reserve| reserve.id.to_string() == id);
        AssetId(place.unwrap_or_else(|| panic!("{}: no reserve {id}", self.id)))
    }

    fn name(&self, what: &str) -> String {
        format!("{} {what}", self.id)
    }
}

/// `(amount, full)`, as a list or as its text.
fn pair(answer: &Value) -> (U256, bool) {
    if let Value::Array(pair) = answer {
        return (
            number(&pair[0]),
            pair[1].as_bool().expect("whether it closes"),
        );
    }
    let (amount, full) = text(answer).split_once(',').expect("two values");
    let amount = amount.trim_start_matches('(').parse().expect("an amount");
    (amount, full.contains("True"))
}

/// A whole number, or whether something is so.
fn flag(value: &Value) -> U256 {
    match value.as_bool() {
        Some(so) => U256::from(so),
        None => number(value),
    }
}

fn target(answer: &Value) -> Wad {
    Wad::from_raw(number(&answer["target"]))
}

/// Health as the contract writes it.
fn raw(health: Health) -> U256 {
    match health {
        Health::NoDebt => U256::MAX,
        Health::Ratio(ratio) => ratio.raw(),
    }
}
