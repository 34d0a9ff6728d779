use alloy::primitives::Address;
use leptos::prelude::*;

use crate::chain::ChainId;
use crate::engine::view::{PositionView, SessionView};
use crate::ui::address::label;
use crate::ui::shown::Shown;

/// From so many positions on they can be filtered.
const MANY: usize = 8;

/// Which of many positions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those below a threshold, or of which nothing is known now.
    Calling,
    /// Those of an account.
    Account(Address),
    /// Those on a chain.
    Chain(ChainId),
}

impl Filter {
    /// Whether it is shown.
    pub fn lets(self, position: &PositionView) -> bool {
        match self {
            Self::All => true,
            Self::Calling => position.wants_attention(),
            Self::Account(account) => position.key.account == account,
            Self::Chain(chain) => position.key.chain == chain,
        }
    }
}

/// The choice, where there are many.
#[component]
pub fn Filters(chosen: RwSignal<Filter>) -> impl IntoView {
    let choices = Shown::here().session(choices);
    let choices = Memo::new(move |_| choices.get().unwrap_or_default());
    Effect::new(move |_| {
        // What it names may go: then everything is shown again.
        let is_there = choices.with(|all| all.iter().any(|(one, _)| *one == chosen.get()));
        if !is_there {
            chosen.set(Filter::All);
        }
    });
    let button = move |(filter, name): (Filter, String)| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (chosen.get() == filter).to_string()
                on:click=move |_| chosen.set(filter)
            >
                {name}
            </button>
        }
    };
    view! {
        <Show when=move || !choices.with(Vec::is_empty)>
            <div class="chips" role="group" aria-label="Which positions are shown">
                {move || choices.get().into_iter().map(button).collect_view()}
            </div>
        </Show>
    }
}

fn choices(session: &SessionView) -> Vec<(Filter, String)> {
    if session.arranged().len() < MANY {
        return Vec::new();
    }
    let mut choices = vec![
        (Filter::All, "All".to_owned()),
        (Filter::Calling, "Below a threshold".to_owned()),
    ];
    let accounts = session.accounts.iter();
    let accounts = accounts.filter(|_| session.accounts.len() > 1);
    let accounts = accounts.map(|one| (Filter::Account(one.account), label(one)));
    let chains = session.chains.iter().map(|one| &one.chain);
    let chains = chains.filter(|_| session.chains.len() > 1);
    choices.extend(accounts);
    choices.extend(chains.map(|one| (Filter::Chain(one.id), one.name.clone())));
    choices
}
