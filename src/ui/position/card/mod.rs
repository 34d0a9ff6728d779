//! A position on a card: its name and how it stands, and all else once it is open.

mod opened;
mod seized;

use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use super::row::Row;
use super::title::title;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::words::Standing;
use opened::Opened;

/// A position on a card that stands open, or as a row that opens.
#[component]
pub fn Card(
    position: Memo<PositionView>,
    #[prop(into)] standing: Signal<Standing>,
    /// The worst of all stands open by itself.
    #[prop(into)]
    is_worst: Signal<bool>,
    /// Nobody has it: nothing can be done with it.
    #[prop(optional)]
    is_example: bool,
) -> impl IntoView {
    let asked = RwSignal::new(Asked::Nothing);
    let figures =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), asked.get())));
    let now =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), Asked::Nothing)));
    // A person's own choice outlives a change of the order, and so does what they may be in the midst of.
    let chosen = RwSignal::new(None::<bool>);
    let is_open = Memo::new(move |was: Option<&bool>| {
        let stood_open = was.copied().unwrap_or_default();
        // The worst has nothing to close it by.
        is_worst.get() || chosen.get().unwrap_or(stood_open)
    });
    let title = Memo::new(move |_| position.with(title));
    view! {
        <article
            class="card position"
            part="position"
            data-level=move || standing.get().id()
            data-example=is_example.then_some("")
            data-open=move || is_open.get().then_some("")
            data-asked=move || figures.with(|one| (one.asked != Asked::Nothing).then_some(""))
            aria-label=title
        >
            <Show
                when=move || is_worst.get()
                fallback=move || {
                    view! {
                        <h2 class="row-heading">
                        <button
                            type="button"
                            class="row-button"
                            aria-expanded=move || is_open.get().to_string()
                            on:click=move |_| chosen.set(Some(!is_open.get_untracked()))
                        >
                            <Row position figures=now />
                        </button>
                        </h2>
                    }
                }
            >
                <div class="title">
                    <h2>{title}</h2>
                    {is_example.then(|| view! { <span class="pill">{"Example"}</span> })}
                    <Badge
                        standing
                        partial=Signal::derive(move || now.with(|one| one.partial))
                    />
                </div>
            </Show>
            <Show when=move || is_open.get()>
                <Opened position figures asked is_example />
            </Show>
        </article>
    }
}
