//! What a person sees: a pure display of [`View`](crate::engine::View), with
//! [`UserAction`](crate::engine::UserAction)s going out. No rule and no arithmetic on money.
//!
//! One component a file. [`words`] holds every sentence, [`format`] every number's text,
//! [`element`] and [`live`] the few tools that components are built with.

mod alarm;
mod announce;
mod connect;
mod copy;
mod element;
mod focus;
mod format;
mod gauge;
mod header;
mod icon;
mod ladder;
mod leg;
mod live;
mod log;
mod notices;
mod position;
mod provenance;
mod scale;
mod session;
mod sparkline;
mod stress;
mod top_up;
mod value;
mod watch_form;
mod widget;
mod words;
mod wrong_chain;

pub use widget::{Widget, WidgetProps};
