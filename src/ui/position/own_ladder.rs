use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{LadderOf, PositionView, Whose};
use crate::ui::act::Act;
use crate::ui::ladder::HealthLadder;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::ladder_problem;

/// Thresholds of this position alone, typed exactly.
#[component]
pub fn OwnLadder(position: Memo<PositionView>) -> impl IntoView {
    let shown = Shown::here();
    let key = position.with_untracked(|one| one.key.clone());
    let in_force = Memo::new(move |_| position.with(|one| one.alarm.ladder));
    let is_own = Memo::new(move |_| position.with(|one| one.alarm.whose == Whose::Own));
    let own = HealthLadder::new(LadderOf::Position(key.clone()), in_force);
    // Several positions may stand open.
    let id = format!("own-{}-{}-{}", key.chain.0, key.market_text(), key.account);
    let key = StoredValue::new(key);
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        own.action()
            .into_iter()
            .for_each(|action| shown.act(action));
    };
    let wrong = move || own.problem.get().map(|one| ladder_problem(one).to_owned());
    view! {
        <form class="ladder" novalidate on:submit=set>
            <p class="hint">
                {"Health factor, like 1.25. Or distance to liquidation, like 20%."}
            </p>
            {own.fields(&id, ", this position")}
            <Problem words=Signal::derive(wrong) />
            <div class="actions">
                <Show when=move || own.sets.get()>
                    <button type="submit" class="primary">
                        {"Set own thresholds"}
                    </button>
                </Show>
                <Show when=move || is_own.get()>
                    <Act class="quiet" action=UserAction::UseUsualLadder(key.get_value())>{"Use the usual ones"}
                    </Act>
                </Show>
            </div>
        </form>
    }
}
