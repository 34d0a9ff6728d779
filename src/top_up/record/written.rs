//! A record as the text that is stored.

use alloy::primitives::{B256, U256};
use serde::{Deserialize, Serialize};

use super::{End, Record};
use crate::chain::rpc::{parse_address, parse_hash_text, parse_hex};
use crate::chain::transactions::AccountKind;
use crate::chain::{Call, ChainId, Payment};
use crate::protocols::PositionKey;
use crate::top_up::{Asked, Chosen, Means, Said, Slot, Source, StrategyId, Together};

/// The form of the text. Another form is kept and never written over: it may tell of a transaction.
const VERSION: u32 = 1;

/// The form where several calls were asked for as one: who knows only the other sees no part of them.
const VERSION_OF_CALLS: u32 = 2;

impl Record {
    /// As it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut payments = self.asked.payments().iter().map(WrittenPayment::from);
        let first = payments.next().unwrap_or_default();
        let together = self.asked.together();
        let means = self.chosen.means();
        let asset = self.chosen.one().map(|way| way.asset);
        let written = Written {
            version: together.map_or(VERSION, |_| VERSION_OF_CALLS),
            chain: self.position.chain.0,
            account: self.position.account.to_string(),
            market: self.position.market.to_string(),
            id: self.position.id.map(|id| id.to_string()),
            target: self.target.clone(),
            amount: self.amount.clone(),
            repays: matches!(means, Some(Means::Repay | Means::RepayCoin)),
            in_coin: means.and_then(Means::source) == Some(Source::Coin),
            repays_supplied: means == Some(Means::RepaySupplied),
            takes_back: means == Some(Means::TakeBack),
            authorizes: match means {
                Some(Means::Authorize { contract, may }) => Some((contract.to_string(), may)),
                _ => None,
            },
            enables: means == Some(Means::Enable),
            enters: match means {
                Some(Means::EnterEMode(e_mode)) => Some(e_mode),
                _ => None,
            },
            mixes: self.chosen == Chosen::Mix,
            asset: asset.unwrap_or_default().to_string(),
            first,
            rest: payments.collect(),
            calls: together.map(|calls| calls.id.to_string()),
            after: together.map(|calls| calls.after),
            known_as: together.and_then(|calls| calls.known_as.clone()),
            taken: self.asked.is_taken(),
            undone: said(together, Said::Undone),
            partly: said(together, Said::Partly),
            nonce: self.nonce,
            nonce_is_exact: self.nonce_is_exact,
            by_contract: self.account == AccountKind::Contract,
            delegated: self.account == AccountKind::Delegated,
            in_doubt: self.in_doubt,
            after_unknown: self.after_unknown,
            block: self.block,
            written_by: self.written_by,
            written_at_ms: self.written_at_ms,
            hashes: self.hashes.iter().map(B256::to_string).collect(),
            ended_in: self.end.map(|end| end.block),
            ended_at_ms: self.end.map(|end| end.at_ms),
            settles: self.end.is_some_and(|end| end.settles),
        };
        // Strings and numbers only: there is nothing that JSON could not hold. An empty text would
        // be taken for a record that cannot be read, which blocks: the safe side.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads what was stored in `slot`; none where it is no record of that slot in this form.
    #[must_use]
    pub fn from_text(slot: Slot, text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let id = match &written.id {
            Some(id) => Some(parse_hash_text(id)?),
            None => None,
        };
        let asked = written.asked()?;
        let chosen = written.chosen()?;
        let hashes: Option<Vec<B256>> = written
            .hashes
            .iter()
            .map(|one| parse_hash_text(one))
            .collect();
        let record = Self {
            position: PositionKey {
                chain: ChainId(written.chain),
                market: parse_address(&written.market)?,
                id,
                account: parse_address(&written.account)?,
            },
            target: written.target,
            amount: written.amount,
            chosen,
            asked,
            nonce: written.nonce,
            nonce_is_exact: written.nonce_is_exact,
            account: match (written.by_contract, written.delegated) {
                (true, _) => AccountKind::Contract,
                (false, true) => AccountKind::Delegated,
                (false, false) => AccountKind::Plain,
            },
            in_doubt: written.in_doubt,
            after_unknown: written.after_unknown,
            block: written.block,
            written_by: written.written_by,
            written_at_ms: written.written_at_ms,
            hashes: hashes?,
            end: match (written.ended_in, written.ended_at_ms) {
                (Some(block), Some(at_ms)) => Some(End {
                    block,
                    at_ms,
                    settles: written.settles,
                }),
                _ => None,
            },
        };
        (record.slot() == slot).then_some(record)
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    chain: u64,
    account: String,
    market: String,
    id: Option<String>,
    target: String,
    /// Not written where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    repays: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    repays_supplied: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    in_coin: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    takes_back: bool,
    /// The contract, and whether it may from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorizes: Option<(String, bool)>,
    #[serde(default, skip_serializing_if = "is_not")]
    enables: bool,
    /// The e-mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enters: Option<u8>,
    /// Several ways together: then the token is none.
    #[serde(default, skip_serializing_if = "is_not")]
    mixes: bool,
    asset: String,
    #[serde(flatten)]
    first: WrittenPayment,
    /// What comes with it, of calls that are carried out as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rest: Vec<WrittenPayment>,
    /// What the wallet knows them by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calls: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_as: Option<String>,
    #[serde(default, skip_serializing_if = "is_not")]
    taken: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    undone: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    partly: Vec<String>,
    nonce: u64,
    nonce_is_exact: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    by_contract: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    delegated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_doubt: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after_unknown: Option<u64>,
    block: u64,
    written_by: u64,
    written_at_ms: u64,
    hashes: Vec<String>,
    ended_in: Option<u64>,
    ended_at_ms: Option<u64>,
    /// Not written where it is not so: then the text is that of records before there was this, and
    /// a change that names what must lie there meets them.
    #[serde(default, skip_serializing_if = "is_not")]
    settles: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct WrittenPayment {
    to: String,
    data: String,
    /// Not written where there is none.
    #[serde(default, skip_serializing_if = "U256::is_zero")]
    value: U256,
}

impl From<&Payment> for WrittenPayment {
    fn from(payment: &Payment) -> Self {
        Self {
            to: payment.call.to.to_string(),
            data: payment.call.data.to_string(),
            value: payment.value,
        }
    }
}

impl WrittenPayment {
    fn read(&self) -> Option<Payment> {
        Some(Payment {
            call: Call {
                to: parse_address(&self.to)?,
                data: parse_hex(&self.data)?,
            },
            value: self.value,
        })
    }
}

impl Written {
    fn chosen(&self) -> Option<Chosen> {
        let asset = parse_address(&self.asset)?;
        let means = match &self.authorizes {
            Some((contract, may)) => Means::Authorize {
                contract: parse_address(contract)?,
                may: *may,
            },
            None => self.means(),
        };
        Some(match self.mixes {
            true => Chosen::Mix,
            false => StrategyId { means, asset }.into(),
        })
    }

    /// One flag each, in the order in which they came to be; none of them adds collateral. That it is paid
    /// in coin goes with either.
    const fn means(&self) -> Means {
        if self.in_coin && self.repays {
            Means::RepayCoin
        } else if self.in_coin {
            Means::AddCoin
        } else if self.repays {
            Means::Repay
        } else if self.takes_back {
            Means::TakeBack
        } else if self.enables {
            Means::Enable
        } else if let Some(e_mode) = self.enters {
            Means::EnterEMode(e_mode)
        } else if self.repays_supplied {
            Means::RepaySupplied
        } else {
            Means::AddCollateral
        }
    }

    /// What the wallet said of transactions.
    fn said(&self) -> Option<Vec<(B256, Said)>> {
        let of = |hashes: &[String], said| {
            let hashes = hashes.iter().map(|hash| parse_hash_text(hash));
            let said = hashes.map(|hash| Some((hash?, said)));
            said.collect::<Option<Vec<_>>>()
        };
        let undone = of(&self.undone, Said::Undone)?;
        let partly = of(&self.partly, Said::Partly)?;
        Some([undone, partly].concat())
    }

    /// What was asked for, where it is written in one of the forms.
    fn asked(&self) -> Option<Asked> {
        let first = self.first.read()?;
        match (self.version, &self.calls, self.after) {
            (VERSION, None, None) if self.rest.is_empty() => Some(Asked::One(first)),
            (VERSION_OF_CALLS, Some(id), Some(after)) => {
                let rest = self.rest.iter().map(WrittenPayment::read);
                let payments = core::iter::once(Some(first)).chain(rest);
                Some(Asked::Together(Together {
                    id: parse_hash_text(id)?,
                    payments: payments.collect::<Option<_>>()?,
                    after,
                    known_as: self.known_as.clone(),
                    is_taken: self.taken,
                    said: self.said()?,
                }))
            }
            _ => None,
        }
    }
}

/// The transactions of which the wallet said this.
fn said(together: Option<&Together>, what: Said) -> Vec<String> {
    let all = together.into_iter().flat_map(|calls| &calls.said);
    let all = all.filter(|(_, said)| *said == what);
    all.map(|(hash, _)| hash.to_string()).collect()
}

// Serde hands fields over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_not(it: &bool) -> bool {
    !it
}
