//! What should be on the page, as plain values: [`render`](super::render) makes it so.
//!
//! Leptos' own elements have a type for every subtree and functions for every type, which costs
//! more bytes than all that the widget says. Here every element is of one type, and what it does
//! when a person acts on it is a value too.

use std::borrow::Cow;

use leptos::web_sys::Node;

use super::acting::Acting;
use super::doing::Do;

/// An element to be. One pointer, so that the calls which build it are short.
pub struct El(pub(super) Box<Parts>);

/// What an element is made of.
pub(super) struct Parts {
    pub tag: &'static str,
    pub class: &'static str,
    /// What tells it from its siblings, where their number changes.
    pub key: Option<String>,
    pub attributes: Vec<(&'static str, Cow<'static, str>)>,
    pub field: Option<Field>,
    pub checked: Option<bool>,
    pub does: Option<(&'static str, Do)>,
    pub children: Vec<Child>,
    /// Where it is, once it is on the page.
    pub node: Option<Node>,
    pub acting: Option<Acting>,
}

/// What is in a field until a person types over it.
#[derive(PartialEq, Eq)]
pub(super) struct Field {
    pub text: String,
    /// What is typed stays until the text or this changes.
    pub occasion: String,
}

/// What can stand in an element.
pub enum Child {
    /// A place that is empty now, so that its siblings keep theirs.
    Nothing,
    /// Text, and where it is.
    Text(Cow<'static, str>, Option<Node>),
    /// An element.
    Element(El),
}

/// An element with its classes.
#[inline(never)]
pub fn el(tag: &'static str, class: &'static str) -> El {
    El(Box::new(Parts {
        tag,
        class,
        key: None,
        attributes: Vec::new(),
        field: None,
        checked: None,
        does: None,
        children: Vec::new(),
        node: None,
        acting: None,
    }))
}

/// An element with a text.
pub fn text(tag: &'static str, class: &'static str, text: impl Into<Cow<'static, str>>) -> El {
    el(tag, class).push(Child::Text(text.into(), None))
}

impl El {
    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.put(name, value.into())
    }

    #[inline(never)]
    fn put(mut self, name: &'static str, value: Cow<'static, str>) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    /// An attribute that is there or not, without a value.
    pub fn flag(self, name: &'static str, is_there: bool) -> Self {
        if is_there { self.attr(name, "") } else { self }
    }

    /// Marks a field whose text is not in order.
    pub fn invalid(self, is_invalid: bool) -> Self {
        if is_invalid {
            self.attr("aria-invalid", "true")
        } else {
            self
        }
    }

    /// The text of a field. What a person types over it stays until the text or the occasion
    /// changes.
    pub fn field(mut self, text: String, occasion: String) -> Self {
        self.0.field = Some(Field { text, occasion });
        self
    }

    /// What an event does.
    #[inline(never)]
    pub fn on(mut self, event: &'static str, does: Do) -> Self {
        self.0.does = Some((event, does));
        self
    }

    /// What tells it from its siblings, where their number or order changes.
    pub fn key(mut self, key: String) -> Self {
        self.0.key = Some(key);
        self
    }

    /// The name by which a host page's style sheet reaches it.
    pub fn part(self, name: &'static str) -> Self {
        self.attr("part", name)
    }

    /// Appends a child.
    pub fn child(self, child: impl Into<Child>) -> Self {
        self.push(child.into())
    }

    /// Appends children.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    #[inline(never)]
    fn push(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }
}

impl From<El> for Child {
    fn from(element: El) -> Self {
        Self::Element(element)
    }
}

impl From<Option<El>> for Child {
    fn from(element: Option<El>) -> Self {
        element.map_or(Self::Nothing, Self::Element)
    }
}

impl From<&'static str> for Child {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into(), None)
    }
}

impl From<String> for Child {
    fn from(text: String) -> Self {
        Self::Text(text.into(), None)
    }
}
