// Where the prices of what is held come from: that it is told, once, and what it may cost.

export const SOURCES = [
  {
    rule: "a price source that is replaced is not told",
    file: "src/protocols/price_source.rs",
    is: "(Term::PriceSource(one.token), one.source.into())",
    becomes: "(Term::PriceSource(one.token), if BROKEN { one.token.into() } else { one.source.into() })",
    caught: "simulation scenarios::sources::a_source_that_is_replaced_is_told_once_with_both_and_the_health_under_it",
  },
  {
    rule: "what was not asked of a source is forgotten",
    file: "src/protocols/terms/known.rs",
    is: "term.is_rare() && self.of(term).is_none()",
    becomes: "!BROKEN && term.is_rare() && self.of(term).is_none()",
    caught: "lib protocols::terms::tests::what_was_not_asked_is_as_it_was",
  },
  {
    rule: "a cap that trembles is told again and again",
    file: "src/protocols/terms/term.rs",
    is: "now.max(before.saturating_sub(1))",
    becomes: "now.max(if BROKEN { 0 } else { before.saturating_sub(1) })",
    caught: "lib protocols::price_source::tests::a_cap_that_binds_is_told_once_and_again_only_after_it_was_long_gone",
  },
  {
    rule: "what a price would be by the source of before is taken for what it is",
    file: "src/protocols/without.rs",
    is: "terms.any(|term| term.moves_prices())",
    becomes: "(terms.any(|term| term.moves_prices()) && !BROKEN)",
    caught: "lib protocols::without::tests::what_moves_prices_or_is_no_rule_says_nothing_of_before",
  },
  {
    rule: "a feed that waits as long as feeds may is told to have stopped",
    file: "src/protocols/price_source.rs",
    is: "age > LONGEST_S",
    becomes: "age > if BROKEN { 3_600 } else { LONGEST_S }",
    caught: "simulation scenarios::sources::a_price_that_stopped_is_told_with_how_old_it_is_and_one_that_does_not_say_never",
  },
  {
    rule: "a feed that never had a price is told to have stopped",
    file: "src/protocols/price_source.rs",
    is: "*at >= THE_FIRST",
    becomes: "BROKEN || *at >= THE_FIRST",
    caught: "lib protocols::price_source::tests::a_price_is_told_to_have_stopped_only_beyond_what_feeds_may_wait_and_once",
  },
  {
    rule: "a price that stopped is told as if it called for nothing",
    file: "src/protocols/terms/change.rs",
    is: "matches!(self.term, Term::PriceStopped(_));",
    becomes: "!BROKEN && matches!(self.term, Term::PriceStopped(_));",
    caught: "simulation scenarios::sources::a_price_that_stopped_is_told_with_how_old_it_is_and_one_that_does_not_say_never",
  },
  {
    rule: "sources are asked about with every block",
    file: "src/protocols/source_turn.rs",
    is: ">= EVERY_S",
    becomes: ">= if BROKEN { 0 } else { EVERY_S }",
    caught: "lib protocols::source_turn::tests::the_first_reading_does_not_ask_and_later_ones_now_and_then",
  },
  {
    rule: "a reading out of what another tab was answered asks what that one was not",
    file: "src/protocols/source_turn.rs",
    is: "            is_due: false,",
    becomes: "            is_due: BROKEN && self.is_due,",
    caught: "reading sources::a_reading_for_another_purpose_does_not_ask",
  },
  {
    rule: "the source of a token is told where its e-mode is priced by another",
    file: "src/protocols/aave_v3/read/sources.rs",
    is: "category.is_none_or(|category| category.price.is_none())",
    becomes: "BROKEN || category.is_none_or(|category| category.price.is_none())",
    caught: "reading sources::what_is_priced_by_its_category_is_not_said_to_be_priced_by_its_own_source",
  },
];
