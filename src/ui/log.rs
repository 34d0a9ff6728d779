use leptos::prelude::*;

use super::element::{El, el, live};
use super::format;
use super::live::each;
use super::value::value;
use super::widget::Ui;
use super::words::log_line;
use crate::engine::view::LogKind;

/// What happened, newest first.
pub fn log(ui: Ui) -> AnyView {
    let entries = ui.part(|view| view.log.clone());
    let is_empty = value(move || entries.with(Vec::is_empty));
    live(move || {
        (!is_empty.get()).then(|| -> El {
            el("details", "card log")
                .part("log")
                .child(el("summary", "").child("What happened"))
                .child(el("ol", "").child(each(
                    entries,
                    |entry| format!("{}{}", entry.at.0, log_line(&entry.what)),
                    |entry| {
                        el("li", "")
                            .attr_live("data-tone", move || {
                                entry
                                    .with(|entry| entry.what == LogKind::Liquidated)
                                    .then(|| "bad".to_owned())
                            })
                            .child(
                                el("time", "").say(move || {
                                    entry.with(|entry| format::day_and_time(entry.at))
                                }),
                            )
                            .child(
                                el("span", "")
                                    .say(move || entry.with(|entry| log_line(&entry.what))),
                            )
                    },
                )))
        })
    })
}
