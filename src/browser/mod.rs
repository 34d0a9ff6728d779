//! The browser, as far as the widget needs it: each part runs one kind of effect, or reports one
//! kind of event. Nothing here decides.

pub mod clock;
pub mod download;
pub mod edition;
pub mod http;
pub(crate) mod icon;
pub mod json_rpc;
mod listener;
mod locks;
pub mod notifier;
pub mod page_mark;
pub mod page_state;
pub mod record_store;
pub mod reminder;
pub mod script;
pub mod secret;
pub mod service_workers;
pub(crate) mod sight;
pub mod sound;
pub mod storage;
pub mod tabs;
pub mod top_window;
pub mod web_lock;
mod worker;

pub use listener::Listener;
