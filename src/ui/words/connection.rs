use super::strange::strange;
use super::top_up::target_problem;
use crate::engine::view::{
    ConfigProblem, ConnectProblem, EndpointProblem, Found, Origin, PublicView, ReadProblem,
    SessionView, SourceView, SwitchProblem, Unused, WatchProblem, WitnessView,
};
use crate::ui::format;

/// Why connecting did not succeed.
pub fn connect_problem(problem: &ConnectProblem) -> String {
    match problem {
        ConnectProblem::Rejected => {
            "You declined in the wallet. Nothing was shared with this page.".to_owned()
        }
        ConnectProblem::AlreadyAsking => {
            "The wallet still shows an earlier question. Answer it there.".to_owned()
        }
        ConnectProblem::NoAccount => {
            "The wallet shared no account. Unlock it and choose one.".to_owned()
        }
        ConnectProblem::OtherAccount => {
            "The wallet offers another account now. Connect it to watch that one too.".to_owned()
        }
        ConnectProblem::Disconnected => "The wallet disconnected from this page.".to_owned(),
        ConnectProblem::NoAnswer => {
            "The wallet gave no answer that makes sense. Nothing was shared.".to_owned()
        }
        ConnectProblem::Other(words) => format!("The wallet said: {}", strange(words)),
    }
}

/// Why an address cannot be watched.
pub fn watch_problem(problem: WatchProblem) -> &'static str {
    match problem {
        WatchProblem::NotAnAddress => "An address is 0x and 40 characters from 0–9 and a–f.",
        WatchProblem::Checksum => {
            "A character is mistyped: the capital letters do not fit. Copy it once more."
        }
    }
}

/// How the switch of the wallet's chain stands, where there is something to say.
pub fn switching(session: &SessionView) -> Option<String> {
    match session.switching {
        true => Some("Confirm the switch in your wallet.".to_owned()),
        false => session.switch_problem.as_ref().map(switch_problem),
    }
}

/// Why a read failed.
pub fn read_problem(problem: &ReadProblem) -> String {
    match problem {
        ReadProblem::Unreachable => "The endpoint cannot be reached.".to_owned(),
        ReadProblem::TimedOut => "The endpoint did not answer in time.".to_owned(),
        ReadProblem::RateLimited { .. } => "The endpoint asks us to slow down.".to_owned(),
        ReadProblem::Garbled => {
            "The endpoint's answer makes no sense, so it was not used.".to_owned()
        }
        ReadProblem::Refused(words) => format!("The endpoint refused: {}", strange(words)),
        ReadProblem::Behind => "The endpoint is behind the chain.".to_owned(),
        ReadProblem::NoEndpoint => {
            "No endpoint is allowed for this chain, and the wallet is on another.".to_owned()
        }
    }
}

/// Who a source is: a host, the page's own, or the wallet.
pub fn source_name(host: Option<&str>) -> String {
    match host {
        None => "the wallet".to_owned(),
        Some("") => "this page’s endpoint".to_owned(),
        Some(host) => host.to_owned(),
    }
}

/// Why a source of a chain was passed over, or a server was not reached.
pub fn source_problem(problem: &ReadProblem) -> String {
    match problem {
        ReadProblem::Unreachable => "cannot be reached".to_owned(),
        ReadProblem::TimedOut => "did not answer in time".to_owned(),
        ReadProblem::RateLimited { .. } => "asks us to slow down".to_owned(),
        ReadProblem::Garbled => "gives answers that make no sense".to_owned(),
        ReadProblem::Refused(words) => format!("refused: {}", strange(words)),
        ReadProblem::Behind => "is behind the chain".to_owned(),
        ReadProblem::NoEndpoint => "no endpoint for it is allowed".to_owned(),
    }
}

/// How many chains public endpoints may be asked about.
pub fn public_allowed(public: &[PublicView]) -> String {
    match public.iter().filter(|one| one.allowed).count() {
        0 => "Public: none".to_owned(),
        all if all == public.len() => "Public: all".to_owned(),
        some => format!("Public: {some} of {} chains", public.len()),
    }
}

/// What a chain is read through, in short.
pub fn through(sources: &[SourceView]) -> String {
    let name = |one: &SourceView| source_name(one.host.as_deref());
    let working = sources.iter().filter(|one| one.problem.is_none()).count();
    match sources {
        [] => "through nothing now".to_owned(),
        [one] => match &one.problem {
            Some(problem) => format!("{} {}", name(one), source_problem(problem)),
            None => format!("through {}", name(one)),
        },
        all if working < all.len() => format!("{working} of {} sources answer", all.len()),
        [first, rest @ ..] => format!("through {} and {} more", name(first), rest.len()),
    }
}

/// A source of a chain: how much it was asked, and why not.
pub fn source(source: &SourceView) -> String {
    let name = source_name(source.host.as_deref());
    let spent = source.budget.map(|budget| {
        let [spent, most] = [budget.spent, budget.most].map(|count| format::integer(count.into()));
        format!("{spent} of {most} requests this hour")
    });
    let problem = source.problem.as_ref().map(source_problem);
    let said: Vec<String> = problem.into_iter().chain(spent).collect();
    match said.is_empty() {
        true => name,
        false => format!("{name}: {}", said.join(", ")),
    }
}

/// Who was asked for the same, and said it or not.
pub fn witness(witness: &WitnessView) -> String {
    let name = |host: &Option<String>| source_name(host.as_deref());
    match witness {
        WitnessView::Agrees(host) => format!("2 of 2 agree: {} says the same", name(host)),
        WitnessView::Differs(one, other) => {
            format!("{} and {} contradict each other", name(one), name(other))
        }
    }
}

/// An endpoint through which nothing is read, and why.
pub fn unused(host: &str, why: &Unused) -> String {
    let name = source_name(Some(host));
    match why {
        Unused::Silent(problem) => format!(
            "{name}: {}. Nothing is read through it.",
            source_problem(problem)
        ),
        Unused::Elsewhere(chain) => format!(
            "{name} serves chain {}, on which no market is known. Nothing is read through it.",
            chain.0
        ),
    }
}

/// Why an endpoint that was typed is not asked.
pub fn endpoint_problem(problem: EndpointProblem) -> &'static str {
    match problem {
        EndpointProblem::NotAUrl => {
            "Type an address like https://node.example/v1/…, without a password in it."
        }
        EndpointProblem::NotSecret => {
            "Only https: over http, others on the way can read and change the answers."
        }
    }
}

/// Why an account is watched.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Wallet => "in your wallet",
        Origin::Host => "named by this page",
        Origin::Typed => "typed by you",
        Origin::Kept => "from an earlier wallet; holds something",
    }
}

/// What a search on a chain came to.
pub fn found(found: &Found) -> String {
    match found {
        Found::Waiting => "waiting".to_owned(),
        Found::Looking => "looking…".to_owned(),
        Found::Something => "found, and watched".to_owned(),
        Found::Nothing => "nothing there".to_owned(),
        Found::CouldNotLook(problem) => format!("not looked: {}", source_problem(problem)),
    }
}

/// Why the wallet did not switch its chain.
pub fn switch_problem(problem: &SwitchProblem) -> String {
    match problem {
        SwitchProblem::Rejected => "You declined in the wallet. Its chain is unchanged.".to_owned(),
        SwitchProblem::UnknownChain => {
            "The wallet does not know this chain. Add it there first.".to_owned()
        }
        SwitchProblem::NoAnswer => "The wallet did not answer.".to_owned(),
        SwitchProblem::Other(words) => format!("The wallet said: {}", strange(words)),
    }
}

/// What the host page configured wrongly, for its developer.
pub fn config_problem(problem: &ConfigProblem) -> String {
    match problem {
        ConfigProblem::NoEndpoint => {
            "“account” needs an “rpc-url” to read through, since there is no wallet.".to_owned()
        }
        ConfigProblem::Ladder(error) => {
            format!("“thresholds” make no ladder: {error}. The defaults are in force.")
        }
        ConfigProblem::CorrelatedLadder(error) => {
            format!("“thresholds-correlated” make no ladder: {error}. The defaults are in force.")
        }
        ConfigProblem::RestoreTo(problem) => format!(
            "“restore-to” is no target. {} The default is in force.",
            target_problem(*problem)
        ),
        ConfigProblem::MorphoMarkets => {
            "“morpho-markets” takes market ids of 32 bytes, as in 0x12…ef. None of them is watched."
                .to_owned()
        }
        ConfigProblem::MorphoPreLiquidations(problem) => format!(
            "“morpho-pre-liquidations” takes addresses of contracts. {} None of them is looked at.",
            watch_problem(*problem)
        ),
        ConfigProblem::DeploymentUnreachable(words) => {
            format!(
                "The deployment file could not be fetched: {}",
                strange(words)
            )
        }
        ConfigProblem::DeploymentGarbled => {
            "The deployment file is not of the documented form.".to_owned()
        }
        ConfigProblem::DeploymentNotLocal => {
            "A deployment file is accepted for the local chains 31337 to 31339 only.".to_owned()
        }
    }
}
