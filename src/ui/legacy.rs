use std::borrow::Cow;
use std::rc::Rc;

use alloy::primitives::Address;
use leptos::prelude::*;
use leptos::web_sys::Node;

use super::act::perform;
use super::acting::Perform;
use super::doing::Do;
use super::element::{Child, El, el, text};
use super::icon::Icon;
use super::render::render;
use super::shown::Shown;
use crate::engine::View;

/// A part of the page that is no component yet.
#[component]
pub fn Legacy(draw: fn(&View) -> Option<El>) -> impl IntoView {
    let shown = Shown::here();
    let view = shown.part(View::clone);
    let place = NodeRef::<leptos::html::Div>::new();
    let perform: Perform =
        Rc::new(move |does, event| perform(does, event, &|action| shown.act(action)));
    Effect::new(move |before: Option<Child>| {
        let mut before = before.unwrap_or(Child::Nothing);
        let mut next = view.with(draw).into();
        if let Some(place) = place.get() {
            let parent: &Node = &place;
            render(&mut before, &mut next, parent, &perform);
        }
        next
    });
    view! { <div class="legacy" node_ref=place></div> }
}

/// A notice: its tone by colour and picture, its headline, and room for more.
pub fn notice(tone: &'static str, headline: impl Into<Cow<'static, str>>) -> El {
    let icon = match tone {
        "bad" => Icon::Octagon,
        "good" => Icon::Check,
        _ => Icon::Triangle,
    };
    el("div", "notice")
        .attr("data-tone", tone)
        .child(icon.view())
        .child(text("p", "headline", headline))
}

/// An address, as it is `shown`, with a button that copies all of it.
pub fn address(address: Address, shown: fn(Address) -> String) -> El {
    let all = address.to_string();
    el("span", "address")
        .child(text("code", "", shown(address)).attr("title", all.clone()))
        .child(copy_button("Copy address", all))
}

/// All of an address.
pub fn full(address: Address) -> String {
    address.to_string()
}

/// A button that copies a text, and says whether it did.
pub fn copy_button(label: &'static str, text: String) -> El {
    el("button", "copy")
        .attr("type", "button")
        .attr("aria-label", label)
        .attr("title", label)
        .on("click", Do::Copy(text))
        .child(Icon::Copy.view())
        .child(el("span", "told").attr("role", "status"))
}

/// A name and what bears it.
pub fn pair(name: &'static str, shown: impl Into<Child>) -> El {
    el("div", "")
        .child(text("dt", "", name))
        .child(el("dd", "").child(shown))
}
