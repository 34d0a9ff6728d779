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
                        {"At today’s price, without fees. Sell it on the protocol’s own page or an exchange: nothing is sold here."}
                    </p>
                </div>
            }
        })
    }
}
