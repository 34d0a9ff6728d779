//! What the host page and the person chose.

use std::borrow::Cow;

use alloy::primitives::{Address, B256};
use serde_json::Value;

use super::event::{Config, LadderInput};
use super::host_event::{ErrorDetail, ErrorKind, HostEvent};
use super::kept::Kept;
use super::ladders;
use super::view::{ConfigProblem, KindLadders, LadderOf, PositionKey, WatchProblem, Whose};
use super::{Engine, Millis, key_of, parse_typed_address};
use crate::alert::{
    Ladder, LadderError, Limit, LimitError, QuietHours, RateLimit, Rules, Rung, Rungs, TimeLadder,
    UseLimit,
};
use crate::chain::{ChainId, rpc};
use crate::math::{Wad, decimal};
use crate::protocols::deployment::{self, DeploymentError};
use crate::protocols::{Addresses, Market, registry};
use crate::protocols::{Limits, Snapshot};
use crate::top_up::parse_target;

/// The restore target where nobody chose one: above the watch level with its deadband, so that a
/// repaired position is silent.
pub(super) const RESTORE_TO: &str = "1.5";

/// What is wrong with a configuration, before anything was fetched.
pub(super) fn problem_of(config: &Config) -> Option<ConfigProblem> {
    let ladder = |typed: &Option<LadderInput>| parse::<Wad>(typed.as_ref()?).err();
    let target = config
        .restore_to
        .as_ref()
        .and_then(|typed| parse_target(typed).err());
    ladder(&config.ladder)
        .map(ConfigProblem::Ladder)
        .or(ladder(&config.correlated_ladder).map(ConfigProblem::CorrelatedLadder))
        .or(target.map(ConfigProblem::RestoreTo))
        .or(ids(config)
            .is_none()
            .then_some(ConfigProblem::MorphoMarkets))
        .or(pre_liquidators(config)
            .err()
            .map(ConfigProblem::MorphoPreLiquidations))
}

/// The ids in `morpho-markets`; `None` when one of them is none.
fn ids(config: &Config) -> Option<Vec<B256>> {
    listed(config.morpho_markets.as_ref())
        .map(|id| rpc::parse_hex(id).and_then(|bytes| B256::try_from(bytes.as_ref()).ok()))
        .collect()
}

/// The addresses in `morpho-pre-liquidations`, each once.
fn pre_liquidators(config: &Config) -> Result<Vec<Address>, WatchProblem> {
    let mut all = Vec::new();
    for typed in listed(config.morpho_pre_liquidations.as_ref()) {
        let contract = parse_typed_address(typed)?;
        if !all.contains(&contract) {
            all.push(contract);
        }
    }
    Ok(all)
}

/// What stands in an attribute that takes several.
fn listed(typed: Option<&String>) -> impl Iterator<Item = &str> {
    let typed = typed.map(String::as_str).unwrap_or_default();
    typed
        .split([',', ' ', '\n', '\t'])
        .filter(|one| !one.is_empty())
}

fn parse<T: Rung>(typed: &LadderInput) -> Result<Rungs<T>, LadderError> {
    Rungs::parse(&typed.watch, &typed.call, &typed.urgent)
}

impl Engine {
    /// The thresholds in force where a position has none of its own.
    pub(super) fn ladders(&self) -> KindLadders {
        self.stored.ladders.of_kinds(&self.host_ladders)
    }

    /// Those that would be where the person had typed none.
    pub(super) fn default_ladders(&self) -> KindLadders {
        self.host_ladders.by_default()
    }

    /// Whether the person typed no thresholds but those of single positions.
    pub(super) fn ladder_is_default(&self) -> bool {
        self.stored.ladders.are_default() && self.stored.times.is_none()
    }

    /// How long a position lasts on interest alone where each level begins: the same for all of them.
    pub(super) fn times(&self) -> TimeLadder {
        self.stored.times.unwrap_or_default()
    }

    /// The thresholds of a position, and whose they are.
    pub(super) fn ladder_of(&self, snapshot: &Snapshot) -> (Ladder, Whose) {
        let is_correlated = snapshot.is_correlated();
        let all = &self.stored.ladders;
        all.in_force(&self.host_ladders, &key_of(snapshot), is_correlated)
    }

    /// How the episode of a position behaves.
    pub(super) fn rules_for(&self, snapshot: Option<&Snapshot>) -> Rules {
        let correlated = snapshot.is_some_and(Snapshot::is_correlated);
        let rules = if correlated {
            Rules::CORRELATED
        } else {
            Rules::STANDARD
        };
        let ladder = match snapshot {
            Some(snapshot) => self.ladder_of(snapshot).0,
            None => self.ladders().usual,
        };
        rules.with_times(self.times()).with_ladder(ladder)
    }

    pub(super) fn set_ladder(&mut self, of: LadderOf, typed: &LadderInput) {
        let watched = self.accounts();
        let is_watched =
            |key: &PositionKey| watched.iter().any(|(account, _)| *account == key.account);
        let input = ladders::Input::Typed(&of, typed);
        match self.stored.ladders.on(input, is_watched) {
            Ok(()) => {
                self.ladder_problems.remove(&of);
                self.store();
            }
            Err(problem) => {
                self.ladder_problems.insert(of, problem);
            }
        }
    }

    pub(super) fn use_usual_ladder(&mut self, key: &PositionKey) {
        let input = ladders::Input::UseUsual(key);
        // Nothing is typed that could be refused.
        let _ = self.stored.ladders.on(input, |_| true);
        let of = LadderOf::Position(key.clone());
        self.ladder_problems.remove(&of);
        self.store();
    }

    pub(super) fn set_times(&mut self, typed: &LadderInput) {
        match parse(typed) {
            Ok(times) => {
                *self.stored.times = Some(times);
                self.times_problem = None;
                self.store();
            }
            Err(problem) => self.times_problem = Some(problem),
        }
    }

    pub(super) fn reset_ladder(&mut self) {
        // Nothing is typed that could be refused.
        let _ = self.stored.ladders.on(ladders::Input::Defaults, |_| true);
        *self.stored.times = None;
        for of in [LadderOf::Usual, LadderOf::Correlated] {
            self.ladder_problems.remove(&of);
        }
        self.times_problem = None;
        self.store();
    }

    /// From which borrow rate on the person is told of it.
    pub(super) fn rate_limit(&self) -> RateLimit {
        self.stored.rate_limit.unwrap_or_default()
    }

    /// From which part on the person is told how much of a token is lent out.
    pub(super) fn use_limit(&self) -> UseLimit {
        self.stored.use_limit.unwrap_or_default()
    }

    /// From where on what moves all the time is news.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            rate: self.rate_limit().wad(),
            used: self.use_limit().wad(),
        }
    }

    /// What is typed; nothing: the usual again.
    pub(super) fn set_use_limit(&mut self, typed: &str) {
        self.use_problem = choose(&mut self.stored.use_limit, typed).err();
        self.store();
    }

    /// What is typed; nothing: the usual again.
    pub(super) fn set_rate_limit(&mut self, typed: &str) {
        self.rate_problem = choose(&mut self.stored.rate_limit, typed).err();
        self.store();
    }

    pub(super) fn set_quiet_hours(&mut self, from: &str, to: &str) {
        match QuietHours::parse(from, to) {
            Ok(hours) => {
                *self.stored.quiet = Some(hours);
                self.quiet_problem = None;
                self.store();
            }
            Err(problem) => self.quiet_problem = Some(problem),
        }
    }

    pub(super) fn end_quiet_hours(&mut self) {
        *self.stored.quiet = None;
        self.quiet_problem = None;
        self.store();
    }

    /// The Morpho Blue markets on a chain that the host named by their ids.
    pub(super) fn named_markets(&self, chain: ChainId) -> Vec<Market> {
        let named = ids(&self.config).unwrap_or_default().into_iter();
        named
            .filter_map(|id| {
                Some(Market {
                    chain,
                    name: Cow::Owned(short(id)),
                    addresses: Addresses::MorphoBlue(registry::morpho_market(chain, id)?),
                })
            })
            .collect()
    }

    /// The pre-liquidation contracts that the host named.
    pub(super) fn named_contracts(&self) -> Vec<Address> {
        pre_liquidators(&self.config).unwrap_or_default()
    }

    /// The restore target as text: the host's where it makes sense, else the default.
    pub(super) fn restore_to(&self) -> String {
        let host = self.config.restore_to.as_ref();
        host.filter(|typed| parse_target(typed).is_ok())
            .map_or(RESTORE_TO, |typed| typed.as_str())
            .to_owned()
    }

    pub(super) fn deployment_fetched(&mut self, now: Millis, file: Result<Value, String>) {
        let markets: Result<Vec<Market>, ConfigProblem> = match file {
            Err(reason) => Err(ConfigProblem::DeploymentUnreachable(reason)),
            Ok(file) => deployment::parse(&file).map_err(|error| match error {
                DeploymentError::Garbled => ConfigProblem::DeploymentGarbled,
                DeploymentError::NotLocal => ConfigProblem::DeploymentNotLocal,
            }),
        };
        match markets {
            Ok(markets) => self.deployment = Some(markets),
            Err(problem) => {
                let kind = ErrorKind::Configuration;
                self.emit(HostEvent::Error(ErrorDetail { kind }));
                self.configuration_problem = Some(problem);
            }
        }
        self.start_session(now);
    }
}

/// An id by its first and last digits, as addresses are shown.
/// Keeps a limit as typed; nothing: the usual again.
fn choose<const STANDARD: u64, const MOST: u64>(
    kept: &mut Kept<Option<Limit<STANDARD, MOST>>>,
    typed: &str,
) -> Result<(), LimitError> {
    let typed = Some(typed.trim()).filter(|typed| !typed.is_empty());
    **kept = typed.map(Limit::parse).transpose()?;
    Ok(())
}

fn short(id: B256) -> String {
    let text = id.to_string();
    let (first, last) = (text.get(..6), text.get(62..));
    format!("{}…{}", first.unwrap_or_default(), last.unwrap_or_default())
}

/// A health factor as a decimal string with all its digits, for the host page.
pub(super) fn exact(wad: Wad) -> String {
    decimal::format_floor(wad.raw(), 18, 18)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::top_up::TargetProblem;

    #[test]
    fn a_configuration_that_makes_no_sense_is_told() {
        let mut config = Config {
            restore_to: Some("1".into()),
            ..Config::default()
        };
        let too_low = ConfigProblem::RestoreTo(TargetProblem::TooLow);
        assert_eq!(problem_of(&config), Some(too_low));
        config.restore_to = Some("1.6".into());
        assert_eq!(problem_of(&config), None);
        let id = B256::repeat_byte(0xab);
        config.morpho_markets = Some(format!(" {id},\n{id} "));
        assert_eq!(problem_of(&config), None);
        assert_eq!(ids(&config), Some(vec![id, id]));
        config.morpho_markets = Some("0x12".into());
        assert_eq!(problem_of(&config), Some(ConfigProblem::MorphoMarkets));
        config.morpho_markets = None;
        let contract = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        let typed = format!("{contract}, {}", contract.to_lowercase());
        config.morpho_pre_liquidations = Some(typed);
        assert_eq!(problem_of(&config), None);
        let contract = contract.parse().unwrap();
        assert_eq!(pre_liquidators(&config), Ok(vec![contract]));
        for (typed, problem) in [
            ("0x12", WatchProblem::NotAnAddress),
            (
                "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                WatchProblem::Checksum,
            ),
        ] {
            config.morpho_pre_liquidations = Some(typed.into());
            let problem = ConfigProblem::MorphoPreLiquidations(problem);
            assert_eq!(problem_of(&config), Some(problem));
        }
        config.morpho_pre_liquidations = None;
        config.ladder = Some(LadderInput {
            watch: "1.1".into(),
            call: "1.2".into(),
            urgent: "1.05".into(),
        });
        assert!(matches!(
            problem_of(&config),
            Some(ConfigProblem::Ladder(_))
        ));
        config.correlated_ladder = config.ladder.take();
        assert!(matches!(
            problem_of(&config),
            Some(ConfigProblem::CorrelatedLadder(_))
        ));
    }

    #[test]
    fn what_the_person_typed_comes_before_what_the_host_page_says() {
        let typed = |watch: &str| LadderInput {
            watch: watch.into(),
            call: "1.2".into(),
            urgent: "1.1".into(),
        };
        let mut engine = Engine::new(Config {
            ladder: Some(typed("1.9")),
            ..Config::default()
        });
        assert_eq!(Ok(engine.ladders().usual), parse(&typed("1.9")));
        assert_eq!(engine.ladders().correlated, Ladder::CORRELATED);
        assert!(engine.ladder_is_default());
        engine.set_ladder(LadderOf::Usual, &typed("1.8"));
        assert_eq!(Ok(engine.ladders().usual), parse(&typed("1.8")));
        engine.reset_ladder();
        assert_eq!(engine.ladders(), engine.default_ladders());
    }
}
