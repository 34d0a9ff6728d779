//! A link that opens the top-up of a position. It names the position and nothing more: what is owed,
//! what it takes and whom the wallet pays is read anew where it is opened.

use alloy::primitives::Address;

use crate::chain::ChainId;
use crate::chain::rpc::parse_address;
use crate::protocols::PositionKey;

/// Which position it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    chain: ChainId,
    market: String,
    account: Address,
}

impl Link {
    /// The link to a position.
    #[must_use]
    pub fn to(key: &PositionKey) -> Self {
        Self {
            chain: key.chain,
            market: key.market_text(),
            account: key.account,
        }
    }

    /// What stands in it behind the `#`.
    ///
    /// ```
    /// use margin_call::engine::Link;
    ///
    /// let text = "position=1:0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2:\
    ///             0x2222222222222222222222222222222222222222&top-up";
    /// assert_eq!(Link::parse(text).map(|link| link.fragment()).as_deref(), Some(text));
    /// ```
    #[must_use]
    pub fn fragment(&self) -> String {
        let Self {
            chain: ChainId(chain),
            market,
            account,
        } = self;
        format!("position={chain}:{market}:{account:#x}&top-up")
    }

    /// Reads that; none where it is anything else.
    #[must_use]
    pub fn parse(fragment: &str) -> Option<Self> {
        let position = fragment
            .strip_prefix("position=")?
            .strip_suffix("&top-up")?;
        let mut parts = position.split(':');
        let (chain, market, account) = (parts.next()?, parts.next()?, parts.next()?);
        let is_number = |text: &&str| {
            let digits = text.strip_prefix("0x").unwrap_or_default();
            let is_one = matches!(digits.len(), 40 | 64);
            is_one && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let market = Some(market).filter(is_number)?;
        let link = Self {
            chain: ChainId(chain.parse().ok()?),
            market: market.to_ascii_lowercase(),
            account: parse_address(account)?,
        };
        parts.next().is_none().then_some(link)
    }

    /// Whether it is of this position.
    pub(super) fn leads_to(&self, key: &PositionKey) -> bool {
        *self == Self::to(key)
    }

    /// On which chain it is.
    pub(super) const fn chain(&self) -> ChainId {
        self.chain
    }

    /// Whose it is.
    pub(super) const fn account(&self) -> Address {
        self.account
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::B256;

    fn key(id: Option<B256>) -> PositionKey {
        PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(0xab),
            id,
            account: Address::repeat_byte(0xcd),
        }
    }

    #[test]
    fn a_link_leads_to_its_position_and_to_no_other() {
        for id in [None, Some(B256::repeat_byte(7))] {
            let own = key(id);
            let link = Link::parse(&Link::to(&own).fragment()).expect("a link");
            assert!(link.leads_to(&own));
            let others = [
                PositionKey {
                    chain: ChainId(10),
                    ..own.clone()
                },
                PositionKey {
                    account: Address::repeat_byte(1),
                    ..own.clone()
                },
                key(Some(B256::repeat_byte(8))),
            ];
            assert!(!others.iter().any(|other| link.leads_to(other)));
        }
    }

    #[test]
    fn what_says_more_than_which_position_is_no_link() {
        let text = Link::to(&key(None)).fragment();
        let wrong = [
            text.replace("&top-up", ""),
            text.replace("&top-up", "&amount=5&top-up"),
            text.replace("&top-up", ":0x01&top-up"),
            text.replace("position=1:", "position=:"),
            text.replace("position=1:", "position=0x1:"),
            text.replace("0xab", "0xzz"),
            text.replace("0xabab", "0xab"),
            text.replace("position=", "posit="),
            String::new(),
        ];
        for wrong in wrong {
            assert_eq!(Link::parse(&wrong), None, "{wrong}");
        }
    }
}
