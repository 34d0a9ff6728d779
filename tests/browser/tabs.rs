use std::rc::Rc;

use margin_call::browser::tabs::Tabs;
use margin_call::engine::{Event, LeadNews, LeadRequest};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{Inbox, Undo, replace_global, replacing, reporting};

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

/// A widget of this name, as if in a tab of its own, and what it hears.
fn tab(name: &str) -> (Tabs, Rc<Inbox<Event>>) {
    let inbox = Inbox::new();
    let tab = Tabs::new(&window(), name, &reporting(&inbox));
    (tab, inbox)
}

const fn lead(news: LeadNews) -> Event {
    Event::Lead(news)
}

#[wasm_bindgen_test]
async fn one_has_the_lock_and_the_next_gets_it_when_that_one_is_gone() {
    let ((one, says_one), (two, says_two)) = (tab("turns"), tab("turns"));
    one.seek(LeadRequest::Wait);
    assert_eq!(says_one.next().await, lead(LeadNews::Granted));
    two.seek(LeadRequest::Wait);
    let ((three, _), (four, says_four)) = (tab("turns"), tab("turns"));
    three.seek(LeadRequest::Wait);
    four.seek(LeadRequest::Wait);
    drop(one);
    assert_eq!(says_two.next().await, lead(LeadNews::Granted));
    // One that is gone when its turn comes holds up nobody.
    drop(three);
    drop(two);
    assert_eq!(says_four.next().await, lead(LeadNews::Granted));
    assert_eq!(says_one.received.get(), 1, "it gave it back itself");
}

#[wasm_bindgen_test]
async fn a_lock_that_is_taken_is_lost_and_can_come_back() {
    let ((one, says_one), (two, says_two)) = (tab("stolen"), tab("stolen"));
    one.seek(LeadRequest::Wait);
    assert_eq!(says_one.next().await, lead(LeadNews::Granted));
    two.seek(LeadRequest::Wait);
    two.seek(LeadRequest::Steal);
    assert_eq!(says_two.next().await, lead(LeadNews::Granted));
    assert_eq!(says_one.next().await, lead(LeadNews::Lost));
    one.seek(LeadRequest::Steal);
    assert_eq!(says_one.next().await, lead(LeadNews::Granted));
    assert_eq!(says_two.next().await, lead(LeadNews::Lost));
    // It waits still.
    two.seek(LeadRequest::Wait);
    drop(one);
    assert_eq!(says_two.next().await, lead(LeadNews::Granted));
}

#[wasm_bindgen_test]
async fn what_one_says_the_others_of_its_name_hear() {
    let ((one, says_one), (_two, says_two)) = (tab("talks"), tab("talks"));
    let ((stranger, _), (_three, says_three)) = (tab("talks:not"), tab("talks"));
    stranger.say("something else");
    one.say("something");
    let heard = Event::Heard("something".to_owned());
    assert_eq!(says_two.next().await, heard);
    assert_eq!(says_three.next().await, heard);
    assert_eq!(says_one.received.get(), 0, "not itself");
}

#[wasm_bindgen_test]
async fn without_locks_or_messages_nobody_leads() {
    let locks = Undo::new(replacing(
        &window().navigator(),
        "locks",
        &JsValue::UNDEFINED,
    ));
    let (one, says) = tab("alone");
    one.seek(LeadRequest::Wait);
    assert_eq!(says.next().await, lead(LeadNews::Unavailable));
    drop(locks);
    let _none = replace_global("BroadcastChannel", &JsValue::UNDEFINED);
    let (one, says) = tab("alone");
    one.seek(LeadRequest::Wait);
    assert_eq!(says.next().await, lead(LeadNews::Unavailable));
    one.say("to nobody");
}
