//! One item as it lies in the store: a version, when it was written, a checksum, and the value.

use std::borrow::Cow;

use alloy::primitives::Keccak256;
use serde::{Deserialize, Serialize};

/// The form of the text and of the values. To be counted up when a program that knows only the form
/// before would misread them; a field more or less is no other form.
const VERSION: u32 = 1;

/// What was written, and when, milliseconds since 1970.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) at: u64,
    pub(super) value: String,
}

/// Why a text is of no use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is not as it was written.
    Damaged,
    /// A newer program wrote it.
    Newer,
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Text<'a> {
    version: u32,
    at: u64,
    sum: String,
    value: Cow<'a, str>,
}

/// The text of a value that is written at this time.
pub(super) fn write(at: u64, value: &str) -> String {
    let text = Text {
        version: VERSION,
        at,
        sum: sum(at, value),
        value: Cow::Borrowed(value),
    };
    // Strings and numbers only: there is nothing that JSON could not hold.
    serde_json::to_string(&text).unwrap_or_default()
}

/// Reads a text with suspicion.
pub(super) fn read(text: &str) -> Result<Written, Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    // Of another form nothing else is known.
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.version > VERSION {
        return Err(Unreadable::Newer);
    }
    let Text { at, sum, value, .. } = serde_json::from_str(text).map_err(damaged)?;
    match head.version == VERSION && sum == self::sum(at, &value) {
        true => Ok(Written {
            at,
            value: value.into_owned(),
        }),
        false => Err(Unreadable::Damaged),
    }
}

/// Four bytes are enough against a digit that flipped; against malice none would be.
fn sum(at: u64, value: &str) -> String {
    let mut hash = Keccak256::new();
    hash.update(format!("{at} "));
    hash.update(value);
    let [a, b, c, d, ..] = hash.finalize().0;
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_that_was_cut_or_changed() {
        let text = write(7, r#"{"a":"b"}"#);
        let written = Written {
            at: 7,
            value: r#"{"a":"b"}"#.to_owned(),
        };
        assert_eq!(read(&text), Ok(written));
        for place in 0..text.len() {
            assert_eq!(read(&text[..place]), Err(Unreadable::Damaged), "{place}");
            let mut flipped = text.clone().into_bytes();
            flipped[place] ^= 1;
            let flipped = String::from_utf8(flipped).unwrap();
            assert!(read(&flipped).is_err(), "{flipped}");
        }
    }

    #[test]
    fn of_a_newer_program_nothing_but_the_version_is_read() {
        let newer = r#"{"version":2,"value":{"a":[]}}"#;
        assert_eq!(read(newer), Err(Unreadable::Newer));
        let older = write(7, "").replace(r#""version":1"#, r#""version":0"#);
        assert_eq!(read(&older), Err(Unreadable::Damaged));
    }
}
