use std::borrow::Cow;

use super::names::named;

/// The currencies of states among what a name can follow: only of these are there stablecoins.
const FIAT: [&str; 2] = ["USD", "EUR"];

/// What prices and values are counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Currency {
    /// Known by this name: "USD", or the symbol of a token.
    Named(Cow<'static, str>),
    /// A unit that nobody has named: the market's own.
    Unknown,
}

impl Currency {
    /// US dollars.
    pub const USD: Self = Self::Named(Cow::Borrowed("USD"));

    /// Its name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Unknown => None,
        }
    }

    /// Whether values in both add up: two markets' unknown units are not one.
    #[must_use]
    pub fn adds_to(&self, other: &Self) -> bool {
        self.name().is_some() && self == other
    }

    /// The currency of a state that it is or follows, as a stablecoin does; `None` for a coin.
    #[must_use]
    pub fn fiat(&self) -> Option<&'static str> {
        self.name().and_then(fiat_of)
    }
}

/// The currency of a state that what is called so follows, by its name.
pub(super) fn fiat_of(name: &str) -> Option<&'static str> {
    named(name).filter(|follows| FIAT.contains(follows))
}

/// What a position's prices and values are counted in, and how finely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseCurrency {
    /// US dollars, or a token.
    pub currency: Currency,
    /// A unit of a value is `10^-decimals`.
    pub decimals: u8,
}

impl BaseCurrency {
    /// US dollars with the 8 decimals of most price feeds.
    pub const USD: Self = Self {
        currency: Currency::USD,
        decimals: 8,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &'static str) -> Currency {
        Currency::Named(Cow::Borrowed(name))
    }

    #[test]
    fn only_what_has_one_name_adds_up() {
        assert!(Currency::USD.adds_to(&named("USD")));
        assert!(!Currency::USD.adds_to(&named("ETH")));
        assert!(!Currency::Unknown.adds_to(&Currency::Unknown));
        assert!(!Currency::USD.adds_to(&Currency::Unknown));
    }

    #[test]
    fn a_stablecoin_follows_its_state_and_a_coin_follows_none() {
        for (name, fiat) in [
            ("USD", Some("USD")),
            ("USDC", Some("USD")),
            ("DAI", Some("USD")),
            ("EURC", Some("EUR")),
            ("ETH", None),
            ("BTC", None),
            ("wstETH", None),
            ("AERO", None),
        ] {
            assert_eq!(named(name).fiat(), fiat, "{name}");
        }
        assert_eq!(Currency::Unknown.fiat(), None);
    }
}
