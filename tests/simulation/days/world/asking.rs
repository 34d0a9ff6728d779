//! That nothing is paid twice: judged by what the wallet was asked for and by what waits on the chain.

use margin_call::top_up::{Earlier, StageView};
use serde_json::Value;

use super::wallet::Asked;
use super::{Item, World};
use crate::chain::{address, quantity};
use crate::days::market::PAYER;

/// Something that may still be mined.
#[derive(Debug)]
struct Waiting {
    /// It is the so-manieth that the wallet was asked for.
    place: u64,
    /// Its number; calls as one have one once they are sent.
    number: Option<u64>,
    /// The name of calls as one.
    name: Option<String>,
    /// A node knows of it.
    is_seen: bool,
    is_sent: bool,
}

impl Waiting {
    /// The wallet was asked for it, and no more is known.
    fn asked(asked: &Asked) -> Self {
        Self {
            place: asked.place,
            number: asked.what["nonce"].as_str().and_then(quantity),
            name: asked.what["id"].as_str().map(str::to_owned),
            is_seen: false,
            is_sent: false,
        }
    }
}

impl World {
    /// A person signs what is shown: what it says of what was asked for before.
    pub(super) fn signs(&mut self) {
        let view = self.page.shows(&self.engine);
        let stage = view.top_up.as_ref().map(|top_up| &top_up.stage);
        if let Some(StageView::Review(review)) = stage {
            self.said = review.manners.earlier;
        }
    }

    /// The wallet is asked to send something, or to carry it out as one.
    pub(super) fn is_asked_to_send(&mut self, what: &Value) -> u64 {
        let is_one = what["calls"].is_null();
        self.seen.count(match is_one {
            true => "asked to send",
            false => "asked to carry out",
        });
        assert_eq!(address(&what["from"]), PAYER);
        assert!(
            self.is_written_down(what),
            "asked for what is not written down"
        );
        for first in self.may_be_mined() {
            self.judge_beside(&first, what);
        }
        let wallet = self.wallet.as_mut().expect("a wallet");
        wallet.asked += 1;
        wallet.asked
    }

    /// All that the wallet was asked for and that may still be mined.
    fn may_be_mined(&self) -> Vec<Waiting> {
        let (payments, count) = (&self.chains[0].payments, self.chains[0].head().payer.count);
        let wallet = self.wallet.as_ref().expect("a wallet");
        let coming = self.queue.values().filter_map(Item::sends);
        let asked = wallet.shown.iter().chain(coming).map(Waiting::asked);
        // A number that was taken is refused.
        let asked = asked.filter(|one| one.number.is_none_or(|number| number >= count));
        let sent = payments.waiting(count);
        // A permission that a reorganisation took away and nobody sees takes nothing when it is back.
        let sent = sent.filter(|one| one.pays() || !one.is_hidden);
        let sent = sent.map(|one| Waiting {
            place: one.place,
            number: Some(one.nonce),
            name: one.name.clone(),
            is_seen: !one.is_hidden,
            is_sent: true,
        });
        asked.chain(sent).collect()
    }

    /// Nothing that was asked for before may be mined beside it. Where the browser has lost its record of that,
    /// no page has read it since, and no node sees it, then what is asked for has its number, or its name: a
    /// chain takes one of the two, or the wallet. What a wallet carries out as one it numbers by itself, and
    /// nobody can know of what it shows: then the person was told that nothing is known of it.
    fn judge_beside(&mut self, first: &Waiting, what: &Value) {
        let wallet = self.wallet.as_ref().expect("a wallet");
        let is_known = first.is_seen || first.place > wallet.forgotten;
        assert!(
            !is_known,
            "{what} is asked for while {first:?} may be mined"
        );
        let number = what["nonce"].as_str().and_then(quantity);
        let is_one_of_two = match (first.name.as_deref(), what["id"].as_str()) {
            (None, None) => first.number == number,
            (Some(first), Some(name)) => first == name && !wallet.names_itself,
            // The wallet knows what it has sent by its name, and says so.
            (Some(_), None) => {
                assert!(
                    !first.is_sent || wallet.names_itself,
                    "{first:?} is known to the wallet"
                );
                first.number == number
            }
            (None, Some(_)) => false,
        };
        self.seen.count(match is_one_of_two {
            true => "one of two",
            false => "beside what nobody knows",
        });
        let is_said = self.said != Earlier::Ended;
        assert!(
            is_said,
            "nobody remembers {first:?}, and {what} is asked for as if all had ended"
        );
    }

    /// Whether what the wallet is asked for lies in the store, as something that has not ended.
    fn is_written_down(&self, what: &Value) -> bool {
        let text = self.store.records.values().next();
        let record: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
        let Some(record) = record else {
            return false;
        };
        let data = |call: &Value| (call["to"].clone(), call["data"].clone());
        let calls = what["calls"].as_array();
        let first = calls.map_or(what, |calls| &calls[0]);
        let rest = calls.into_iter().flatten().skip(1).map(data);
        let written = record["rest"].as_array().into_iter().flatten().map(data);
        data(first) == data(&record)
            && rest.eq(written)
            && record["calls"] == what["id"]
            && record["ended_in"].is_null()
    }

    /// The browser has lost what it kept. A page that has read it goes by that.
    pub(super) fn lose_track(&mut self) {
        let has_read = self.has_read_record;
        if let Some(wallet) = self.wallet.as_mut().filter(|_| !has_read) {
            wallet.forgotten = wallet.asked;
        }
    }

    /// The browser loses its records, and the page does not hear of it.
    pub fn lose_records(&mut self) {
        self.note("the records are lost".into());
        self.seen.count("records lost");
        self.store.records.clear();
        self.lose_track();
    }
}
