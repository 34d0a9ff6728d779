//! What was met: days in which nothing happens prove nothing.

use std::collections::BTreeMap;

use margin_call::engine::LevelDetail;

use super::world::Fault;

#[derive(Debug, Default)]
pub struct Seen(pub BTreeMap<String, u64>);

impl Seen {
    pub fn add(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            *self.0.entry(what.clone()).or_default() += times;
        }
    }

    pub fn count(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(times) => *times += 1,
            None => drop(self.0.insert(what.to_owned(), 1)),
        }
    }

    /// Each kind of fault, of what a person does, and of what they are told was met.
    pub fn is_all(&self) {
        let faults =
            "fair down mute refuses limits behind stuck lies garbles offline reorganisation";
        let page = "hidden shown asleep frozen loaded clock acknowledged";
        let told = ["Entered", "Escalated", "Repeated", "Cleared"];
        let levels = ["watch", "call", "urgent", "liquidatable"];
        let mut needed: Vec<String> = faults
            .split(' ')
            .chain(page.split(' '))
            .map(str::to_owned)
            .collect();
        for kind in told {
            needed.extend(levels.map(|level| format!("{kind} {level}")));
        }
        let never = ["Escalated watch", "Repeated watch"];
        needed.retain(|what| !never.contains(&what.as_str()));
        let silences = ["Unwatched watch", "Unwatched urgent", "WatchingAgain watch"];
        needed.extend(silences.map(str::to_owned));
        needed.push("Disputed call".to_owned());
        needed.push("told together".to_owned());
        let kept = [
            "store refuses",
            "store full",
            "store cleared",
            "store damaged",
            "record damaged",
            "not kept",
            "loss noted",
            "failed: NotStored",
        ];
        needed.extend(kept.map(str::to_owned));
        let as_one = [
            "wait",
            "done",
            "failed",
            "dropped",
            "asked for by another page",
        ];
        needed.extend(as_one.map(|what| format!("calls {what}")));
        let asked = [
            "asked to send",
            "asked to carry out",
            "one of two",
            "records lost",
            "speeded up",
            "cancelled",
            "replaced",
        ];
        needed.extend(asked.map(str::to_owned));
        let decided = ["Agrees", "AgreesHidden", "AgreesAndBreaksOff", "Declines"];
        needed.extend(decided.map(str::to_owned));
        let ended = ["Sent", "Unknown", "Confirmed", "Done", "Failed"];
        needed.extend(ended.map(|stage| format!("top-up {stage}")));
        for what in needed {
            assert!(self.0.contains_key(&what), "never met: {what}");
        }
    }

    pub fn told(&mut self, told: &LevelDetail) {
        self.count(&format!("{:?} {}", told.kind, told.level.id()));
    }

    pub fn asked(&mut self, fault: Fault) {
        self.count(match fault {
            Fault::Fair => "fair",
            Fault::Down => "down",
            Fault::Mute => "mute",
            Fault::Refuses => "refuses",
            Fault::Limits(_) => "limits",
            Fault::Behind(_) => "behind",
            Fault::Stuck(_) => "stuck",
            Fault::Lies(_) => "lies",
            Fault::Garbles => "garbles",
        });
    }
}
