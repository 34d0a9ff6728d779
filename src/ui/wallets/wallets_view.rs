use leptos::prelude::*;

use super::wallet_button::WalletButton;
use crate::engine::view::{WalletId, WalletInfo};

/// The wallets that can be connected, in the order in which they came.
#[component]
pub fn Wallets(#[prop(into)] wallets: Signal<Vec<WalletInfo>>) -> impl IntoView {
    let confusable = move |id: WalletId| {
        Signal::derive(move || wallets.with(|wallets| is_confusable(wallets, &id)))
    };
    let has_namesakes = move || wallets.with(|wallets| has_namesakes(wallets));
    view! {
        <div class="wallets">
            <For each=move || wallets.get() key=|one| one.id.clone() let:wallet>
                <WalletButton confusable=confusable(wallet.id.clone()) wallet />
            </For>
            <Show when=has_namesakes>
                <p class="namesakes" role="note">
                    "Several wallets here have one name: at least one may be a fake. Choose by its maker, and if in doubt none."
                </p>
            </Show>
        </div>
    }
}

/// Whether another has its name, or it has letters that look like those of another alphabet.
fn is_confusable(wallets: &[WalletInfo], id: &WalletId) -> bool {
    let Some(own) = wallets.iter().find(|one| one.id == *id) else {
        return false;
    };
    let is_namesake = |one: &WalletInfo| one.id != own.id && letters(one) == letters(own);
    let is_foreign = |letter: char| letter.is_alphabetic() && !letter.is_ascii();
    own.name.chars().any(is_foreign) || wallets.iter().any(is_namesake)
}

fn has_namesakes(wallets: &[WalletInfo]) -> bool {
    let mut names: Vec<String> = wallets.iter().map(letters).collect();
    names.sort_unstable();
    names.windows(2).any(|two| two.first() == two.last())
}

/// Its name as it is read at a glance.
fn letters(wallet: &WalletInfo) -> String {
    let letters = wallet
        .name
        .chars()
        .filter(|letter| letter.is_alphanumeric());
    // Foreign letters are told as such; a table of their lower case would be 12 kB.
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
