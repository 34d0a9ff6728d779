//! What a wallet says of itself. Any script on the page can say it.

use wasm_bindgen::prelude::*;

use super::provider::Provider;
use crate::browser::script;
use crate::chain::strange;
use crate::engine::view::{WalletId, WalletInfo};

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 64;
/// The longest identifier and maker's name, in bytes.
const LONGEST_ID: usize = 128;
/// The longest icon, in bytes.
const LONGEST_ICON: usize = 256_000;
/// Kinds of image that cannot run a script inside an `<img>`.
const ICON_KINDS: [&str; 5] = ["png", "svg+xml", "webp", "gif", "jpeg"];

/// Reads an EIP-6963 announcement; none when it is not one that can be shown and used.
pub fn read(detail: &JsValue) -> Option<(WalletInfo, Provider)> {
    let info = script::property(detail, "info")?;
    let provider = Provider::new(script::property(detail, "provider")?)?;
    let uuid = script::text(&info, "uuid")?;
    let name = script::text(&info, "name")?;
    // Which of two forms a sign has: it shows as what it is with either.
    let name = name.replace('\u{fe0f}', "");
    let name = name.trim();
    if !is_identifier(&uuid) || !is_name(name) {
        return None;
    }
    let info = WalletInfo {
        id: WalletId::Announced(uuid),
        name: name.to_owned(),
        icon: script::text(&info, "icon").filter(|icon| is_icon(icon)),
        rdns: script::text(&info, "rdns").filter(|rdns| is_identifier(rdns)),
    };
    Some((info, provider))
}

fn is_identifier(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(fits)
}

/// A name that shows as what it is: nothing invisible, nothing that turns the writing around.
fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.chars().count()) && name.chars().all(strange::is_seen)
}

fn is_icon(icon: &str) -> bool {
    let Some(kind) = icon.strip_prefix("data:image/") else {
        return false;
    };
    let ends_there = |rest: &str| rest.starts_with([';', ',']);
    icon.len() <= LONGEST_ICON
        && ICON_KINDS
            .iter()
            .any(|known| kind.strip_prefix(known).is_some_and(ends_there))
}
