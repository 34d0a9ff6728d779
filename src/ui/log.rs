use leptos::prelude::*;

use super::format;
use super::shown::Shown;
use super::words::log_line;
use crate::engine::view::{LogEntry, LogKind};

/// What happened, newest first; nothing before the first line.
#[component]
pub fn Log() -> impl IntoView {
    let log = Shown::here().part(|view| view.log.clone());
    let has_some = Memo::new(move |_| log.with(|log| !log.is_empty()));
    // No line holds anything that a person typed or opened, and equal lines may follow each other.
    let lines = move || log.get().into_iter().map(line).collect_view();
    view! {
        <Show when=move || has_some.get()>
            <details class="card log" part="log">
                <summary>{"What happened"}</summary>
                <ol>{lines}</ol>
            </details>
        </Show>
    }
}

fn line(entry: LogEntry) -> impl IntoView {
    let tone = (entry.what == LogKind::Liquidated).then_some("bad");
    view! {
        <li data-tone=tone>
            <time>{format::day_and_time(entry.at)}</time>
            <span>{log_line(&entry.what)}</span>
        </li>
    }
}
