//! The page's own title, icon and badge.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Window};

use super::icon;
use super::script;
use crate::engine::view::Attention;
use crate::math::decimal;
use crate::risk::Health;

#[wasm_bindgen]
extern "C" {
    type WithBadge;
    #[wasm_bindgen(method, catch, js_name = setAppBadge)]
    fn set_app_badge(this: &WithBadge) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = clearAppBadge)]
    fn clear_app_badge(this: &WithBadge) -> Result<Promise, JsValue>;
}

/// What the page itself says in its title, its icon and its badge. Only for a page that is ours.
///
/// Dropping it restores what the page had.
pub struct PageMark {
    window: Window,
    document: Document,
    title: String,
    icon: Option<(Element, Option<String>)>,
}

impl PageMark {
    /// Remembers what the page has.
    pub fn new(window: &Window, document: &Document) -> Self {
        // The selector is a constant that parses.
        let icon = document.query_selector("link[rel~=icon]").ok().flatten();
        Self {
            window: window.clone(),
            document: document.clone(),
            title: document.title(),
            icon: icon.map(|link| {
                let address = link.get_attribute("href");
                (link, address)
            }),
        }
    }

    /// Shows it.
    pub fn show(&self, attention: &Attention) {
        let (word, picture) = match attention {
            Attention::None => return self.restore(),
            Attention::Level {
                level,
                health,
                by_time,
            } => {
                let word = match (by_time, health) {
                    (Some(lasts), _) => format!("{} in {}", level.word(), lasts.in_words()),
                    (None, Health::Ratio(ratio)) => {
                        format!(
                            "{} {}",
                            level.word(),
                            decimal::format_floor(ratio.raw(), 18, 2)
                        )
                    }
                    (None, Health::NoDebt) => level.word().to_owned(),
                };
                (word, icon::data_url(Some(*level)))
            }
            Attention::NotWatching => (String::from("Not watching"), icon::not_watching()),
        };
        self.document.set_title(&format!("{word} · {}", self.title));
        self.point_icon_at(Some(&picture));
        self.badge(WithBadge::set_app_badge);
    }

    fn restore(&self) {
        self.document.set_title(&self.title);
        let address = self
            .icon
            .as_ref()
            .and_then(|(_, address)| address.as_deref());
        self.point_icon_at(address);
        self.badge(WithBadge::clear_app_badge);
    }

    fn point_icon_at(&self, address: Option<&str>) {
        if let Some((link, _)) = &self.icon {
            // `href` is a valid name.
            let _ = match address {
                Some(address) => link.set_attribute("href", address),
                None => link.remove_attribute("href"),
            };
        }
    }

    /// Installed pages have a badge on their icon; elsewhere there is none, or it is refused.
    fn badge(&self, change: fn(&WithBadge) -> Result<Promise, JsValue>) {
        if let Ok(changed) = change(self.window.navigator().unchecked_ref()) {
            script::settle(&changed, |_| {});
        }
    }
}

impl Drop for PageMark {
    fn drop(&mut self) {
        self.restore();
    }
}
