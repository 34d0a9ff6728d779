// The call that comes when the page is gone.
const MACHINE = "src/engine/push/mod.rs";
const TOPIC = "src/engine/push/topic.rs";
const PROOF = "src/engine/push/proof.rs";
const LETTER = "src/engine/outbox/letter.rs";
const WIRES = "src/engine/pushing.rs";
const DELIVERY = "src/engine/delivery.rs";
const HEART = "src/engine/heartbeat/mod.rs";
const BEATING = "src/engine/beating.rs";
const unit = (name) => `lib engine::push::tests::${name}`;
const scenario = (name) => `simulation scenarios::push::${name}`;
const heart = (name) => `lib engine::heartbeat::tests::${name}`;
const monitor = (name) => `simulation scenarios::heartbeat::${name}`;

export const PUSH = [
  {
    rule: "a message waits on a server that sends each",
    file: MACHINE,
    is: "topic.proof().may_beat() && !topic.is_ending()",
    becomes: "!topic.is_ending()",
    caught: unit("a_server_that_does_not_replace_is_found_out_and_no_message_waits_there"),
  },
  {
    rule: "near a threshold the message is as far ahead as ever",
    file: MACHINE,
    is: "topic.ahead_s().min(AHEAD_NEAR_S)",
    becomes: "topic.ahead_s()",
    caught: unit("near_a_threshold_it_is_sent_sooner"),
  },
  {
    rule: "one in whose place another comes is left alone",
    file: TOPIC,
    is: "self.left.extend(old);",
    becomes: "if !BROKEN { self.left.extend(old); }",
    caught: unit("one_that_is_about_to_be_sent_is_taken_back"),
  },
  {
    rule: "one that was sent is replaced without a sound",
    file: TOPIC,
    is: "one.fires_at > soon && is_of_this_clock",
    becomes: "is_of_this_clock",
    caught: unit("one_that_was_sent_is_not_replaced_and_its_end_is_told"),
  },
  {
    rule: "that it is watched again is told before another message waits",
    file: MACHINE,
    is: "let beat = ask(topic, What::Beat(number, now, fires_at), request);",
    becomes:
      "if BROKEN { if let Some(since) = topic.take_silence() { let again = publish(topic, page.address, &words::again(page.clock(since), page.clock(now)), Urgency::Mild, None); let beat = ask(topic, What::Beat(number, now, fires_at), request); return vec![Output::Keep, ask(topic, What::Again(since), again), beat]; } } let beat = ask(topic, What::Beat(number, now, fires_at), request);",
    caught: unit("that_it_is_watched_again_is_told_once_another_message_waits"),
  },
  {
    rule: "that a message waits is said on after it was sent",
    file: "src/engine/glance.rs",
    is: "one.has_fired(now.timestamp())",
    becomes: "!BROKEN && one.has_fired(now.timestamp())",
    caught: scenario("the_page_says_that_a_message_waits_for_as_long_as_it_does"),
  },
  {
    rule: "a clock that was set back puts beats off",
    file: TOPIC,
    is: "(at <= now).then_some(at)",
    becomes: "Some(at)",
    caught: unit("a_clock_that_was_set_back_does_not_put_beats_off"),
  },
  {
    rule: "a message of which nothing was heard is put there under another number",
    file: TOPIC,
    is: "self.waiting = Some(Waiting {",
    becomes: "if BROKEN { return number; } self.waiting = Some(Waiting {",
    caught: unit("an_answer_that_is_lost_leaves_no_second_message_behind"),
  },
  {
    rule: "any message that lies there proves that the server replaces",
    file: PROOF,
    is: "lie == [second.as_str()]",
    becomes: "!lie.is_empty()",
    caught: unit("a_server_that_does_not_replace_is_found_out_and_no_message_waits_there"),
  },
  {
    rule: "what is turned off stays on the server",
    file: MACHINE,
    is: "if on.is_clean() {\n            *topic = None;",
    becomes: "if BROKEN || on.is_clean() {\n            *topic = None;",
    caught: unit("an_end_that_was_wanted_is_told_to_nobody"),
  },
  {
    rule: "what is taken back does not wait for the beat that is under way",
    file: MACHINE,
    is: "let is_out = self.beat.is_out || self.clean.is_out;",
    becomes: "let is_out = (!BROKEN && self.beat.is_out) || self.clean.is_out;",
    caught: unit("what_is_turned_off_while_a_beat_is_under_way_is_taken_back_after_it"),
  },
  {
    rule: "a call that the server did not get counts as passed on",
    file: MACHINE,
    is: "(What::TakeBack(_), Some(ReadProblem::Refused(_))) | (_, None) => {}",
    becomes: "(What::Call(..), _) if BROKEN => {} (What::TakeBack(_), Some(ReadProblem::Refused(_))) | (_, None) => {}",
    caught: unit("a_call_says_as_much_as_the_person_wants_and_is_passed_on_once_the_server_has_it"),
  },
  {
    rule: "whoever says yes has taken the message",
    file: MACHINE,
    is: "(What::Beat(..) | What::Call(_), None) => Err(",
    becomes: "(What::Beat(..) | What::Call(..), None) if !BROKEN => Err(",
    caught: unit("who_names_no_message_has_taken_none"),
  },
  {
    rule: "what one topic was answered counts for the next",
    file: MACHINE,
    is: "*on.name() == question.topic",
    becomes: "true",
    caught: unit("what_one_topic_is_answered_says_nothing_of_the_next"),
  },
  {
    rule: "what was passed on is passed on again after a reload",
    file: LETTER,
    is: "self.passed = Passed::Yes;",
    becomes: "if !BROKEN { self.passed = Passed::Yes; }",
    caught: scenario("a_call_goes_there_once_and_its_end_too"),
  },
  {
    rule: "what was seen on the page is told elsewhere",
    file: DELIVERY,
    is: "letter.is_over() && ends_with_answer",
    becomes: "false",
    caught: scenario("a_call_that_was_seen_on_the_page_is_not_sent_later"),
  },
  {
    rule: "a page that nobody watches on does not take its message back",
    file: WIRES,
    is: "false => Watch::Nobody,",
    becomes: "false => if BROKEN { Watch::Blind } else { Watch::Nobody },",
    caught: scenario("who_takes_the_account_off_or_turns_it_off_is_not_told_of_that"),
  },
  {
    rule: "every tab puts the message off",
    file: WIRES,
    is: "if self.role.follows() || !self.memory.is_read() {",
    becomes: "if (!BROKEN && self.role.follows()) || !self.memory.is_read() {",
    caught: scenario("of_several_tabs_one_puts_the_message_off_and_whoever_takes_over_goes_on"),
  },
  {
    rule: "a position that is not known passes for one that is",
    file: WIRES,
    is: ".any(|one| self.position_is_known(now, &key_of(one.snapshot())))",
    becomes: ".any(|one| BROKEN || self.position_is_known(now, &key_of(one.snapshot())))",
    caught: scenario("a_page_that_is_open_and_sees_nothing_does_not_keep_the_message_back"),
  },
  {
    rule: "a monitor is asked sooner than every ten minutes",
    file: HEART,
    is: "Timestamp(at.0.saturating_add(BEAT_EVERY_S))",
    becomes: "Timestamp(at.0.saturating_add(BEAT_EVERY_S - 1))",
    caught: heart("it_is_asked_at_once_and_then_every_ten_minutes_while_the_page_watches"),
  },
  {
    rule: "a clock that was set back stops the heartbeat",
    file: HEART,
    is: "self.asked_at.filter(|at| *at <= now)",
    becomes: "self.asked_at",
    caught: heart("a_clock_that_was_set_back_does_not_stop_it"),
  },
  {
    rule: "a monitor is asked while the last request is open",
    file: HEART,
    is: "kept.filter(|one| is_watching && !self.is_out(one))?",
    becomes: "kept.filter(|_| is_watching)?",
    caught: heart("one_of_which_nothing_is_heard_is_waited_for"),
  },
  {
    rule: "what one monitor answered counts for the next",
    file: HEART,
    is: "if self.out.as_deref() == Some(url) {",
    becomes: "if BROKEN || self.out.as_deref() == Some(url) {",
    caught: heart("what_is_taken_off_is_asked_no_more_and_its_answer_says_nothing_of_the_next"),
  },
  {
    rule: "a monitor is asked in the open",
    file: HEART,
    is: "match reach::parse(typed) {",
    becomes: "match if BROKEN { Ok(typed.to_owned()) } else { reach::parse(typed) } {",
    caught: heart("an_address_that_others_can_read_on_the_way_is_not_taken"),
  },
  {
    rule: "a page that sees nothing beats on",
    file: BEATING,
    is: "Watch::Elsewhere | Watch::Blind => false,",
    becomes: "Watch::Blind if BROKEN => true, Watch::Elsewhere | Watch::Blind => false,",
    caught: monitor("a_page_that_sees_nothing_does_not_pass_for_one_that_watches"),
  },
  {
    rule: "every tab beats",
    file: BEATING,
    is: "Watch::Sees(_) => true,",
    becomes: "Watch::Sees(_) => true, Watch::Elsewhere if BROKEN => true,",
    caught: monitor("of_several_tabs_one_asks"),
  },
];
