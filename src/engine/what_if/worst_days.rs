//! Days on which prices fell furthest: what one of them would have done to a position.

use crate::math::BasisPoints;

/// A day on which prices fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorstDay {
    /// The day, as in "2020-03-12".
    pub date: &'static str,
    /// By how much ether fell in dollars.
    pub ether: BasisPoints,
    /// By how much bitcoin fell in dollars.
    pub bitcoin: BasisPoints,
    /// Between what.
    pub measured: Measured,
    /// Who says so: author or publisher, title, date.
    pub source: &'static str,
    /// Where that stands.
    pub url: &'static str,
}

/// Between which two prices a fall was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Against the price of the day before.
    AgainstTheDayBefore,
    /// Within the last 24 hours.
    Within24Hours,
    /// From before the fall to its bottom, within an hour.
    ToTheBottom,
}

/// The worst day of each of four crashes. The falls are as published, in the round numbers of the
/// sources. On each of these days prices were lower still for some minutes, except in October 2025,
/// whose fall is that to the bottom.
pub const WORST_DAYS: [WorstDay; 4] = [
    WorstDay {
        date: "2020-03-12",
        ether: BasisPoints::from_raw(4_300),
        bitcoin: BasisPoints::from_raw(4_000),
        measured: Measured::AgainstTheDayBefore,
        source: "NewsBTC, “Ethereum Fell 43 Percent Yesterday – Its Worst Day Ever”, 13 March 2020, after Nic Carter of Coin Metrics",
        url: "https://www.newsbtc.com/news/ethereum/ethereum-fell-43-percent-yesterday-worst-day-ever/",
    },
    WorstDay {
        date: "2021-05-19",
        ether: BasisPoints::from_raw(2_800),
        bitcoin: BasisPoints::from_raw(2_200),
        measured: Measured::AgainstTheDayBefore,
        source: "Reuters, “Bitcoin, ethereum plunge; crypto market cap losses nearly $1 trillion”, 19 May 2021",
        url: "https://www.reuters.com/article/crypto-currency-bitcoin-int/bitcoin-ethereum-plunge-crypto-market-cap-losses-nearly-1-trillion-idUSKCN2D01R6",
    },
    WorstDay {
        date: "2022-06-13",
        ether: BasisPoints::from_raw(1_800),
        bitcoin: BasisPoints::from_raw(1_600),
        measured: Measured::Within24Hours,
        source: "CoinDesk, “Market Wrap: Bitcoin Tumbles Most in 1 Year as Crypto Cracks Appear”, 13 June 2022",
        url: "https://www.coindesk.com/markets/2022/06/13/market-wrap-bitcoin-tumbles-most-in-1-year-as-crypto-cracks-appear/",
    },
    WorstDay {
        date: "2025-10-10",
        ether: BasisPoints::from_raw(2_000),
        bitcoin: BasisPoints::from_raw(1_200),
        measured: Measured::ToTheBottom,
        source: "Chaos Labs, “Risk Report: Insights from Recent Market Events – 10/11/25”, governance.aave.com, 11 October 2025",
        url: "https://governance.aave.com/t/chaos-labs-risk-report-insights-from-recent-market-events-10-11-25/23248",
    },
];
