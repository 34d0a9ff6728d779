use leptos::prelude::*;

use super::part::part;
use crate::ui::words;

/// Where the wallet has not enough for any way: what the position itself has.
#[component]
pub fn Sale() -> impl IntoView {
    let sale = part(|top_up| top_up.sale.clone());
    move || {
        sale.get().flatten().map(|sale| {
            view! {
                <div class="sale">
                    <p>{words::sale(&sale)}</p>
                    <p class="hint">
                        {"Where the protocol’s own page sells collateral to repay, or an exchange takes it. At today’s price, without its fees; nothing of it is done here."}
                    </p>
                </div>
            }
        })
    }
}
