//! Everything before an account is watched, and the ways to a wallet.

mod address_form;
mod allow_first;
mod asking;
mod waiting;
mod welcome;

pub use address_form::AddressForm;

use leptos::prelude::*;

use super::shown::Shown;
use crate::engine::view::ConnectionView;
use asking::Asking;
use waiting::Waiting;
use welcome::Welcome;

/// Which screen there is until something is watched.
#[derive(Clone, PartialEq, Eq)]
enum Screen {
    Looking,
    Reaching,
    Welcome,
    Asking { wallet: String },
    Nothing,
}

impl Screen {
    fn of(connection: &ConnectionView) -> Self {
        match connection {
            ConnectionView::Starting => Self::Looking,
            ConnectionView::Reaching => Self::Reaching,
            ConnectionView::NoWallet { .. } | ConnectionView::Choose { .. } => Self::Welcome,
            ConnectionView::Connecting { wallet } => Self::Asking {
                wallet: wallet.name.clone(),
            },
            ConnectionView::Connected(_) => Self::Nothing,
        }
    }
}

/// From no wallet to a connected one, or to an address that is watched without.
#[component]
pub fn Connect() -> impl IntoView {
    let screen = Shown::here().part(|view| Screen::of(&view.connection));
    move || match screen.get() {
        Screen::Looking => view! { <Waiting words="Looking for wallets…" /> }.into_any(),
        Screen::Reaching => view! { <Waiting words="Reaching the chain…" /> }.into_any(),
        Screen::Welcome => view! { <Welcome /> }.into_any(),
        Screen::Asking { wallet } => view! { <Asking wallet /> }.into_any(),
        Screen::Nothing => ().into_any(),
    }
}
