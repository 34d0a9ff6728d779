// A newer version of the page's own files.
const MACHINE = "src/engine/edition/mod.rs";
const WIRES = "src/engine/renewing.rs";
const unit = (name) => `lib engine::edition::tests::${name}`;
const scenario = (name) => `simulation scenarios::editions::${name}`;

export const EDITIONS = [
  {
    rule: "a newer version is used while a top-up is open",
    file: WIRES,
    is: "self.is_in_hand() || self.rescue.key().is_some()",
    becomes: "self.is_in_hand()",
    caught: scenario("it_is_used_on_a_click_and_not_while_a_top_up_is_open"),
  },
  {
    rule: "a click counts while a person tops up",
    file: MACHINE,
    is: "(Input::Take, Newer::Ready) if !is_busy =>",
    becomes: "(Input::Take, Newer::Ready) if BROKEN || !is_busy =>",
    caught: unit("nothing_is_taken_from_under_a_person_who_tops_up"),
  },
  {
    rule: "a top-up that was opened after the click is lost",
    file: MACHINE,
    is: "(!is_busy).then_some(EditionRequest::Load)",
    becomes: "Some(EditionRequest::Load)",
    caught: scenario("a_top_up_that_is_opened_after_the_click_stays"),
  },
  {
    rule: "a newer version is used without a click",
    file: MACHINE,
    is: "(Input::Taken, Newer::Taking(_)) =>",
    becomes: "(Input::Taken, newer) if BROKEN || matches!(newer, Newer::Taking(_)) =>",
    caught: unit("a_newer_one_is_used_on_a_persons_word_alone"),
  },
  {
    rule: "a browser that does not take the newer one is waited for without end",
    file: MACHINE,
    is: "Newer::Taking(until) if until <= now)",
    becomes: "Newer::Taking(until) if !BROKEN && until <= now)",
    caught: unit("a_browser_that_does_not_take_it_is_asked_again_by_a_click_and_never_loads_late"),
  },
  {
    rule: "the page of a host is kept as ours",
    file: MACHINE,
    is: 'matches!(name, Some("" | "index.html"))',
    becomes: "name.is_some()",
    caught: unit("only_a_page_that_ships_is_kept"),
  },
];
