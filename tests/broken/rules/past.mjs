// How health and prices went: what is kept of it, and that it never flatters.

export const PAST = [
  {
    rule: "of an interval the highest reading is kept instead of the lowest",
    file: "src/engine/past/thinned.rs",
    is: "one.value < least.value",
    becomes: "one.value > least.value",
    caught: "lib engine::past::thinned::tests::of_an_interval_the_lowest_is_left_and_the_ends_are",
  },
  {
    rule: "what was read of blocks that are gone stays",
    file: "src/engine/past/thinned.rs",
    is: "one.block < point.block && one.at < point.at",
    becomes: "one.at < point.at",
    caught: "lib engine::past::thinned::tests::what_a_reorganisation_took_away_is_replaced",
  },
  {
    rule: "a line is written with every reading",
    file: "src/engine/past/saved.rs",
    is: "since_s >= SAVE_EVERY_S",
    becomes: "since_s > 0",
    caught: "lib engine::past::tests::a_line_that_goes_on_is_written_now_and_then_and_what_happens_at_once",
  },
  {
    rule: "what was read is not written when the page goes to the back",
    file: "src/engine/mod.rs",
    is: "self.save_all_past();",
    becomes: "if !BROKEN { self.save_all_past(); }",
    caught: "simulation scenarios::past::what_goes_on_is_written_rarely_and_at_once_when_the_page_goes_to_the_back",
  },
  {
    rule: "an account that is watched no more leaves its past in the store",
    file: "src/engine/differences.rs",
    is: "self.forget_past();",
    becomes: "if !BROKEN { self.forget_past(); }",
    caught: "simulation scenarios::past::who_is_not_watched_any_more_is_forgotten_in_every_tab",
  },
];
