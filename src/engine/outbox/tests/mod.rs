mod parting;
mod passing;
mod screen;
mod together;

use super::*;
use crate::alert::Level;
use crate::chain::ChainId;
use crate::math::Timestamp;

const ACCOUNT: Address = Address::repeat_byte(7);

fn about() -> Subject {
    Subject::Position(super::super::view::PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(1),
        id: None,
        account: ACCOUNT,
    })
}

fn notice(kind: NoticeKind, at: u64) -> Notice {
    Notice {
        kind,
        level: Level::Call,
        tag: tag_of(kind),
        reading: None,
        current: true,
        at: Timestamp(at),
        changes: Vec::new(),
        without: None,
        takings: Vec::new(),
    }
}

fn stands(_: &Letter) -> Standing {
    Standing::Stands
}

fn with(kind: NoticeKind) -> Outbox {
    let mut outbox = Outbox::default();
    outbox.on(Millis(0), Input::Decided(about(), &notice(kind, 0)));
    outbox
}

fn the_one(outbox: &Outbox) -> Letter {
    outbox.iter().next().expect("a letter").clone()
}

/// As another tab reads it.
fn stored(outbox: &Outbox) -> String {
    serde_json::to_string(&the_one(outbox)).expect("a letter is text")
}

/// How many are sent.
fn sent(outbox: &mut Outbox, now: u64, standing: fn(&Letter) -> Standing) -> usize {
    let outputs = outbox.on(Millis(now), Input::Time(&standing)).into_iter();
    outputs.filter(|one| *one != Output::Keep).count()
}

fn tag_of(kind: NoticeKind) -> String {
    let rule = match kind {
        NoticeKind::Liquidated | NoticeKind::MaybeLiquidated => "seizure",
        _ => "health",
    };
    format!("1:0xpool:0xme:{rule}:1")
}

fn tag() -> String {
    tag_of(NoticeKind::Entered)
}

#[test]
fn a_letter_is_sent_once_and_again_only_where_the_browser_does_not_show_it() {
    let mut outbox = with(NoticeKind::Entered);
    assert_eq!(sent(&mut outbox, 0, stands), 1);
    assert_eq!(sent(&mut outbox, 19_999, stands), 0);
    assert_eq!(outbox.due(Millis(0), stands), Some(Millis(20_000)));
    assert_eq!(sent(&mut outbox, 20_000, stands), 1);
    outbox.on(Millis(20_001), Input::Refused(&tag()));
    assert_eq!(sent(&mut outbox, 99_999, stands), 0);
    assert_eq!(sent(&mut outbox, 100_000, stands), 1);
    outbox.on(Millis(100_001), Input::Shown(&tag()));
    assert_eq!(outbox.due(Millis(0), stands), None);
    assert_eq!(sent(&mut outbox, 100_000_000, stands), 0);
}

/// The browser has it, or has said what became of it.
#[test]
fn a_letter_is_out_from_being_sent_until_it_is_refused_or_answered() {
    let mut outbox = with(NoticeKind::Entered);
    assert!(!outbox.is_out(&tag()));
    assert_eq!(sent(&mut outbox, 0, stands), 1);
    assert!(outbox.is_out(&tag()) && !outbox.is_out("1:0xpool:0xme:health:2"));
    outbox.on(Millis(1), Input::Refused(&tag()));
    assert!(!outbox.is_out(&tag()));
    // As soon as it is allowed it is not waited any more.
    assert_eq!(sent(&mut outbox, 5, stands), 0);
    outbox.on(Millis(5), Input::Allowed);
    assert_eq!(sent(&mut outbox, 5, stands), 1);
    outbox.on(Millis(6), Input::Shown(&tag()));
    assert!(outbox.is_out(&tag()));
    outbox.on(Millis(7), Input::Answered(&tag()));
    assert!(!outbox.is_out(&tag()));
}

#[test]
fn however_often_it_is_refused_it_is_tried_every_ten_minutes() {
    let mut outbox = with(NoticeKind::Entered);
    let mut now = 0;
    for _ in 0..300 {
        assert_eq!(sent(&mut outbox, now, stands), 1);
        outbox.on(Millis(now), Input::Refused(&tag()));
        let next = outbox.due(Millis(now), stands).unwrap().0;
        assert!(next > now && next <= now + 600_000);
        now = next;
    }
}

#[test]
fn what_may_not_be_sent_waits_and_what_is_over_never_is() {
    let mut outbox = with(NoticeKind::Entered);
    assert_eq!(sent(&mut outbox, 0, |_| Standing::Waits), 0);
    assert_eq!(outbox.due(Millis(0), |_| Standing::Waits), None);
    assert_eq!(sent(&mut outbox, 9_000_000, stands), 1);
    assert_eq!(sent(&mut outbox, 9_000_000, |_| Standing::Over), 0);
    assert_eq!(sent(&mut outbox, 90_000_000, stands), 0);
}

#[test]
fn an_answer_ends_it_and_takes_it_off_the_screen() {
    let mut outbox = with(NoticeKind::Entered);
    let answered = outbox.on(Millis(5), Input::Answered(&tag()));
    assert_eq!(answered, [Output::Close(tag())]);
    assert_eq!(sent(&mut outbox, 10, stands), 0);
}

#[test]
fn the_end_of_what_nobody_heard_is_told_to_nobody() {
    for (heard, told) in [(false, 0), (true, 1)] {
        let mut outbox = with(NoticeKind::Entered);
        if heard {
            assert_eq!(sent(&mut outbox, 0, stands), 1);
        }
        let end = notice(NoticeKind::Cleared, 9);
        outbox.on(Millis(9_000), Input::Decided(about(), &end));
        assert_eq!(sent(&mut outbox, 9_000, stands), told);
    }
    // What was answered was heard.
    let mut outbox = with(NoticeKind::Entered);
    outbox.on(Millis(5), Input::Answered(&tag()));
    let end = notice(NoticeKind::Cleared, 9);
    outbox.on(Millis(9_000), Input::Decided(about(), &end));
    assert_eq!(sent(&mut outbox, 9_000, stands), 1);
}

#[test]
fn what_is_muted_leaves_the_screen_and_comes_back_after() {
    let mut outbox = with(NoticeKind::Entered);
    assert_eq!(sent(&mut outbox, 0, stands), 1);
    outbox.on(Millis(1), Input::Shown(&tag()));
    let other = outbox.on(Millis(2), Input::Muted(Address::ZERO));
    assert_eq!(other, []);
    let muted = outbox.on(Millis(2), Input::Muted(ACCOUNT));
    assert_eq!(muted, [Output::Close(tag())]);
    assert_eq!(sent(&mut outbox, 3, |_| Standing::Waits), 0);
    assert_eq!(sent(&mut outbox, 4, stands), 1);
}

#[test]
fn tabs_agree_on_a_letter_in_whatever_order_they_hear_of_it() {
    let letter = |outbox: &Outbox| outbox.iter().next().unwrap().clone();
    let fresh = with(NoticeKind::Entered);
    let mut tried = fresh.clone();
    assert_eq!(sent(&mut tried, 0, stands), 1);
    let mut refused = tried.clone();
    refused.on(Millis(1), Input::Refused(&tag()));
    let mut shown = tried.clone();
    shown.on(Millis(1), Input::Shown(&tag()));
    let mut over = shown.clone();
    over.on(Millis(1), Input::Answered(&tag()));
    let mut later = over.clone();
    later.on(
        Millis(60_000),
        Input::Decided(about(), &notice(NoticeKind::Escalated, 60)),
    );
    let ascending = [fresh, tried, refused, shown, over, later];
    for (place, own) in ascending.iter().enumerate() {
        for (other_place, theirs) in ascending.iter().enumerate() {
            let mut learnt = own.clone();
            let has_more = learnt.learn(Millis(0), letter(theirs));
            assert_eq!(stored(&learnt), stored(&ascending[place.max(other_place)]));
            assert_eq!(has_more, place > other_place);
        }
    }
}

/// Another tab is at it: it is sent here where that one does not live to.
#[test]
fn a_letter_of_another_tab_is_left_to_that_one_for_a_moment() {
    let theirs = the_one(&with(NoticeKind::Entered));
    let mut outbox = Outbox::default();
    assert!(!outbox.learn(Millis(1_000), theirs.clone()));
    assert_eq!(sent(&mut outbox, 4_999, stands), 0);
    assert_eq!(outbox.due(Millis(4_999), stands), Some(Millis(5_000)));
    assert_eq!(outbox.passes_at(Millis(4_999), stands), Some(Millis(5_000)));
    assert_eq!(sent(&mut outbox, 5_000, stands), 1);
    // A clock that was fast puts it off no longer.
    let mut outbox = Outbox::default();
    outbox.learn(Millis(9_000_000), theirs.clone());
    assert_eq!(sent(&mut outbox, 1_000, stands), 1);
    // It has done so.
    let mut outbox = Outbox::default();
    outbox.learn(Millis(1_000), theirs);
    let mut shown = with(NoticeKind::Entered);
    assert_eq!(sent(&mut shown, 0, stands), 1);
    shown.on(Millis(1), Input::Shown(&tag()));
    outbox.learn(Millis(1_100), the_one(&shown));
    assert_eq!(sent(&mut outbox, 9_000, stands), 0);
}

#[test]
fn a_letter_comes_back_from_the_store_as_it_was() {
    let mut outbox = with(NoticeKind::Unwatched {
        since: Timestamp(4),
    });
    assert_eq!(sent(&mut outbox, 0, stands), 1);
    let letter = outbox.iter().next().unwrap();
    let text = serde_json::to_string(letter).unwrap();
    assert!(text.len() < 500, "{}", text.len());
    assert_eq!(serde_json::from_str::<Letter>(&text).unwrap(), *letter);
}

#[test]
fn what_was_seized_is_not_unsaid_by_what_comes_after() {
    let mut outbox = with(NoticeKind::Liquidated);
    outbox.on(
        Millis(12_000),
        Input::Decided(about(), &notice(NoticeKind::Entered, 12)),
    );
    assert_eq!(sent(&mut outbox, 12_000, stands), 2);
}

#[test]
fn what_was_seized_and_not_shown_yet_is_not_unsaid_by_what_may_have_been() {
    for (is_shown, told) in [
        (false, NoticeKind::Liquidated),
        (true, NoticeKind::MaybeLiquidated),
    ] {
        let mut outbox = with(NoticeKind::Liquidated);
        assert_eq!(sent(&mut outbox, 0, stands), 1);
        if is_shown {
            outbox.on(Millis(1), Input::Shown(&tag_of(NoticeKind::Liquidated)));
        }
        let doubt = notice(NoticeKind::MaybeLiquidated, 12);
        outbox.on(Millis(12_000), Input::Decided(about(), &doubt));
        assert_eq!(sent(&mut outbox, 12_000, stands), 1);
        let kinds: Vec<NoticeKind> = outbox.iter().map(|one| one.notice().kind).collect();
        assert_eq!(kinds, [told]);
    }
}

#[test]
fn rules_that_changed_unheard_are_told_together_and_not_where_they_are_back() {
    use crate::protocols::{Term, TermChange};
    let threshold = |token: u8, before: u64, after: u64| TermChange {
        term: Term::LiquidationThreshold(Address::repeat_byte(token)),
        before: before.into(),
        after: after.into(),
    };
    // Level and changes of what is sent after one change upon another.
    let told = |changes: &[TermChange]| {
        let mut outbox = Outbox::default();
        for (at, change) in (1..).zip(changes) {
            let reading = crate::alert::Reading {
                block_number: at,
                health: crate::risk::Health::NoDebt,
                lasts: None,
            };
            let Subject::Position(key) = about() else {
                panic!("a position");
            };
            let changed = Notice::rules_changed(&key, reading, vec![*change], None, Timestamp(at));
            outbox.on(Millis(at * 1_000), Input::Decided(about(), &changed));
        }
        let outputs = outbox.on(Millis(90_000), Input::Time(&stands));
        let sent = outputs.into_iter().filter_map(|one| match one {
            Output::Send(sent) => Some({
                let notice = sent.worst.notice();
                (notice.level, notice.changes.clone())
            }),
            _ => None,
        });
        sent.collect::<Vec<_>>()
    };
    let (lowered, back) = (threshold(1, 80, 78), threshold(1, 78, 80));
    assert_eq!(told(&[lowered]), [(Level::Call, vec![lowered])]);
    assert_eq!(told(&[lowered, back]), []);
    let other = threshold(2, 70, 75);
    assert_eq!(
        told(&[lowered, other]),
        [(Level::Call, vec![lowered, other])]
    );
    assert_eq!(told(&[lowered, other, back]), [(Level::Watch, vec![other])]);
    let raised = threshold(1, 78, 79);
    assert_eq!(
        told(&[lowered, raised]),
        [(Level::Call, vec![threshold(1, 80, 79)])]
    );
    // What changes after that is told from there.
    assert_eq!(
        told(&[lowered, back, lowered]),
        [(Level::Call, vec![lowered])]
    );
}

#[test]
fn the_end_is_told_to_whoever_heard_of_any_of_it() {
    let mut outbox = with(NoticeKind::Entered);
    assert_eq!(sent(&mut outbox, 0, stands), 1);
    outbox.on(Millis(1), Input::Shown(&tag()));
    let worse = notice(NoticeKind::Escalated, 12);
    outbox.on(Millis(12_000), Input::Decided(about(), &worse));
    assert_eq!(sent(&mut outbox, 12_000, stands), 1);
    outbox.on(Millis(12_001), Input::Refused(&tag()));
    let end = notice(NoticeKind::Cleared, 60);
    outbox.on(Millis(60_000), Input::Decided(about(), &end));
    assert_eq!(sent(&mut outbox, 60_000, stands), 1);
}

#[test]
fn tabs_that_tell_the_same_with_other_words_do_not_write_over_each_other() {
    let with_reading = |block_number| {
        let mut told = notice(NoticeKind::Repeated, 9);
        told.reading = Some(crate::alert::Reading {
            block_number,
            health: crate::risk::Health::NoDebt,
            lasts: None,
        });
        let mut outbox = Outbox::default();
        outbox.on(Millis(9_000), Input::Decided(about(), &told));
        outbox
    };
    let (mut one, mut two) = (with_reading(7), with_reading(8));
    let theirs = two.iter().next().unwrap().clone();
    let ours = one.iter().next().unwrap().clone();
    assert!(!one.learn(Millis(9_000), theirs));
    assert!(!two.learn(Millis(9_000), ours));
}

#[test]
fn a_letter_counts_after_the_one_that_it_replaces_whatever_the_clock_said() {
    let mut outbox = with(NoticeKind::Entered);
    let late = notice(NoticeKind::Escalated, 900);
    outbox.on(Millis(900_000), Input::Decided(about(), &late));
    let fast = outbox.iter().next().unwrap().clone();
    // The clock was an hour fast, and is right now.
    let now = notice(NoticeKind::Repeated, 300);
    outbox.on(Millis(300_000), Input::Decided(about(), &now));
    assert!(outbox.learn(Millis(300_000), fast));
    assert_eq!(sent(&mut outbox, 300_000, stands), 1);
}
