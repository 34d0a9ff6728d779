use super::super::event::LadderInput;
use super::super::ladders::Input;
use super::super::view::LadderOf;
use super::*;
use crate::alert::{Rule, RuleKey};
use crate::chain::ChainId;
use crate::protocols::PositionKey;
use alloy::primitives::Address;

const NOW: Millis = Millis(1_000);
const ONE: Address = Address::repeat_byte(1);
const TWO: Address = Address::repeat_byte(2);

/// A tab, and the store that it shares with others.
#[derive(Default)]
struct Tab {
    memory: Memory,
    stored: Stored,
}

type Store = BTreeMap<String, String>;

impl Tab {
    fn opened(store: &Store) -> Self {
        let mut tab = Self::default();
        tab.memory.restored(NOW, store, &mut tab.stored);
        tab
    }

    /// Writes what is to be written; the names of it.
    fn keep(&mut self, now: Millis, by_person: bool, store: &mut Store) -> Vec<String> {
        let mut names = Vec::new();
        for effect in self.memory.keep(now, &mut self.stored, by_person) {
            let Effect::Store { item, text } = effect else {
                panic!("not of the store: {effect:?}");
            };
            names.push(item.clone());
            match text {
                Some(text) => drop(store.insert(item, text)),
                None => drop(store.remove(&item)),
            }
        }
        names
    }

    /// Hears what lies in the store for an item.
    fn hears(&mut self, name: &str, store: &Store) {
        let text = store.get(name).map(String::as_str);
        self.memory.says(NOW, name, text, &mut self.stored);
    }
}

/// The usual thresholds, as they are typed.
fn type_in(stored: &mut Stored, text: &str) {
    let mut numbers = text.split(", ").map(str::to_owned);
    let mut next = || numbers.next().unwrap();
    let typed = LadderInput {
        watch: next(),
        call: next(),
        urgent: next(),
    };
    let input = Input::Typed(&LadderOf::Usual, &typed);
    stored.ladders.on(input, |_| true).unwrap();
}

fn usual(stored: &Stored) -> String {
    stored.ladders.item("ladder").unwrap()
}

fn episode(account: Address) -> crate::alert::Episode {
    let key = PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(9),
        id: None,
        account,
    };
    crate::alert::Episode::new(RuleKey::of(&key, Rule::Health))
}

/// All that can be kept.
fn full() -> Stored {
    let mut stored = Stored {
        searched_at: Some(7).into(),
        episodes: vec![episode(ONE).into(), episode(TWO).into()],
        ..Stored::default()
    };
    type_in(&mut stored, "1.9, 1.7, 1.1");
    stored.list.type_in(NOW, ONE);
    stored.reach.type_in("https://node.example").unwrap();
    stored.reach.allow(Some(ChainId(10)));
    stored
}

fn full_store() -> Store {
    let mut store = Store::new();
    let mut tab = Tab::opened(&store);
    tab.stored = full();
    assert_eq!(tab.keep(NOW, true, &mut store).len(), 6);
    store
}

#[test]
fn what_is_kept_comes_back_and_is_not_written_again() {
    let mut store = full_store();
    let mut tab = Tab::opened(&store);
    assert_eq!(tab.stored, full());
    assert_eq!(tab.memory.unreadable(), []);
    assert!(tab.keep(NOW.plus(1), false, &mut store).is_empty());
    *tab.stored.searched_at = Some(8);
    assert_eq!(tab.keep(NOW.plus(1), false, &mut store), ["searched"]);
    assert!(tab.keep(NOW.plus(2), false, &mut store).is_empty());
    // Nothing lies there at first, and nothing is to.
    let mut empty = Store::new();
    assert!(Tab::opened(&empty).keep(NOW, true, &mut empty).is_empty());
}

#[test]
fn nothing_is_written_before_it_is_known_what_lies_there() {
    let mut store = full_store();
    let mut tab = Tab::default();
    assert!(!tab.memory.is_read());
    type_in(&mut tab.stored, "3, 2, 1.5");
    tab.hears("searched", &store);
    assert!(tab.keep(NOW, true, &mut store).is_empty());
    assert_eq!(*tab.stored.searched_at, None);
    tab.memory.restored(NOW, &store, &mut tab.stored);
    assert!(tab.memory.is_read());
    assert_eq!(tab.stored, full());
}

#[test]
fn what_is_of_no_use_any_more_is_taken_away_and_not_put_back() {
    let mut store = full_store();
    let mut tab = Tab::opened(&store);
    assert!(tab.keep(NOW, false, &mut store).is_empty());
    tab.memory.forget("searched");
    tab.memory.forget("nothing");
    assert_eq!(tab.keep(NOW, false, &mut store), ["searched"]);
    assert_eq!(store.len(), 5);
    // Of positions that are not watched any more; meanwhile the store was emptied.
    tab.stored.episodes.clear();
    let mut store = Store::new();
    tab.memory.restored(NOW, &store, &mut tab.stored);
    let put_back = tab.keep(NOW, false, &mut store);
    assert!(
        !put_back.iter().any(|name| name.contains(':')),
        "{put_back:?}"
    );
    assert!(store.contains_key("ladder"));
}

#[test]
fn an_item_that_was_damaged_is_lost_alone_and_starts_anew() {
    let whole = full_store();
    for (name, text) in &whole {
        let mut store = whole.clone();
        store.insert(name.clone(), text.replacen("\"sum\":\"", "\"sum\":\"0", 1));
        let mut tab = Tab::opened(&store);
        assert_eq!(tab.memory.unreadable(), [part_of(name).unwrap()]);
        let names = whole.keys();
        let lost = names.filter(|name| tab.stored.item(name) != full().item(name));
        assert_eq!(lost.collect::<Vec<_>>(), [name]);
        // It is said once: what is of no use does not stay.
        assert_eq!(tab.keep(NOW, false, &mut store), std::slice::from_ref(name));
        assert_eq!(Tab::opened(&store).memory.unreadable(), []);
        tab.memory.dismiss();
        assert_eq!(tab.memory.unreadable(), []);
    }
}

#[test]
fn an_item_of_another_position_and_one_of_no_name_of_ours_are_not_taken() {
    let mut store = full_store();
    let names: Vec<String> = store.keys().cloned().collect();
    let episodes: Vec<&String> = names.iter().filter(|one| one.contains(':')).collect();
    let text = store[episodes[0]].clone();
    store.insert("episode:7".to_owned(), text);
    store.insert("colour".to_owned(), "red".to_owned());
    let mut tab = Tab::opened(&store);
    assert_eq!(tab.stored, full());
    assert_eq!(tab.memory.unreadable(), [MemoryPart::Calls]);
    assert_eq!(tab.keep(NOW, false, &mut store), ["episode:7"]);
    assert_eq!(store["colour"], "red");
}

#[test]
fn what_a_newer_program_wrote_stays_unless_the_person_changes_that_very_setting() {
    let newer = r#"{"version":2,"value":["1.4"]}"#.to_owned();
    let mut store = full_store();
    let name = store.keys().next().unwrap().clone();
    for name in ["ladder", "searched", &name] {
        store.insert(name.to_owned(), newer.clone());
    }
    let mut tab = Tab::opened(&store);
    assert_eq!(tab.memory.unreadable().len(), 3);
    *tab.stored.searched_at = Some(9);
    tab.stored.episodes.push(episode(ONE).into());
    assert!(tab.keep(NOW, false, &mut store).is_empty());
    // Something else that the person does is not about these.
    assert!(tab.keep(NOW, true, &mut store).is_empty());
    type_in(&mut tab.stored, "3, 2, 1.5");
    assert_eq!(tab.keep(NOW, true, &mut store), ["ladder"]);
    assert_eq!(store["searched"], newer);
    assert_eq!(store[&name], newer);
    assert_eq!(usual(&Tab::opened(&store).stored), r#""3, 2, 1.5""#);
}

#[test]
fn the_newer_counts_in_both_tabs_whoever_hears_first() {
    let mut store = Store::new();
    let (mut one, mut two) = (Tab::opened(&store), Tab::opened(&store));
    type_in(&mut one.stored, "3, 2, 1.5");
    one.keep(NOW.plus(5), true, &mut store);
    let of_one = store.clone();
    type_in(&mut two.stored, "1.9, 1.7, 1.1");
    two.keep(NOW.plus(6), true, &mut store);
    one.hears("ladder", &store);
    assert_eq!(usual(&one.stored), r#""1.9, 1.7, 1.1""#);
    assert!(one.keep(NOW.plus(7), false, &mut store).is_empty());
    // What is older lies in the store: the newer is written over it, as what it is.
    let newer = store.clone();
    two.hears("ladder", &of_one);
    let mut store = of_one;
    assert_eq!(two.keep(NOW.plus(8), false, &mut store), ["ladder"]);
    assert_eq!(store, newer);
    // A clock that was set back does not make a new choice an old one.
    two.stored.ladders.on(Input::Defaults, |_| true).unwrap();
    two.keep(Millis(1), true, &mut store);
    one.hears("ladder", &store);
    assert_eq!(usual(&one.stored), "null");
}

#[test]
fn of_what_was_written_at_the_same_time_all_take_the_same() {
    let mut stores = [Store::new(), Store::new()];
    let mut tabs = [Tab::opened(&stores[0]), Tab::opened(&stores[1])];
    for (place, text) in ["3, 2, 1.5", "1.9, 1.7, 1.1"].into_iter().enumerate() {
        type_in(&mut tabs[place].stored, text);
        *tabs[place].stored.searched_at = Some(place as u64);
        tabs[place].keep(NOW, true, &mut stores[place]);
    }
    for item in ["ladder", "searched"] {
        tabs[0].hears(item, &stores[1]);
        tabs[1].hears(item, &stores[0]);
    }
    assert_eq!(tabs[0].stored, tabs[1].stored);
}

#[test]
fn accounts_that_two_tabs_added_at_once_are_in_both_and_in_the_store() {
    let mut store = Store::new();
    let (mut one, mut two) = (Tab::opened(&store), Tab::opened(&store));
    one.stored.list.type_in(NOW, ONE);
    two.stored.list.type_in(NOW, TWO);
    one.keep(NOW, true, &mut store);
    // Over what the first wrote.
    two.keep(NOW, true, &mut store);
    one.hears("list", &store);
    assert_eq!(one.keep(NOW, false, &mut store), ["list"]);
    two.hears("list", &store);
    assert!(two.keep(NOW, false, &mut store).is_empty());
    assert_eq!(one.stored.list.accounts(&[]).len(), 2);
    assert_eq!(one.stored, two.stored);
    assert_eq!(Tab::opened(&store).stored, one.stored);
}

/// What is written over it is later than it, also where this tab knew all of that before.
#[test]
fn what_changes_what_another_tab_wrote_is_later_than_that() {
    let (mut mine, mut theirs) = (Store::new(), Store::new());
    let (mut one, mut two) = (Tab::opened(&mine), Tab::opened(&theirs));
    one.stored.list.type_in(NOW, ONE);
    one.stored.list.type_in(NOW, TWO);
    one.keep(NOW.plus(5), true, &mut mine);
    two.stored.list.type_in(NOW, TWO);
    two.keep(NOW.plus(9), true, &mut theirs);
    one.hears("list", &theirs);
    assert_eq!(one.keep(NOW, false, &mut theirs), ["list"]);
    assert!(theirs["list"].contains("\"at\":1010"), "{theirs:?}");
}

#[test]
fn a_store_that_was_emptied_or_damaged_meanwhile_is_filled_again() {
    let whole = full_store();
    let mut tab = Tab::opened(&whole);
    let mut store = Store::new();
    tab.memory.restored(NOW, &store, &mut tab.stored);
    assert_eq!(tab.keep(NOW.plus(9), false, &mut store).len(), 6);
    assert_eq!(store, whole);
    store.remove("ladder");
    tab.hears("ladder", &store);
    store.insert("reach".to_owned(), "{".to_owned());
    tab.hears("reach", &store);
    assert_eq!(
        tab.keep(NOW.plus(9), false, &mut store),
        ["ladder", "reach"]
    );
    assert_eq!(store, whole);
    assert_eq!(tab.memory.unreadable(), []);
}

#[test]
fn what_the_store_did_not_take_is_tried_again() {
    let mut tab = Tab::opened(&Store::new());
    type_in(&mut tab.stored, "3, 2, 1.5");
    assert_eq!(tab.keep(NOW, true, &mut Store::new()), ["ladder"]);
    tab.memory.refused();
    let mut store = Store::new();
    assert_eq!(tab.keep(NOW, false, &mut store), ["ladder"]);
    assert!(store["ladder"].contains("\"at\":1000"), "{store:?}");
}
