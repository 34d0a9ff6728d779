//! An endpoint, and what is wrong with it.

/// What is wrong with an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Fair,
    Down,
    /// It takes the question, and never answers.
    Mute,
    Refuses,
    /// With its wish in seconds.
    Limits(Option<u64>),
    /// It is so many milliseconds behind.
    Behind(u64),
    /// It knows no block after this moment.
    Stuck(u64),
    /// It says that prices are so many percent of what they are.
    Lies(u64),
    Garbles,
}

#[derive(Debug)]
pub struct Host {
    pub url: &'static str,
    /// The place of its chain.
    pub chain: usize,
    pub fault: Fault,
    /// The lies that it told before, and until when: what was said of a block may be held for long.
    lies: Vec<(u64, u64)>,
    pub until: u64,
}

impl Host {
    pub const fn new(url: &'static str, chain: usize) -> Self {
        Self {
            url,
            chain,
            fault: Fault::Fair,
            lies: Vec::new(),
            until: u64::MAX,
        }
    }

    /// From now on this is wrong with it, until then.
    pub fn becomes(&mut self, now: u64, fault: Fault, until: u64) {
        if let Fault::Lies(percent) = self.fault {
            self.lies.push((percent, now));
        }
        (self.fault, self.until) = (fault, until);
    }

    /// The percentages by which it lies, and by which it lied until then.
    pub fn lies(&self) -> impl Iterator<Item = (u64, u64)> {
        let told = match self.fault {
            Fault::Lies(percent) => Some((percent, u64::MAX)),
            _ => None,
        };
        self.lies.iter().copied().chain(told)
    }
}
