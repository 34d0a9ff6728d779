use leptos::prelude::*;

use super::seized::Seized;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::position::actions::Actions;
use crate::ui::position::asked::Asked;
use crate::ui::position::figures::Figures;
use crate::ui::position::gauge::Gauge;
use crate::ui::position::outlook::Outlook;
use crate::ui::position::place::Whose;
use crate::ui::position::queued::Queued;
use crate::ui::position::row::Row;
use crate::ui::position::title::title;
use crate::ui::words::Standing;

/// How bad it is, what moves it, and what can be done: open, or as a row that opens.
#[component]
pub fn Look(
    position: Memo<PositionView>,
    #[prop(into)] standing: Signal<Standing>,
    /// What is asked about it, here and among its details.
    asked: RwSignal<Asked>,
    /// The worst of all has nothing to close it by.
    #[prop(into)]
    is_worst: Signal<bool>,
    #[prop(into)] is_open: Signal<bool>,
    /// Whether its details are the next thing on the page.
    #[prop(into)]
    is_joined: Signal<bool>,
    /// Opens it, or closes it.
    toggle: Callback<()>,
    /// Nobody has it: nothing can be done with it.
    #[prop(optional)]
    is_example: bool,
) -> impl IntoView {
    let figures =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), asked.get())));
    let now =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), Asked::Nothing)));
    let title = Memo::new(move |_| position.with(title));
    let beside_asked = Memo::new(move |_| figures.with(|one| one.asked != Asked::Nothing));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let read_at = Memo::new(move |_| position.with(|one| one.block.timestamp));
    view! {
        <article
            class="card position"
            part="position"
            data-level=move || standing.get().id()
            data-example=is_example.then_some("")
            data-open=move || is_open.get().then_some("")
            data-joined=move || is_joined.get().then_some("")
            data-asked=move || beside_asked.get().then_some("")
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
                            on:click=move |_| toggle.run(())
                        >
                            <Row position figures=now beside_asked />
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
                        beside_asked
                    />
                </div>
            </Show>
            <Show when=move || is_open.get()>
                {(!is_example).then(|| view! { <Whose key=key.get_value() /> })}
                <Seized position />
                <div class="facing">
                    // What is asked about is framed, and has the colours of how it would stand; what can be done
                    // is done to what is.
                    <div class="overview" data-level=move || figures.with(|one| one.standing.id())>
                        <Gauge figures read_at />
                        <Outlook position figures />
                    </div>
                    {(!is_example).then(|| view! { <Actions position /> })}
                </div>
                <Queued position />
            </Show>
        </article>
    }
}
