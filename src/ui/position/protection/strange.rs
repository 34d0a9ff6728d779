use leptos::prelude::*;

use crate::engine::view::{NoTopUp, PositionKey, StrangeView};
use crate::ui::copyable_text::CopyableText;
use crate::ui::position::sign::Sign;
use crate::ui::words;

/// An address that the account has authorised, and that is no contract of this market.
#[component]
pub fn Strange(
    one: StrangeView,
    key: PositionKey,
    can_sign: Memo<Result<(), NoTopUp>>,
) -> impl IntoView {
    let (headline, said) = words::strange_contract(&one);
    view! {
        <li class="protector">
            <p class="sentence">{headline}</p>
            <p class="fact">{said}</p>
            <CopyableText label="Copy address" text=one.address.to_string() />
            <Sign key way=one.take_back can_sign said="Take it back…" />
        </li>
    }
}
