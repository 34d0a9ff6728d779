//! What a person sees: Leptos components over [`View`](crate::engine::View), with
//! [`UserAction`](crate::engine::UserAction)s going out. No rule and no arithmetic on money.
//!
//! One component a file. [`shown`] is what they share, [`words`] every sentence that stands for a
//! value, [`format`] every number's text.
//!
//! A text stands in braces, as in `<p>{"Text"}</p>`: what has no expression in it `view!` writes
//! through `innerHTML`, which a page under Trusted Types refuses.

mod act;
mod acting;
mod address;
mod alarm;
mod announce;
mod badge;
mod connect;
mod copy;
mod doing;
mod element;
mod endpoints;
mod focus;
mod form;
mod format;
mod gauge;
mod header;
mod icon;
mod leg;
mod legacy;
mod log;
mod notice;
mod notices;
mod position;
mod problem;
mod provenance;
mod render;
mod scale;
mod session;
mod shown;
mod sparkline;
mod stress;
mod top_up;
mod watched;
mod widget;
mod words;
mod wrong_chain;

pub use widget::Interface;
