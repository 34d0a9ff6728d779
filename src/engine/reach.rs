//! What the person lets be asked beside the wallet and the host page's endpoints: their own
//! endpoints, and public ones.

use serde::{Deserialize, Serialize};

use super::view::EndpointProblem;
use crate::chain::{ChainId, public_endpoints};

/// What the person lets be asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reach {
    /// Endpoints that the person typed.
    typed: Vec<String>,
    /// Where public ones may be asked.
    public: Public,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Public {
    #[default]
    Nowhere,
    On(Vec<ChainId>),
    Everywhere,
}

impl Reach {
    /// Adds an endpoint as it was typed.
    pub(super) fn type_in(&mut self, typed: &str) -> Result<(), EndpointProblem> {
        let url = parse(typed)?;
        if !self.typed.contains(&url) {
            self.typed.push(url);
        }
        Ok(())
    }

    /// Takes one off.
    pub(super) fn remove(&mut self, url: &str) {
        self.typed.retain(|one| one != url);
    }

    /// Those that were typed.
    pub(super) fn typed(&self) -> &[String] {
        &self.typed
    }

    /// Lets public endpoints be asked about a chain, or about all.
    pub(super) fn allow(&mut self, chain: Option<ChainId>) {
        match (chain, &mut self.public) {
            (None, public) => *public = Public::Everywhere,
            (Some(_), Public::Everywhere) => {}
            (Some(chain), Public::On(chains)) if chains.contains(&chain) => {}
            (Some(chain), Public::On(chains)) => chains.push(chain),
            (Some(chain), public) => *public = Public::On(vec![chain]),
        }
    }

    /// Lets none be asked.
    pub(super) fn forbid(&mut self) {
        self.public = Public::Nowhere;
    }

    /// Whether public endpoints may be asked about a chain.
    pub(super) fn allows(&self, chain: ChainId) -> bool {
        match &self.public {
            Public::Nowhere => false,
            Public::On(chains) => chains.contains(&chain),
            Public::Everywhere => true,
        }
    }

    /// Whether public endpoints may be asked about any.
    pub(super) fn allows_any(&self) -> bool {
        self.public != Public::Nowhere
    }

    /// The public endpoints that may be asked about a chain.
    pub(super) fn public(&self, chain: ChainId) -> &'static [&'static str] {
        match self.allows(chain) {
            true => public_endpoints(chain),
            false => &[],
        }
    }
}

/// An address of an endpoint: over the network in secret only, on this machine as it is.
pub(super) fn parse(typed: &str) -> Result<String, EndpointProblem> {
    let typed = typed.trim();
    let (scheme, rest) = typed.split_once("://").ok_or(EndpointProblem::NotAUrl)?;
    let host = host(typed);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_whole = !name.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    if !is_whole
        || rest
            .split('/')
            .next()
            .is_some_and(|authority| authority.contains('@'))
    {
        return Err(EndpointProblem::NotAUrl);
    }
    let is_here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(typed.to_owned()),
        "http" if is_here => Ok(typed.to_owned()),
        "http" => Err(EndpointProblem::NotSecret),
        _ => Err(EndpointProblem::NotAUrl),
    }
}

/// The host of a URL, as a person names an endpoint. The rest may be a key that is nobody's business.
pub(super) fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    // All three are of one byte, and no byte of a longer character is one of them.
    let ends = |byte| matches!(byte, b'/' | b'?' | b'#');
    let end = after.bytes().position(ends).unwrap_or(after.len());
    let authority = after.get(..end).unwrap_or(after);
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_address_that_nobody_on_the_way_can_read() {
        for good in [
            "https://node.example/v1/key",
            " https://node.example ",
            "http://localhost:8545",
            "http://127.0.0.1:8545/",
        ] {
            assert_eq!(parse(good), Ok(good.trim().to_owned()), "{good}");
        }
        assert_eq!(
            parse("http://node.example"),
            Err(EndpointProblem::NotSecret)
        );
        for bad in [
            "",
            "node.example",
            "https://",
            "ftp://node.example",
            "https://me:secret@node.example",
            "https://node .example",
            "javascript://x",
        ] {
            assert_eq!(parse(bad), Err(EndpointProblem::NotAUrl), "{bad}");
        }
    }

    #[test]
    fn a_host_is_named_without_what_may_be_a_key() {
        assert_eq!(
            host("https://node.example:8545/v1/key?x#y"),
            "node.example:8545"
        );
        assert_eq!(host("/demo/rpc"), "");
    }

    #[test]
    fn public_endpoints_are_asked_only_where_that_was_allowed() {
        let mut reach = Reach::default();
        let (here, there) = (ChainId(1), ChainId(10));
        assert!(reach.public(here).is_empty());
        reach.allow(Some(here));
        assert!(!reach.public(here).is_empty());
        assert!(reach.public(there).is_empty());
        reach.allow(None);
        reach.allow(Some(here));
        assert!(!reach.public(there).is_empty());
        reach.forbid();
        assert!(reach.public(here).is_empty());
    }
}
