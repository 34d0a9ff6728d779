//! The top-up: a dialog over the page, from the choice to what came of it.

mod amount;
mod busy;
mod cancelled;
mod checking;
mod choosing;
mod dialog;
mod done;
mod ending;
mod expected;
mod goes_by;
mod members;
mod mix;
mod number_field;
mod outcome;
mod part;
mod position;
mod progress;
mod rests;
mod review;
mod sale;
mod screen;
mod sign;
mod status;
mod step;
mod steps;
mod stranded;
mod sum;
mod target;
mod unused;
mod way;

use leptos::prelude::*;

use dialog::Dialog;
use part::part;
use screen::Screen;

/// The dialog, while the engine says that it is open.
#[component]
pub fn TopUp() -> impl IntoView {
    let screen = part(Screen::of);
    view! {
        <Show when=move || screen.with(Option::is_some)>
            <Dialog screen />
        </Show>
    }
}
