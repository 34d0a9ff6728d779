// Thresholds: whose are in force for a position, and what becomes of them in the store.

export const LADDERS = [
  {
    rule: "what is typed for all others is in force where collateral and debt move together: urgent for ever, or late for the others",
    file: "src/engine/ladders/mod.rs",
    is: "self.correlated.or(host.correlated)",
    becomes: "self.correlated.or(self.usual).or(host.correlated)",
    caught: "lib engine::ladders::tests::what_is_typed_for_one_kind_leaves_the_other_as_it_is",
  },
  {
    rule: "what the host page says of all others is in force where collateral and debt move together",
    file: "src/engine/ladders/mod.rs",
    is: "parse(&config.correlated_ladder)",
    becomes: "parse(&config.ladder)",
    caught: "lib engine::ladders::tests::the_host_says_of_each_kind_what_the_person_does_not",
  },
  {
    rule: "a position is called at the thresholds of its kind, though it has its own",
    file: "src/engine/ladders/mod.rs",
    is: "self.own.of(key)",
    becomes: "None",
    caught: "lib engine::ladders::tests::a_positions_own_come_before_those_of_its_kind_until_it_returns_to_them",
  },
  {
    rule: "a setting that another tab wrote before is in force again",
    file: "src/engine/ladders/mod.rs",
    is: "if is_newer {",
    becomes: "if is_newer || BROKEN {",
    caught: "lib engine::ladders::tests::each_item_is_read_as_it_was_written",
  },
  {
    rule: "a position is called at the thresholds of another",
    file: "src/engine/ladders/own.rs",
    is: "all.find(|own| own.position == *key)",
    becomes: "all.next()",
    caught: "lib engine::ladders::tests::a_positions_own_come_before_those_of_its_kind_until_it_returns_to_them",
  },
  {
    rule: "thresholds of a position that is watched make room for those of another",
    file: "src/engine/ladders/own.rs",
    is: "!is_watched(&own.position)",
    becomes: "true",
    caught: "lib engine::ladders::tests::where_there_is_no_room_only_those_of_nobody_make_some",
  },
  {
    rule: "a position's own thresholds are shown, and it is called at the usual",
    file: "src/engine/settings.rs",
    is: "Some(snapshot) => self.ladder_of(snapshot).0,",
    becomes: "Some(snapshot) => if BROKEN { self.ladders().usual } else { self.ladder_of(snapshot).0 },",
    caught: "simulation scenarios::ladders::a_position_is_called_at_its_own_until_it_returns_to_the_usual",
  },
  {
    rule: "what other thresholds end is said to have recovered",
    file: "src/alert/active.rs",
    is: "Some(None) => NoticeKind::Relaxed",
    becomes: "Some(None) => if BROKEN { NoticeKind::Cleared } else { NoticeKind::Relaxed }",
    caught: "lib alert::tests::episode::what_other_thresholds_end_is_no_recovery",
  },
];
