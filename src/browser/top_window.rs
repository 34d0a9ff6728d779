//! A small window that stays on top of all others (Document Picture-in-Picture), where there is one.
//! It belongs to the page, and goes with it.

use std::cell::Cell;

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode, Window};

use super::script;

/// Width and height that it asks for, in CSS pixels: room for all that is in it while somebody watches, in any
/// font. A browser may give less, and a person may make it smaller: its button stays in sight.
const SIZE: (u32, u32) = (340, 420);

/// Whether this browser has such windows.
pub fn is_there(window: &Window) -> bool {
    maker(window).is_some()
}

fn maker(window: &Window) -> Option<JsValue> {
    script::property(window, "documentPictureInPicture")
}

/// Whether one of ours is open: then a person sees what is in it, also while the page is hidden.
pub fn is_open() -> bool {
    OPEN.with(|open| open.get() > 0)
}

thread_local! {
    /// How many are open: several widgets of a page take turns, as a browser has one at a time.
    static OPEN: Cell<u32> = const { Cell::new(0) };
}

/// An open one.
pub struct TopWindow {
    window: Window,
    root: ShadowRoot,
}

impl TopWindow {
    /// Opens one; to be called within a click. What is mounted in it looks as in `like`. None where
    /// the browser refuses.
    pub async fn open(window: &Window, like: &ShadowRoot) -> Option<Self> {
        let maker = maker(window)?;
        let size = Object::new();
        script::set(&size, "width", &SIZE.0.into());
        script::set(&size, "height", &SIZE.1.into());
        let open = script::method(&maker, "requestWindow")?;
        let opening: Promise = open.call1(&maker, &size).ok()?.dyn_into().ok()?;
        // Of another realm: no instance of this one's classes.
        let opened: Window = JsFuture::from(opening).await.ok()?.unchecked_into();
        let Some(root) = dressed(&opened, like, &looks(window, like)) else {
            // An empty window would stay on top of everything.
            let _ = opened.close();
            return None;
        };
        OPEN.with(|open| open.set(open.get().saturating_add(1)));
        Some(Self {
            window: opened,
            root,
        })
    }

    /// Where its content goes.
    pub fn root(&self) -> &ShadowRoot {
        &self.root
    }

    /// The window itself: it hears of its end.
    pub fn window(&self) -> &Window {
        &self.window
    }
}

impl Drop for TopWindow {
    fn drop(&mut self) {
        OPEN.with(|open| open.set(open.get().saturating_sub(1)));
        // One that a person closed is closed.
        let _ = self.window.close();
    }
}

/// What a host page sets of the widget's looks, as it is now: the font, and custom properties.
fn looks(window: &Window, like: &ShadowRoot) -> Vec<(String, String)> {
    let Ok(Some(style)) = window.get_computed_style(&like.host()) else {
        return Vec::new();
    };
    let rules = rules(like);
    let mut names: Vec<&str> = rules
        .match_indices("var(--mc-")
        .filter_map(|(at, _)| {
            let name = rules.get(at.saturating_add(4)..)?;
            name.split([',', ')', ' ']).next()
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let set = names.into_iter().chain(["font-family"]).filter_map(|name| {
        let value = style.get_property_value(name).ok()?;
        (!value.trim().is_empty()).then(|| (name.to_owned(), value))
    });
    set.collect()
}

/// An element with a shadow root of the same style as another's.
fn dressed(window: &Window, like: &ShadowRoot, looks: &[(String, String)]) -> Option<ShadowRoot> {
    let document = window.document()?;
    let host: HtmlElement = document.create_element("div").ok()?.unchecked_into();
    // By this the element's script finds it, when the widget inside broke.
    host.set_attribute("data-margin-call", "").ok()?;
    if let Some(theme) = like.host().get_attribute("theme") {
        host.set_attribute("theme", &theme).ok()?;
    }
    for (name, value) in looks {
        host.style().set_property(name, value).ok()?;
    }
    let body = document.body()?;
    // Through the object model, which a strict policy allows.
    body.style().set_property("margin", "0").ok()?;
    body.append_child(&host).ok()?;
    let root = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .ok()?;
    // A style sheet cannot be shared between documents: its rules are written into one of this.
    let sheet = script::method(window, "CSSStyleSheet")?;
    let sheet = Reflect::construct(&sheet, &Array::new()).ok()?;
    let replace = script::method(&sheet, "replaceSync")?;
    replace.call1(&sheet, &rules(like).into()).ok()?;
    script::set(&root, "adoptedStyleSheets", &Array::of1(&sheet));
    Some(root)
}

fn rules(root: &ShadowRoot) -> String {
    let sheets = script::property(root, "adoptedStyleSheets");
    let sheets = sheets
        .map(|sheets| Array::from(&sheets))
        .unwrap_or_default();
    let rules = sheets.iter().filter_map(|sheet| {
        let rules = script::property(&sheet, "cssRules")?;
        Some(Array::from(&rules))
    });
    let texts = rules.flat_map(|rules| rules.to_vec());
    let texts = texts.filter_map(|rule| script::text(&rule, "cssText"));
    texts.collect::<Vec<_>>().join("\n")
}
