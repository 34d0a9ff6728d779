//! The endpoints that were named by their addresses, and which chain each says that it serves.

use std::sync::Arc;

use super::Millis;
use super::view::{ReadProblem, Unused};
use crate::chain::ChainId;

/// Shortest and longest wait before an endpoint that did not name its chain is asked again,
/// milliseconds.
const ASK_AGAIN_MS: (u64, u64) = (2_000, 60_000);

/// One endpoint.
#[derive(Debug)]
struct Named {
    url: Arc<str>,
    serves: Option<ChainId>,
    /// When it is to be asked for its chain; none while it is, or where it has said.
    ask_at: Option<Millis>,
    failures: u32,
    problem: Option<ReadProblem>,
}

/// The endpoints that were named, the preferred first.
#[derive(Debug, Default)]
pub(super) struct Endpoints(Vec<Named>);

impl Endpoints {
    /// Uses these from here on; what is known of those that stay is kept.
    pub(super) fn name(&mut self, now: Millis, urls: impl IntoIterator<Item = Arc<str>>) {
        let mut before = core::mem::take(&mut self.0);
        for url in urls {
            let known = before.iter().position(|one| one.url == url);
            let named = known.map(|place| before.swap_remove(place));
            if self.0.iter().all(|one| one.url != url) {
                self.0.push(named.unwrap_or(Named {
                    url,
                    serves: None,
                    ask_at: Some(now),
                    failures: 0,
                    problem: None,
                }));
            }
        }
    }

    /// Those that are to be asked for their chain now.
    pub(super) fn due(&mut self, now: Millis) -> Vec<Arc<str>> {
        let due = self.0.iter_mut().filter_map(|one| {
            one.ask_at.take_if(|at| *at <= now)?;
            Some(one.url.clone())
        });
        due.collect()
    }

    /// When the next one is to be asked.
    pub(super) fn next_due(&self) -> Option<Millis> {
        self.0.iter().filter_map(|one| one.ask_at).min()
    }

    /// One said which chain it serves, or did not; `is_known`: whether anything can be watched on a
    /// chain. One that serves no such chain may have misspoken, or serve another soon.
    pub(super) fn answered(
        &mut self,
        now: Millis,
        url: &str,
        said: Result<ChainId, ReadProblem>,
        is_known: impl Fn(ChainId) -> bool,
    ) {
        let Some(one) = self.0.iter_mut().find(|one| *one.url == *url) else {
            return;
        };
        match said {
            Ok(chain) => {
                one.serves = Some(chain);
                one.failures = 0;
                one.problem = None;
                one.ask_at = (!is_known(chain)).then(|| now.plus(ASK_AGAIN_MS.1));
            }
            // What it served before may be what it serves now: its answers say so themselves.
            Err(problem) => {
                let (least, most) = ASK_AGAIN_MS;
                let doubled = least.checked_shl(one.failures).unwrap_or(most);
                one.failures = one.failures.saturating_add(1);
                one.ask_at = Some(now.plus(doubled.min(most)));
                one.problem = Some(problem);
            }
        }
    }

    /// What one says makes no sense on its chain: it may serve another now.
    pub(super) fn doubt(&mut self, now: Millis, url: &str) {
        if let Some(one) = self.0.iter_mut().find(|one| *one.url == *url) {
            one.ask_at.get_or_insert(now.plus(ASK_AGAIN_MS.0));
        }
    }

    /// Those that have not named their chain are asked at once.
    pub(super) fn hurry(&mut self, now: Millis) {
        for one in &mut self.0 {
            if let Some(at) = &mut one.ask_at {
                *at = now;
            }
        }
    }

    /// Whether none was named.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that serve a chain.
    pub(super) fn serving(&self, chain: ChainId) -> impl Iterator<Item = &Arc<str>> {
        let all = self.0.iter();
        all.filter(move |one| one.serves == Some(chain))
            .map(|one| &one.url)
    }

    /// The chains that they serve.
    pub(super) fn chains(&self) -> impl Iterator<Item = ChainId> {
        self.0.iter().filter_map(|one| one.serves)
    }

    /// Whether there are some, and every one has said which chain it serves.
    pub(super) fn have_all_said(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|one| one.serves.is_some())
    }

    /// Those through which nothing can be read, and why; `is_known`: whether anything can be watched
    /// on a chain.
    pub(super) fn unused(
        &self,
        is_known: impl Fn(ChainId) -> bool,
    ) -> impl Iterator<Item = (&Arc<str>, Unused)> {
        self.0.iter().filter_map(move |one| {
            let why = match (one.serves, &one.problem) {
                (Some(chain), _) if is_known(chain) => return None,
                (Some(chain), _) => Unused::Elsewhere(chain),
                (None, Some(problem)) => Unused::Silent(problem.clone()),
                (None, None) => return None,
            };
            Some((&one.url, why))
        })
    }

    /// Why one has not named its chain.
    pub(super) fn problem(&self) -> Option<&ReadProblem> {
        let mut silent = self.0.iter().filter(|one| one.serves.is_none());
        silent.find_map(|one| one.problem.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000);

    fn known(chain: ChainId) -> bool {
        chain != ChainId(250)
    }

    fn one() -> Endpoints {
        let mut endpoints = Endpoints::default();
        endpoints.name(NOW, ["a".into()]);
        endpoints
    }

    #[test]
    fn each_is_asked_once_and_again_only_where_it_does_not_say() {
        let mut endpoints = one();
        assert_eq!(endpoints.due(NOW), ["a".into()]);
        assert!(endpoints.due(NOW).is_empty());
        endpoints.answered(NOW, "a", Err(ReadProblem::TimedOut), known);
        assert_eq!(endpoints.problem(), Some(&ReadProblem::TimedOut));
        assert!(endpoints.due(NOW).is_empty());
        assert_eq!(endpoints.next_due(), Some(NOW.plus(2_000)));
        assert_eq!(endpoints.due(NOW.plus(2_000)).len(), 1);
        endpoints.answered(NOW, "a", Ok(ChainId(10)), known);
        assert_eq!(endpoints.next_due(), None);
        assert_eq!(endpoints.serving(ChainId(10)).count(), 1);
        assert_eq!(endpoints.problem(), None);
    }

    #[test]
    fn one_of_a_chain_on_which_nothing_can_be_watched_is_asked_again() {
        let mut endpoints = one();
        let _ = endpoints.due(NOW);
        endpoints.answered(NOW, "a", Ok(ChainId(250)), known);
        assert!(endpoints.have_all_said());
        assert_eq!(endpoints.next_due(), Some(NOW.plus(60_000)));
    }

    #[test]
    fn one_through_which_nothing_is_read_is_named_with_its_reason() {
        let mut endpoints = one();
        let why = |endpoints: &Endpoints| endpoints.unused(known).map(|(_, why)| why).next();
        assert_eq!(why(&endpoints), None, "it was not asked yet");
        endpoints.answered(NOW, "a", Err(ReadProblem::TimedOut), known);
        assert_eq!(why(&endpoints), Some(Unused::Silent(ReadProblem::TimedOut)));
        endpoints.answered(NOW, "a", Ok(ChainId(250)), known);
        assert_eq!(why(&endpoints), Some(Unused::Elsewhere(ChainId(250))));
        endpoints.answered(NOW, "a", Ok(ChainId(10)), known);
        assert_eq!(why(&endpoints), None);
    }

    #[test]
    fn what_is_known_of_one_is_kept_when_another_is_named() {
        let mut endpoints = one();
        let _ = endpoints.due(NOW);
        endpoints.answered(NOW, "a", Ok(ChainId(10)), known);
        endpoints.name(NOW, ["b".into(), "a".into(), "b".into()]);
        assert_eq!(endpoints.due(NOW), ["b".into()]);
        assert_eq!(endpoints.chains().collect::<Vec<_>>(), [ChainId(10)]);
        endpoints.name(NOW, ["b".into()]);
        assert_eq!(endpoints.chains().count(), 0);
    }

    #[test]
    fn one_whose_answers_make_no_sense_is_asked_again() {
        let mut endpoints = one();
        let _ = endpoints.due(NOW);
        endpoints.answered(NOW, "a", Ok(ChainId(10)), known);
        endpoints.doubt(NOW, "a");
        assert_eq!(endpoints.due(NOW.plus(2_000)).len(), 1);
        endpoints.answered(NOW, "a", Ok(ChainId(1)), known);
        assert_eq!(endpoints.chains().collect::<Vec<_>>(), [ChainId(1)]);
    }
}
