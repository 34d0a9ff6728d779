// What is shown, when it is shown again, and what would be at other prices.

export const VIEWS = [
  {
    rule: "what has changed is not looked at again",
    file: "src/engine/glance.rs",
    is: "core::mem::take(&mut self.touched) ||",
    becomes: "(core::mem::take(&mut self.touched) && !BROKEN) ||",
    caught: "simulation scenarios::waking::a_page_that_comes_to_the_front_reads_at_once",
  },
  {
    rule: "what each look changes besides is not looked at again",
    file: "src/engine/glance.rs",
    is: "sources: watched.feed.sources().map(OfSource::from).collect(),",
    becomes: "sources: if BROKEN { Vec::new() } else { watched.feed.sources().map(OfSource::from).collect() },",
    caught: "simulation scenarios::requests::a_refresh_is_one_request",
  },
  {
    rule: "a look that has found nothing yet is shown",
    file: "src/engine/feed/io.rs",
    is: "Self::AskHead(_) | Self::AskAside(_) | Self::AskBatch(..) | Self::Begin { .. } => false,",
    becomes: "Self::AskHead(_) | Self::AskAside(_) | Self::AskBatch(..) | Self::Begin { .. } => BROKEN,",
    caught: "simulation scenarios::waking::a_page_on_which_nothing_happens_is_woken_to_look_and_for_nothing_else",
  },
  {
    rule: "what lies between two cells of one band is of it, whichever way health goes",
    file: "src/risk/stress.rs",
    is: "is_one_sided && accrued.rule != Rule::Average",
    becomes: "BROKEN || (is_one_sided && accrued.rule != Rule::Average)",
    caught: "lib risk::stress::tests::health_goes_one_way_along_one_side_of_a_position_only",
  },
  {
    rule: "a contract that comes first is said to act where the market itself does",
    file: "src/engine/what_if/mod.rs",
    is: "match own.is_liquidatable() {",
    becomes: "match !BROKEN && own.is_liquidatable() {",
    caught: "lib engine::what_if::tests::a_common_fall_moves_all_volatile_collateral_and_no_debt",
  },
  {
    rule: "the price that a pre-liquidation contract goes by stays while the collateral falls",
    file: "src/protocols/morpho_blue/position.rs",
    is: "*price = mul_div_floor(*price, share, WAD)?;",
    becomes: "if !BROKEN { *price = mul_div_floor(*price, share, WAD)?; }",
    caught: "lib engine::what_if::tests::a_common_fall_moves_all_volatile_collateral_and_no_debt",
  },
  {
    rule: "what was changed is not written down",
    file: "src/engine/kept.rs",
    is: "self.is_touched = true;",
    becomes: "self.is_touched = !BROKEN;",
    caught: "lib engine::memory::tests::what_is_kept_comes_back_and_is_not_written_again",
  },
];
