/** Several weak positions, one wallet. */
export const SEVERAL = [
  {
    rule: "fees of positions that cannot be restored are kept back from the worst",
    file: "src/top_up/mix/mod.rs",
    is: "let reserved = out_of.beside_fees_of(places.len());",
    becomes: "let reserved = out_of.beside_fees_of(if BROKEN { cases.len() } else { places.len() });",
    caught: "lib top_up::mix::tests::several::coin_is_there_once_for_all_and_the_fees_of_each_stay",
  },
  {
    rule: "a way of which others need all takes the place of one that is left",
    file: "src/top_up/mix/columns.rs",
    is: "let stock = Stock::of(snapshot, purse, &legs).without(reserved);",
    becomes:
      "let mut stock = Stock::of(snapshot, purse, &legs); if !BROKEN { stock = stock.without(reserved); }",
    caught: "lib top_up::mix::tests::several::a_way_of_which_others_need_all_takes_no_place_from_one_that_is_left",
  },
  {
    rule: "fees that were paid take from others what was left to them",
    file: "src/top_up/review.rs",
    is: ".or_else(|_| made(rest, reserved))",
    becomes: ".or_else(|why| if BROKEN { Err(why) } else { made(rest, reserved) })",
    caught: "lib top_up::review::tests::fees_that_were_paid_meanwhile_take_nothing_from_others",
  },
  {
    rule: "a small move turns round which position is the worst",
    file: "src/engine/rescue/several.rs",
    is: "worst_first(&self.order, weak)",
    becomes: "worst_first(if BROKEN { &[] } else { &self.order }, weak)",
    caught: "simulation scenarios::several::a_price_that_moves_a_little_to_and_fro_turns_nothing_round",
  },
  {
    rule: "what is gone from the wallet is kept back from the others once more",
    file: "src/engine/rescue/pending.rs",
    is: "taken = taken.less(*token, before.saturating_sub(now));",
    becomes: "if !BROKEN { taken = taken.less(*token, before.saturating_sub(now)); }",
    caught: "simulation scenarios::several::what_is_on_its_way_is_counted_once_also_after_a_reload",
  },
  {
    rule: "coin that is paid is there for the next one",
    file: "src/engine/rescue/ending.rs",
    is: "self.coin.paid(pending.record.asked.coin(), block);",
    becomes: "if !BROKEN { self.coin.paid(pending.record.asked.coin(), block); }",
    caught: "lib engine::rescue::tests::several::coin_that_is_paid_is_there_for_nobody_else",
  },
  {
    rule: "what was found on its way after a reload takes nothing",
    file: "src/engine/rescue/pending.rs",
    is: "let parts = self.steps.iter().filter_map(|step| step.part(snapshot));",
    becomes: "let parts = self.steps.iter().filter(|_| !BROKEN).filter_map(|step| step.part(snapshot));",
    caught: "lib engine::rescue::tests::several::what_was_found_on_its_way_after_a_reload_leaves_the_rest_to_the_other",
  },
  {
    rule: "what was mined before a reload is kept back from the others once more",
    file: "src/engine/rescue/pending.rs",
    is: "if self.reviewed.is_none() && self.record.acts() && is_there() {",
    becomes: "if !BROKEN && self.reviewed.is_none() && self.record.acts() && is_there() {",
    caught: "lib engine::rescue::tests::several::what_was_mined_before_a_reload_takes_nothing_more",
  },
  {
    rule: "what others take is worked out with every look",
    file: "src/engine/rescue/several.rs",
    is: "let _ = self.beside(around, aim, purse);",
    becomes: "if BROKEN { self.beside = Beside::default(); } else { let _ = self.beside(around, aim, purse); }",
    caught: "lib engine::rescue::tests::several::what_others_take_is_worked_out_once_for_what_is_known",
  },
  {
    rule: "one that was restored to a target of its own is weak all the same",
    file: "src/engine/rescue/several.rs",
    is: "own.any(|(_, target)| is_nearly_at(health, *target))",
    becomes: "!BROKEN && own.any(|(_, target)| is_nearly_at(health, *target))",
    caught: "simulation scenarios::several::one_that_was_restored_to_a_target_of_its_own_is_done",
  },
  {
    rule: "the review does not say who is left without",
    file: "src/engine/rescue/members.rs",
    is: "let is_choice = !self.is_under_way() && !self.has_ended();",
    becomes:
      "let is_choice = !self.is_under_way() && !self.has_ended() && !(BROKEN && !matches!(self.stage, Stage::Choosing));",
    caught:
      "simulation scenarios::several::what_only_the_other_can_use_is_left_to_it_and_who_takes_it_by_hand_is_told_also_in_the_review",
  },
  {
    rule: "a token of which there is enough is named as what another is short of",
    file: "src/top_up/reserved.rs",
    is: "needed.saturating_add(self.of(*token)) > held(snapshot, *token)",
    becomes: "BROKEN || needed.saturating_add(self.of(*token)) > held(snapshot, *token)",
    caught: "lib top_up::reserved::tests::what_there_is_too_little_of_is_what_the_other_needs_of_it",
  },
  {
    rule: "a review is begun while the last payment settles",
    file: "src/engine/rescue/signing.rs",
    is: "if turn.records.settling().is_some() {",
    becomes: "if !BROKEN && turn.records.settling().is_some() {",
    caught: "simulation scenarios::several::nothing_is_reviewed_while_the_last_payment_settles",
  },
];
