//! Making the page as it should be, by changing only what differs: what a person typed, opened or
//! has focused outlives a new block.

use std::mem;

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Node};

use super::acting::{Perform, act};
use super::element::{Child, El};
use crate::browser::script;

/// Where drawings live.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Puts `next` where `before` is, reusing what is there.
pub fn render(before: &mut Child, next: &mut Child, parent: &Node, perform: &Perform) {
    let before = mem::replace(before, Child::Nothing);
    children(parent, vec![before], std::slice::from_mut(next), perform);
}

impl Child {
    fn node(&self) -> Option<&Node> {
        match self {
            Self::Nothing => None,
            Self::Text(_, node) => node.as_ref(),
            Self::Element(element) => element.0.node.as_ref(),
        }
    }

    fn key(&self) -> Option<&str> {
        match self {
            Self::Element(element) => element.0.key.as_deref(),
            _ => None,
        }
    }
}

/// A child with a key takes the place of the one with its key, any other that of the one as far
/// down among those without.
fn children(parent: &Node, mut before: Vec<Child>, next: &mut [Child], perform: &Perform) {
    let mut place = 0;
    for child in next.iter_mut() {
        let same = if child.key().is_some() {
            before.iter().position(|old| old.key() == child.key())
        } else {
            let same = before
                .iter()
                .enumerate()
                .filter(|(_, old)| old.key().is_none());
            let same = same.map(|(index, _)| index).nth(place);
            place += 1;
            same
        };
        // What is taken leaves its place behind, so that the rest is still counted from the start.
        let mut nothing = Child::Nothing;
        let old = same.and_then(|index| before.get_mut(index));
        reuse(old.unwrap_or(&mut nothing), child, perform);
    }
    for gone in &before {
        if let Some(node) = gone.node() {
            // It is the parent's: it was put there.
            let _ = parent.remove_child(node);
        }
    }
    let mut there = parent.first_child();
    for node in next.iter().filter_map(Child::node) {
        if there.as_ref() == Some(node) {
            there = node.next_sibling();
        } else {
            // Both are the parent's or new.
            let _ = parent.insert_before(node, there.as_ref());
        }
    }
}

/// Gives `next` the node of `old`, changed to what it should be, or a new one.
fn reuse(old: &mut Child, next: &mut Child, perform: &Perform) {
    match (old, next) {
        (Child::Text(was, old), Child::Text(is, node)) if old.is_some() => {
            *node = old.take();
            if was != is
                && let Some(node) = node
            {
                node.set_node_value(Some(is));
            }
        }
        (_, Child::Text(text, node)) => {
            *node = Some(document().create_text_node(text).into());
        }
        (Child::Element(old), Child::Element(next))
            if old.0.tag == next.0.tag && old.0.class == next.0.class && old.0.node.is_some() =>
        {
            change(old, next, perform);
        }
        (_, Child::Element(next)) => {
            let mut blank = super::element::el(next.0.tag, "");
            blank.0.node = create(next.0.tag, next.0.class);
            change(&mut blank, next, perform);
        }
        (_, Child::Nothing) => {}
    }
}

fn create(tag: &str, class: &str) -> Option<Node> {
    let document = document();
    // The names are constants that are in order.
    let element = match tag {
        "svg" | "path" | "text" => document.create_element_ns(Some(SVG), tag),
        _ => document.create_element(tag),
    }
    .ok()?;
    if !class.is_empty() {
        set(&element, "class", class);
    }
    Some(element.into())
}

fn set(element: &Element, name: &str, value: &str) {
    // Fails only for a name that is none.
    let _ = element.set_attribute(name, value);
}

fn change(old: &mut El, next: &mut El, perform: &Perform) {
    let (old, next) = (&mut *old.0, &mut *next.0);
    let Some(node) = old.node.take() else {
        return;
    };
    let element: &Element = node.unchecked_ref();
    for (name, value) in &next.attributes {
        if !old.attributes.contains(&(*name, value.clone())) {
            set(element, name, value);
        }
    }
    for (name, _) in &old.attributes {
        if !next.attributes.iter().any(|(still, _)| still == name) {
            // Fails only for a name that is none.
            let _ = element.remove_attribute(name);
        }
    }
    let before = mem::take(&mut old.children);
    children(&node, before, &mut next.children, perform);
    if old.field != next.field
        && let Some(field) = &next.field
    {
        script::set(&node, "value", &field.text.as_str().into());
    }
    if old.checked != next.checked
        && let Some(is_checked) = next.checked
    {
        script::set(&node, "checked", &is_checked.into());
    }
    next.acting = next
        .does
        .take()
        .map(|does| act(old.acting.take(), &node, does, perform));
    next.node = Some(node);
}
