//! How much is moved: an amount that is typed, several ways together, and what has changed since it was shown.

use alloy::primitives::{Address, U256, address};

use super::super::{Input, Output, Question};
use super::desk::Desk;
use crate::chain::ChainId;
use crate::math::{WAD, Wad};
use crate::protocols::{Protocol, a_snapshot, a_snapshot_at, a_snapshot_in, registry};
use crate::risk::Health;
use crate::top_up::{
    Changed, Chosen, FlowFailure, Means, ReviewView, StageView, StrategyId, TopUpView,
};

const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

const REPAY: StrategyId = StrategyId {
    means: Means::Repay,
    asset: DAI,
};

fn hundredths(number: u64) -> U256 {
    WAD / U256::from(100) * U256::from(number)
}

fn health(number: u64) -> Health {
    Health::Ratio(Wad::from_raw(hundredths(number)))
}

fn view(desk: &Desk) -> TopUpView {
    desk.rescue.view(desk.now, &desk.page).expect("a top-up")
}

fn reads(desk: &mut Desk) {
    for input in [Input::Read(ChainId(1)), Input::ReadOut(ChainId(1))] {
        let questions = desk.on(input);
        let _ = desk.answer_all(questions);
    }
}

/// All that is asked from there on.
fn asks(desk: &mut Desk, input: Input) -> Vec<Output> {
    let questions = desk.on(input);
    desk.answer_all(questions)
}

fn review(desk: &Desk) -> ReviewView {
    match desk.stage() {
        Some(StageView::Review(review)) => review,
        other => panic!("a review: {other:?}"),
    }
}

fn after(review: &ReviewView) -> Health {
    review.outlook.as_ref().expect("an outlook").health_after
}

/// In place of a target.
#[test]
fn an_amount_that_is_typed_says_what_it_reaches_and_that_is_what_is_promised() {
    let mut desk = Desk::open();
    let _ = desk.on(Input::Choose(REPAY.into()));
    let _ = desk.on(Input::SetAmount("1".into()));
    let reaches = |desk: &Desk| {
        let view = view(desk);
        (view.target_text, view.target)
    };
    let promised = ("1.6".to_owned(), Ok(Wad::from_raw(hundredths(160))));
    assert_eq!(reaches(&desk), promised);
    assert_eq!(view(&desk).amount.expect("an amount").problem, None);
    let _ = asks(&mut desk, Input::Review);
    assert_eq!(after(&review(&desk)), health(160));
    let _ = asks(&mut desk, Input::Back);
    // Nothing was promised yet: it is what it reaches now.
    desk.page.snapshot = a_snapshot_at(3_300, 400);
    reads(&mut desk);
    assert_eq!(reaches(&desk).0, "1.76");
    let _ = asks(&mut desk, Input::Review);
    desk.page.snapshot = a_snapshot_at(3_600, 400);
    reads(&mut desk);
    assert_eq!(reaches(&desk).0, "1.76", "what was shown");
    let _ = asks(&mut desk, Input::Back);
    let _ = desk.on(Input::SetAmount("two".into()));
    assert!(view(&desk).amount.expect("an amount").problem.is_some());
    let _ = desk.on(Input::SetAmount(" ".into()));
    assert_eq!((view(&desk).amount, reaches(&desk).0), (None, "1.5".into()));
}

/// None does it alone. What has become one way is that way.
#[test]
fn several_ways_are_proposed_together_where_none_does_it_alone_and_stay_as_long_as_they_are_several()
 {
    let mut desk = Desk::open();
    assert_eq!(view(&desk).mix, None, "one does it alone");
    let mut with = |held: [u64; 2]| {
        let wallets = held.map(|held| (hundredths(held), U256::ZERO));
        let number = desk.page.snapshot.block.number + 1;
        let account = desk.page.snapshot.account;
        let market = desk.page.snapshot.market.clone();
        desk.page.snapshot = a_snapshot_in(market, number, [WETH, DAI], wallets);
        assert_eq!(desk.page.snapshot.account, account);
        reads(&mut desk);
        let view = view(&desk);
        let parts = view.mix.and_then(Result::ok).map(|mix| mix.parts.len());
        (view.chosen, parts)
    };
    assert_eq!(with([30, 40]), (Some(Chosen::Mix), Some(2)));
    assert_eq!(with([100, 40]), (Some(Chosen::Mix), Some(2)));
    assert_eq!(with([0, 400]), (Some(REPAY.into()), None));
}

#[test]
fn where_nobody_can_say_what_several_parts_lead_to_they_are_not_signed() {
    let mut desk = Desk::open();
    let wallets = [30, 40].map(|held| (hundredths(held), U256::ZERO));
    let market = desk.page.snapshot.market.clone();
    desk.page.snapshot = a_snapshot_in(market, 101, [WETH, DAI], wallets);
    let _ = desk.on(Input::Choose(Chosen::Mix));
    let _ = asks(&mut desk, Input::Review);
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::NotSimulated);
}

/// The code that makes several calls in one takes none.
#[test]
fn by_code_that_takes_no_coin_nothing_is_simulated_of_which_coin_comes_back() {
    let is_asked = |means, owed, amount: &str| {
        let mut desk = Desk::of_two(hundredths(900), hundredths(900));
        let core = registry::on_chain(ChainId(1)).remove(0);
        assert_eq!(core.protocol(), Protocol::AaveV3);
        let collateral = if owed == DAI { WETH } else { DAI };
        let wallets = [(hundredths(900), U256::MAX); 2];
        desk.page.snapshot = a_snapshot_in(core, 101, [collateral, owed], wallets);
        desk.page.other = None;
        reads(&mut desk);
        let asset = match means {
            Means::AddCoin => WETH,
            _ => owed,
        };
        let _ = desk.on(Input::Choose(StrategyId { means, asset }.into()));
        let _ = desk.on(Input::SetAmount(amount.into()));
        let asked = asks(&mut desk, Input::Review);
        let _ = review(&desk);
        let is_of_code = |output: &Output| matches!(output, Output::Ask(Question::BatchCode, ..));
        asked.iter().any(is_of_code)
    };
    assert!(is_asked(Means::AddCoin, DAI, "1"), "none comes back");
    assert!(is_asked(Means::Repay, DAI, "4"), "all of a token");
    assert!(is_asked(Means::RepayCoin, WETH, "1"));
    assert!(!is_asked(Means::RepayCoin, WETH, "4"), "all that is owed");
}

/// From the review to the click.
#[test]
fn what_has_changed_since_it_was_shown_is_shown_before_anything_is_signed() {
    let changed = |amount: Option<&str>, allowance, next| {
        let mut desk = Desk::with_allowance(allowance);
        let _ = desk.on(Input::Choose(REPAY.into()));
        if let Some(amount) = amount {
            let _ = desk.on(Input::SetAmount(amount.into()));
        }
        let _ = asks(&mut desk, Input::Review);
        assert_eq!(review(&desk).changed, None);
        desk.page.snapshot = next;
        let outputs = asks(&mut desk, Input::Sign);
        assert_eq!(desk.kept(&outputs), None);
        review(&desk).changed
    };
    let none = U256::ZERO;
    let amount = crate::math::TokenAmount::new(hundredths(80), 18);
    let fell = || a_snapshot_at(2_800, 400);
    assert_eq!(changed(None, none, fell()), Some(Changed::Amount(amount)));
    let before = Changed::Health(health(160));
    assert_eq!(changed(Some("1"), none, fell()), Some(before));
    let steps = changed(None, U256::MAX, a_snapshot(100, none));
    assert_eq!(steps, Some(Changed::Steps));
}

/// Coin that is sent to where nothing is is gone.
#[test]
fn whoever_takes_coin_is_looked_for_before_any_is_sent() {
    let is_asked = |chosen: Chosen| {
        let mut desk = Desk::of_two(hundredths(900), hundredths(900));
        let gateway = desk.page.snapshot.market.gateway().expect("a gateway");
        let _ = desk.on(Input::Choose(chosen));
        let asked = desk.on(Input::Review);
        let is_of = |output: &Output| matches!(output, Output::Ask(Question::Code(at), ..) if *at == gateway);
        asked.iter().any(is_of)
    };
    let asset = WETH;
    let coin = Means::AddCoin;
    assert!(is_asked(StrategyId { means: coin, asset }.into()));
    assert!(is_asked(Chosen::Mix));
    assert!(!is_asked(REPAY.into()));
}
