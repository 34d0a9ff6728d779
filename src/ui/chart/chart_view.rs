use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::cursor::Cursor;
use super::drawing::{Drawing, names};
use super::line::Line;
use super::marked::Marked;
use super::name::Name;
use super::times::Times;
use crate::ui::scale::END;
use crate::ui::while_some::WhileSome;

/// A line over time. Where a person points, or moves to by keyboard, `say` tells of that reading.
#[component]
pub fn Chart(
    /// What is drawn.
    drawing: Memo<Drawing>,
    /// What it shows, for who does not see it.
    #[prop(into)]
    label: Signal<String>,
    /// A reading in words.
    #[prop(into)]
    say: Callback<usize, String>,
) -> impl IntoView {
    let pointed = RwSignal::new(None::<usize>);
    let last = Memo::new(move |_| drawing.with(|one| one.places.len().saturating_sub(1)));
    // The reading that is told: without a pointer the last.
    let told = Memo::new(move |_| pointed.get().unwrap_or(usize::MAX).min(last.get()));
    let point = move |event: PointerEvent| {
        let place = from_left(&event);
        pointed.set(place.and_then(|x| drawing.with(|one| one.nearest(x))));
    };
    // A finger that is lifted has pointed: what it pointed at stays.
    let leave = move |event: PointerEvent| {
        if event.pointer_type() == "mouse" {
            pointed.set(None);
        }
    };
    let cursor = Memo::new(move |_| {
        let index = pointed.get()?;
        drawing.with(|one| one.places.get(index).copied())
    });
    let words = Memo::new(move |_| say.run(told.get()));
    let path = Memo::new(move |_| drawing.with(Drawing::path));
    let lines = Memo::new(move |_| drawing.with(|one| one.across.len()));
    let marks = Memo::new(move |_| drawing.with(|one| one.marks.clone()));
    let labels = Memo::new(move |_| drawing.with(|one| names(&one.across)));
    let ends = Memo::new(move |_| drawing.with(|one| one.ends));
    view! {
        <div class="chart">
            <div class="plot">
                <svg
                    viewBox="0 0 1000 1000"
                    preserveAspectRatio="none"
                    aria-hidden="true"
                    focusable="false"
                >
                    <For each=move || 0..lines.get() key=|place| *place let:place>
                        <Line line=Memo::new(move |_| drawing.with(|one| one.across.get(place).cloned())) />
                    </For>
                    <path class="line" d=path></path>
                </svg>
                <div class={"frame"} aria-hidden="true">
                    {move || marks.with(|marks| marks.iter().map(|one| view! { <Marked mark=*one /> }).collect_view())}
                    {move || cursor.get().map(|place| view! { <Cursor place /> })}
                </div>
                <input
                    type="range"
                    class="probe"
                    min="0"
                    max=move || last.get().to_string()
                    prop:value=move || told.get().to_string()
                    aria-label=label
                    aria-valuetext=words
                    on:input:target=move |event| pointed.set(event.target().value().parse().ok())
                    on:pointermove=point
                    on:pointerdown=point
                    on:pointerleave=leave
                    on:blur=move |_| pointed.set(None)
                />
            </div>
            <div class="names" aria-hidden="true">
                <For each=move || 0..lines.get() key=|place| *place let:place>
                    <Name name=Memo::new(move |_| {
                        labels.with(|labels| labels.get(place).cloned()).unwrap_or_default()
                    }) />
                </For>
            </div>
            <WhileSome of=move || ends.get() let:ends>
                <Times ends />
            </WhileSome>
            <p class="told-at" aria-hidden="true">
                {words}
            </p>
        </div>
    }
}

/// Where the pointer is over an element, in the drawing's measure.
fn from_left(event: &PointerEvent) -> Option<u32> {
    let place = event.current_target()?.dyn_into::<HtmlElement>().ok()?;
    let width = u32::try_from(place.offset_width()).ok()?;
    let x = u32::try_from(event.offset_x()).unwrap_or_default();
    x.saturating_mul(END).checked_div(width)
}
