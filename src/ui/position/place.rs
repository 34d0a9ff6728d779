use leptos::prelude::*;

use crate::engine::view::{PositionKey, SessionView};
use crate::ui::address::{ShortAddress, short};
use crate::ui::shown::Shown;

/// Whose position it is and where, where there are several.
#[component]
pub fn Whose(key: PositionKey) -> impl IntoView {
    let shown = Shown::here();
    let (account, chain) = (key.account, key.chain);
    let name = shown.session(move |session| name(session, &key));
    let chain = shown.session(move |session| chain_name(session, chain));
    view! {
        <p class="whose">
            {move || chain.get().flatten().map(|chain| view! { <span class="chain">{chain}</span> })}
            {move || {
                name.get()
                    .flatten()
                    .map(|name| {
                        view! {
                            {name.map(|name| view! { <span class="name">{name}</span> })}
                            <ShortAddress address=account />
                        }
                    })
            }}
        </p>
    }
}

/// The chain's name, where several are watched.
fn chain_name(session: &SessionView, chain: crate::chain::ChainId) -> Option<String> {
    let mut chains = session.chains.iter().map(|one| &one.chain);
    let known = chains.find(|one| one.id == chain)?;
    (session.chains.len() > 1).then(|| known.name.clone())
}

/// What the account is called; none where it is the only one and has no name.
fn name(session: &SessionView, key: &PositionKey) -> Option<Option<String>> {
    let mut accounts = session.accounts.iter();
    let known = accounts.find(|one| one.account == key.account);
    let name = known.and_then(|one| one.name.clone());
    (session.accounts.len() > 1 || name.is_some()).then_some(name)
}

/// Whose position it is, in a word, where there are several accounts.
pub fn label(session: &SessionView, key: &PositionKey) -> Option<String> {
    let name = name(session, key).filter(|_| session.accounts.len() > 1)?;
    Some(name.unwrap_or_else(|| short(key.account)))
}
