//! What may be asked, what it said, and why it did not.

use super::chain::ChainView;
use crate::chain::ChainId;

/// What may be asked beside the wallet and the host page's endpoints.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointsView {
    /// Endpoints that the person typed.
    pub typed: Vec<String>,
    /// Why the one that was typed last was not accepted.
    pub problem: Option<EndpointProblem>,
    /// The public ones of each chain, by their hosts.
    pub public: Vec<PublicView>,
    /// The hosts of those that are named or allowed, and through which nothing can be read.
    pub unused: Vec<(String, Unused)>,
}

/// Why nothing can be read through an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unused {
    /// It does not say which chain it serves.
    Silent(ReadProblem),
    /// No market is known on the chain that it serves.
    Elsewhere(ChainId),
}

/// The public endpoints of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicView {
    /// Which.
    pub chain: ChainView,
    /// Whom would be asked.
    pub hosts: Vec<&'static str>,
    /// Whether the person allows it.
    pub allowed: bool,
}

/// What a search on a chain came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its turn will come.
    Waiting,
    /// It is looked at now.
    Looking,
    /// Something is held or owed: it is watched from now on.
    Something,
    /// Nothing is.
    Nothing,
    /// It could not be looked at.
    CouldNotLook(ReadProblem),
}

/// Why an endpoint that was typed is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointProblem {
    /// It is not the address of an endpoint, or has a password in it.
    NotAUrl,
    /// Whoever is on the way could read and change what it says.
    NotSecret,
}

/// Why a read failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadProblem {
    /// The endpoint could not be reached.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The endpoint asks us to slow down.
    RateLimited {
        /// The endpoint's own wish, seconds, if it named one.
        retry_after_s: Option<u64>,
    },
    /// The answer makes no sense, or is of another block than asked.
    Garbled,
    /// The endpoint refused, in its words.
    Refused(String),
    /// Its head is older than that of another endpoint.
    Behind,
    /// Nothing that may be asked serves the chain.
    NoEndpoint,
}
