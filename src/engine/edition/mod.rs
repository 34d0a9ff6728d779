//! Which edition of its own files the page is: all that ships, of one version.
//!
//! On a page that is ours the browser keeps an edition, so that the page opens without a network. A newer one
//! is kept beside it, whole, and waits: it is used on a person's word, and never while they top up.

#[cfg(test)]
mod tests;

use super::Millis;
use super::effect::EditionRequest;
use super::event::Config;
use super::view::EditionView;

/// The first reading goes first, milliseconds.
const KEEP_AFTER_MS: u64 = 10_000;
/// A newer edition is looked for so often: a page that watches is not loaded for weeks.
const LOOK_EVERY_MS: u64 = 6 * 3_600_000;
/// A browser that has not put the newer one in its place by then does not, milliseconds.
const PATIENCE_MS: u64 = 10_000;

/// How the page's edition stands.
#[derive(Debug, Default)]
pub(super) struct Edition {
    /// When the browser is to be asked to keep the newest.
    keeps_at: Option<Millis>,
    newer: Newer,
}

/// A newer edition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Newer {
    /// None is known.
    #[default]
    None,
    /// One is there.
    Ready,
    /// The browser puts it in the place of this one, at the latest by then.
    Taking(Millis),
}

/// What it takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The page begins.
    Begin,
    /// Time passes.
    Time,
    /// A newer edition is kept, whole.
    Ready,
    /// The person wants it.
    Take,
    /// It is in the place of this one, for every page that is loaded from now on.
    Taken,
}

impl Edition {
    /// The one way in; `is_busy`: a person is in the midst of what a new page would not know of.
    pub(super) fn on(
        &mut self,
        now: Millis,
        is_busy: bool,
        input: Input,
    ) -> Option<EditionRequest> {
        match (input, self.newer) {
            (Input::Begin, _) => self.keeps_at = Some(now.plus(KEEP_AFTER_MS)),
            (Input::Time, newer) => {
                if matches!(newer, Newer::Taking(until) if until <= now) {
                    self.newer = Newer::Ready;
                }
                if self.keeps_at.is_some_and(|at| at <= now) {
                    self.keeps_at = Some(now.plus(LOOK_EVERY_MS));
                    return Some(EditionRequest::Keep);
                }
            }
            (Input::Ready, Newer::None) => self.newer = Newer::Ready,
            (Input::Take, Newer::Ready) if !is_busy => {
                self.newer = Newer::Taking(now.plus(PATIENCE_MS));
                return Some(EditionRequest::Take);
            }
            (Input::Taken, Newer::Taking(_)) => {
                self.newer = Newer::Ready;
                // Whoever opened a top-up meanwhile is asked again after it.
                return (!is_busy).then_some(EditionRequest::Load);
            }
            _ => {}
        }
        None
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(&self) -> Option<Millis> {
        let taking = match self.newer {
            Newer::Taking(until) => Some(until),
            Newer::None | Newer::Ready => None,
        };
        self.keeps_at.into_iter().chain(taking).min()
    }

    /// What is shown of it.
    pub(super) const fn view(&self, is_busy: bool) -> Option<EditionView> {
        match self.newer {
            Newer::None => None,
            Newer::Ready if is_busy => Some(EditionView::Waits),
            Newer::Ready => Some(EditionView::Offered),
            Newer::Taking(_) => Some(EditionView::Taking),
        }
    }
}

/// Whether the page is one that ships: its element is all of it, and it lies where the files lie. Any other is
/// its host's, who may keep it as they like.
pub(super) fn is_ours(config: &Config) -> bool {
    let Config {
        is_page: true,
        page: Some(page),
        folder: Some(folder),
        ..
    } = config
    else {
        return false;
    };
    let page = page.split(['?', '#']).next();
    let name = page.and_then(|page| page.strip_prefix(folder.as_str()));
    matches!(name, Some("" | "index.html"))
}
