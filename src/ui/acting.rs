//! An element on the page that does something when a person acts on it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::web_sys::{Event, Node};

use super::doing::Do;
use crate::browser::Listener;

/// What runs what a person does.
pub type Perform = Rc<dyn Fn(&Do, &Event)>;

/// What an element on the page does at an event now.
pub struct Acting {
    event: &'static str,
    does: Rc<RefCell<Do>>,
    _listener: Listener,
}

/// Lets an element do this at an event: what listens already goes on.
pub fn act(
    old: Option<Acting>,
    node: &Node,
    (event, does): (&'static str, Do),
    perform: &Perform,
) -> Acting {
    if let Some(old) = old
        && old.event == event
    {
        old.does.replace(does);
        return old;
    }
    let does = Rc::new(RefCell::new(does));
    let (done, perform) = (Rc::clone(&does), Rc::clone(perform));
    Acting {
        event,
        does,
        _listener: Listener::new(node, event, move |happened| {
            perform(&done.borrow(), &happened);
        }),
    }
}
