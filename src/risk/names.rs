//! What a token follows, by its name: see [`groups`](super::groups).

/// Names that others carry in their own. BTC before ETH and USD: no wrapper of bitcoin has another
/// coin in its name, and the other way round neither.
const NAMES: [&str; 7] = ["BTC", "ETH", "USD", "EUR", "AVAX", "BNB", "MATIC"];

/// Names that follow an underlying without carrying it, or carry it without following.
const EXCEPTIONS: [(&str, Option<&'static str>); 9] = [
    ("DAI", Some("USD")),
    ("SDAI", Some("USD")),
    ("XDAI", Some("USD")),
    ("WXDAI", Some("USD")),
    ("GHO", Some("USD")),
    ("FRAX", Some("USD")),
    ("POL", Some("MATIC")),
    ("WPOL", Some("MATIC")),
    ("ETHFI", None),
];

/// What a token of this symbol follows, if not only itself.
#[must_use]
pub fn named(symbol: &str) -> Option<&'static str> {
    let is = |name: &str| symbol.eq_ignore_ascii_case(name);
    if let Some((_, follows)) = EXCEPTIONS.into_iter().find(|(name, _)| is(name)) {
        return follows;
    }
    let carries = |name: &str| {
        let mut parts = symbol.as_bytes().windows(name.len());
        parts.any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    NAMES.into_iter().find(|name| carries(name))
}
