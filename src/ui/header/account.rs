use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::SessionView;
use crate::ui::act::Act;
use crate::ui::address::ShortAddress;
use crate::ui::shown::Shown;

/// Whose positions these are.
#[component]
pub fn Account() -> impl IntoView {
    let shown = Shown::here();
    let wallet = shown.session(|session| session.wallet.as_ref().map(|one| one.name.clone()));
    let wallet = move || wallet.get().flatten();
    let account = shown.session(SessionView::account);
    let end = move || match wallet() {
        Some(_) => "Disconnect",
        None => "Stop watching",
    };
    view! {
        <div class="account">
            <bdi class="through">
                {move || wallet().unwrap_or_else(|| "Watching only".to_owned())}
            </bdi>
            {move || account.get().flatten().map(|account| view! { <ShortAddress address=account /> })}
            <Act class="quiet" action=UserAction::Disconnect>{end}
            </Act>
        </div>
    }
}
