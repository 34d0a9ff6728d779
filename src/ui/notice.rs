use leptos::prelude::*;

use super::icon::{Icon, Picture};

/// How serious a notice is, told by colour and picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nobody watches, or money is at stake.
    Bad,
    /// To be known.
    Warning,
    /// For developers.
    Development,
    /// To be known some time.
    News,
}

impl Tone {
    /// The name of its colours in the style sheet.
    fn id(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Warning => "warn",
            Self::Development => "dev",
            Self::News => "news",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Bad => Icon::Octagon,
            Self::Warning | Self::Development => Icon::Triangle,
            Self::News => Icon::Mark,
        }
    }
}

/// A notice: its headline, and room for more.
#[component]
pub fn Notice(
    tone: Tone,
    #[prop(into)] headline: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.id()>
            <Picture icon=tone.icon() />
            <p class="headline">{headline}</p>
            {children()}
        </div>
    }
}
