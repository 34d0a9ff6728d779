//! The last that happened in a world: put into words when a law is broken, and not before.

use core::fmt::{self, Display, Formatter, Write};
use std::collections::VecDeque;

use margin_call::engine::Event;

/// So much is remembered.
const LINES: usize = 80;

/// So much is said of one event.
const LONGEST: usize = 120;

#[derive(Debug)]
enum Line {
    Says(String),
    /// A method is asked of a URL.
    Asks(&'static str, &'static str),
}

#[derive(Debug)]
pub struct Journal {
    begin: u64,
    lines: VecDeque<(u64, Line)>,
}

impl Journal {
    pub fn new(begin: u64) -> Self {
        Self {
            begin,
            lines: VecDeque::new(),
        }
    }

    pub fn note(&mut self, now: u64, what: String) {
        self.push(now, Line::Says(what));
    }

    pub fn asks(&mut self, now: u64, url: &'static str, method: &'static str) {
        self.push(now, Line::Asks(url, method));
    }

    /// The page takes in an event, which may hold all that is stored.
    pub fn comes(&mut self, now: u64, event: &Event) {
        let mut start = Start(String::new());
        // An error says that there is no place for more.
        let _ = write!(start, "{event:?}");
        self.note(now, start.0);
    }

    fn push(&mut self, now: u64, line: Line) {
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.lines.push_back((now, line));
    }
}

impl Display for Journal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, line) in &self.lines {
            let passed = (at - self.begin) / 1_000;
            let (day, second) = (passed / 86_400, passed % 86_400);
            write!(f, "day {day}, {second:>5} s: ")?;
            match line {
                Line::Says(what) => writeln!(f, "{what}")?,
                Line::Asks(url, method) => writeln!(f, "  asks {url} {method}")?,
            }
        }
        Ok(())
    }
}

/// The beginning of a text, of which the rest is not even written.
struct Start(String);

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = LONGEST.saturating_sub(self.0.len());
        let fitting: String = text.chars().take(left).collect();
        self.0.push_str(&fitting);
        match fitting.len() < text.len() {
            true => Err(fmt::Error),
            false => Ok(()),
        }
    }
}
