use leptos::prelude::*;

use super::empty::Empty;
use super::loading::Loading;
use super::positions::Positions;
use super::unreadable::Unreadable;
use super::wrong_chain::WrongChain;
use crate::engine::view::{Body, SessionView};
use crate::ui::shown::Shown;

/// What the body is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Loading,
    Unreadable,
    WrongChain,
    Empty,
    Positions,
}

fn kind(session: &SessionView) -> Kind {
    match &session.body {
        Body::Loading { .. } => Kind::Loading,
        Body::Unreadable { .. } => Kind::Unreadable,
        Body::WrongChain { .. } => Kind::WrongChain,
        Body::Positions(positions) if positions.is_empty() => Kind::Empty,
        Body::Positions(_) => Kind::Positions,
    }
}

/// What was read for what is watched.
#[component]
pub fn Session() -> impl IntoView {
    let kind = Shown::here().session(kind);
    move || {
        kind.get().map(|kind| match kind {
            Kind::Loading => view! { <Loading /> }.into_any(),
            Kind::Unreadable => view! { <Unreadable /> }.into_any(),
            Kind::WrongChain => view! { <WrongChain /> }.into_any(),
            Kind::Empty => view! { <Empty /> }.into_any(),
            Kind::Positions => view! { <Positions /> }.into_any(),
        })
    }
}
