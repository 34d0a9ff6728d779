//! Every state of the interface, one at a time, in a shadow root: for pictures and for checks.
//!
//! `gallery.js` puts the state named by the page's hash on the screen.
#![cfg(target_arch = "wasm32")]

mod fixtures;

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use leptos::web_sys::ShadowRoot;
use margin_call::engine::{UserAction, View};
use margin_call::ui::Interface;
use wasm_bindgen::prelude::wasm_bindgen;

/// A mounted widget; dropping it takes it off the page.
struct Shown {
    view: ArcRwSignal<Arc<View>>,
    _interface: Interface,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
    static ACTIONS: RefCell<Vec<UserAction>> = const { RefCell::new(Vec::new()) };
}

/// The names of all states.
#[wasm_bindgen]
pub fn states() -> Vec<String> {
    fixtures::STATES.map(|(name, _)| name.to_owned()).to_vec()
}

/// Puts a state on an empty screen.
#[wasm_bindgen]
pub fn show(root: ShadowRoot, state: &str) {
    SHOWN.with_borrow_mut(Option::take);
    ACTIONS.with_borrow_mut(Vec::clear);
    let view = ArcRwSignal::new(Arc::new(fixtures::view(state)));
    let act = |action| ACTIONS.with_borrow_mut(|actions| actions.push(action));
    let interface = Interface::mount(root, view.clone(), act);
    SHOWN.set(Some(Shown {
        view,
        _interface: interface,
    }));
}

/// Changes the state of the widget that is on the screen, as the engine would.
#[wasm_bindgen]
pub fn turn(state: &str) {
    SHOWN.with_borrow(|shown| {
        if let Some(shown) = shown {
            shown.view.set(Arc::new(fixtures::view(state)));
        }
    });
}

/// Time passes, and nothing else happens.
#[wasm_bindgen]
pub fn wait() {
    change(|view| view.now.0 += 1);
}

/// A new block in which nothing changed.
#[wasm_bindgen]
pub fn next_block() {
    change(fixtures::next_block);
}

/// A new block in which prices and health have moved a little.
#[wasm_bindgen]
pub fn drift() {
    change(fixtures::drift);
}

/// A new block after which two positions stand in each other's place.
#[wasm_bindgen]
pub fn exchange(one: usize, other: usize) {
    change(|view| fixtures::exchange(view, one, other));
}

fn change(change: impl FnOnce(&mut View)) {
    SHOWN.with_borrow(|shown| {
        if let Some(shown) = shown {
            let mut view = (*shown.view.get_untracked()).clone();
            change(&mut view);
            shown.view.set(Arc::new(view));
        }
    });
}

/// What the person did since the state was put on the screen.
#[wasm_bindgen]
pub fn actions() -> Vec<String> {
    ACTIONS.with_borrow(|actions| actions.iter().map(|action| format!("{action:?}")).collect())
}
