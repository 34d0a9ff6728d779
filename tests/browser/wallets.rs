use margin_call::engine::Event;
use margin_call::engine::view::{WalletId, WalletInfo};
use margin_call::wallet::{Discovery, Provider};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{Inbox, Undo, announcing, js, provider, replace_global, reporting};

fn wallet() -> JsValue {
    provider(&js("async () => null", &[]))
}

/// Everything that is reported until the wallets have settled.
async fn announced(details: &JsValue, host: Option<Provider>) -> (Vec<WalletInfo>, Discovery) {
    let _announcing = Undo::new(announcing(details));
    let inbox = Inbox::new();
    let mut discovery = Discovery::new(&reporting(&inbox));
    discovery.start(&web_sys::window().unwrap(), host);
    let mut wallets = Vec::new();
    loop {
        match inbox.next().await {
            Event::WalletAnnounced(info) => wallets.push(info),
            Event::WalletsSettled => return (wallets, discovery),
            other => panic!("unexpected {other:?}"),
        }
    }
}

fn names(wallets: &[WalletInfo]) -> Vec<&str> {
    wallets.iter().map(|info| info.name.as_str()).collect()
}

#[wasm_bindgen_test]
async fn a_wallet_that_announces_itself_is_reported_with_what_can_be_shown() {
    let wallet = wallet();
    let details = js(
        "[{ info: { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: ' Example Wallet ',
            icon: 'data:image/svg+xml,<svg/>', rdns: 'org.example.wallet' }, provider: a }]",
        &[&wallet],
    );
    let (wallets, discovery) = announced(&details, None).await;
    let id = WalletId::Announced(String::from("350670db-19fa-4704-a166-e52e178b59d2"));
    let expected = WalletInfo {
        id: id.clone(),
        name: String::from("Example Wallet"),
        icon: Some(String::from("data:image/svg+xml,<svg/>")),
        rdns: Some(String::from("org.example.wallet")),
    };
    assert_eq!(wallets, [expected]);
    assert!(discovery.provider(&id) == Provider::new(wallet));
}

#[wasm_bindgen_test]
async fn announcements_that_cannot_be_shown_or_used_are_not_reported() {
    let details = js(
        "[
          null,
          { info: null, provider: a },
          { info: { uuid: '1', name: 'no provider' } },
          { info: { uuid: '2', name: 'no request' }, provider: {} },
          { info: { uuid: '', name: 'no id' }, provider: a },
          { info: { uuid: '<script>', name: 'script id' }, provider: a },
          { info: { uuid: 'x'.repeat(1000), name: 'huge id' }, provider: a },
          { info: { uuid: '3', name: 'x'.repeat(65) }, provider: a },
          { info: { uuid: '4', name: '   ' }, provider: a },
          { info: { uuid: '5', name: 'turned \\u202e around' }, provider: a },
          { info: { uuid: '6', name: 'two\\nlines' }, provider: a },
          { info: { uuid: '7', get name() { throw new Error('boo'); } }, provider: a },
          { info: { uuid: 8, name: 'number' }, provider: a },
          { info: { uuid: '9', name: 'good' }, provider: a },
        ]",
        &[&wallet()],
    );
    let (wallets, _) = announced(&details, None).await;
    assert_eq!(names(&wallets), ["good"]);
}

#[wasm_bindgen_test]
async fn an_icon_that_is_no_small_image_of_its_own_is_left_out() {
    let icons = js(
        "['javascript:alert(1)', 'https://example.org/icon.png', 'data:text/html,<script>',
          'data:image/svg+xmlish,x', 'data:image/png;base64,' + 'A'.repeat(300000), 17,
          'data:image/png;base64,AAAA']
          .map((icon, i) => ({ info: { uuid: `icon-${i}`, name: `icon ${i}`, icon },
                               provider: { request() {} } }))",
        &[],
    );
    let (wallets, _) = announced(&icons, None).await;
    let icons: Vec<bool> = wallets.iter().map(|info| info.icon.is_some()).collect();
    assert_eq!(icons, [false, false, false, false, false, false, true]);
}

#[wasm_bindgen_test]
async fn the_first_word_of_a_provider_counts_and_two_under_one_id_are_two() {
    let (first, second) = (wallet(), wallet());
    let details = js(
        "[
          { info: { uuid: 'one', name: 'first' }, provider: a },
          { info: { uuid: 'one', name: 'has its id' }, provider: b },
          { info: { uuid: 'other', name: 'changes its id' }, provider: a },
          { info: { uuid: 'one', name: 'again' }, provider: a },
        ]",
        &[&first, &second],
    );
    let (wallets, discovery) = announced(&details, None).await;
    let second_name = "“has its id”, under the id of another wallet";
    assert_eq!(names(&wallets), ["first", second_name]);
    assert!(discovery.provider(&wallets[0].id) == Provider::new(first));
    assert!(discovery.provider(&wallets[1].id) == Provider::new(second));
}

#[wasm_bindgen_test]
async fn a_script_that_announces_without_end_is_not_listened_to() {
    let details = js(
        "Array.from({ length: 500 }, (_, i) => (
          { info: { uuid: `w${i}`, name: `w${i}` }, provider: { request() {} } }))",
        &[],
    );
    let (wallets, _) = announced(&details, None).await;
    assert_eq!(wallets.len(), 32);
}

#[wasm_bindgen_test]
async fn the_injected_wallet_is_used_only_when_none_announces_itself() {
    let injected = wallet();
    let _ethereum = replace_global("ethereum", &injected);
    let (wallets, discovery) = announced(&js("[]", &[]), None).await;
    assert_eq!(names(&wallets), ["Browser wallet"]);
    assert!(discovery.provider(&wallets[0].id) == Provider::new(injected));

    let details = js(
        "[{ info: { uuid: 'one', name: 'announced' }, provider: a }]",
        &[&wallet()],
    );
    let (wallets, _) = announced(&details, None).await;
    assert_eq!(names(&wallets), ["announced"]);
}

#[wasm_bindgen_test]
fn in_a_page_that_is_loaded_the_wallets_that_answer_at_once_are_all() {
    let details = js(
        "[{ info: { uuid: 'one', name: 'One' }, provider: a }]",
        &[&wallet()],
    );
    let _announcing = Undo::new(announcing(&details));
    let inbox = Inbox::new();
    let mut discovery = Discovery::new(&reporting(&inbox));
    discovery.start(&web_sys::window().unwrap(), None);
    assert_eq!(
        inbox.received.get(),
        2,
        "the wallet, and that there are no more"
    );
}

#[wasm_bindgen_test]
async fn a_wallet_that_comes_late_is_found() {
    for tells in [
        "window.dispatchEvent(new Event('ethereum#initialized'))",
        "document.dispatchEvent(new Event('visibilitychange'))",
    ] {
        let inbox = Inbox::new();
        let mut discovery = Discovery::new(&reporting(&inbox));
        discovery.start(&web_sys::window().unwrap(), None);
        assert_eq!(inbox.next().await, Event::WalletsSettled);
        let injected = wallet();
        let _ethereum = replace_global("ethereum", &injected);
        js(tells, &[]);
        let Event::WalletAnnounced(late) = inbox.next().await else {
            panic!("{tells}")
        };
        assert_eq!(late.id, WalletId::Injected);
        assert!(discovery.provider(&late.id) == Provider::new(injected));
    }
}

#[wasm_bindgen_test]
async fn without_any_wallet_the_search_still_settles() {
    let (wallets, _) = announced(&js("[]", &[]), None).await;
    assert!(wallets.is_empty());
}

#[wasm_bindgen_test]
async fn the_hosts_own_provider_comes_first_and_no_announcement_passes_for_it() {
    let host = Provider::new(wallet());
    let details = js(
        "[{ info: { uuid: 'host', name: 'announced' }, provider: a }]",
        &[&wallet()],
    );
    let (wallets, discovery) = announced(&details, host.clone()).await;
    let ids: Vec<WalletId> = wallets.iter().map(|info| info.id.clone()).collect();
    let forged = WalletId::Announced(String::from("host"));
    assert_eq!(ids, [WalletId::Host, forged.clone()]);
    assert!(discovery.provider(&WalletId::Host) == host);
    assert!(discovery.provider(&forged) != host);
    // Where the page hands in none, nobody is the host's.
    let (wallets, _) = announced(&details, None).await;
    assert_eq!(wallets[0].id, forged);
}
