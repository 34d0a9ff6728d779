//! Elements of one erased type, built by hand.
//!
//! Leptos' `view!` writes subtrees without anything dynamic through `innerHTML`, which a page that
//! requires Trusted Types refuses, and gives every subtree a type of its own, which costs bytes.
//! Here every element has one type, and nothing but DOM calls.

use std::borrow::Cow;

use leptos::ev;
use leptos::html::{Custom, ElementChild, custom};
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::tachys::html::node_ref::node_ref;
use leptos::tachys::html::property::prop;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::web_sys::Event;

/// Where an element can be found again once it is on the page.
pub type Handle = NodeRef<Custom<&'static str>>;

/// A function of signals; one type for all of them.
type Follows<T> = Box<dyn Fn() -> T + Send>;

/// An HTML element to be. One pointer, so that the calls which build it are short.
pub struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element with its classes.
#[inline(never)]
pub fn el(tag: &'static str, class: &'static str) -> El {
    let element = El(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }));
    if class.is_empty() {
        element
    } else {
        element.attr("class", class)
    }
}

impl El {
    /// An attribute that stays as it is.
    #[inline(never)]
    pub fn attr(self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        let value: Cow<'static, str> = value.into();
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// An attribute that follows signals; it is absent while there is no value.
    pub fn attr_live(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + Send + 'static,
    ) -> Self {
        self.attr_follows(name, Box::new(value))
    }

    #[inline(never)]
    fn attr_follows(self, name: &'static str, value: Follows<Option<String>>) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// A text property that follows signals: what is in a field, rather than what was there first.
    pub fn value_live(self, value: impl Fn() -> String + Send + 'static) -> Self {
        let value: Follows<String> = Box::new(value);
        self.with(prop("value", value).into_any_attr())
    }

    /// Whether a choice is made, following signals.
    pub fn checked_live(self, value: impl Fn() -> bool + Send + 'static) -> Self {
        let value: Follows<bool> = Box::new(value);
        self.with(prop("checked", value).into_any_attr())
    }

    /// Calls `handler` at an event.
    pub fn on(self, event: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        self.calls(event, Box::new(handler))
    }

    #[inline(never)]
    fn calls(self, event: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        self.with(ev::on(ev::Custom::new(event), handler).into_any_attr())
    }

    /// Makes the element findable.
    pub fn handle(self, handle: Handle) -> Self {
        self.with(node_ref::<Custom<&'static str>, _>(handle).into_any_attr())
    }

    /// The name by which a host page's style sheet reaches it.
    pub fn part(self, name: &'static str) -> Self {
        self.attr("part", name)
    }

    /// Appends a child.
    #[inline(never)]
    pub fn child(mut self, child: impl IntoChild) -> Self {
        self.0.children.push(child.into_child());
        self
    }

    /// Appends children.
    pub fn children(mut self, children: impl IntoIterator<Item = El>) -> Self {
        let children = children.into_iter().map(IntoChild::into_child);
        self.0.children.extend(children);
        self
    }

    /// Appends text that follows signals.
    pub fn say(self, text: impl Fn() -> String + Send + 'static) -> Self {
        self.says(Box::new(text))
    }

    #[inline(never)]
    fn says(self, text: Follows<String>) -> Self {
        self.child(text.into_any())
    }

    /// Appends what is rebuilt whenever a signal in `view` changes.
    pub fn live<C: IntoChild>(self, view: impl Fn() -> C + Send + 'static) -> Self {
        self.child(live(view))
    }

    #[inline(never)]
    fn with(mut self, attribute: AnyAttribute) -> Self {
        self.0.attributes.push(attribute);
        self
    }
}

/// What is rebuilt whenever a signal in it changes: read values that rarely do.
pub fn live<C: IntoChild>(view: impl Fn() -> C + Send + 'static) -> AnyView {
    follows(Box::new(move || view().into_child()))
}

#[inline(never)]
fn follows(view: Follows<AnyView>) -> AnyView {
    view.into_any()
}

/// What can stand in an element.
pub trait IntoChild {
    /// The erased view.
    fn into_child(self) -> AnyView;
}

impl IntoChild for El {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        custom(self.0.tag)
            .add_any_attr(self.0.attributes)
            .child(self.0.children)
            .into_any()
    }
}

impl IntoChild for AnyView {
    fn into_child(self) -> AnyView {
        self
    }
}

impl IntoChild for &'static str {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl IntoChild for String {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl IntoChild for () {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl<C: IntoChild> IntoChild for Option<C> {
    fn into_child(self) -> AnyView {
        self.map_or_else(|| ().into_any(), IntoChild::into_child)
    }
}

impl<C: IntoChild> IntoChild for Vec<C> {
    fn into_child(self) -> AnyView {
        self.into_iter()
            .map(IntoChild::into_child)
            .collect::<Vec<AnyView>>()
            .into_any()
    }
}
