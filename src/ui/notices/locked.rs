use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;

/// The wallet names no account now.
#[component]
pub fn Locked() -> impl IntoView {
    let shown = Shown::here();
    let locked = shown.session(|session| {
        let wallet = session.wallet.as_ref();
        let name = wallet.map_or("The wallet", |wallet| wallet.name.as_str());
        session.locked.then(|| name.to_owned())
    });
    move || {
        locked.get().flatten().map(|name| {
            view! {
                <Notice tone=Tone::Warning headline="The wallet is locked">
                    <p>
                        <bdi>{name}</bdi>
                        " shares no account with this page now. Your positions are watched on; to top up, unlock it."
                    </p>
                    <Act class="secondary" action=UserAction::Unlock>{"Unlock…"}
                    </Act>
                </Notice>
            }
        })
    }
}
