//! Which sources contradict each other.
//!
//! Whom to believe nobody can say: that a third repeats what one of the two says settles nothing,
//! because two names may have one node behind them. A dispute ends when the two agree again, or
//! when one of them is not read any more.

use super::super::effect::Endpoint;

/// The disputes of one chain.
#[derive(Debug, Default)]
pub(super) struct Disputes {
    /// The newest last.
    between: Vec<(Endpoint, Endpoint)>,
    /// Who said the same as whom since the oldest of them began.
    agreed: Vec<(Endpoint, Endpoint)>,
}

impl Disputes {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.between.is_empty()
    }

    /// The newest: the two that contradict each other.
    pub(super) fn newest(&self) -> Option<(&Endpoint, &Endpoint)> {
        self.between.last().map(|(one, other)| (one, other))
    }

    /// Whether these two contradict each other.
    pub(super) fn are_between(&self, one: &Endpoint, other: &Endpoint) -> bool {
        self.between.iter().any(|pair| is_pair(pair, one, other))
    }

    /// Whether this one is to be heard for a dispute to end, where that one is read.
    pub(super) fn needs(&self, read: &Endpoint, other: &Endpoint) -> bool {
        let concerns = |of: &Endpoint| self.between.iter().any(|(a, b)| a == of || b == of);
        match concerns(read) {
            true => self.are_between(read, other),
            false => concerns(other) && !self.have_agreed(read, other),
        }
    }

    /// These two said different things.
    pub(super) fn contradict(&mut self, one: &Endpoint, other: &Endpoint) {
        let concerns = |of: &Endpoint| of == one || of == other;
        self.agreed.retain(|(a, b)| !concerns(a) && !concerns(b));
        if !self.are_between(one, other) {
            self.between.push((one.clone(), other.clone()));
        }
    }

    /// These two said the same. Two that both say the same as one and the same third agree too.
    pub(super) fn agree(&mut self, one: &Endpoint, other: &Endpoint) {
        if self.is_empty() {
            return;
        }
        if !self.have_agreed(one, other) {
            self.agreed.push((one.clone(), other.clone()));
        }
        let mut between = core::mem::take(&mut self.between);
        between.retain(|(a, b)| !self.have_agreed(a, b) && !self.agree_with_a_third(a, b));
        self.between = between;
        if self.is_empty() {
            self.agreed.clear();
        }
    }

    /// Only these are read any more. A wallet that went is not taken off by that: it locks itself,
    /// and what it contradicted is as doubtful as before.
    pub(super) fn read(&mut self, sources: &[Endpoint]) {
        let is_there = |of: &Endpoint| *of == Endpoint::Wallet || sources.contains(of);
        self.between.retain(|(a, b)| is_there(a) && is_there(b));
        if self.is_empty() {
            self.agreed.clear();
        }
    }

    fn have_agreed(&self, one: &Endpoint, other: &Endpoint) -> bool {
        self.agreed.iter().any(|pair| is_pair(pair, one, other))
    }

    fn agree_with_a_third(&self, one: &Endpoint, other: &Endpoint) -> bool {
        let sides = self.agreed.iter().flat_map(|(a, b)| [a, b]);
        let mut thirds = sides.filter(|third| *third != one && *third != other);
        thirds.any(|third| self.have_agreed(one, third) && self.have_agreed(third, other))
    }
}

fn is_pair((a, b): &(Endpoint, Endpoint), one: &Endpoint, other: &Endpoint) -> bool {
    (a == one && b == other) || (a == other && b == one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> [Endpoint; 3] {
        ["https://one", "https://two", "https://three"].map(|url| Endpoint::Http(url.into()))
    }

    #[test]
    fn a_third_that_repeats_one_of_two_settles_nothing() {
        let [one, two, three] = three();
        let mut disputes = Disputes::default();
        disputes.contradict(&one, &two);
        disputes.agree(&one, &three);
        disputes.agree(&one, &Endpoint::Wallet);
        assert_eq!(disputes.newest(), Some((&one, &two)));
        assert!(disputes.needs(&one, &two) && !disputes.needs(&one, &three));
        disputes.agree(&two, &one);
        assert!(disputes.is_empty());
    }

    #[test]
    fn two_that_agree_with_the_same_third_agree() {
        let [one, two, three] = three();
        let mut disputes = Disputes::default();
        disputes.contradict(&one, &two);
        disputes.agree(&three, &one);
        assert!(!disputes.needs(&three, &one) && disputes.needs(&three, &two));
        // What it said before it contradicts the third as well counts no more.
        disputes.contradict(&three, &one);
        disputes.agree(&three, &two);
        assert!(!disputes.is_empty());
        disputes.agree(&three, &one);
        assert!(disputes.is_empty());
    }

    #[test]
    fn one_that_was_taken_off_disputes_nothing_and_a_wallet_that_locked_itself_does() {
        let [one, two, _] = three();
        let mut disputes = Disputes::default();
        disputes.contradict(&one, &two);
        disputes.contradict(&one, &Endpoint::Wallet);
        disputes.read(core::slice::from_ref(&one));
        assert_eq!(disputes.newest(), Some((&one, &Endpoint::Wallet)));
        disputes.read(&[two, Endpoint::Wallet]);
        assert!(disputes.is_empty());
    }
}
