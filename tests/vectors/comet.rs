//! Entries of Compound III.

use alloy::primitives::{Address, U256};
use margin_call::math::{SECONDS_PER_YEAR, Timestamp, WAD, Wad};
use margin_call::protocols::compound_v3::{
    BaseToken, CometAsset, CometPosition, Curve, Release, Unit,
};
use margin_call::protocols::registry;
use margin_call::risk::drawdown::{self, Drawdown};
use margin_call::risk::{
    AssetId, Collateral, Health, Inverse, LiquidationPrice, Position, Side, counted_value,
    sensitivity,
};
use serde_json::Value;

use super::Report;
use super::field::{list, number, number_or, small, text};

pub fn run(entry: &Value, report: &mut Report) {
    report.entries += 1;
    let case = Case {
        id: text(&entry["id"]),
        position: position(entry),
        at: Timestamp(small(&entry["T"])),
        entry,
    };
    case.interest(report);
    case.health(report);
    case.repayment(report);
    case.supply(report);
    case.prices(report);
    case.absorb(report);
    case.shown(report);
}

struct Case<'a> {
    id: &'a str,
    position: CometPosition,
    at: Timestamp,
    entry: &'a Value,
}

impl Case<'_> {
    fn interest(&self, report: &mut Report) {
        let base = self.position.base_token();
        let utilization = base.utilization_wad().expect("a utilisation");
        for (field, ours) in [
            ("bi2", base.borrow_index_at(self.at)),
            ("si2", base.supply_index_at(self.at)),
            ("util", Ok(utilization)),
            ("brate", base.borrow_curve.rate(utilization)),
            ("borrowBal", self.position.borrow_balance(self.at)),
        ] {
            self.compare(field, ours.expect(field), report);
        }
    }

    fn health(&self, report: &mut Report) {
        let health = self.position.health(self.at).expect("a health");
        self.compare("hf", raw(health), report);
        let legs = self.position.legs(self.at).expect("legs");
        let debt = legs.iter().find_map(|leg| leg.debt.as_ref());
        self.compare(
            "debtValue",
            debt.map(|debt| debt.value).unwrap_or_default(),
            report,
        );
        let allowed = legs.iter().filter_map(|leg| leg.collateral.as_ref());
        let value = |side: &Collateral| side.value.unwrap_or_default();
        let power = allowed.map(|side| value(side) * side.liquidation_threshold.raw() / WAD);
        self.compare("power", power.sum(), report);
        let views = self.position.views(self.at).expect("views");
        self.compare_flag("liqStored", views.liquidatable, report);
        self.compare_flag("liqAccrued", health.is_liquidatable(), report);
        self.compare("borrowBal", views.borrow_balance, report);
    }

    fn repayment(&self, report: &mut Report) {
        if self.entry["minRepay"].is_null() {
            return;
        }
        let base = AssetId(self.position.assets().len());
        let theirs = number(&self.entry["minRepay"]);
        let ours = self
            .position
            .minimal_repay(base, self.target(), self.at)
            .expect("an inverse");
        self.inverse("minRepay", "hfRepay", ours, report);
        let after = |amount| {
            raw(self
                .position
                .health_after_repay(base, amount, self.at)
                .expect("a health"))
        };
        if let Some(less) = theirs.checked_sub(U256::ONE) {
            self.compare("hfRepayM1", after(less), report);
        }
        let principal = self.position.principal_after(theirs, self.at);
        if let Some(expected) = self.entry["prinAfterRepay"].as_str() {
            let principal = principal.expect("a principal").to_string();
            report.compare(&self.name("prinAfterRepay"), principal, expected.to_owned());
        }
    }

    fn supply(&self, report: &mut Report) {
        if self.entry["minColl0"].is_null() {
            return;
        }
        let asset = AssetId(match self.entry["minCollAsset"].is_null() {
            true => 0,
            false => small(&self.entry["minCollAsset"]),
        });
        let theirs = number(&self.entry["minColl0"]);
        let ours = self
            .position
            .minimal_supply(asset, self.target(), self.at)
            .expect("an inverse");
        self.inverse("minColl0", "hfColl", ours, report);
        if let Some(less) = theirs.checked_sub(U256::ONE) {
            let after = self.position.health_after_supply(asset, less, self.at);
            self.compare("hfCollM1", raw(after.expect("a health")), report);
        }
    }

    fn prices(&self, report: &mut Report) {
        let base = AssetId(self.position.assets().len());
        let price = |asset, side| {
            self.position
                .liquidation_price(asset, side, self.at)
                .expect("a price")
        };
        let field = |name: &str| (!self.entry[name].is_null()).then(|| number(&self.entry[name]));
        if let Some(theirs) = field("liqPrice0") {
            let theirs = match theirs {
                U256::ZERO => LiquidationPrice::Never,
                theirs => LiquidationPrice::Below(theirs),
            };
            let ours = price(AssetId(0), Side::Collateral);
            report.compare(&self.name("liqPrice0"), ours, theirs);
        }
        let theirs = match self.entry["liqPriceBase"].as_str() {
            Some("unit") => Some(LiquidationPrice::Unit),
            _ => field("liqPriceBase").map(LiquidationPrice::Above),
        };
        if let Some(theirs) = theirs {
            let ours = price(base, Side::Debt);
            report.compare(&self.name("liqPriceBase"), ours, theirs);
        }
    }

    fn absorb(&self, report: &mut Report) {
        let expected = &self.entry["absorb"];
        if expected.is_null() {
            return;
        }
        let ours = self.position.absorb(self.at).expect("an outcome");
        for (field, ours) in [
            ("newBalance", ours.new_balance),
            ("newPrincipal", ours.new_principal),
            ("basePaidOut", ours.base_paid_out),
            ("collateralValue", ours.collateral_value),
        ] {
            if !expected[field].is_null() {
                let name = self.name(&format!("absorb {field}"));
                report.compare(&name, ours, number(&expected[field]));
            }
        }
    }

    /// What is said of the position beyond its health.
    fn shown(&self, report: &mut Report) {
        let legs = self.position.legs(self.at).expect("legs");
        let symbol = |asset: AssetId| legs[asset.0].symbol.as_str();
        self.compare("counts", counted_value(&legs).expect("a sum"), report);
        let currency = self.position.base().currency;
        self.compare_text("currency", currency.name(), report);
        let fall = drawdown::volatile_collateral(&legs, &currency);
        let to = drawdown::to_liquidation(&self.position, &fall.falling, self.at);
        let to = match to.expect("a drawdown") {
            Drawdown::Already => "already".to_owned(),
            Drawdown::FallTo(share) => share.raw().to_string(),
            Drawdown::Never => "never".to_owned(),
        };
        self.compare_text("fallTo", Some(&to), report);
        if let Some(theirs) = self.entry["steady"].as_array() {
            let theirs: Vec<_> = theirs.iter().map(text).collect();
            let ours: Vec<_> = fall.steady.into_iter().map(symbol).collect();
            report.compare(&self.name("steady"), ours, theirs);
        }
        let most = sensitivity::greatest(&self.position, self.at).expect("a sensitivity");
        self.compare_text("mattersMost", most.map(|most| symbol(most.asset)), report);
    }

    fn compare_text(&self, field: &str, ours: Option<&str>, report: &mut Report) {
        if !self.entry[field].is_null() {
            report.compare(&self.name(field), ours, self.entry[field].as_str());
        }
    }

    fn inverse(&self, field: &str, after: &str, ours: Inverse, report: &mut Report) {
        let Inverse::Amount {
            amount,
            health_after,
            full,
        } = ours
        else {
            let (name, ours) = (self.name(field), format!("{ours:?}"));
            let theirs = match number(&self.entry[field]) {
                U256::ZERO => format!("{:?}", Inverse::Already),
                amount => amount.to_string(),
            };
            return report.compare(&name, ours, theirs);
        };
        self.compare(field, amount.raw, report);
        self.compare(after, raw(health_after), report);
        let closes = health_after == Health::NoDebt;
        report.compare(&self.name(&format!("{field} closes")), full, closes);
    }

    fn compare(&self, field: &str, ours: U256, report: &mut Report) {
        if !self.entry[field].is_null() {
            report.compare(&self.name(field), ours, number(&self.entry[field]));
        }
    }

    fn compare_flag(&self, field: &str, ours: bool, report: &mut Report) {
        if let Some(theirs) = self.entry[field].as_bool() {
            report.compare(&self.name(field), ours, theirs);
        }
    }

    fn target(&self) -> Wad {
        Wad::from_raw(number(&self.entry["target"]))
    }

    fn name(&self, what: &str) -> String {
        format!("{} {what}", self.id)
    }
}

fn position(entry: &Value) -> CometPosition {
    let rates = list(&entry["rates"]);
    let per_second = |place: usize| number(&rates[place]) / SECONDS_PER_YEAR;
    let curve = |first: usize| Curve {
        kink: number(&rates[first]),
        slope_low: per_second(first + 1),
        slope_high: per_second(first + 2),
        base: per_second(first + 3),
    };
    let base = BaseToken {
        asset: Address::repeat_byte(0xba),
        symbol: entry["base"].as_str().unwrap_or_default().to_owned(),
        decimals: small(&entry["bdec"]),
        supply_index: number(&entry["si"]),
        borrow_index: number(&entry["bi"]),
        total_supply: number(&entry["ts"]),
        total_borrow: number(&entry["tb"]),
        last_accrual: Timestamp(small(&entry["last"])),
        supply_curve: curve(0),
        borrow_curve: curve(4),
        unit: match entry["unit"].as_str() {
            Some(text) => registry::unit(text).expect("a unit that some market counts in"),
            None => Unit::Unknown,
        },
        release: match entry["release"].as_str() {
            None => Release::Plain,
            Some("extended-pauses") => Release::ExtendedPauses,
            Some(other) => panic!("no release {other}"),
        },
        ..BaseToken::default()
    };
    let rows = list(&entry["assets"]);
    let (mut assets, mut prices, mut unpriced) = (Vec::new(), Vec::new(), Vec::new());
    for (place, row) in (0..).zip(rows) {
        match &row["price"] {
            Value::Null => unpriced.push(asset(place, row)),
            price => {
                assets.push(asset(place, row));
                prices.push(number(price));
            }
        }
    }
    prices.push(number(&entry["bp"]));
    // A signed number, which the reader of unsigned ones does not take.
    let principal = match &entry["principal"] {
        Value::String(text) => text.parse(),
        other => other.to_string().parse(),
    };
    let principal = principal.expect("a principal");
    let position = CometPosition::new(base, principal, assets, prices).expect("a position");
    position.with_unpriced(unpriced)
}

fn asset(id: u8, row: &Value) -> CometAsset {
    let decimals = small(&row["dec"]);
    assert_eq!(
        number_or(&row["scale"], 10_u64.pow(u32::from(decimals))),
        U256::from(10).pow(U256::from(decimals))
    );
    CometAsset {
        id,
        asset: Address::with_last_byte(id),
        symbol: row["symbol"].as_str().unwrap_or_default().to_owned(),
        decimals,
        borrow_factor: number_or(&row["bcf"], 0),
        liquidate_factor: number(&row["lcf"]),
        liquidation_factor: number_or(&row["lf"], 0),
        supply_cap: U256::from(u128::MAX),
        total_supply: U256::ZERO,
        balance: number(&row["bal"]),
        supply_paused: false,
    }
}

/// Health as the vectors write it.
fn raw(health: Health) -> U256 {
    match health {
        Health::NoDebt => U256::MAX,
        Health::Ratio(ratio) => ratio.raw(),
    }
}
