//! Recorded results of the real contracts, computed again and compared word for word.
//!
//! The format is described in `README.md` beside this file.

mod aave;
mod aave_input;
mod comet;
mod field;
mod morpho;
mod pre_liquidation;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

/// What came of running entries.
#[derive(Default)]
pub struct Report {
    entries: usize,
    /// How many words were compared.
    pub comparisons: usize,
    /// Those that differ.
    pub differences: Vec<String>,
    /// Names of entries and results that this crate does not compute, by reason.
    not_computed: BTreeMap<String, Vec<String>>,
}

impl Report {
    fn compare<T: PartialEq + core::fmt::Debug>(&mut self, what: &str, ours: T, theirs: T) {
        self.comparisons += 1;
        if ours != theirs {
            self.differences
                .push(format!("{what}: ours {ours:?}, theirs {theirs:?}"));
        }
    }

    fn skip(&mut self, reason: &str, name: &str) {
        self.not_computed
            .entry(reason.to_owned())
            .or_default()
            .push(name.to_owned());
    }
}

fn main() -> ExitCode {
    let mut report = Report::default();
    for file in files() {
        // Another folder's files may know more than this crate; ours is all computed.
        let is_own = file == own();
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
        let json: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is not JSON: {error}", file.display()));
        run_file(&json, &mut report);
        let left_out = &report.not_computed;
        assert!(!is_own || left_out.is_empty(), "left out: {left_out:?}");
    }
    println!(
        "vectors: {} entries, {} comparisons",
        report.entries, report.comparisons
    );
    for (reason, names) in &report.not_computed {
        println!(
            "  not computed, {reason}: {} ({})",
            names.len(),
            names.join(", ")
        );
    }
    for difference in &report.differences {
        println!("  DIFFERENT {difference}");
    }
    assert!(report.comparisons > 0, "nothing was compared");
    match report.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The file beside this one.
fn own() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/vectors.json")
}

/// It, and those of the folder named by `VECTORS_DIR`.
fn files() -> Vec<PathBuf> {
    let mut files = vec![own()];
    if let Ok(folder) = std::env::var("VECTORS_DIR") {
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("VECTORS_DIR={folder} cannot be read: {error}"));
        let paths = entries.map(|entry| entry.expect("a folder entry").path());
        let mut more: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
            .collect();
        assert!(!more.is_empty(), "VECTORS_DIR={folder} holds no .json file");
        more.sort();
        files.extend(more);
    }
    files
}

/// Runs every entry of a file.
pub fn run_file(json: &Value, report: &mut Report) {
    match json {
        Value::Object(lists) => {
            for (kind, entries) in lists.iter().filter(|(kind, _)| *kind != "meta") {
                run_list(kind, entries, report);
            }
        }
        Value::Array(entries) => {
            let kind = match entries.first() {
                Some(entry) if entry.get("ucfg").is_some() => "aave",
                Some(entry) if entry.get("bdec").is_some() => "comet",
                Some(entry) if entry.get("cases").is_some() => "pre_liquidation",
                Some(entry) if entry.get("mk").is_some() => "morpho",
                _ => panic!("a list of entries of an unknown kind"),
            };
            run_list(kind, json, report);
        }
        _ => panic!("a file is an object or a list"),
    }
}

fn run_list(kind: &str, entries: &Value, report: &mut Report) {
    for entry in field::list(entries) {
        match kind {
            "aave" => aave::run(entry, report),
            "comet" => comet::run(entry, report),
            "raw_aave_interest" => aave::run_interest(entry, report),
            "morpho" => morpho::run(entry, report),
            "pre_liquidation" => pre_liquidation::run(entry, report),
            other => report.skip(other, field::text(&entry["id"])),
        }
    }
}
