//! Showing what may be absent, and lists, without rebuilding what merely changed.
//!
//! A block comes every few seconds; what a person types or has focused must outlive it. So the
//! page's structure hangs on values that rarely change, and everything else is text inside it.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::control_flow::{For, ForProps};
use leptos::prelude::*;

use super::element::{IntoChild, live};
use super::value::{Value, value};

/// Shows `render` while `source` has a value. The value may change without a rebuild.
pub fn present<T, C>(
    source: Value<Option<T>>,
    render: impl Fn(Value<T>) -> C + Send + 'static,
) -> AnyView
where
    T: Clone + PartialEq + 'static,
    C: IntoChild,
{
    presented(source, Box::new(move |value| render(value).into_child()))
}

#[inline(never)]
fn presented<T: Clone + PartialEq + 'static>(
    source: Value<Option<T>>,
    render: Box<dyn Fn(Value<T>) -> AnyView + Send>,
) -> AnyView {
    let is_there = value(move || source.with(Option::is_some));
    live(move || {
        if !is_there.get() {
            return None;
        }
        // While this is being taken away the source is empty already: the last value stands in.
        let last = RefCell::new(source.get_untracked()?);
        let latest = value(move || {
            if let Some(now) = source.get() {
                last.replace(now);
            }
            last.borrow().clone()
        });
        Some(render(latest))
    })
}

/// A row for every item, kept while its key is there. An item may change without a rebuild.
pub fn each<T, C>(
    items: Value<Vec<T>>,
    key: fn(&T) -> String,
    row: impl Fn(Value<T>) -> C + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + 'static,
    C: IntoChild + 'static,
{
    listed(items, key, Arc::new(move |value| row(value).into_child()))
}

#[inline(never)]
fn listed<T: Clone + PartialEq + 'static>(
    items: Value<Vec<T>>,
    key: fn(&T) -> String,
    row: Arc<dyn Fn(Value<T>) -> AnyView + Send + Sync>,
) -> AnyView {
    let keys = value(move || items.with(|items| items.iter().map(key).collect()));
    rows(
        keys,
        Arc::new(move |name: String| {
            let item = value(move || {
                items.with(|items| items.iter().find(|item| key(item) == name).cloned())
            });
            let row = Arc::clone(&row);
            presented(item, Box::new(move |value| row(value)))
        }),
    )
}

/// The keyed list itself, of one type for all lists.
fn rows(keys: Value<Vec<String>>, row: Arc<dyn Fn(String) -> AnyView + Send + Sync>) -> AnyView {
    For(ForProps::builder()
        .each(move || keys.get())
        .key(String::clone)
        .children(move |name: String| row(name))
        .build())
    .into_any()
}

/// A part of a value that tells of its own changes only.
pub fn part<T, P>(whole: Value<T>, part: fn(&T) -> P) -> Value<P>
where
    T: 'static,
    P: PartialEq + 'static,
{
    value(move || whole.with(part))
}
