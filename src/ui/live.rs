//! Showing what may be absent, and lists, without rebuilding what merely changed.
//!
//! A block comes every few seconds; what a person types or has focused must outlive it. So the
//! page's structure hangs on small memos, and everything else is text inside it.

use std::sync::Arc;

use leptos::control_flow::{For, ForProps};
use leptos::prelude::*;

use super::element::{IntoChild, live};
use crate::ui::signal::Signal;

/// Shows `render` while `source` has a value. The value may change without a rebuild.
pub fn present<T, C>(
    source: Signal<Option<T>>,
    render: impl Fn(Signal<T>) -> C + Send + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    C: IntoChild,
{
    let is_there = Signal::new(move |_| source.with(Option::is_some));
    live(move || {
        if !is_there.get() {
            return None;
        }
        let first = source.get_untracked()?;
        // While this is being taken away the source is empty already: the last value stands in.
        let latest = Signal::new(move |before: Option<&T>| {
            source
                .get()
                .or_else(|| before.cloned())
                .unwrap_or_else(|| first.clone())
        });
        Some(render(latest).into_child())
    })
}

/// A row for every item, kept while its key is there. An item may change without a rebuild.
pub fn each<T, C>(
    items: Signal<Vec<T>>,
    key: fn(&T) -> String,
    row: impl Fn(Signal<T>) -> C + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    C: IntoChild + 'static,
{
    let keys = Signal::new(move |_| items.with(|items| items.iter().map(key).collect()));
    rows(
        keys,
        Arc::new(move |name: String| {
            let item = Signal::new(move |_| {
                items.with(|items| items.iter().find(|item| key(item) == name).cloned())
            });
            present(item, row.clone())
        }),
    )
}

/// The keyed list itself, of one type for all lists.
fn rows(keys: Signal<Vec<String>>, row: Arc<dyn Fn(String) -> AnyView + Send + Sync>) -> AnyView {
    For(ForProps::builder()
        .each(move || keys.get())
        .key(String::clone)
        .children(move |name: String| row(name))
        .build())
    .into_any()
}

/// A part of a signal's value that tells of its changes only.
pub fn part<T, P>(whole: Signal<T>, part: fn(&T) -> P) -> Signal<P>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
{
    Signal::new(move |_| whole.with(part))
}
