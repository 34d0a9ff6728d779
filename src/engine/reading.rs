//! The reading loop: head, then as many batches as the markets ask for, all at that one block.

use serde_json::Value;

use super::effect::Endpoint;
use super::event::RequestFailure;
use super::pace::LOOK_EVERY_MS;
use super::requests::Purpose;
use super::rounds::{Part, Rounds};
use super::view::{PositionKey, ReadProblem};
use super::watched::WatchedMarket;
use super::{Engine, Millis};
use crate::chain::multicall;
use crate::chain::rpc::{self, Garbled, Request};
use crate::chain::{BlockPace, BlockRef, Seen};
use crate::math::Timestamp;
use crate::protocols::{Reading, Snapshot};
use crate::risk::drawdown::Drawdown;

/// Longest wait between two attempts, milliseconds.
const BACK_OFF_AT_MOST_MS: u64 = 60_000;

/// Longest wish of an endpoint that is granted, seconds: a wish for ever must not end the watch.
const RETRY_AFTER_AT_MOST_S: u64 = 600;

/// What is read, and how that goes.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// The markets of the watched chain.
    pub(super) markets: Vec<WatchedMarket>,
    stage: Stage,
    /// What the contracts of the watched chain have shown of their blocks.
    seen: Seen,
    /// The newest block whose values are held.
    pub(super) block: Option<BlockRef>,
    /// When an endpoint last gave an answer that was believed.
    pub(super) last_success: Option<Timestamp>,
    /// Why the last attempt failed.
    pub(super) problem: Option<ReadProblem>,
    /// Attempts that failed since the last that did not.
    failures: u32,
    /// When to look next; none while a look is under way, or with nothing to read.
    pub(super) next_at: Option<Millis>,
    /// Look at everything again as if for the first time: balances of the wallet too.
    sweep: bool,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Resting,
    Head,
    Rounds(Rounds),
}

impl Reader {
    /// Whether a look is under way.
    pub(super) fn is_reading(&self) -> bool {
        !matches!(self.stage, Stage::Resting)
    }

    /// All that was read last, market by market.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.markets.iter().filter_map(WatchedMarket::snapshot)
    }

    /// How far all volatile collateral of a position may fall together, as far as that is known.
    pub(super) fn drawdown(&self, key: &PositionKey) -> Option<Drawdown> {
        let known = self.markets.iter().filter_map(|one| one.known.as_ref());
        let mut known = known.filter(|known| super::key_of(&known.snapshot) == *key);
        known.next()?.analysis.drawdown
    }

    /// That collateral of a position was seized has been told.
    pub(super) fn liquidation_told(&mut self, key: &PositionKey) {
        let of_position = |one: &&mut WatchedMarket| {
            one.snapshot()
                .is_some_and(|snapshot| super::key_of(snapshot) == *key)
        };
        if let Some(watched) = self.markets.iter_mut().find(of_position) {
            watched.liquidated = false;
        }
    }

    /// What is known of a position.
    pub(super) fn snapshot(&self, key: &PositionKey) -> Option<&Snapshot> {
        self.snapshots()
            .find(|snapshot| super::key_of(snapshot) == *key)
    }
}

impl Engine {
    /// Forgets everything that was read: another account or chain follows, or none.
    pub(super) fn forget_position(&mut self) {
        self.requests
            .forget(|purpose| matches!(purpose, Purpose::Head | Purpose::Round));
        self.forget_checks();
        self.reader = Reader::default();
        self.watch = None;
        self.context_changed();
    }

    /// Begins to read, once the chain is known everywhere it is needed.
    pub(super) fn start_reading(&mut self, now: Millis) {
        let Some(open) = self.session.open() else {
            return;
        };
        let (account, Some(chain)) = (open.account, open.chain) else {
            return;
        };
        let watches_only = open.wallet.is_none();
        if !self.has_markets(chain) {
            // Whatever an endpoint serves: the wallet must switch, or the endpoint misspoke.
            self.reader.problem = None;
            self.reader.next_at = watches_only.then(|| now.plus(BACK_OFF_AT_MOST_MS));
            return;
        }
        if self.config.reads_through() == Endpoint::Http {
            match open.endpoint_chain {
                None => {
                    // It failed before the wallet answered, or its answer is under way.
                    if !self.requests.awaits(&Purpose::EndpointChain) {
                        self.reader.next_at = Some(now.plus(LOOK_EVERY_MS.0));
                    }
                    return;
                }
                Some(other) if other != chain => {
                    self.read_failed(now, ReadProblem::OtherChain);
                    return;
                }
                Some(_) => {}
            }
        }
        if !self.reader.markets.is_empty() {
            return;
        }
        self.reader.markets = self
            .markets_of(chain)
            .into_iter()
            .map(WatchedMarket::new)
            .collect();
        self.begin_watch(now, Some(chain), account);
        self.look(now);
    }

    /// Looks at the head now, unless a look is under way.
    pub(super) fn look(&mut self, now: Millis) {
        if self.reader.is_reading() || self.reader.markets.is_empty() {
            return;
        }
        self.reader.next_at = None;
        self.reader.stage = Stage::Head;
        let via = self.config.reads_through();
        self.ask(now, Purpose::Head, via, Request::latest_block());
    }

    /// Looks at everything again, also at what changes rarely.
    pub(super) fn sweep(&mut self, now: Millis) {
        self.reader.sweep = true;
        self.look(now);
    }

    /// A click on "refresh": also what changes rarely.
    pub(super) fn refresh(&mut self, now: Millis) {
        self.reader.sweep = true;
        self.ask_wallet_again(now);
        self.look_again(now);
    }

    /// Tries again what failed: the chain, if that is not known yet, else the head.
    pub(super) fn look_again(&mut self, now: Millis) {
        self.reader.next_at = None;
        let Some(open) = self.session.open() else {
            return;
        };
        let through_http = self.config.reads_through() == Endpoint::Http;
        // An endpoint that named a chain without markets may have misspoken, or be another soon.
        let nothing = open.wallet.is_none() && self.reader.markets.is_empty();
        let wrong = open.endpoint_chain.is_some() && open.endpoint_chain != open.chain;
        if open.wallet.is_some() && open.chain.is_none() {
            self.ask_wallet_chain(now);
        } else if through_http && (open.endpoint_chain.is_none() || wrong || nothing) {
            self.ask(
                now,
                Purpose::EndpointChain,
                Endpoint::Http,
                Request::chain_id(),
            );
        } else {
            self.look(now);
        }
    }

    pub(super) fn head_answered(&mut self, now: Millis, answer: Result<Value, RequestFailure>) {
        if !matches!(self.reader.stage, Stage::Head) {
            return;
        }
        let head = match self.believe(answer, rpc::parse_block) {
            Ok(head) => head,
            Err(problem) => return self.read_failed(now, problem),
        };
        // An endpoint behind a load balancer may answer with an older head than before: what is
        // known already is newer. On a local chain, which can be turned back, it is followed.
        let behind = self.reader.block.is_some_and(|known| {
            head.number < known.number && self.facts().blocks != BlockPace::OnDemand
        });
        let same = self
            .reader
            .block
            .is_some_and(|known| known.hash == head.hash);
        // A sweep waits for a head that is not behind: it must not turn the clock back.
        if behind || (same && !self.reader.sweep) {
            self.reader.stage = Stage::Resting;
            self.read_succeeded(now);
            return;
        }
        let sweep = core::mem::take(&mut self.reader.sweep);
        let Some(account) = self.session.open().map(|open| open.account) else {
            return;
        };
        let contracts = self.pre_liquidators();
        let mut calls = Vec::new();
        let mut parts = Vec::new();
        for watched in &mut self.reader.markets {
            if sweep {
                watched.layout = None;
            }
            let known = watched.layout.clone();
            let (reading, asked) =
                Reading::start(&watched.market, account, head, &contracts, known);
            parts.push(Part::Asking(reading, asked.len()));
            calls.extend(asked);
        }
        self.reader.stage = Stage::Rounds(Rounds { block: head, parts });
        self.ask_round(now, &calls, &head);
    }

    fn ask_round(&mut self, now: Millis, calls: &[crate::chain::Call], block: &BlockRef) {
        let via = self.config.reads_through();
        let request = Request::call(
            &multicall::encode(calls, self.facts().id, block),
            block.number,
        );
        self.ask(now, Purpose::Round, via, request);
    }

    pub(super) fn round_answered(&mut self, now: Millis, answer: Result<Value, RequestFailure>) {
        let Stage::Rounds(rounds) = core::mem::take(&mut self.reader.stage) else {
            return;
        };
        let chain = self.facts().id;
        let mut seen = self.reader.seen;
        let count = rounds.parts.iter().map(Part::asked).sum();
        let block = rounds.block;
        let answers = self.believe(answer, |answer| {
            let bytes = rpc::parse_bytes(answer)?;
            multicall::decode(&bytes, count, chain, &block, &mut seen).map_err(|_| Garbled)
        });
        self.reader.seen = seen;
        // What was predicted from an earlier reading may be what fails: then it is found anew. A
        // batch that never came says nothing about that.
        let misled = answers.is_ok();
        let fed = answers.and_then(|answers| rounds.feed(answers));
        match fed {
            Err(problem) => {
                self.reader.sweep |= misled;
                self.read_failed(now, problem);
            }
            Ok((rounds, calls)) if calls.is_empty() => self.take_snapshots(now, rounds),
            Ok((rounds, calls)) => {
                self.reader.stage = Stage::Rounds(rounds);
                self.ask_round(now, &calls, &block);
            }
        }
    }

    /// The markets are read, at one block: from here on this is what is known.
    ///
    /// A market that could not be read leaves the others as they are: what was known of it ages,
    /// and has an alarm about silence of its own. Where none could be read, the read has failed.
    fn take_snapshots(&mut self, now: Millis, rounds: Rounds) {
        let read = |part: &Part| matches!(part, Part::Done(..));
        if !rounds.parts.iter().any(read) {
            self.reader.sweep = true;
            return self.read_failed(now, ReadProblem::Garbled);
        }
        self.reader.block = Some(rounds.block);
        for (watched, part) in self.reader.markets.iter_mut().zip(rounds.parts) {
            match part {
                Part::Done(snapshot, layout) => watched.take(snapshot, layout),
                Part::Failed(error) => watched.failed(error),
                Part::Asking(..) => {}
            }
        }
        self.positions_read(now, rounds.block.number);
        self.tell_blind(now, (rounds.block.number, rounds.block.timestamp));
        self.read_succeeded(now);
    }

    fn read_succeeded(&mut self, now: Millis) {
        self.reader.problem = None;
        self.reader.failures = 0;
        self.reader.last_success = Some(now.timestamp());
        self.reader.next_at = Some(now.plus(self.look_every_ms()));
        self.data_arrived(now);
        self.rescue_read(now);
    }

    /// A read ended without values. What was read before stays, and ages visibly.
    pub(super) fn read_failed(&mut self, now: Millis, problem: ReadProblem) {
        self.reader.stage = Stage::Resting;
        self.requests
            .forget(|purpose| matches!(purpose, Purpose::Head | Purpose::Round));
        // Twice as long each time; spread by the clock itself, so that many pages that lost the
        // same endpoint do not come back together.
        let doubled = 1_000_u64
            .checked_shl(self.reader.failures)
            .unwrap_or(BACK_OFF_AT_MOST_MS);
        let wait = doubled.clamp(1_000, BACK_OFF_AT_MOST_MS);
        let spread = now.0.checked_rem(wait.div_ceil(4)).unwrap_or_default();
        let wished = match problem {
            ReadProblem::RateLimited { retry_after_s } => {
                retry_after_s.unwrap_or_default().min(RETRY_AFTER_AT_MOST_S)
            }
            _ => 0,
        };
        let wait = wait
            .saturating_add(spread)
            .max(wished.saturating_mul(1_000));
        // A wallet that went to another chain without a word answers like one that makes no sense.
        if problem == ReadProblem::Garbled && self.config.reads_through() == Endpoint::Wallet {
            self.ask_wallet_again(now);
        }
        self.reader.failures = self.reader.failures.saturating_add(1);
        self.reader.next_at = Some(now.plus(wait));
        self.reader.problem = Some(problem);
        self.data_failed(now);
    }
}
