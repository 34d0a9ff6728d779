use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Promise};
use margin_call::engine::Event;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/browser/fakes.js")]
extern "C" {
    #[wasm_bindgen(variadic)]
    fn run(body: &str, values: &[JsValue]) -> JsValue;
    pub fn provider(answer: &JsValue) -> JsValue;
    pub fn announcing(details: &JsValue) -> Function;
    pub fn replacing(target: &JsValue, name: &str, value: &JsValue) -> Function;
    pub fn notifications(permission: &str, throws: bool) -> JsValue;
    pub fn worker_container() -> JsValue;
}

#[wasm_bindgen(module = "/tests/browser/declared.js")]
extern "C" {
    /// What is not as the declarations in a text say, of an event's detail.
    pub fn undeclared(declarations: &str, name: &str, detail: &JsValue) -> String;
}

/// The value of script text; `a`, `b`… are the values given.
pub fn js(text: &str, values: &[&JsValue]) -> JsValue {
    let values: Vec<JsValue> = values.iter().map(|value| (*value).clone()).collect();
    run(&format!("return ({text})"), &values)
}

/// The JSON of a script value.
pub fn json(value: &JsValue) -> serde_json::Value {
    let text = js_sys::JSON::stringify(value).unwrap();
    serde_json::from_str(&String::from(text)).unwrap()
}

/// Undoes a replacement when dropped.
pub struct Undo(Function);

impl Undo {
    pub fn new(undo: Function) -> Self {
        Self(undo)
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).unwrap();
    }
}

/// Replaces a global until the result is dropped.
pub fn replace_global(name: &str, value: &JsValue) -> Undo {
    Undo(replacing(&js_sys::global(), name, value))
}

/// Values to wait for, in order.
pub struct Inbox<T> {
    values: RefCell<VecDeque<T>>,
    waiting: RefCell<Option<Function>>,
    pub received: Cell<usize>,
}

impl<T: 'static> Inbox<T> {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            values: RefCell::default(),
            waiting: RefCell::default(),
            received: Cell::new(0),
        })
    }

    pub fn put(&self, value: T) {
        self.values.borrow_mut().push_back(value);
        self.received.set(self.received.get() + 1);
        if let Some(wake) = self.waiting.take() {
            wake.call0(&JsValue::UNDEFINED).unwrap();
        }
    }

    /// The next value, as soon as it is there.
    pub async fn next(&self) -> T {
        loop {
            if let Some(value) = self.values.borrow_mut().pop_front() {
                return value;
            }
            let woken = Promise::new(&mut |wake, _| {
                self.waiting.replace(Some(wake));
            });
            JsFuture::from(woken).await.unwrap();
        }
    }

    /// What takes one value.
    pub fn taker(self: &Rc<Self>) -> impl FnOnce(T) + 'static {
        let inbox = self.clone();
        move |value| inbox.put(value)
    }
}

/// What reports into an inbox.
pub fn reporting(inbox: &Rc<Inbox<Event>>) -> Rc<dyn Fn(Event)> {
    let inbox = inbox.clone();
    Rc::new(move |event| inbox.put(event))
}
