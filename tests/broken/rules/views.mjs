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
    rule: "a line of equal health goes to the edge of the map",
    file: "src/engine/what_if/contours.rs",
    is: "let mut around = [left, lower, right, upper].into_iter().flatten();",
    becomes: "let mut around = [left, lower, right, upper].into_iter().flatten().filter(|spot| !BROKEN || spot.y % STEP == 0);",
    caught: "lib engine::what_if::tests::a_frontier_that_is_level_or_upright_is_a_line_from_edge_to_edge",
  },
  {
    rule: "where health is lower is inside of the line, on whichever side that is",
    file: "src/engine/what_if/contours.rs",
    is: "[false, true] => Some([cut?, right]),",
    becomes: "[false, true] => Some(if BROKEN { [0, cut?] } else { [cut?, right] }),",
    caught: "lib engine::what_if::tests::on_a_contour_health_is_that_and_inside_of_its_areas_it_is_lower",
  },
  {
    rule: "a map as numbers has today's prices in it",
    file: "src/engine/what_if/span.rs",
    is: "*nearest = Wad::ONE;",
    becomes: "if !BROKEN { *nearest = Wad::ONE; }",
    caught: "lib engine::what_if::tests::a_map_says_of_each_cell_what_a_scenario_says_there",
  },
  {
    rule: "a map has on it what a person asks about",
    file: "src/engine/what_if/span.rs",
    is: "true => wider.find(|from| *from <= share).unwrap_or(share),",
    becomes: "true => if BROKEN { self.from } else { wider.find(|from| *from <= share).unwrap_or(share) },",
    caught: "lib engine::what_if::tests::what_a_person_asks_about_is_inside_of_a_span_that_changes_in_steps",
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
