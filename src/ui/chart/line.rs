use leptos::prelude::*;

use super::drawing::Across;
use crate::ui::scale::END;

/// A line from one side to the other.
#[component]
pub fn Line(line: Memo<Option<Across>>) -> impl IntoView {
    let level = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.level)));
    let path = Memo::new(move |_| {
        line.with(|line| {
            let y = END.saturating_sub(line.as_ref()?.y);
            Some(format!("M0 {y}H{END}"))
        })
    });
    view! { <path class="across" data-level=level d=path></path> }
}
