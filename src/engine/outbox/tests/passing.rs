//! What is passed on outside of the browser: to a telephone.

use super::*;

fn decided(outbox: &mut Outbox, kind: NoticeKind, level: Level, at: u64) {
    let notice = Notice {
        level,
        ..notice(kind, at)
    };
    let now = Millis(at * 1_000);
    outbox.on(now, Input::Decided(about(), &notice));
}

fn called() -> Outbox {
    let mut outbox = Outbox::default();
    decided(&mut outbox, NoticeKind::Entered, Level::Call, 7);
    outbox
}

/// How many messages go out.
fn passed(outbox: &mut Outbox, now: u64, standing: fn(&Letter) -> Standing) -> usize {
    let outputs = outbox.on(Millis(now), Input::Pass(&standing)).into_iter();
    outputs.filter(|one| *one != Output::Keep).count()
}

#[test]
fn it_is_passed_on_again_and_again_until_that_very_one_has_arrived() {
    let mut outbox = called();
    assert_eq!(outbox.passes_at(Millis(7_000), stands), Some(Millis(0)));
    assert_eq!(passed(&mut outbox, 7_000, stands), 1);
    for next in [27_000, 87_000, 147_000] {
        assert_eq!(outbox.passes_at(Millis(7_000), stands), Some(Millis(next)));
        assert_eq!(passed(&mut outbox, next - 1, stands), 0);
        assert_eq!(passed(&mut outbox, next, stands), 1);
    }
    // Of an earlier one under this tag.
    outbox.on(Millis(150_000), Input::Passed(&tag(), 6));
    assert_eq!(passed(&mut outbox, 207_000, stands), 1);
    outbox.on(Millis(210_000), Input::Passed(&tag(), 7));
    assert_eq!(passed(&mut outbox, 9_000_000, stands), 0);
    assert_eq!(outbox.passes_at(Millis(9_000_000), stands), None);
}

#[test]
fn what_waits_is_passed_on_later_and_what_is_over_never() {
    let mut outbox = called();
    let waits = |_: &Letter| Standing::Waits;
    assert_eq!(outbox.passes_at(Millis(7_000), waits), None);
    assert_eq!(passed(&mut outbox, 7_000, waits), 0);
    assert_eq!(passed(&mut outbox, 8_000, stands), 1);
    let mut outbox = called();
    let over = |_: &Letter| Standing::Over;
    let ended = outbox.on(Millis(7_000), Input::Pass(&over));
    assert_eq!(ended, [Output::Keep]);
    assert_eq!(passed(&mut outbox, 8_000, stands), 0);
    assert_eq!(outbox.passes_at(Millis(8_000), stands), None);
    // The browser may show it all the same.
    assert_eq!(sent(&mut outbox, 8_000, stands), 1);
}

#[test]
fn the_end_is_told_there_to_whoever_was_told_of_it_there() {
    for (arrives, told) in [(true, 1), (false, 0)] {
        let mut outbox = called();
        assert_eq!(sent(&mut outbox, 7_000, stands), 1);
        assert_eq!(passed(&mut outbox, 7_000, stands), 1);
        if arrives {
            outbox.on(Millis(8_000), Input::Passed(&tag(), 7));
        }
        decided(&mut outbox, NoticeKind::Cleared, Level::Call, 900);
        assert_eq!(passed(&mut outbox, 900_000, stands), told);
    }
}

#[test]
fn what_is_worth_a_look_is_not_worth_a_message_and_what_may_be_lost_is() {
    let since = Timestamp(1);
    for (kind, level, expected) in [
        (NoticeKind::Entered, Level::Watch, 0),
        (NoticeKind::Entered, Level::Call, 1),
        (NoticeKind::MaybeLiquidated, Level::Watch, 1),
        (NoticeKind::Unwatched { since }, Level::Watch, 1),
    ] {
        let mut outbox = Outbox::default();
        decided(&mut outbox, kind, level, 7);
        assert_eq!(passed(&mut outbox, 7_000, stands), expected, "{kind:?}");
    }
}

#[test]
fn tabs_agree_on_whether_it_was_passed_on() {
    let fresh = called();
    let mut arrived = fresh.clone();
    assert_eq!(passed(&mut arrived, 7_000, stands), 1);
    arrived.on(Millis(8_000), Input::Passed(&tag(), 7));
    let mut learnt = fresh.clone();
    assert!(!learnt.learn(Millis(8_000), the_one(&arrived)));
    assert_eq!(passed(&mut learnt, 90_000, stands), 0);
    let mut ahead = arrived.clone();
    assert!(ahead.learn(Millis(8_000), the_one(&fresh)));
    assert_eq!(passed(&mut ahead, 90_000, stands), 0);
}
