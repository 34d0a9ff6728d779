//! The number that counts, and how far it is from the thresholds.

mod dial;
mod tick;
mod zone;

use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use crate::math::Timestamp;
use crate::ui::format;
use crate::ui::while_some::WhileSome;
use crate::ui::words::Standing;
use dial::Dial;

/// How much is left before liquidation, as an arc with the ladder's thresholds, and the number.
#[component]
pub fn Gauge(
    /// What it shows.
    figures: Memo<Figures>,
    /// When that was read.
    #[prop(into)]
    read_at: Signal<Timestamp>,
) -> impl IntoView {
    let health = Memo::new(move |_| figures.with(|one| one.first_health));
    let captions = Memo::new(move |_| figures.with(|one| captions(one, read_at.get())));
    view! {
        <div class="gauge" part="gauge">
            <Dial figures />
            <div class="reading">
                <p class="health">{move || format::health(health.get())}</p>
                <p class="caption">{move || captions.with(|(first, _)| first.clone())}</p>
                <WhileSome of=move || captions.with(|(_, second)| second.clone()) let:line>
                    <p class="caption">{line}</p>
                </WhileSome>
            </div>
        </div>
    }
}

/// What the number is: the place under it is narrow, so a line each.
fn captions(figures: &Figures, read_at: Timestamp) -> (String, Option<String>) {
    let when = match (figures.asked, figures.standing) {
        (Asked::Nothing, Standing::Unknown) => format!(" at {}", format::time(read_at)),
        (Asked::Nothing, _) => String::new(),
        (asked, _) => format!(" {}", asked.words()),
    };
    match figures.partial {
        true => {
            let market = format::health(figures.health);
            let second = format!("{market} for the market{when}");
            ("Pre-liquidation health".to_owned(), Some(second))
        }
        false => (format!("Health factor{when}"), None),
    }
}
