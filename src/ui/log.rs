use super::element::{El, el, text};
use super::format;
use super::words::log_line;
use crate::engine::view::{LogEntry, LogKind};

/// What happened, newest first.
pub fn log(entries: &[LogEntry]) -> Option<El> {
    if entries.is_empty() {
        return None;
    }
    let entries = entries.iter().map(|entry| {
        let line = log_line(&entry.what);
        let tone = (entry.what == LogKind::Liquidated).then_some("bad");
        let shown = el("li", "")
            .key(format!("{}{line}", entry.at.0))
            .child(text("time", "", format::day_and_time(entry.at)))
            .child(text("span", "", line));
        match tone {
            Some(tone) => shown.attr("data-tone", tone),
            None => shown,
        }
    });
    Some(
        el("details", "card log")
            .part("log")
            .child(text("summary", "", "What happened"))
            .child(el("ol", "").children(entries)),
    )
}
