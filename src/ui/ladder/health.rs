use leptos::prelude::*;

use super::typed::Typed;
use crate::alert::Ladder;
use crate::engine::UserAction;
use crate::engine::view::{LadderOf, LadderProblem};
use crate::risk::Health;
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::words::{Of, threshold_text};

/// Thresholds of the health: what is in force, and what is typed in its place.
#[derive(Clone, Copy)]
pub struct HealthLadder {
    of: StoredValue<LadderOf>,
    ladder: Memo<Ladder>,
    typed: Typed,
    /// Why what was typed last is not in force.
    pub problem: Memo<Option<LadderProblem>>,
    /// Whether there is something to set.
    pub sets: Memo<bool>,
}

impl HealthLadder {
    /// `ladder`: what is in force.
    pub fn new(of: LadderOf, ladder: Memo<Ladder>) -> Self {
        let typed = Typed::new();
        // What is typed stays until other thresholds are in force.
        Effect::new(move |_| {
            let ladder = ladder.get();
            typed.show(|level| threshold_text(ladder.threshold(level)));
        });
        let problem = {
            let of = of.clone();
            Shown::here().part(move |view| view.alarm.ladder_problems.get(&of).copied())
        };
        Self {
            of: StoredValue::new(of),
            ladder,
            typed,
            problem,
            sets: Memo::new(move |_| typed.differs(&ladder.get()) || problem.get().is_some()),
        }
    }

    /// What the person wants with it; nothing where that is in force.
    pub fn action(self) -> Option<UserAction> {
        let set = || UserAction::SetLadder(self.of.get_value(), self.typed.input());
        self.sets.get_untracked().then(set)
    }

    /// The three fields; `id` and `which` tell them from those of another ladder.
    pub fn fields(self, id: &str, which: &str) -> impl IntoView + use<> {
        let problem = Signal::derive(move || match self.problem.get() {
            Some(LadderProblem::Typed(problem)) => Some(problem),
            Some(LadderProblem::TooMany) | None => None,
        });
        let in_force = move |level| {
            let threshold = self.ladder.with(|ladder| ladder.threshold(level));
            format!("Health factor {}", format::health(Health::Ratio(threshold)))
        };
        let fields = self.typed.fields(Of::Health, id, which, problem, in_force);
        view! { <div class="thresholds">{fields}</div> }
    }
}
