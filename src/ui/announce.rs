use leptos::prelude::*;

use super::shown::Shown;
use super::words::Standing;
use crate::engine::view::SessionView;

/// What a screen reader is told by itself: the worst level and whether anybody watches. Without
/// numbers, so that a new block with the same level says nothing again.
#[component]
pub fn Announcements() -> impl IntoView {
    let told = Shown::here().session(tell);
    let said = move |interrupting: bool| {
        let told = told.get().flatten();
        told.and_then(|(interrupts, words)| (interrupts == interrupting).then_some(words))
            .unwrap_or_default()
    };
    view! {
        <div class="announcements">
            <p class="unseen" role="alert">
                {move || said(true)}
            </p>
            <p class="unseen" role="status">
                {move || said(false)}
            </p>
        </div>
    }
}

/// What there is to tell, and whether it interrupts.
fn tell(session: &SessionView) -> Option<(bool, String)> {
    let worst = session.positions().first()?;
    let standing = Standing::of(worst, session);
    let partial = worst.pre_liquidates_first();
    let meaning = match (standing, worst.alarm.by_time) {
        (Standing::At(_), Some(_)) => {
            "Interest alone brings it near liquidation, at today’s rates."
        }
        _ => standing.meaning(partial, worst.halted.liquidation),
    };
    Some((
        standing.interrupts(),
        format!("{}: {}. {meaning}", worst.title(), standing.word(partial),),
    ))
}
