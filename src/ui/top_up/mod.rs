//! The top-up: a dialog over the page, from the choice to what came of it.

mod amount;
mod amount_field;
mod busy;
mod cancelled;
mod checking;
mod choosing;
mod dialog;
mod done;
mod done_actions;
mod ending;
mod expected;
mod goal;
mod goes_by;
mod health_before;
mod member;
mod members;
mod mix;
mod mix_offer;
mod number_field;
mod outcome;
mod part;
mod position;
mod progress;
mod rest_line;
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
mod transaction;
mod unused;
mod way;
mod way_offer;

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
