//! The few pictures, drawn with strokes in the colour of the text beside them.

use leptos::prelude::*;

/// A picture; it says nothing to a screen reader: words beside it do.
#[component]
pub fn Picture(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=move || icon.get().outline()></path>
        </svg>
    }
}

/// A picture of 24 by 24.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// All well.
    Check,
    /// Nothing to watch over.
    Dash,
    /// Watching closely.
    Eye,
    /// The margin call.
    Bell,
    /// Act now.
    Triangle,
    /// Liquidatable.
    Octagon,
    /// Not known.
    Question,
    /// To the clipboard.
    Copy,
    /// A wallet.
    Wallet,
    /// The product's mark.
    Mark,
}

impl Icon {
    fn outline(self) -> &'static str {
        match self {
            Self::Check => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.3l2.8 2.8L16 9.6",
            Self::Dash => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12h8",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5"
            }
            Self::Bell => {
                "M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10M10 20a2.2 2.2 0 0 0 4 0M12 2v2"
            }
            Self::Triangle => "M12 3.5 22 20.5H2zM12 10v4.5M12 17.4v.1",
            Self::Octagon => "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.1",
            Self::Question => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.25c-.8.4-1.1.9-1.1 1.75M12 16.5v.1"
            }
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Wallet => {
                "M4 7.5h15a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1h12M16 13h.1"
            }
            Self::Mark => "M4 17a8 8 0 1 1 16 0M12 17 8 11.5",
        }
    }
}
