use super::*;

const URL: &str = "https://monitor.example/ping/secret";
const BEGIN: u64 = 1_800_000_000;

/// A page with a heartbeat, and how often it asked.
struct Page {
    heart: Heart,
    kept: Option<Heartbeat>,
    now: u64,
    asked: Vec<(u64, String)>,
    /// What became of a request; none: nothing is heard of it.
    answer: Option<Result<(), RequestFailure>>,
}

impl Page {
    fn new() -> Self {
        Self {
            heart: Heart::default(),
            kept: None,
            now: BEGIN,
            asked: Vec::new(),
            answer: Some(Ok(())),
        }
    }

    /// One that asks already, and is not asked for anything else.
    fn beating() -> Self {
        let mut page = Self::new();
        page.on(Input::TurnOn(URL));
        assert_eq!(page.asked, [(BEGIN, URL.to_owned())]);
        page.asked.clear();
        page
    }

    fn on(&mut self, input: Input<'_>) {
        let now = Millis(self.now * 1_000);
        for output in self.heart.on(now, &mut self.kept, input) {
            if let Output::Ask(url) = output {
                self.asked.push((self.now, url.clone()));
                if let Some(answer) = self.answer.clone() {
                    self.on(Input::Answered(&url, answer));
                }
            }
        }
    }

    /// So many seconds pass, and the page does what it says that it will.
    fn passes(&mut self, seconds: u64, is_watching: bool) {
        let end = self.now + seconds;
        while self.now < end {
            self.on(Input::Time { is_watching });
            let now = Millis(self.now * 1_000);
            let due = self.heart.due(now, self.kept.as_ref(), is_watching);
            assert!(due.is_none_or(|at| at > now), "what is due was done");
            self.now += 1;
        }
    }

    fn times(&self) -> Vec<u64> {
        self.asked.iter().map(|(at, _)| at - BEGIN).collect()
    }

    fn view(&self) -> HeartbeatView {
        self.heart.view(self.kept.as_ref())
    }
}

#[test]
fn it_is_asked_at_once_and_then_every_ten_minutes_while_the_page_watches() {
    let mut page = Page::beating();
    page.passes(1_801, true);
    assert_eq!(page.times(), [600, 1_200, 1_800]);
    page.passes(4_000, false);
    assert_eq!(page.times().len(), 3, "who sees nothing says nothing");
    page.passes(1, true);
    assert_eq!(page.times().len(), 4);
}

#[test]
fn it_is_asked_no_sooner_after_a_failure_or_a_reload() {
    let mut page = Page::beating();
    page.answer = Some(Err(RequestFailure::Unreachable));
    page.passes(601, true);
    let problem = page.view().on.and_then(|on| on.problem);
    assert_eq!(problem, Some(ReadProblem::Unreachable));
    page.heart = Heart::default();
    page.answer = Some(Ok(()));
    page.passes(599, true);
    assert_eq!(page.times(), [600]);
    page.passes(1, true);
    assert_eq!(page.times(), [600, 1_200]);
    assert_eq!(page.view().on.and_then(|on| on.problem), None);
}

#[test]
fn one_of_which_nothing_is_heard_is_waited_for() {
    let mut page = Page::beating();
    page.answer = None;
    page.passes(2_000, true);
    page.on(Input::Test);
    assert_eq!(page.times(), [600]);
    assert!(page.view().on.is_some_and(|on| on.is_out));
    page.on(Input::Answered(URL, Err(RequestFailure::TimedOut)));
    page.passes(1, true);
    assert_eq!(page.times(), [600, 2_000]);
}

#[test]
fn a_test_asks_now_and_the_next_beat_counts_from_it() {
    let mut page = Page::beating();
    page.passes(100, false);
    page.on(Input::Test);
    page.passes(601, true);
    assert_eq!(page.times(), [100, 700]);
}

#[test]
fn a_clock_that_was_set_back_does_not_stop_it() {
    let mut page = Page::beating();
    page.now -= 5_000;
    page.on(Input::Time { is_watching: true });
    assert_eq!(page.asked.len(), 1);
}

#[test]
fn what_is_taken_off_is_asked_no_more_and_its_answer_says_nothing_of_the_next() {
    let mut page = Page::beating();
    page.answer = None;
    page.on(Input::Test);
    page.on(Input::TurnOff);
    assert_eq!((page.view().on, &page.kept), (None, &None));
    page.passes(2_000, true);
    assert_eq!(page.asked.len(), 1);
    page.on(Input::TurnOn("https://other.example/"));
    page.on(Input::Answered(URL, Err(RequestFailure::Unreachable)));
    let on = page.view().on.expect("another");
    assert_eq!((on.is_out, on.problem), (true, None));
}

#[test]
fn an_address_that_another_tab_changes_meanwhile_is_asked_all_the_same() {
    let mut page = Page::beating();
    page.answer = None;
    page.on(Input::Test);
    let url = "https://other.example/".to_owned();
    page.kept = Some(Heartbeat {
        url,
        asked_at: None,
    });
    page.on(Input::Answered(URL, Err(RequestFailure::TimedOut)));
    let on = page.view().on.expect("the other");
    assert_eq!((on.is_out, on.problem), (false, None));
    page.passes(1, true);
    assert_eq!(page.asked.len(), 2);
}

#[test]
fn an_address_that_others_can_read_on_the_way_is_not_taken() {
    let mut page = Page::new();
    for (typed, problem) in [
        ("http://monitor.example/ping", EndpointProblem::NotSecret),
        ("monitor.example", EndpointProblem::NotAUrl),
    ] {
        page.on(Input::TurnOn(typed));
        assert_eq!(page.view().typed, Some(problem), "{typed}");
    }
    assert!(page.asked.is_empty() && page.kept.is_none());
    page.on(Input::TurnOn("http://localhost:3001/ping"));
    assert_eq!(page.view().typed, None);
    // No more of it is shown than whose it is: the rest is a key.
    let on = page.view().on.expect("it is asked");
    assert_eq!(
        (on.host.as_str(), on.asked_at),
        ("localhost:3001", Some(Timestamp(BEGIN)))
    );
}
