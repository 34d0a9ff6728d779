use leptos::prelude::*;

use super::part::part;
use crate::ui::format;

/// Which position it is for, and its health now.
#[component]
pub fn Position() -> impl IntoView {
    let market = part(|top_up| top_up.market.clone());
    let health = part(|top_up| top_up.health_now);
    let health = move || match health.get().flatten() {
        Some(health) => format!("health factor now {}", format::health(health)),
        None => "health factor is being read".to_owned(),
    };
    view! { <p class="hint">{market} {" · "} {health}</p> }
}
