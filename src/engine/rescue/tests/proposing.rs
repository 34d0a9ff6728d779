//! What is proposed where no person has chosen, and what is kept for the account's other weak positions.

use alloy::primitives::{Address, U256, address};

use super::super::Input;
use super::desk::Desk;
use crate::chain::ChainId;
use crate::math::WAD;
use crate::protocols::{Protocol, Snapshot, a_snapshot_in, registry};
use crate::top_up::{Chosen, LeftOut, Means, MemberState, TopUpView};

const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
const USDS: Address = address!("dC035D45d973E3EC169d2276DDab16f1e407384F");

fn hundredths(number: u64) -> U256 {
    WAD / U256::from(100) * U256::from(number)
}

/// Half an ether restores each; 3,000,000 gas is kept for one of them, and 1,500,000 for each that follows.
fn coin(number: u64) -> U256 {
    hundredths(number) + U256::from(12_000_000)
}

fn view(desk: &Desk) -> TopUpView {
    desk.rescue.view(desk.now, &desk.page).expect("a top-up")
}

fn proposed(desk: &Desk) -> Option<Means> {
    view(desk).chosen.and_then(Chosen::means)
}

/// The same position, where the wallet holds so much of both of its tokens, in hundredths.
fn holding(snapshot: &Snapshot, tokens: [Address; 2], held: [u64; 2]) -> Snapshot {
    let wallets = held.map(|held| (hundredths(held), U256::ZERO));
    let (market, number) = (snapshot.market.clone(), snapshot.block.number + 1);
    a_snapshot_in(market, number, tokens, wallets)
}

fn reads(desk: &mut Desk) {
    for input in [Input::Read(ChainId(1)), Input::ReadOut(ChainId(1))] {
        let questions = desk.on(input);
        let _ = desk.answer_all(questions);
    }
}

/// What becomes of the others, in order.
fn others(desk: &Desk) -> Vec<MemberState> {
    let members = view(desk).members.into_iter();
    let others = members.filter(|one| !one.is_open);
    others.map(|one| one.state).collect()
}

fn is_restored(state: &MemberState) -> bool {
    matches!(state, MemberState::ToDo(Some(_)))
}

/// A cheaper way that turns up meanwhile does not take the place of what a person looks at.
#[test]
fn what_is_proposed_stays_while_it_leads_there_and_gives_way_to_what_does_once_it_does_not() {
    let mut desk = Desk::open();
    assert_eq!(proposed(&desk), Some(Means::Repay), "the cheapest");
    let mut with = |held| {
        desk.page.snapshot = holding(&desk.page.snapshot, [WETH, DAI], held);
        reads(&mut desk);
        (proposed(&desk), view(&desk).sale.is_some())
    };
    assert_eq!(with([200, 0]), (Some(Means::AddCollateral), false));
    assert_eq!(with([200, 400]), (Some(Means::AddCollateral), false));
    assert_eq!(with([0, 400]), (Some(Means::Repay), false));
    assert_eq!(with([200, 400]), (Some(Means::Repay), false));
    // Where nothing else leads there it stays, and it is said what, sold, would.
    assert_eq!(with([0, 0]), (Some(Means::Repay), true));
}

/// The other one owes another token: the coin alone restores it.
#[test]
fn what_was_proposed_is_proposed_no_more_once_another_way_would_leave_enough_for_another_position()
{
    let mut desk = Desk::of_two(coin(60), U256::ZERO);
    let other = desk.page.other.take().expect("another");
    desk.page.other = Some(holding(&other, [WETH, USDS], [0, 0]));
    reads(&mut desk);
    assert_eq!(proposed(&desk), Some(Means::AddCoin));
    assert!(!others(&desk).iter().any(is_restored));
    desk.page.snapshot = holding(&desk.page.snapshot, [WETH, DAI], [0, 100]);
    reads(&mut desk);
    assert_eq!(proposed(&desk), Some(Means::Repay));
    assert!(others(&desk).iter().all(is_restored));
}

/// It is where it was typed to be: nothing is kept for it.
#[test]
fn what_is_kept_for_the_one_that_is_open_goes_by_the_target_that_is_typed() {
    let mut desk = Desk::of_two(coin(80), U256::ZERO);
    assert!(!others(&desk).iter().any(is_restored));
    let _ = desk.on(Input::SetTarget("1.2".to_owned()));
    reads(&mut desk);
    assert_eq!(view(&desk).chosen, None, "it has no place any more");
    assert!(others(&desk).iter().all(is_restored));
}

/// With more of them the time it takes would be felt.
#[test]
fn four_positions_are_looked_at_together_the_one_that_is_open_among_them() {
    let mut desk = Desk::of_two(coin(900), U256::ZERO);
    let taken = [
        &desk.page.snapshot,
        desk.page.other.as_ref().expect("another"),
    ];
    let taken = taken.map(|one| one.market.name.clone());
    let markets = registry::on_chain(ChainId(1)).into_iter();
    let markets = markets.filter(|one| !taken.contains(&one.name)).take(4);
    let empty = [Default::default(); 2];
    desk.page.more = markets
        .map(|market| a_snapshot_in(market, 100, [WETH, DAI], empty))
        .collect();
    reads(&mut desk);
    let states = others(&desk);
    let places = [&states[..3], &states[3..]].map(|states| {
        let too_many = |state: &&MemberState| **state == MemberState::LeftOut(LeftOut::TooMany);
        (states.len(), states.iter().filter(too_many).count())
    });
    assert_eq!(places, [(3, 0), (2, 2)]);
    let open = view(&desk).members.into_iter().find(|one| one.is_open);
    assert_eq!(open.map(|one| one.state), Some(MemberState::ToDo(None)));
}

/// Each of the three takes some of what they all owe.
#[test]
fn what_one_lacks_is_told_beside_what_all_the_others_take() {
    let mut desk = Desk::of_two(U256::ZERO, hundredths(160));
    let markets = registry::on_chain(ChainId(1)).into_iter();
    let spark = markets
        .filter(|one| one.protocol() == Protocol::Spark)
        .take(1);
    let wallets = [Default::default(), (hundredths(160), U256::ZERO)];
    desk.page.more = spark
        .map(|market| a_snapshot_in(market, 100, [WETH, DAI], wallets))
        .collect();
    assert_eq!(desk.page.more.len(), 1);
    let _ = desk.on(Input::SetTarget("1.4".to_owned()));
    reads(&mut desk);
    assert_eq!(proposed(&desk), Some(Means::Repay));
    let members = view(&desk).members;
    let takes = |place: usize| members[place].takes.iter().map(|part| part.amount.raw);
    let [first, second] = [0, 1].map(|place| takes(place).sum::<U256>());
    assert!(second > first && second == hundredths(80), "{members:?}");
    let MemberState::Short(Some(lack)) = &members[2].state else {
        panic!("{members:?}")
    };
    let expected = (hundredths(160) - first - second, hundredths(80));
    assert_eq!((lack.left.raw, lack.needed.raw), expected);
    assert_eq!(view(&desk).taken.len(), 1, "of one token, together");
    assert_eq!(view(&desk).taken[0].amount.raw, first + second);
}
