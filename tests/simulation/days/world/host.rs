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
    /// The last two lies that it told, if any.
    pub lied: [u64; 2],
    pub until: u64,
}
