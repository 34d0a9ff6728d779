use leptos::prelude::*;

use super::threshold::Threshold;
use crate::alert::{LadderError, Level, Rung, Rungs};
use crate::engine::LadderInput;
use crate::ui::words::{Of, Standing};

/// What is typed for each of the three levels.
#[derive(Clone, Copy)]
pub struct Typed([(Level, RwSignal<String>); 3]);

impl Typed {
    pub fn new() -> Self {
        let levels = [Level::Watch, Level::Call, Level::Urgent];
        Self(levels.map(|level| (level, RwSignal::new(String::new()))))
    }

    pub fn show(self, text: impl Fn(Level) -> String) {
        for (level, typed) in self.0 {
            typed.set(text(level));
        }
    }

    pub fn input(self) -> LadderInput {
        let [watch, call, urgent] = self.0.map(|(_, typed)| typed.get_untracked());
        LadderInput {
            watch,
            call,
            urgent,
        }
    }

    /// Whether it is not what is in force.
    pub fn differs<T: Rung>(self, from: &Rungs<T>) -> bool {
        let mut fields = self.0.into_iter();
        fields
            .any(|(level, typed)| typed.with(|typed| T::parse(typed) != Ok(from.threshold(level))))
    }

    /// A field for each. No two have one name: `id` and `which` tell them from those of another ladder.
    pub fn fields(
        self,
        of: Of,
        id: &str,
        which: &str,
        problem: Signal<Option<LadderError>>,
        in_force: impl Fn(Level) -> String + Copy + Send + Sync + 'static,
    ) -> Vec<AnyView> {
        let all = self.0.map(|(level, typed)| {
            let id = format!("mc-{}-{id}", level.id());
            let name = format!("{}{which}", Standing::At(level).word(false));
            let in_force = Signal::derive(move || in_force(level));
            view! { <Threshold level of id name typed in_force problem /> }.into_any()
        });
        all.into()
    }
}
