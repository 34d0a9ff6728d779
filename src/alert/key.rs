use core::fmt;

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use crate::chain::{ChainId, address_text};
use crate::protocols::PositionKey;

/// What an episode is about: one rule on one position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleKey {
    /// Where the market is.
    pub chain: ChainId,
    /// The protocol's own name of the market: the address of its pool, or its market id.
    pub market: String,
    /// Whose position.
    #[serde(with = "address_text")]
    pub account: Address,
    /// What is watched.
    pub rule: Rule,
}

/// What can raise an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// The health against the ladder.
    Health,
    /// Whether the health is known.
    Watching,
    /// The rules of the market.
    Terms,
    /// Whether those who are asked say the same.
    Agreement,
    /// Whether collateral was seized.
    Seizure,
    /// What governance has queued, in one of a few places.
    Queued(u64),
}

impl RuleKey {
    /// A rule on a position.
    #[must_use]
    pub fn of(position: &PositionKey, rule: Rule) -> Self {
        Self {
            chain: position.chain,
            market: position.market_text(),
            account: position.account,
            rule,
        }
    }

    /// A rule on all that is watched on a chain.
    #[must_use]
    pub fn of_chain(chain: ChainId, rule: Rule) -> Self {
        Self {
            chain,
            market: "all".to_owned(),
            account: Address::ZERO,
            rule,
        }
    }

    /// The name under which all notices of one episode replace each other.
    #[must_use]
    pub fn tag(&self, episode: u64) -> String {
        format!("{self}:{episode}")
    }
}

/// `chain:market:account:rule`.
impl fmt::Display for RuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self.rule {
            Rule::Queued(payload) => &format!("queued-{payload}"),
            Rule::Health => "health",
            Rule::Watching => "watching",
            Rule::Terms => "terms",
            Rule::Agreement => "agreement",
            Rule::Seizure => "seizure",
        };
        write!(
            f,
            "{}:{}:{:#x}:{rule}",
            self.chain.0, self.market, self.account
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_chain_market_account_rule_and_episode() {
        let key = RuleKey {
            chain: ChainId(8453),
            market: "0xpool".to_owned(),
            account: Address::repeat_byte(0xab),
            rule: Rule::Health,
        };
        assert_eq!(
            key.tag(3),
            "8453:0xpool:0xabababababababababababababababababababab:health:3"
        );
    }
}
