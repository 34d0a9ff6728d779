//! What a person sees: a pure display of [`View`](crate::engine::View), with
//! [`UserAction`](crate::engine::UserAction)s going out. No rule and no arithmetic on money.
//!
//! One component a file. [`words`] holds every sentence, [`format`] every number's text,
//! [`element`] what components are made of, [`render`] puts it on the page.

mod act;
mod acting;
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
mod ladder;
mod leg;
mod log;
mod notices;
mod position;
mod provenance;
mod render;
mod scale;
mod session;
mod sparkline;
mod stress;
mod top_up;
mod watched;
mod widget;
mod words;
mod wrong_chain;

pub use widget::Interface;
