use wasm_bindgen_test::*;

use crate::vectors::{Report, run_file};

#[wasm_bindgen_test]
fn the_recorded_results_of_the_real_contracts_come_out_equal_in_a_browser() {
    let json = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    let mut report = Report::default();
    run_file(&json, &mut report);
    assert!(report.comparisons > 0, "nothing was compared");
    assert!(report.differences.is_empty(), "{:#?}", report.differences);
}
