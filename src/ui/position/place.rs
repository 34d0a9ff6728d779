use leptos::prelude::*;

use crate::engine::view::{AccountView, PositionKey, SessionView};
use crate::ui::address::{self, ShortAddress};
use crate::ui::shown::Shown;

/// Whose position it is and where, where there are several.
#[component]
pub fn Whose(key: PositionKey) -> impl IntoView {
    let shown = Shown::here();
    let account = key.account;
    let chain = {
        let key = key.clone();
        shown.session(move |session| chain_name(session, &key))
    };
    let name = shown.session(move |session| {
        let known = self::account(session, &key)?;
        (session.accounts.len() > 1 || known.name.is_some()).then(|| known.name.clone())
    });
    let (chain, name) = (move || chain.get().flatten(), move || name.get().flatten());
    view! {
        <Show when=move || chain().is_some() || name().is_some()>
            <p class="whose">
                {move || chain().map(|chain| view! { <span class="chain">{chain}</span> })}
                {move || {
                    name()
                        .map(|name| {
                            view! {
                                {name.map(|name| view! { <span class="name">{name}</span> })}
                                <ShortAddress address=account />
                            }
                        })
                }}
            </p>
        </Show>
    }
}

/// Whose it is, in a word, where there are several accounts.
fn label(session: &SessionView, key: &PositionKey) -> Option<String> {
    let several = session.accounts.len() > 1;
    account(session, key)
        .filter(|_| several)
        .map(address::label)
}

/// Whose it is and on which chain, in a line, where there are several of either.
pub fn group(session: &SessionView, key: &PositionKey) -> Option<String> {
    match (label(session, key), chain_name(session, key)) {
        (Some(account), Some(chain)) => Some(format!("{account} on {chain}")),
        (account, chain) => account.or(chain),
    }
}

fn account<'a>(session: &'a SessionView, key: &PositionKey) -> Option<&'a AccountView> {
    let mut accounts = session.accounts.iter();
    accounts.find(|one| one.account == key.account)
}

/// The chain's name, where several are watched.
fn chain_name(session: &SessionView, key: &PositionKey) -> Option<String> {
    let known = session.chain(key.chain)?;
    (session.chains.len() > 1).then(|| known.chain.name.clone())
}
