use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;

/// The wallet was asked, and has not answered.
#[component]
pub fn Asking(wallet: String) -> impl IntoView {
    view! {
        <section class="card hero waiting" part="connect">
            <span class={"spinner"} aria-hidden="true"></span>
            <h2 role="status">"Confirm in "<bdi>{wallet}</bdi></h2>
            <p class="lead">
                {"It asks which account to share. If you see nothing, open the wallet."}
            </p>
            <Act class="secondary" action=UserAction::CancelConnect>{"Cancel"}
            </Act>
        </section>
    }
}
