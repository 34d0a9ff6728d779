use super::super::view::PushProof;
use super::*;
use crate::alert::NoticeKind;
use crate::math::{WAD, Wad};
use alloy::primitives::U256;
use push_server::PushServer;

#[path = "../../../tests/simulation/push_server.rs"]
mod push_server;

const SECRET: [u8; 16] = [0xab; 16];
const BEGIN: u64 = 1_800_000_000;

/// A page with a topic, and its server.
struct Desk {
    push: Push,
    topic: Option<Topic>,
    server: PushServer,
    passed: Vec<String>,
    /// How far the page's clock is ahead of the server's, seconds.
    clock_ahead: i64,
    ahead_of_utc_min: i32,
    /// The widget is all of the page.
    is_page: bool,
    /// Answers are under way for as long as this is so.
    is_slow: bool,
    /// So are questions, of which a later one may come first.
    is_late: bool,
    late: Vec<(Question, PushRequest)>,
    under_way: Vec<(Question, Result<Value, RequestFailure>)>,
}

fn sees(thousandths: u64, level: Option<Level>) -> Watch {
    Watch::Sees(Some(Worst {
        market: "Aave v3 Core".to_owned(),
        health: Health::Ratio(Wad::from_raw(
            WAD / U256::from(1_000) * U256::from(thousandths),
        )),
        level,
    }))
}

impl Desk {
    fn new(replaces: bool) -> Self {
        let mut desk = Self {
            push: Push::default(),
            topic: None,
            server: PushServer::new(BEGIN),
            passed: Vec::new(),
            clock_ahead: 0,
            ahead_of_utc_min: 0,
            is_page: true,
            is_slow: false,
            is_late: false,
            late: Vec::new(),
            under_way: Vec::new(),
        };
        desk.server.replaces = replaces;
        desk.on(Input::TurnOn("https://push.example/", SECRET));
        // The proof takes a moment between its parts.
        desk.passes(10, &Watch::Blind);
        desk
    }

    /// One whose server replaces, and where no test is left.
    fn proven() -> Self {
        let mut desk = Self::new(true);
        desk.passes(30, &Watch::Blind);
        desk.server.sent.clear();
        desk.on(Input::TestSeen(true));
        assert_eq!(desk.topic.as_ref().unwrap().proof(), PushProof::Seen);
        desk
    }

    fn now(&self) -> Millis {
        Millis(self.server.now.saturating_add_signed(self.clock_ahead) * 1_000)
    }

    fn on(&mut self, input: Input<'_>) {
        let page = Some("https://app.example/alerts/?account=0x1#position");
        let page = Page::of(page, self.is_page, self.ahead_of_utc_min);
        let outputs = self.push.on(self.now(), &mut self.topic, page, input);
        for output in outputs {
            match output {
                Output::Keep | Output::Forget => {}
                Output::Passed(tag, _) => self.passed.push(tag),
                Output::Ask(question, request) if self.is_late => {
                    self.late.push((question, request));
                }
                Output::Ask(question, request) => {
                    assert!(request.url.starts_with("https://push.example/mc-"));
                    let answer = self.asked(request);
                    match self.is_slow {
                        true => self.under_way.push((question, answer)),
                        false => self.on(Input::Answered(question, answer)),
                    }
                }
            }
        }
    }

    /// What the server answers.
    fn asked(&mut self, request: PushRequest) -> Result<Value, RequestFailure> {
        let PushRequest {
            method,
            url,
            headers,
            body,
        } = request;
        let answer = self.server.answer(method, &url, &headers, &body);
        answer.map(Value::Array).ok_or(RequestFailure::Unreachable)
    }

    /// The page sees this for so many seconds.
    fn passes(&mut self, seconds: u64, watch: &Watch) {
        for _ in 0..seconds {
            self.on(Input::Time(watch));
            self.second();
        }
    }

    /// There is no page for so many seconds.
    fn is_gone(&mut self, seconds: u64) {
        (0..seconds).for_each(|_| self.second());
    }

    /// Questions that were under way arrive, the last of them first, and are answered.
    fn overtakes(&mut self) {
        self.is_late = false;
        while let Some((question, request)) = self.late.pop() {
            let answer = self.asked(request);
            self.on(Input::Answered(question, answer));
        }
    }

    /// What was under way arrives.
    fn arrives(&mut self) {
        self.is_slow = false;
        for (question, answer) in core::mem::take(&mut self.under_way) {
            self.on(Input::Answered(question, answer));
        }
    }

    fn second(&mut self) {
        self.server.is(self.server.now + 1);
    }

    fn sent(&self) -> Vec<&str> {
        self.server
            .sent
            .iter()
            .map(|one| one.title.as_str())
            .collect()
    }
}

const STOPPED: &str = "margin-call stopped watching";
const AGAIN: &str = "margin-call is watching again";

#[test]
fn the_message_is_sent_when_the_page_stops_and_never_before() {
    let mut desk = Desk::proven();
    desk.passes(86_400, &sees(1_800, None));
    assert_eq!(desk.sent(), Vec::<&str>::new());
    assert_eq!(desk.server.waiting.len(), 1);
    desk.is_gone(1_500 - BEAT_EVERY_S - 1);
    assert_eq!(desk.sent(), Vec::<&str>::new());
    desk.is_gone(BEAT_EVERY_S + 1);
    assert_eq!(desk.sent(), [STOPPED]);
}

#[test]
fn near_a_threshold_it_is_sent_sooner() {
    let mut desk = Desk::proven();
    // Up to right after a beat.
    desk.passes(12 * BEAT_EVERY_S + 5, &sees(1_080, Some(Level::Call)));
    assert_eq!(desk.sent(), Vec::<&str>::new());
    desk.is_gone(AHEAD_NEAR_S);
    assert_eq!(desk.sent(), [STOPPED]);
}

#[test]
fn an_end_that_was_wanted_is_told_to_nobody() {
    let mut desk = Desk::proven();
    desk.passes(2_000, &sees(1_800, None));
    desk.on(Input::TurnOff);
    desk.passes(2, &sees(1_800, None));
    assert_eq!(desk.topic, None);
    desk.is_gone(10_000);
    assert_eq!(desk.sent(), Vec::<&str>::new());
    // The same where nobody is watched any more; and it begins anew with somebody.
    let mut desk = Desk::proven();
    desk.passes(2_000, &sees(1_800, None));
    desk.passes(10, &Watch::Nobody);
    desk.is_gone(10_000);
    assert_eq!(desk.sent(), Vec::<&str>::new());
    desk.passes(10, &sees(1_800, None));
    desk.is_gone(10_000);
    assert_eq!(desk.sent(), [STOPPED]);
}

#[test]
fn what_could_not_be_taken_back_is_tried_again_and_shown_until_then() {
    let mut desk = Desk::proven();
    desk.passes(700, &sees(1_800, None));
    desk.server.is_down = true;
    desk.on(Input::TurnOff);
    desk.passes(60, &sees(1_800, None));
    let view = desk.push.view(desk.now(), desk.topic.as_ref());
    assert!(view.topic.is_some_and(|topic| topic.is_ending));
    assert_eq!(view.problem, Some(ReadProblem::Unreachable));
    desk.server.is_down = false;
    desk.passes(300, &sees(1_800, None));
    assert_eq!(desk.topic, None);
    desk.is_gone(10_000);
    assert_eq!(desk.sent(), Vec::<&str>::new());
}

#[test]
fn who_sees_nothing_does_not_say_that_all_is_well() {
    let mut desk = Desk::proven();
    desk.passes(1_000, &sees(1_800, None));
    desk.passes(3_000, &Watch::Blind);
    assert_eq!(desk.sent(), [STOPPED]);
}

#[test]
fn another_tab_does_it() {
    let mut desk = Desk::proven();
    desk.passes(5_000, &Watch::Elsewhere);
    assert!(desk.server.waiting.is_empty());
}

/// Telephones change a message that they show already, without a sound.
#[test]
fn one_that_was_sent_is_not_replaced_and_its_end_is_told() {
    let mut desk = Desk::proven();
    desk.passes(1_000, &sees(1_800, None));
    let first = desk.server.waiting[0].sequence.clone();
    desk.is_gone(5_000);
    desk.passes(10, &sees(1_800, None));
    assert_eq!(desk.sent(), [STOPPED, AGAIN]);
    assert_ne!(desk.server.waiting[0].sequence, first);
    desk.is_gone(5_000);
    assert_eq!(desk.sent(), [STOPPED, AGAIN, STOPPED]);
}

#[test]
fn that_it_is_watched_again_is_told_once_another_message_waits() {
    for is_lost in [false, true] {
        let mut desk = Desk::proven();
        desk.passes(1_000, &sees(1_800, None));
        desk.is_gone(5_000);
        // The page comes back, and the server has not heard of it, or is not heard.
        (desk.server.is_down, desk.server.is_mute) = (!is_lost, is_lost);
        desk.passes(5, &sees(1_800, None));
        assert_eq!(desk.sent(), [STOPPED]);
        (desk.server.is_down, desk.server.is_mute) = (false, false);
        desk.passes(60, &sees(1_800, None));
        assert_eq!(desk.sent(), [STOPPED, AGAIN]);
        desk.is_gone(5_000);
        assert_eq!(desk.sent(), [STOPPED, AGAIN, STOPPED]);
    }
}

#[test]
fn one_that_is_about_to_be_sent_is_taken_back() {
    let mut desk = Desk::proven();
    desk.passes(1, &sees(1_800, None));
    desk.is_gone(1_480);
    desk.passes(100, &sees(1_800, None));
    assert_eq!(desk.sent(), Vec::<&str>::new());
    assert_eq!(desk.server.waiting.len(), 1);
}

#[test]
fn an_answer_that_is_lost_leaves_no_second_message_behind() {
    let mut desk = Desk::proven();
    desk.passes(30, &sees(1_800, None));
    for _ in 0..3 {
        desk.is_gone(4_000);
        desk.server.is_mute = true;
        desk.passes(200, &sees(1_800, None));
        assert!(desk.server.waiting.len() <= 1);
        desk.server.is_mute = false;
        desk.server.sent.clear();
        desk.passes(10_000, &sees(1_800, None));
        assert!(!desk.sent().contains(&STOPPED));
        assert_eq!(desk.server.waiting.len(), 1);
    }
}

#[test]
fn a_server_that_does_not_replace_is_found_out_and_no_message_waits_there() {
    let mut desk = Desk::new(false);
    desk.passes(3_000, &sees(1_800, None));
    let proof = desk.topic.as_ref().map(Topic::proof);
    assert_eq!(proof, Some(PushProof::Refuted));
    let tests = [
        "margin-call: this is how a call arrives",
        "margin-call: test 1 of 2",
    ];
    assert_eq!(desk.sent(), tests);
    // Nobody can say that such a server serves.
    desk.on(Input::TestSeen(true));
    assert_eq!(
        desk.topic.as_ref().map(Topic::proof),
        Some(PushProof::Refuted)
    );
}

#[test]
fn a_test_arrives_once_where_the_server_replaces() {
    let mut desk = Desk::new(true);
    let proof = desk.topic.as_ref().map(Topic::proof);
    assert_eq!(proof, Some(PushProof::Replaces));
    desk.is_gone(200);
    assert_eq!(desk.sent(), ["margin-call: this is how a call arrives"]);
    desk.on(Input::TestSeen(false));
    assert_eq!(
        desk.topic.as_ref().map(Topic::proof),
        Some(PushProof::NotSeen)
    );
}

#[test]
fn a_test_that_came_to_nothing_takes_nothing_of_what_was_proven() {
    let mut desk = Desk::proven();
    desk.server.is_down = true;
    desk.on(Input::Test);
    assert_eq!(desk.topic.as_ref().map(Topic::proof), Some(PushProof::Seen));
    assert_eq!(desk.push.problem, Some(ReadProblem::Unreachable));
}

fn a_call() -> Notice {
    Notice {
        kind: NoticeKind::Entered,
        level: Level::Call,
        tag: "1:0xpool:0xme:health:1".to_owned(),
        reading: None,
        current: true,
        at: Timestamp(BEGIN),
        changes: Vec::new(),
        without: None,
        takings: Vec::new(),
    }
}

fn told(notice: &Notice) -> Vec<(String, u64)> {
    vec![(notice.tag.clone(), 1)]
}

#[test]
fn several_calls_are_one_message_and_each_of_them_is_passed_on() {
    let mut desk = Desk::proven();
    let notice = a_call();
    let tags = ["a", "b"].map(str::to_owned);
    let told = tags.clone().map(|tag| (tag, 7)).to_vec();
    let sent = desk.server.sent.len();
    desk.on(Input::Call(&notice, told, String::new(), String::new()));
    assert_eq!(desk.server.sent.len(), sent + 1);
    assert_eq!(desk.passed, tags);
}

#[test]
fn a_call_says_as_much_as_the_person_wants_and_is_passed_on_once_the_server_has_it() {
    let mut desk = Desk::proven();
    let notice = a_call();
    let (title, body) = ("Margin call: Aave v3 Core", "Health 1.08");
    desk.server.is_down = true;
    desk.on(Input::Call(
        &notice,
        told(&notice),
        title.to_owned(),
        body.to_owned(),
    ));
    assert_eq!(desk.passed, Vec::<String>::new());
    desk.server.is_down = false;
    desk.on(Input::Call(
        &notice,
        told(&notice),
        title.to_owned(),
        body.to_owned(),
    ));
    assert_eq!(desk.passed, core::slice::from_ref(&notice.tag));
    let quiet = desk.server.sent.pop().unwrap();
    assert_eq!(
        (quiet.title.as_str(), quiet.body.as_str()),
        ("margin-call", "Open margin-call.")
    );
    desk.on(Input::Says(PushSays::Health));
    desk.on(Input::Call(
        &notice,
        told(&notice),
        title.to_owned(),
        body.to_owned(),
    ));
    let loud = desk.server.sent.pop().unwrap();
    assert_eq!((loud.title.as_str(), loud.body.as_str()), (title, body));
    // A title travels as a header.
    desk.on(Input::Call(
        &notice,
        told(&notice),
        "Margin call: USD₮0".to_owned(),
        body.to_owned(),
    ));
    let named = desk.server.sent.pop().unwrap();
    assert_eq!(named.body, "Margin call: USD₮0\nHealth 1.08");
}

#[test]
fn what_waits_says_no_market_and_no_health_unless_it_is_to() {
    let mut desk = Desk::proven();
    desk.passes(1, &sees(1_080, Some(Level::Call)));
    let said = &desk.server.waiting[0].body;
    assert_eq!(
        said,
        "No sign of it since 08:00 UTC. Open the page to go on."
    );
    desk.on(Input::Says(PushSays::Health));
    desk.passes(700, &sees(10_849, Some(Level::Call)));
    let said = &desk.server.waiting[0].body;
    assert!(said.contains("Aave v3 Core: health 10.849 then."), "{said}");
}

#[test]
fn what_waits_says_the_time_by_the_persons_clock_and_which_that_is() {
    for (ahead_of_utc_min, said) in [
        (0, "08:00 UTC"),
        (120, "10:00 UTC+2"),
        (330, "13:30 UTC+5:30"),
        (-540, "23:00 UTC-9"),
    ] {
        let mut desk = Desk::proven();
        desk.ahead_of_utc_min = ahead_of_utc_min;
        desk.passes(1, &sees(1_080, Some(Level::Call)));
        let body = &desk.server.waiting[0].body;
        assert!(body.contains(said), "{body}");
    }
}

/// An address that leads to it may name whom it is about.
#[test]
fn of_the_page_no_more_is_told_than_how_it_is_opened() {
    for (is_page, click) in [
        (true, "https://app.example/alerts/"),
        (false, "https://app.example"),
    ] {
        let mut desk = Desk::proven();
        desk.is_page = is_page;
        desk.passes(1, &sees(1_800, None));
        assert_eq!(desk.server.waiting[0].click.as_deref(), Some(click));
    }
}

#[test]
fn a_server_is_reached_in_secret_only() {
    for wrong in [
        "",
        "push.example",
        "http://push.example",
        "https://push.example/?a",
        "https://a@b",
    ] {
        let mut desk = Desk::new(true);
        desk.topic = None;
        desk.on(Input::TurnOn(wrong, SECRET));
        assert_eq!(desk.topic, None, "{wrong}");
        assert!(desk.push.typed.is_some());
    }
}

/// The computer's clock was six hours fast, is set right, and the page is opened again.
#[test]
fn a_clock_that_was_set_back_does_not_put_beats_off() {
    let mut desk = Desk::proven();
    desk.clock_ahead = 6 * 3_600;
    desk.passes(1_000, &sees(1_800, None));
    desk.clock_ahead = 0;
    desk.push = Push::default();
    desk.passes(5, &sees(1_800, None));
    let view = desk.push.view(desk.now(), desk.topic.as_ref());
    let fires_at = view
        .topic
        .and_then(|topic| topic.fires_at)
        .expect("a message");
    assert!(fires_at.0 <= desk.server.now + 1_500);
    desk.passes(20_000, &sees(1_800, None));
    assert_eq!(desk.sent(), Vec::<&str>::new());
    assert_eq!(desk.server.waiting.len(), 1);
}

/// The server has put it off, and the page has not heard so: when it is due by what the page knows it is not.
#[test]
fn a_message_that_the_page_takes_for_sent_is_not_left_behind() {
    let mut desk = Desk::proven();
    desk.passes(1, &sees(1_800, None));
    desk.is_gone(600);
    desk.is_slow = true;
    desk.passes(1, &sees(1_800, None));
    desk.under_way.clear();
    desk.is_slow = false;
    desk.push = Push::default();
    // It would be sent after 2,100 seconds.
    desk.is_gone(950);
    desk.passes(5_000, &sees(1_800, None));
    assert!(!desk.sent().contains(&STOPPED));
    assert_eq!(desk.server.waiting.len(), 1);
}

/// The network is away just when a message is due: that one was not sent, or was, and none stays behind.
#[test]
fn what_is_to_be_taken_back_is_until_it_is() {
    let mut desk = Desk::proven();
    desk.passes(1, &sees(1_800, None));
    desk.is_gone(1_460);
    desk.server.is_down = true;
    desk.passes(20, &sees(1_800, None));
    desk.server.is_down = false;
    desk.passes(400, &sees(1_800, None));
    assert_eq!(desk.server.waiting.len(), 1);
    desk.passes(5_000, &sees(1_800, None));
    let stopped = desk.sent().into_iter().filter(|one| *one == STOPPED);
    assert!(stopped.count() <= 1);
}

#[test]
fn what_is_turned_off_while_a_beat_is_under_way_is_taken_back_after_it() {
    let mut desk = Desk::proven();
    desk.is_late = true;
    desk.passes(1, &sees(1_800, None));
    desk.on(Input::TurnOff);
    desk.passes(5, &sees(1_800, None));
    assert!(desk.topic.is_some(), "the beat is waited for");
    desk.overtakes();
    desk.passes(2, &sees(1_800, None));
    assert_eq!(desk.topic, None);
    assert!(desk.server.waiting.is_empty());
}

#[test]
fn what_one_topic_is_answered_says_nothing_of_the_next() {
    let mut desk = Desk::proven();
    desk.is_slow = true;
    desk.passes(1, &sees(1_800, None));
    let old = core::mem::take(&mut desk.under_way);
    desk.topic = None;
    desk.on(Input::TurnOn("https://push.example", [1; 16]));
    for (question, _) in old {
        desk.on(Input::Answered(question, Err(RequestFailure::Unreachable)));
    }
    assert_eq!(desk.push.problem, None);
    let topic = desk.topic.as_ref().expect("a topic");
    assert_eq!(
        (topic.proof(), topic.waiting()),
        (PushProof::Untested, None)
    );
}

/// A page of a proxy, which says yes to everything.
#[test]
fn who_names_no_message_has_taken_none() {
    let mut desk = Desk::proven();
    desk.is_slow = true;
    desk.passes(1, &sees(1_800, None));
    desk.on(Input::Call(
        &a_call(),
        told(&a_call()),
        String::new(),
        String::new(),
    ));
    for (_, answer) in &mut desk.under_way {
        *answer = Ok(Value::Array(Vec::new()));
    }
    desk.arrives();
    assert_eq!(desk.passed, Vec::<String>::new());
    let view = desk.push.view(desk.now(), desk.topic.as_ref());
    assert_eq!(view.problem, Some(ReadProblem::Garbled));
    assert!(view.topic.is_some_and(|topic| !topic.is_armed()));
}

/// Where it is not known what the server does nothing is said against it.
#[test]
fn a_list_without_either_test_proves_nothing() {
    let mut desk = Desk::new(true);
    desk.on(Input::Test);
    desk.passes(4, &Watch::Blind);
    desk.server.waiting.clear();
    desk.passes(10, &Watch::Blind);
    assert_eq!(
        desk.topic.as_ref().map(Topic::proof),
        Some(PushProof::Replaces)
    );
    assert_eq!(desk.push.problem, Some(ReadProblem::Garbled));
}
