use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words::config_problem;

/// What whoever made the page has to mend: below what matters to whoever reads it.
#[component]
pub fn Misconfigured() -> impl IntoView {
    let problem = Shown::here().part(|view| view.configuration_problem.clone());
    view! {
        <div class="notices" part="notices">
            {move || {
                problem.get().map(|problem| {
                    view! {
                        <Notice tone=Tone::Bad headline="This widget is set up wrongly">
                            <p>{config_problem(&problem)}</p>
                        </Notice>
                    }
                })
            }}
        </div>
    }
}
