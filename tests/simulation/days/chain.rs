//! A chain of one price a block, and the truth of it: every block of the last hours, also those that a
//! reorganisation took away.

use std::collections::VecDeque;

use alloy::primitives::{B256, U256};

use super::market;
use super::payments::{Account, Payments, Sent};
use super::price::Price;
use crate::random::Random;

/// How many blocks are kept: more than the slowest endpoint is behind.
const KEPT: usize = 700;

#[derive(Clone, Debug)]
pub struct Block {
    pub number: u64,
    pub hash: B256,
    pub parent: B256,
    /// Seconds since 1970.
    pub time: u64,
    pub price: U256,
    /// When it was there to be read, milliseconds since 1970.
    pub came: u64,
    /// What the account that pays has, and what it had mined in this block.
    pub payer: Account,
    pub mined: Vec<(Sent, bool)>,
}

#[derive(Debug)]
pub struct Chain {
    pub id: u64,
    /// Milliseconds between two blocks; none where one comes whenever somebody makes it.
    pub pace: Option<u64>,
    blocks: VecDeque<Block>,
    /// What a reorganisation took away, and when.
    gone: VecDeque<(Block, u64)>,
    price: Price,
    /// What waits for a block.
    pub payments: Payments,
    /// Its nodes say what calls would do that nobody has sent.
    pub simulates: bool,
    random: Random,
    next_at: u64,
    made: u64,
    /// Whether all is well between it and the page.
    is_quiet: bool,
}

impl Chain {
    pub fn new(id: u64, pace: Option<u64>, seed: u64, now: u64) -> Self {
        let mut chain = Self {
            id,
            pace,
            blocks: VecDeque::new(),
            gone: VecDeque::new(),
            price: Price::new(),
            payments: Payments::default(),
            simulates: false,
            random: Random::new(seed ^ id),
            next_at: now - 3_600_000,
            made: 0,
            is_quiet: false,
        };
        // Contracts know the hash of a block before their own: there is one.
        chain.pass(now, |_| {});
        chain.is_quiet = true;
        chain
    }

    pub fn head(&self) -> &Block {
        &self.blocks[self.blocks.len() - 1]
    }

    /// The block that was the head so many milliseconds ago, with those that came after it now.
    pub fn head_at(&self, then: u64) -> &Block {
        let mut older = self.blocks.iter().rev().filter(|block| block.came <= then);
        older.next().unwrap_or(&self.blocks[0])
    }

    pub fn block(&self, number: u64) -> Option<&Block> {
        let first = self.blocks[0].number;
        self.blocks
            .get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// Those up to a height, the newest first.
    pub fn up_to(&self, number: u64) -> impl Iterator<Item = &Block> {
        let blocks = self.blocks.iter().rev();
        blocks.filter(move |block| block.number <= number)
    }

    /// All that was ever there since a moment, the newest first.
    pub fn since(&self, then: u64) -> impl Iterator<Item = &Block> {
        // The block that was the head at that moment was there too.
        let mut enough = false;
        let own = self.blocks.iter().rev().take_while(move |block| {
            let take = !enough;
            enough |= block.came <= then;
            take
        });
        let gone = self.gone.iter().filter(move |(_, at)| *at >= then);
        own.chain(gone.map(|(block, _)| block))
    }

    /// Time passes: the blocks that come meanwhile are told one by one.
    pub fn pass(&mut self, now: u64, mut came: impl FnMut(&Block)) {
        while self.next_at <= now {
            let at = self.next_at;
            self.make(at);
            came(self.head());
            self.next_at = at + self.pace.unwrap_or_else(|| self.wait());
        }
    }

    /// How long nobody makes a block. Where all is well and the price is calm most blocks are like the
    /// ones before: there they are far apart.
    fn wait(&mut self) -> u64 {
        let time = self.head().time;
        match self.price.calm_for(time) {
            Some(seconds) if self.is_quiet => {
                let wait = self.random.within(900_000, 5_400_000);
                wait.min(seconds * 1_000).max(30_000)
            }
            _ => self.random.within(30_000, 900_000),
        }
    }

    /// Something is wrong from now on between it and the page, or nothing is any more: what is read of
    /// the next blocks matters.
    pub fn stirs(&mut self, now: u64, is_quiet: bool) {
        self.is_quiet = is_quiet;
        if self.pace.is_none() {
            let wait = self.random.within(30_000, 900_000);
            self.next_at = self.next_at.min(now + wait);
        }
    }

    fn make(&mut self, at: u64) {
        let (number, parent, before) = match self.blocks.back() {
            Some(head) => (head.number + 1, head.hash, head.time),
            None => (
                1_000_000 + self.id % 1_000,
                B256::repeat_byte(7),
                at / 1_000 - 12,
            ),
        };
        let mut time = (at / 1_000).max(before + 1);
        // What takes the place of a block is of another time: the slot of that one has passed. Whoever reads
        // a chain by its contracts knows a block by its parent and its time: two that have both alike, and
        // not the price, would be one block of which two endpoints say different things.
        let is_taken = |time| {
            let mut gone = self.gone.iter().map(|(one, _)| (one.parent, one.time));
            gone.any(|one| one == (parent, time))
        };
        while is_taken(time) {
            time += 1;
        }
        let cents = self.price.next(&mut self.random, time, time - before);
        self.made += 1;
        let mut hash = [0; 32];
        for part in hash.chunks_mut(8) {
            part.copy_from_slice(&self.random.number().to_be_bytes());
        }
        let mut payer = self
            .blocks
            .back()
            .map(|head| head.payer)
            .unwrap_or_default();
        // Whoever paid in takes it out again some time.
        if payer.has_paid() && self.random.chance(3) {
            payer.takes_out();
        }
        let mined = self.payments.mine(&mut payer);
        self.blocks.push_back(Block {
            payer,
            mined,
            number,
            hash: hash.into(),
            parent,
            time,
            price: market::price(cents, self.made),
            came: at,
        });
        if self.blocks.len() > KEPT {
            self.blocks.pop_front();
        }
    }

    /// The newest blocks were another branch's: others take their places, at once.
    pub fn reorganise(&mut self, now: u64, depth: usize, mut came: impl FnMut(&Block)) {
        for _ in 0..depth {
            if let Some(block) = self.blocks.pop_back() {
                let is_unseen = self.pace.is_some();
                self.payments.come_back(&block.mined, is_unseen);
                self.gone.push_back((block, now));
            }
        }
        while self.gone.len() > 40 {
            self.gone.pop_front();
        }
        // Of those that come at once only the last can be read as the newest.
        (0..=depth).for_each(|_| self.make(now));
        came(self.head());
    }
}
