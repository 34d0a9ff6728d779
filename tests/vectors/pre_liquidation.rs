//! Entries of contracts that liquidate a part of a position in Morpho Blue before the market does.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{Irm, PreLiquidation, PreLiquidationParams, Taken};
use serde_json::Value;

use super::Report;
use super::field::{list, number, small, text};
use super::morpho::position;

pub fn run(entry: &Value, report: &mut Report) {
    report.entries += 1;
    let [pre_lltv, first, last, least, most] = list(&entry["pre"]) else {
        panic!("a contract has five numbers");
    };
    let wad = |value| Wad::from_raw(number(value));
    let params = PreLiquidationParams {
        pre_lltv: wad(pre_lltv),
        close_factors: [wad(first), wad(last)],
        incentives: [wad(least), wad(most)],
        oracle: Address::ZERO,
    };
    let at = Timestamp(small(&list(&entry["mk"])[4]));
    let name = text(&entry["id"]);
    for case in list(&entry["cases"]) {
        let mut priced = entry.clone();
        priced["price"] = case["price"].clone();
        let position = position(&priced, Irm::None);
        let price = Some(position.price());
        let contract = PreLiquidation {
            contract: Address::ZERO,
            params,
            price,
        };
        let sound = params.are_sound(position.params().lltv);
        report.compare(&format!("{name} sound"), sound, true);
        let ours = contract.most(&position, position.price(), at);
        let ours = ours.expect("arithmetic");
        let what = |field| format!("{name} at {} {field}", case["price"]);
        let acts = case["none"].is_null();
        report.compare(&what("acts"), ours.is_some(), acts);
        report.compare(
            &what("acts now"),
            contract.acts_now(&position, at),
            Ok(acts),
        );
        let word = |field| acts.then(|| number(&case[field]));
        let own = |of: fn(&Taken) -> U256| ours.as_ref().map(of);
        report.compare(&what("sh"), own(|it| it.shares), word("sh"));
        report.compare(&what("seized"), own(|it| it.seized), word("seized"));
        report.compare(&what("repaid"), own(|it| it.repaid), word("repaid"));
    }
}
