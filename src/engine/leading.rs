//! The wires of the role: what the leader tells of its looks, and what the others make of it.
//!
//! A chain is led while another tab reads all that is watched on it here, and tells the person. Then
//! it is not asked here, nobody is told anything of it here, and its episodes are those that the
//! leader stores. As soon as it is not, all that is known is looked at as if it had just been read.

use super::feed::{Age, Input as FeedInput};
use super::role::{Input, Look, Message, Output, Page, Says, Scope};
use super::watch::Watch;
use super::{Effect, Engine, Millis};
use crate::chain::{BlockPace, ChainId};

impl Engine {
    /// Hands the role something, and does what comes of it.
    pub(super) fn role_on(&mut self, now: Millis, input: Input<'_>) {
        for output in self.role.on(now, input) {
            match output {
                Output::Lock(request) => self.effects.push(Effect::Lead(request)),
                Output::Say(says) => self.say(says),
            }
        }
    }

    fn say(&mut self, says: Says) {
        let text = self.role.message(says).write();
        self.effects.push(Effect::Broadcast(text));
    }

    /// Another tab said something.
    pub(super) fn heard(&mut self, now: Millis, text: &str) {
        let Some(mut message) = Message::read(text) else {
            return;
        };
        // A look at an older block says that the leader lives, and no more: if nothing newer comes, it is
        // looked here.
        if let Says::Looked(look) = &message.says
            && self.is_older(look)
        {
            let chain = look.chain;
            message.says = Says::Leads;
            self.may_be_turned_back(now, chain);
        }
        // As soon as it is not led, what it has heard is looked at as if it had been read.
        if let Says::Doubts(chain, height) = message.says
            && self.is_led(chain)
        {
            self.take_back(chain, height);
        }
        self.role_on(now, Input::Heard(&message));
        // Who leads is to be known before anybody is told what was read.
        self.lead(now);
        if let Says::Looked(look) = &message.says
            && self.role.follows()
        {
            self.take_look(now, look);
        }
    }

    /// Lets the role see the time, and finds out which chains another tab reads.
    pub(super) fn lead(&mut self, now: Millis) {
        let page = Page {
            visible: self.visible,
            notifies: self.channel.is_open(),
        };
        self.role_on(now, Input::Time(page));
        let chains = self.chains.iter().map(|one| (one.chain, one.is_led));
        for (chain, was_led) in chains.collect::<Vec<_>>() {
            let is_led = self.is_to_be_led(now, chain);
            if is_led == was_led {
                continue;
            }
            let Some(watched) = self.chains.get_mut(chain) else {
                continue;
            };
            watched.is_led = is_led;
            self.touched = true;
            if is_led {
                watched.witness.trust();
                watched.watches.iter_mut().for_each(Watch::leave_suspicions);
            } else {
                self.positions_read(now, chain);
                self.look(now, chain);
            }
        }
    }

    /// Whether another tab reads all of a chain, and tells the person. A top-up relies on nobody
    /// else, and where nothing is stored it is not known here what was told.
    fn is_to_be_led(&self, now: Millis, chain: ChainId) -> bool {
        if !self.storage_works || self.rescue_chain() == Some(chain) {
            return false;
        }
        if self.role.hears_first(now) {
            return true;
        }
        if !self.role.follows() {
            return false;
        }
        let contracts = self.pre_liquidators(chain);
        let watched = self.chains.get(chain);
        watched.is_some_and(|watched| {
            let scopes = watched.watches.iter().map(|watch| watch.scope(&contracts));
            let scopes: Vec<Scope> = scopes.collect();
            !watched.is_searched
                && !watched.witness.is_disputed()
                && self.role.is_led(chain, &scopes)
        })
    }

    /// Whether another tab reads a chain, and tells the person.
    pub(super) fn is_led(&self, chain: ChainId) -> bool {
        self.chains.get(chain).is_some_and(|watched| watched.is_led)
    }

    /// Whether what is held is newer than what the leader has looked at.
    fn is_older(&self, look: &Look) -> bool {
        let held = self.chains.get(look.chain).zip(look.block());
        held.is_some_and(|(watched, block)| watched.feed.age(block) == Age::Older)
    }

    /// An older block than the one held: where blocks come on demand it may be the newest again.
    fn may_be_turned_back(&mut self, now: Millis, chain: ChainId) {
        let watched = self.chains.get(chain);
        if watched.is_some_and(|one| one.feed.facts().blocks == BlockPace::OnDemand) {
            self.look(now, chain);
        }
    }

    /// The leader has looked at a chain: as if it had been read here.
    fn take_look(&mut self, now: Millis, look: &Look) {
        let (chain, contracts) = (look.chain, self.pre_liquidators(look.chain));
        let rescued = self.rescue_chain() == Some(chain);
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let Some(block) = look.block().filter(|_| !rescued) else {
            return;
        };
        if watched.feed.is_looking() || watched.witness.is_disputed() {
            return;
        }
        match watched.feed.age(block) {
            Age::Older => return,
            Age::Held => {}
            Age::Newer => {
                let answers = look.answers();
                let mut has_all = true;
                for watch in &mut watched.watches {
                    let has_own = watch.read_relayed(block, &contracts, &answers);
                    has_all &= has_own || watch.can_wait(now.timestamp());
                }
                let is_held_back = watched.is_held_back();
                let makes_sense = !is_held_back || watched.watches.iter().any(Watch::reads_any);
                if !has_all || !makes_sense {
                    watched.watches.iter_mut().for_each(Watch::abort);
                    return self.look(now, chain);
                }
            }
        }
        self.feed_on(now, chain, FeedInput::Relayed(block));
        self.read_settled(now, chain);
    }

    /// A look at a chain has ended well: those who listen see the same. `is_news`: something was read.
    pub(super) fn tell_look(&mut self, now: Millis, chain: ChainId, is_news: bool) {
        if !self.role.is_listened_to(now) || self.is_disputed(chain) {
            return;
        }
        let contracts = self.pre_liquidators(chain);
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let Some(block) = watched.feed.block() else {
            return;
        };
        let read = watched.watches.iter().filter(|watch| watch.is_read());
        let scopes = read.map(|watch| watch.scope(&contracts)).collect();
        let answers = watched.watches.iter().filter(|_| is_news);
        let answers = answers.flat_map(|watch| watch.answers_at(block));
        let look = Look::new(chain, scopes, block, answers);
        self.say(Says::Looked(Box::new(look)));
    }

    /// Two sources disagree about a chain: each tab sees for itself.
    pub(super) fn tell_doubt(&mut self, now: Millis, chain: ChainId) {
        if self.role.is_listened_to(now) {
            let watched = self.chains.get(chain);
            let height = watched.and_then(|one| one.witness.unsure_from());
            self.say(Says::Doubts(chain, height));
        }
    }
}
