use super::connection::{read_problem, watch_problem};
use super::health::share_of;
use crate::engine::view::{
    LossView, NoTopUp, OtherMarket, ProtectionView, ProtectorView, ReadProblem, RuleView,
    SearchView, StrangeView, TakenView, TypedProblem,
};
use crate::math::Wad;
use crate::protocols::Unfit;
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::risk::Currency;
use crate::ui::format::{self, Round};

/// What it is, before anything else.
pub const PROTECTION: &str = "A contract may close a part of your debt before the market liquidates. It is no top-up: it sells your collateral.";

/// What it means to authorise one.
pub const AUTHORITY: &str =
    "Authorised, it may do everything that you may on Morpho, also withdraw and borrow.";

/// More of both.
pub const PROTECTION_MORE: [&str; 2] = [
    "Such a pre-liquidation contract repays debt and takes collateral for it. Anyone may make it act, nobody must. Once one is authorised, your call comes before it acts.",
    "Only what Morpho’s own factory has made, and what goes by the market’s own oracle, can be authorised here. Your wallet’s node and another endpoint are asked for that.",
];

/// Why nothing can be authorised, where one node alone could be asked.
pub const ONE_VOICE: &str = "To authorise a contract a second endpoint is needed, of another host: what your wallet’s node alone says of it nobody confirms.";

/// How far it was looked for such contracts.
pub fn search(view: &ProtectionView) -> String {
    let found = view.contracts.len();
    let none = found == 0 && !view.is_asking;
    let looked = match &view.search {
        SearchView::Looking => "Looking through the factory’s log…".to_owned(),
        SearchView::Whole if view.is_asking => {
            "Asking the contracts for their parameters…".to_owned()
        }
        SearchView::Whole if view.has_failed => "The factory’s log was looked through.".to_owned(),
        SearchView::Whole if none && view.has_more => {
            "The log tells of more than are looked at, and none of the newest is one. If you know of one, type its address."
                .to_owned()
        }
        SearchView::Whole if none => {
            "Nobody has made such a contract for this market yet.".to_owned()
        }
        SearchView::Whole if view.has_more => {
            "The factory has made more for this market: these are the newest. If you know of an older one, type its address."
                .to_owned()
        }
        SearchView::Whole => "These are all that the factory has made for this market.".to_owned(),
        SearchView::Last(blocks) => format!(
            "{}The endpoint shows the factory’s log of the last {} blocks only. If you know of an older one, type its address.",
            if none && !view.has_failed { "None found. " } else { "" },
            format::integer(*blocks)
        ),
        // Nobody could be asked about an address either.
        SearchView::Nothing(problem @ ReadProblem::NoEndpoint) => format!(
            "The factory’s log could not be read, so no list can be shown. {} Allow an endpoint, then close this and look again.",
            read_problem(problem)
        ),
        SearchView::Nothing(problem) => format!(
            "The factory’s log could not be read, so no list can be shown. {} Type the address of a contract instead.",
            read_problem(problem)
        ),
    };
    match view.has_failed {
        true => {
            format!("{looked} Not all contracts could be asked: close this and look again.")
        }
        false => looked,
    }
}

/// What is wrong with the address that was typed.
pub fn typed_contract(problem: TypedProblem) -> &'static str {
    match problem {
        TypedProblem::Text(problem) => watch_problem(problem),
        TypedProblem::NotOne => "This is no pre-liquidation contract of this market.",
    }
}

/// From when on it acts, in a headline.
pub fn acts_from(rule: &RuleView, currency: &Currency) -> String {
    let collateral = &rule.collateral;
    if rule.other_oracle.is_some() {
        return match rule.acts_now {
            true => "Would act at once, by an oracle of its own".to_owned(),
            false => "Acts whenever an oracle of its own says so".to_owned(),
        };
    }
    match (rule.acts_now, rule.price, rule.last_safe, rule.fall) {
        (true, ..) => "Would act at once".to_owned(),
        (_, None, ..) => "Cannot act now: its oracle gives no price".to_owned(),
        (_, _, Some(price), Some(fall)) => format!(
            "Acts when {collateral} falls {}, below {}",
            format::percent(fall),
            format::price(price, currency, Round::Up)
        ),
        (_, _, Some(price), None) => format!(
            "Acts below {}, and leaves you to the market now",
            format::price(price, currency, Round::Up)
        ),
        (_, _, None, _) => "Acts at any price".to_owned(),
    }
}

/// What it does at most, at once, by the names of what it is: where it acts first, and up to what just
/// before the market liquidates.
pub fn takes(rule: &RuleView, currency: &Currency) -> Vec<(&'static str, String)> {
    let (first, last) = (rule.at_first, rule.at_last);
    let row = |of: &dyn Fn(&TakenView) -> String| match (first.as_ref(), last.as_ref()) {
        (Some(first), Some(last)) => Some(format!("{}, up to {}", of(first), of(last))),
        (Some(first), None) => Some(of(first)),
        (None, Some(last)) => Some(format!("up to {}", of(last))),
        (None, None) => None,
    };
    let repays = row(&|taken| {
        format!(
            "{} {} ({})",
            format::amount_about(taken.repaid),
            rule.debt,
            share_of(taken.close_factor)
        )
    });
    let takes = row(&|taken| format!("{} {}", format::amount_about(taken.seized), rule.collateral));
    let costs = row(&|taken| format::value_about(taken.cost, currency));
    let rows = [
        ("Repays at most", repays),
        ("Takes", takes),
        ("Costs you about", costs),
    ];
    let rows = rows.into_iter();
    rows.filter_map(|(name, said)| Some((name, said?)))
        .collect()
}

/// What that is by, in sentences.
pub fn by_rule(rule: &RuleView) -> [String; 2] {
    let (acts, market) = (
        format::percent(rule.lltv),
        format::percent(rule.market_lltv),
    );
    let up_to = match rule.other_oracle {
        None => {
            "“Up to” is just before the market liquidates. It may act again while the loan-to-value stays above its own."
        }
        Some(_) => {
            "That is at the lowest price that its oracle may name. It may do so again and again, whatever the market’s price is."
        }
    };
    [
        format!("It acts from a loan-to-value of {acts} on; the market liquidates at {market}."),
        up_to.to_owned(),
    ]
}

/// What the market's own liquidation takes, to be compared.
pub fn market_takes(loss: &LossView, currency: &Currency) -> String {
    format!(
        "Without it, the market may repay all of {} {}, take {} {}, and cost you about {}.",
        format::amount(loss.repaid, Round::Down),
        loss.debt,
        format::amount_about(loss.seized),
        loss.collateral,
        format::value_about(loss.cost, currency),
    )
}

/// Why a contract is not authorised from here, in a headline and in a sentence.
pub const fn unfit(why: Unfit, is_authorized: bool) -> (&'static str, &'static str) {
    match (why, is_authorized) {
        (Unfit::NotMade, false) => (
            "Not made by Morpho’s factory",
            "Authorised, it could take everything that you have on Morpho. It cannot be authorised from here.",
        ),
        (Unfit::NotMade, true) => (
            "Not made by Morpho’s factory",
            "It can take everything that you have on Morpho. If you do not trust whoever made it, take it back.",
        ),
        (Unfit::OtherOracle(_), false) => (
            "It goes by an oracle of its own",
            "Whoever made it chose that oracle, and it can name any price: your collateral would go for far too little. It cannot be authorised from here.",
        ),
        (Unfit::OtherOracle(_), true) => (
            "It goes by an oracle of its own",
            "Whoever made it chose that oracle, and it can name any price: your collateral would go for far too little. If you do not trust whoever made it, take it back.",
        ),
    }
}

/// What an address is that the account has authorised, and that is no contract of this market: in a headline and
/// in a sentence.
pub fn strange_contract(one: &StrangeView) -> (String, &'static str) {
    match &one.of_market {
        Some(OtherMarket {
            name,
            other_oracle: None,
        }) => (
            format!("Authorised by you for {name}"),
            "A contract of another of your markets on Morpho: it does not act for this one.",
        ),
        Some(OtherMarket { name, .. }) => (
            format!("Authorised by you for {name}"),
            "A contract of another of your markets on Morpho, by an oracle of its own: whoever made the contract chose that oracle, and it can name any price. If you do not trust whoever made it, take it back.",
        ),
        None => (
            "Authorised by you, and no contract of this market".to_owned(),
            "It may do everything that you may on Morpho. If you do not know it, take it back.",
        ),
    }
}

/// What a contract that is to be authorised goes by, by the names of what it is.
pub fn goes_by(params: &PreLiquidationParams) -> [(&'static str, String); 3] {
    let between = |[first, last]: [Wad; 2]| match first == last {
        true => format::percent(first),
        false => format!("{} to {}", format::percent(first), format::percent(last)),
    };
    [
        (
            "Acts from a loan-to-value of",
            format::percent(params.pre_lltv),
        ),
        (
            "Closes of the debt at once",
            between(params.close_factors.map(|it| it.min(Wad::ONE))),
        ),
        ("Takes of what it repays", between(params.incentives)),
    ]
}

/// What stands on the button that leads to the review.
pub fn authorize(one: &ProtectorView) -> &'static str {
    match (one.is_authorized, one.rule.acts_now) {
        (true, _) => "Take it back…",
        (false, true) => "Authorise it, though it acts at once…",
        (false, false) => "Authorise it…",
    }
}

/// Why nothing can be signed here.
pub fn no_authorization(reason: NoTopUp) -> &'static str {
    match reason {
        NoTopUp::NoDebt => "Nothing is owed that it could close.",
        NoTopUp::WatchOnly => "Connect the wallet of this account to sign.",
        NoTopUp::Locked => "Unlock the wallet to sign.",
        NoTopUp::OtherAccount => "Choose this account in the wallet to sign.",
        NoTopUp::OtherChain => "Switch the wallet to the chain of this position to sign.",
        NoTopUp::NotConfirmed | NoTopUp::Disputed | NoTopUp::Stale => {
            "Nothing is signed while it is not known how the position stands."
        }
    }
}
