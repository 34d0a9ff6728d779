//! The words of notices.

use crate::alert::{
    Called, Lasts, Level, Notice, NoticeFacts, NoticeKind, Reading, notice_text, together_text,
};
use crate::math::{Timestamp, TokenAmount, Wad, decimal};
use crate::protocols::{Part, Taking, Term, TermChange};
use crate::risk::{Halted, Health};
use alloy::primitives::{B256, U256};

const FACTS: NoticeFacts<'static> = NoticeFacts {
    market: "Aave v3 Base",
    debts: &["USDC"],
    drawdown: None,
    steady: &[],
    pre_liquidation: false,
    leaves_out: false,
    halted: Halted {
        liquidation: false,
        supply: false,
        repayment: false,
    },
    can_top_up: true,
    changed: &[],
    interest_s: None,
    why: None,
    lasts_unknown: false,
    lent: None,
};

fn wad(text: &str) -> Wad {
    Wad::from_raw(decimal::parse(text, 18).unwrap())
}

fn notice(kind: NoticeKind, level: Level, health: Option<Health>) -> Notice {
    Notice {
        kind,
        level,
        tag: String::new(),
        reading: health.map(|health| Reading {
            block_number: 1,
            health,
            lasts: None,
        }),
        current: true,
        at: Timestamp(100_000),
        changes: Vec::new(),
        without: None,
        takings: Vec::new(),
    }
}

fn at(kind: NoticeKind, level: Level, health: &str) -> Notice {
    notice(kind, level, Some(Health::Ratio(wad(health))))
}

fn words(notice: &Notice, facts: &NoticeFacts<'_>) -> [String; 2] {
    let text = notice_text(notice, facts);
    [text.title, text.body]
}

#[test]
fn a_margin_call_says_health_debt_and_distance() {
    let facts = NoticeFacts {
        drawdown: Some(wad("0.0749")),
        ..FACTS
    };
    assert_eq!(
        words(&at(NoticeKind::Entered, Level::Call, "1.0809"), &facts),
        [
            "Margin call: health 1.08",
            "USDC debt on Aave v3 Base. Liquidation below 1.00: collateral may fall \
             7.4%. Open to top up."
        ]
    );
}

#[test]
fn no_top_up_is_promised_where_none_can_be_made() {
    let facts = NoticeFacts {
        can_top_up: false,
        ..FACTS
    };
    let [_, body] = words(&at(NoticeKind::Entered, Level::Call, "1.0809"), &facts);
    let said = "USDC debt on Aave v3 Base. Liquidation below 1.00. Add collateral or repay.";
    assert_eq!(body, said);
}

#[test]
fn numbers_are_rounded_down() {
    let title = |level, health| words(&at(NoticeKind::Entered, level, health), &FACTS)[0].clone();
    assert_eq!(title(Level::Watch, "1.1999"), "Watch: health 1.19");
    assert_eq!(title(Level::Call, "1.1"), "Margin call: health 1.10");
    assert_eq!(title(Level::Urgent, "1"), "Urgent margin call: health 1.00");
    assert_eq!(
        title(Level::Liquidatable, "0.999999999999999999"),
        "Liquidatable now: health 0.99"
    );
    let facts = NoticeFacts {
        drawdown: Some(wad("0.00099")),
        ..FACTS
    };
    let body = &words(&at(NoticeKind::Entered, Level::Urgent, "1.001"), &facts)[1];
    assert!(body.contains("may fall less than 0.1%."), "{body}");
}

#[test]
fn what_is_liquidatable_is_said_of_the_health_and_not_of_the_held_level() {
    let level = Level::Liquidatable;
    let [title, body] = words(&at(NoticeKind::Repeated, level, "1.005"), &FACTS);
    assert_eq!(title, "Urgent margin call: health 1.00");
    assert!(body.contains("Liquidation below 1.00."), "{body}");
    let [_, body] = words(&at(NoticeKind::Repeated, level, "0.97"), &FACTS);
    assert!(
        body.contains("Anyone may liquidate it at any moment."),
        "{body}"
    );
}

#[test]
fn what_the_market_has_stopped_is_said_instead() {
    let low = at(NoticeKind::Escalated, Level::Liquidatable, "0.97");
    let halted = |liquidation, supply, repayment, can_top_up| {
        let halted = Halted {
            liquidation,
            supply,
            repayment,
        };
        let facts = NoticeFacts {
            halted,
            can_top_up,
            ..FACTS
        };
        words(&low, &facts)
    };
    assert_eq!(
        halted(true, false, false, false),
        [
            "Liquidation paused: health 0.97",
            "USDC debt on Aave v3 Base. The market has paused liquidation, and may resume it at \
             any moment. Add collateral or repay."
        ]
    );
    let remedy = |supply, repayment, can_top_up| {
        halted(false, supply, repayment, can_top_up)[1]
            .split_once("any moment. ")
            .map(|(_, remedy)| remedy.to_owned())
    };
    let neither = Some("It takes neither collateral nor repayment now.".to_owned());
    assert_eq!(remedy(true, true, false), neither);
    assert_eq!(remedy(true, true, true), neither);
    let repay = "Repay: it takes no collateral now.".to_owned();
    assert_eq!(remedy(true, false, false), Some(repay));
    let add = "Add collateral: it takes no repayment now.".to_owned();
    assert_eq!(remedy(false, true, false), Some(add));
    assert_eq!(
        remedy(true, false, true),
        Some("Open to top up.".to_owned())
    );
}

#[test]
fn before_a_pre_liquidation_nothing_is_said_of_the_whole() {
    let facts = NoticeFacts {
        drawdown: Some(wad("0.0309")),
        pre_liquidation: true,
        ..FACTS
    };
    assert_eq!(
        words(&at(NoticeKind::Entered, Level::Urgent, "1.0311"), &facts),
        [
            "Urgent margin call: health 1.03",
            "USDC debt on Aave v3 Base. Pre-liquidation of a part below 1.00: collateral may \
             fall 3%. Open to top up."
        ]
    );
    assert_eq!(
        words(
            &at(NoticeKind::Escalated, Level::Liquidatable, "0.998"),
            &facts
        ),
        [
            "Pre-liquidatable now: health 0.99",
            "USDC debt on Aave v3 Base. A contract that you authorised may close a part of it \
             at any moment. Open to top up."
        ]
    );
}

#[test]
fn an_old_health_is_called_the_last_known_one() {
    let old = Notice {
        current: false,
        ..at(NoticeKind::Repeated, Level::Call, "1.08")
    };
    assert_eq!(
        words(&old, &FACTS),
        [
            "Margin call: last known health 1.08",
            "USDC debt on Aave v3 Base. Its health is not known now. Open to top up."
        ]
    );
}

#[test]
fn several_debts_are_named_or_counted() {
    let body = |debts: &[&str]| {
        let facts = NoticeFacts { debts, ..FACTS };
        words(&at(NoticeKind::Entered, Level::Call, "1.08"), &facts)[1].clone()
    };
    assert!(body(&["USDC", "DAI"]).starts_with("USDC and DAI debt on "));
    assert!(body(&["A", "B", "C", "D"]).starts_with("A, B and 2 more debts on "));
    assert!(body(&[]).starts_with("Debt on "));
}

#[test]
fn an_end_says_what_is_left() {
    let cleared = |health| words(&notice(NoticeKind::Cleared, Level::Call, health), &FACTS);
    assert_eq!(
        cleared(Some(Health::Ratio(wad("1.509")))),
        ["Recovered: health 1.50", "Aave v3 Base. Watching goes on."]
    );
    assert_eq!(cleared(Some(Health::NoDebt))[0], "Recovered: no debt");
    assert_eq!(
        words(
            &at(NoticeKind::Liquidated, Level::Liquidatable, "1.21"),
            &FACTS
        ),
        [
            "Liquidated: collateral was seized",
            "USDC debt on Aave v3 Base. Health is now 1.21. Open to see what is left."
        ]
    );
    let mut explained = at(NoticeKind::Liquidated, Level::Liquidatable, "1.21");
    let part = |symbol: &str, raw: u64, decimals| Part {
        symbol: symbol.to_owned(),
        amount: TokenAmount::new(U256::from(raw), decimals),
    };
    let taking = Taking {
        taken: vec![part("WETH", 1_200_000_000_000_000_001, 18)],
        paid: part("USDC", 2_310_000_009, 6),
        leaves_out_fee: true,
        times: 1,
        block: 123,
        transaction: B256::repeat_byte(0xab),
    };
    explained.takings = vec![taking.clone()];
    assert_eq!(
        words(&explained, &FACTS),
        [
            "Liquidated: 1.2001 WETH taken for 2310 USDC",
            "1925 USDC each before the protocol's fee, in block 123, transaction 0xabab…abab. \
             USDC debt on Aave v3 Base. Health is now 1.21. Open to see what is left."
        ]
    );
    explained.takings.push(Taking {
        taken: vec![part("WBTC", 5_000_000, 8), part("GOV", 7, 0)],
        times: 3,
        ..taking
    });
    assert_eq!(
        words(&explained, &FACTS)[1],
        "1925 USDC each before the protocol's fee, in block 123, transaction 0xabab…abab. Also 0.05 WBTC and 7 GOV taken \
         for 2310 USDC: in 3 liquidations, the last in block 123, transaction 0xabab…abab. \
         USDC debt on Aave v3 Base. Health is now 1.21. Open to see what is left."
    );
    let absorbed = NoticeFacts {
        market: "Compound III USDC",
        lent: Some("USDC"),
        ..FACTS
    };
    let end = notice(
        NoticeKind::Liquidated,
        Level::Liquidatable,
        Some(Health::NoDebt),
    );
    assert_eq!(
        words(&end, &absorbed)[1],
        "Compound III USDC. What is left lies in the market as USDC and must be withdrawn \
         there. Open to see it."
    );
}

#[test]
fn what_is_not_known_to_be_a_liquidation_is_not_called_one() {
    assert_eq!(
        words(
            &at(NoticeKind::MaybeLiquidated, Level::Watch, "1.58"),
            &FACTS
        ),
        [
            "Collateral fell, perhaps by a liquidation",
            "Aave v3 Base. Whether it was one is not known: the chain's log could not be read. \
             Open to see what is left."
        ]
    );
}

#[test]
fn silence_is_told_with_its_length_rounded_up() {
    let unwatched = |level, seconds: u64| {
        let since = Timestamp(100_000 - seconds);
        words(
            &notice(NoticeKind::Unwatched { since }, level, None),
            &FACTS,
        )
    };
    assert_eq!(
        unwatched(Level::Watch, 61),
        [
            "Not watching: health unknown",
            "No news from Aave v3 Base for 61 s. Open to check."
        ]
    );
    assert_eq!(
        unwatched(Level::Urgent, 7_201)[1],
        "No news from Aave v3 Base for 3 h. It was close to liquidation when it was \
         last read. Open to check."
    );
    let kind = NoticeKind::WatchingAgain {
        from: Timestamp(0),
        to: Timestamp(121),
    };
    assert_eq!(
        words(&notice(kind, Level::Watch, None), &FACTS),
        ["Watching again", "Aave v3 Base was not watched for 3 min."]
    );
}

#[test]
fn a_change_of_rules_says_before_after_and_what_the_health_is_now() {
    let lowered = TermChange {
        term: Term::LiquidationThreshold(alloy::primitives::Address::ZERO),
        before: 830_000_000_000_000_000.into(),
        after: 800_000_000_000_000_000.into(),
    };
    let paused = TermChange {
        term: Term::LiquidationPaused,
        before: 0.into(),
        after: 1.into(),
    };
    let mut changed = at(NoticeKind::RulesChanged, Level::Call, "1.0849");
    changed.changes = vec![lowered];
    let symbols = ["WETH".to_owned(), String::new()];
    let facts = NoticeFacts {
        changed: &symbols,
        ..FACTS
    };
    assert_eq!(
        words(&changed, &facts),
        [
            "Rules changed: WETH liquidation threshold lowered from 83% to 80%",
            "Aave v3 Base. Health is 1.08 in block 1. Open to see it."
        ]
    );
    let said = |changed: &Notice| words(changed, &facts)[1].clone();
    changed.without = Some(Health::Ratio(wad("1.1253")));
    assert_eq!(
        said(&changed),
        "Aave v3 Base. Health 1.125 → 1.084 by that, in block 1. Open to see it."
    );
    changed.without = Some(Health::Ratio(wad("1.0849")));
    assert_eq!(
        said(&changed),
        "Aave v3 Base. Health stays 1.08 in block 1. Open to see it."
    );
    changed.without = None;
    changed.changes.push(paused);
    assert_eq!(
        words(&changed, &facts),
        [
            "Rules changed: 2 of them",
            "Aave v3 Base: WETH liquidation threshold lowered from 83% to 80%, liquidation is \
             paused. Health is 1.08 in block 1."
        ]
    );
}

#[test]
fn a_rate_that_rose_says_what_interest_alone_does() {
    let rose = TermChange {
        term: Term::BorrowRate(alloy::primitives::Address::ZERO),
        before: 41_000_000_000_000_000.into(),
        after: 310_000_000_000_000_000.into(),
    };
    let mut changed = at(NoticeKind::RulesChanged, Level::Watch, "1.0849");
    changed.changes = vec![rose];
    let symbols = ["USDC".to_owned()];
    for (seconds, said) in [
        (Some(86_399), " Interest alone liquidates it within a day."),
        (
            Some(3 * 86_400 - 1),
            " Interest alone liquidates it in 2 days.",
        ),
        (None, ""),
    ] {
        let facts = NoticeFacts {
            changed: &symbols,
            interest_s: seconds,
            ..FACTS
        };
        assert_eq!(
            words(&changed, &facts),
            [
                "Market moved: USDC borrow rate rose from 4.1% to 31% a year".to_owned(),
                format!("Aave v3 Base. Health is 1.08 in block 1.{said} Open to see it.")
            ]
        );
    }
}

#[test]
fn of_several_calls_three_are_named_the_worst_first_and_none_is_flattered() {
    let places = [
        "Aave v3 Core on Ethereum",
        "Spark",
        "Aave v3 Base",
        "X",
        "Y",
    ];
    let healths = ["1.0899", "1.0999", "1.1", "1.103", "1.104"];
    let mut notices = healths.map(|health| at(NoticeKind::Entered, Level::Call, health));
    notices[1].current = false;
    let called = places.iter().zip(&notices);
    let called: Vec<Called<'_>> = called
        .map(|(place, notice)| Called {
            place,
            notice,
            why: None,
        })
        .collect();
    let said = |count: usize, can_top_up| {
        let text = together_text("Margin call: health 1.08", &called[..count], can_top_up);
        [text.title, text.body]
    };
    assert_eq!(
        said(2, true),
        [
            "Margin call: health 1.08, and 1 more position",
            "Aave v3 Core on Ethereum, health 1.08; also Spark, last known 1.09. Open to top up."
        ]
    );
    assert_eq!(
        said(5, false),
        [
            "Margin call: health 1.08, and 4 more positions",
            "Aave v3 Core on Ethereum, health 1.08; also Spark, last known 1.09; Aave v3 Base, 1.10; \
             and 2 more. Open to see them."
        ]
    );
}

#[test]
fn where_interest_alone_is_why_that_comes_first_and_is_rounded_down() {
    let hours = |hours: u64| Some(Lasts::new(hours * 3_600 + 3_599));
    let facts = NoticeFacts {
        why: hours(33),
        drawdown: Some(wad("0.2308")),
        ..FACTS
    };
    let call = at(NoticeKind::Entered, Level::Call, "1.3009");
    assert_eq!(
        words(&call, &facts),
        [
            "Margin call: interest alone liquidates it in 1 day 9 hours",
            "USDC debt on Aave v3 Base. That is at today's rates; health 1.30. Liquidation below 1.00: \
             collateral may fall 23%. Open to top up."
        ]
    );
    let title = |level, why| {
        let facts = NoticeFacts { why, ..FACTS };
        words(&at(NoticeKind::Escalated, level, "1.3"), &facts)[0].clone()
    };
    let said = "Urgent margin call: interest alone liquidates it in 8 hours 59 minutes";
    assert_eq!(title(Level::Urgent, hours(8)), said);
    let said = "Watch: interest alone liquidates it in 5 days";
    assert_eq!(title(Level::Watch, hours(120)), said);
    // By its health it is called as ever.
    assert_eq!(title(Level::Watch, None), "Watch: health 1.30");
    // What is liquidatable now is said as that.
    let low = at(NoticeKind::Escalated, Level::Liquidatable, "0.97");
    assert_eq!(words(&low, &facts)[0], "Liquidatable now: health 0.97");
    let part = NoticeFacts {
        pre_liquidation: true,
        ..facts
    };
    let said = "Margin call: interest alone pre-liquidates a part in 1 day 9 hours";
    assert_eq!(words(&call, &part)[0], said);
}

#[test]
fn how_long_it_lasted_when_it_was_read_is_not_said_as_of_now() {
    let mut old = at(NoticeKind::Repeated, Level::Urgent, "1.3");
    old.current = false;
    let facts = NoticeFacts {
        why: Some(Lasts::new(10 * 3_600)),
        ..FACTS
    };
    assert_eq!(
        words(&old, &facts),
        [
            "Urgent margin call: interest alone liquidates it, in 10 hours when last read",
            "USDC debt on Aave v3 Base. That was at the rates of then; last known health 1.30. Its health \
             is not known now. Open to top up."
        ]
    );
    // The health is of now, and the time is not.
    let unknown = NoticeFacts {
        lasts_unknown: true,
        ..facts
    };
    old.current = true;
    let [title, body] = words(&old, &unknown);
    assert_eq!(
        title,
        "Urgent margin call: interest alone liquidates it, in 10 hours when last read"
    );
    assert!(
        body.contains("That was at the rates of then; health 1.30."),
        "{body}"
    );
}

#[test]
fn a_recovery_does_not_say_that_interest_is_far_where_that_is_not_known() {
    let over = at(NoticeKind::Cleared, Level::Call, "1.3");
    assert_eq!(words(&over, &FACTS)[1], "Aave v3 Base. Watching goes on.");
    let facts = NoticeFacts {
        lasts_unknown: true,
        ..FACTS
    };
    assert_eq!(
        words(&over, &facts),
        [
            "Recovered: health 1.30",
            "Aave v3 Base. How long it lasts on interest alone is not known. Watching goes on."
        ]
    );
}

#[test]
fn of_several_those_that_interest_brings_there_say_so() {
    let notices = ["1.0899", "1.3"].map(|health| at(NoticeKind::Entered, Level::Call, health));
    let whys = [None, Some(Lasts::new(2 * 86_400 - 1))];
    let called = ["Spark", "Aave v3 Base"]
        .into_iter()
        .zip(&notices)
        .zip(whys);
    let called: Vec<Called<'_>> = called
        .map(|((place, notice), why)| Called { place, notice, why })
        .collect();
    let text = together_text("Margin call: health 1.08", &called, false);
    assert_eq!(
        text.body,
        "Spark, health 1.08; also Aave v3 Base, 1.30 and 1 day 23 hours on interest alone. Open to see \
         them."
    );
}
