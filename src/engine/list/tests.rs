//! The list, alone and in several tabs.

use super::*;
use crate::engine::view::WalletId;

const ONE: Address = Address::repeat_byte(1);
const TWO: Address = Address::repeat_byte(2);
const NOW: Millis = Millis(5);
const HERE: ChainId = ChainId(1);
const THERE: ChainId = ChainId(10);

fn wanted(list: &List, wallet: &[Address], readable: &[ChainId]) -> Vec<(ChainId, Vec<Address>)> {
    list.wanted(&list.accounts(wallet), readable)
}

#[test]
fn what_holds_something_is_watched_on_when_the_wallet_goes_elsewhere() {
    let mut list = List::default();
    assert_eq!(wanted(&list, &[ONE], &[HERE]), [(HERE, vec![ONE])]);
    assert!(list.found(NOW, ONE, HERE, true));
    assert!(!list.found(NOW, ONE, HERE, true));
    assert_eq!(
        wanted(&list, &[TWO], &[THERE]),
        [(THERE, vec![TWO]), (HERE, vec![ONE])]
    );
    assert_eq!(wanted(&list, &[], &[]), [(HERE, vec![ONE])]);
    assert!(list.found(NOW, ONE, HERE, false));
    assert_eq!(wanted(&list, &[TWO], &[THERE]), [(THERE, vec![TWO])]);
}

#[test]
fn an_account_is_listed_once_under_its_first_origin() {
    let mut list = List::default();
    list.name(&[TWO]);
    list.type_in(NOW, ONE);
    list.type_in(NOW, ONE);
    let _ = list.found(NOW, ONE, HERE, true);
    assert_eq!(
        list.accounts(&[TWO]),
        [(TWO, Origin::Wallet), (ONE, Origin::Typed)]
    );
}

#[test]
fn a_person_ends_what_a_wallet_brought_or_one_account() {
    let mut list = List::default();
    list.type_in(NOW, TWO);
    for account in [ONE, TWO] {
        let _ = list.found(NOW, account, HERE, true);
    }
    list.end_wallet(NOW);
    assert_eq!(wanted(&list, &[], &[]), [(HERE, vec![TWO])]);
    list.end(NOW, TWO);
    assert_eq!(wanted(&list, &[], &[HERE]), []);
}

#[test]
fn the_account_of_a_wallet_is_found_again_by_its_lasting_name() {
    let wallet = |name: &str| WalletInfo {
        id: WalletId::Announced("once".into()),
        name: "A wallet".into(),
        icon: None,
        rdns: Some(name.into()),
    };
    let mut list = List::default();
    list.choose(NOW, &wallet("a"), ONE);
    assert_eq!(list.account_of(&wallet("a")), Some(ONE));
    assert_eq!(list.account_of(&wallet("b")), None);
    // Under its name, with another face.
    let renamed = WalletInfo {
        name: "Another".into(),
        ..wallet("a")
    };
    let redrawn = WalletInfo {
        icon: Some("data:image/png,".into()),
        ..wallet("a")
    };
    assert_eq!(list.account_of(&renamed), None);
    assert_eq!(list.account_of(&redrawn), None);
}

#[test]
fn what_each_tab_adds_is_in_both_and_what_one_ends_is_ended() {
    let mut one = List::default();
    one.type_in(NOW, ONE);
    let mut two = List::default();
    two.type_in(NOW.plus(1), TWO);
    // Each has more than the other.
    let before = one.clone();
    assert!(one.learn(&two));
    assert!(two.learn(&before));
    assert!(!two.learn(&one));
    let both = [(ONE, Origin::Typed), (TWO, Origin::Typed)];
    assert_eq!(one.accounts(&[]), both);
    assert_eq!(two.accounts(&[]), both);
    two.end(NOW.plus(2), ONE);
    assert!(!one.learn(&two));
    assert_eq!(one.accounts(&[]), both[1..]);
    // A week later it left no trace.
    one.forget_gone(NOW.plus(GONE_FOR_MS + 3));
    assert!(!serde_json::to_string(&one).unwrap().contains("0x01"));
}

#[test]
fn who_is_muted_is_so_in_all_tabs_until_that_is_taken_back() {
    let (mut one, mut two) = (List::default(), List::default());
    one.mute(NOW, ONE, true);
    assert!(!two.learn(&one));
    assert!(two.is_muted(ONE) && !two.is_muted(TWO));
    two.mute(NOW.plus(1), ONE, false);
    let _ = one.learn(&two);
    assert!(!one.is_muted(ONE));
    // Who is watched anew is not silent.
    one.mute(NOW.plus(2), ONE, true);
    one.end(NOW.plus(3), ONE);
    assert!(!one.is_muted(ONE));
}

#[test]
fn a_text_without_what_came_later_and_with_what_is_not_known_is_read() {
    let mut list = List::default();
    list.type_in(NOW, ONE);
    let text = format!(r#"{{"typed":[{{"what":"{ONE}","at":5}}],"colour":"red"}}"#);
    assert_eq!(serde_json::from_str::<List>(&text).unwrap(), list);
}

#[test]
fn what_happened_to_who_was_taken_off_is_gone_in_every_tab_and_what_happens_later_is_not() {
    let (mut one, mut two) = (List::default(), List::default());
    one.type_in(NOW, ONE);
    two.learn(&one);
    one.end(NOW.plus(5_000), ONE);
    assert!(one.learn(&two), "the other does not know of it");
    assert!(!two.learn(&one));
    let left_since =
        |list: &List, seconds: u64| list.left_since(ONE, NOW.plus(seconds * 1_000).timestamp());
    for list in [&one, &two] {
        assert!(left_since(list, 5));
        assert!(!left_since(list, 6));
        assert!(!list.left_since(TWO, NOW.timestamp()));
    }
    // Then no trace of it is left.
    one.forget_gone(NOW.plus(GONE_FOR_MS + 5_001));
    assert!(!left_since(&one, 5));
}
