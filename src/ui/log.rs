use leptos::prelude::*;

use super::format;
use super::shown::Shown;
use super::words::{log_line, log_more, log_topic};
use crate::browser::{clock, download};
use crate::engine::view::{LogEntry, LogTopic};
use crate::engine::{journal_csv, journal_json};

/// What happened, newest first; nothing before the first line.
#[component]
pub fn Log() -> impl IntoView {
    let log = Shown::here().part(|view| view.log.clone());
    let has_some = Memo::new(move |_| log.with(|log| !log.is_empty()));
    let topic = RwSignal::new(None::<LogTopic>);
    // Hundreds of lines, most days unread.
    let is_open = RwSignal::new(false);
    // No line holds anything that a person typed or opened, and equal lines may follow each other.
    let lines = move || {
        let chosen = topic.get();
        let is_chosen = |line: &&LogEntry| chosen.is_none_or(|topic| line.what.topic() == topic);
        log.with(|log| {
            let lines = log.iter().filter(is_chosen).map(line);
            lines.collect_view()
        })
    };
    let choose = move |text: String| {
        let place: Option<usize> = text.parse().ok();
        topic.set(place.and_then(|place| LogTopic::ALL.get(place).copied()));
    };
    let option = |(place, topic): (usize, LogTopic)| {
        view! { <option value=place.to_string()>{log_topic(topic)}</option> }
    };
    let csv = move |_| {
        let text = log.with_untracked(|log| journal_csv(log, &log_line, &clock::iso));
        download::save("margin-call.csv", "text/csv", &text);
    };
    let json = move |_| {
        let text = log.with_untracked(|log| journal_json(log, &log_line, &clock::iso));
        download::save("margin-call.json", "application/json", &text);
    };
    view! {
        <Show when=move || has_some.get()>
            <details class="card log" part="log" on:toggle:target=move |event| is_open.set(event.target().open())>
                <summary>{"What happened"}</summary>
                <div class="row">
                    <select
                        aria-label="Which lines"
                        on:change:target=move |event| choose(event.target().value())
                    >
                        <option value="">{"Everything"}</option>
                        {LogTopic::ALL.into_iter().enumerate().map(option).collect_view()}
                    </select>
                    <button type="button" class="quiet" on:click=csv>{"Save as CSV"}</button>
                    <button type="button" class="quiet" on:click=json>{"Save as JSON"}</button>
                </div>
                <Show when=move || is_open.get()>
                    <ol>{lines}</ol>
                </Show>
            </details>
        </Show>
    }
}

fn line(entry: &LogEntry) -> impl IntoView + use<> {
    let tone = entry.what.is_seizure().then_some("bad");
    let words = log_line(&entry.what);
    let words = match &entry.market {
        Some(market) => format!("{market} · {words}"),
        None => words,
    };
    let more = log_more(entry).map(|more| view! { <small class="hint">{more}</small> });
    view! {
        <li data-tone=tone>
            <time>{format::day_and_time(entry.at)}</time>
            <div>
                <span>{words}</span>
                {more}
            </div>
        </li>
    }
}
