//! What a person sees: Leptos components over [`View`](crate::engine::View), with
//! [`UserAction`](crate::engine::UserAction)s going out. No rule and no arithmetic on money.
//!
//! One component a file. [`shown`] is what they share, [`words`] every sentence that stands for a
//! value, [`format`] every number's text.
//!
//! A text stands in braces, as in `<p>{"Text"}</p>`: what has no expression in it `view!` writes
//! through `innerHTML`, which a page under Trusted Types refuses.

mod act;
mod address;
mod alarm;
mod announce;
mod badge;
mod chart;
mod connect;
mod copy_button;
mod copyable_text;
mod endpoints;
mod example;
mod first_look;
mod form;
mod format;
mod glance;
mod header;
mod icon;
mod in_sight;
mod keep_in_view;
mod ladder;
mod log;
mod notice;
mod notices;
mod pair;
mod position;
mod problem;
mod qr;
mod scale;
mod scan;
mod session;
mod settled;
mod shown;
mod switch;
mod top_up;
mod wallets;
mod watched;
mod while_some;
mod widget;
mod words;

pub use widget::Interface;
