use leptos::prelude::*;

use super::protector::Protector;
use super::strange::Strange;
use crate::engine::UserAction;
use crate::engine::view::{PositionView, ProtectionView};
use crate::ui::form::LineForm;
use crate::ui::shown::Shown;
use crate::ui::words;

/// What it is, the contracts that were found, and one more to be looked at.
#[component]
pub fn Opened(position: Memo<PositionView>, open: Memo<Option<ProtectionView>>) -> impl IntoView {
    let shown = Shown::here();
    let part = move |of: fn(&ProtectionView) -> Option<String>| {
        Memo::new(move |_| open.with(|open| open.as_ref().and_then(of)))
    };
    let search = part(|view| Some(words::search(view)));
    let market = part(|view| {
        let loss = view.market.as_ref()?;
        Some(words::market_takes(loss, &view.currency))
    });
    let contracts = Memo::new(move |_| {
        open.with(|open| {
            let open = open.as_ref()?;
            let all = open.contracts.iter();
            let all = all.map(|one| (one.clone(), open.currency.clone()));
            Some(all.collect::<Vec<_>>())
        })
        .unwrap_or_default()
    });
    let strange = Memo::new(move |_| {
        open.with(|open| open.as_ref().map(|open| open.strange.clone()))
            .unwrap_or_default()
    });
    let problem =
        Memo::new(move |_| open.with(|open| open.as_ref()?.typed.map(words::typed_contract)));
    let accepted = Memo::new(move |_| contracts.with(Vec::len));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let has_one_voice =
        Memo::new(move |_| open.with(|open| open.as_ref().is_some_and(|open| open.has_one_voice)));
    let one_voice = move || {
        has_one_voice
            .get()
            .then(|| view! { <p class="hint">{words::ONE_VOICE}</p> })
    };
    let can_sign = Memo::new(move |_| position.with(|one| one.can_authorize));
    let refused = move || {
        let reason = can_sign.get().err()?;
        Some(view! { <p class="hint">{words::no_authorization(reason)}</p> })
    };
    view! {
        <p>{words::PROTECTION}</p>
        <p>{words::AUTHORITY}</p>
        <details class="behind">
            <summary>{"More about it"}</summary>
            {words::PROTECTION_MORE.map(|words| view! { <p class="fact">{words}</p> }).into_iter().collect_view()}
            {move || market.get().map(|words| view! { <p class="fact">{words}</p> })}
        </details>
        {refused}
        {one_voice}
        <ul class="plain protectors">
            <For
                each=move || contracts.get()
                key=|(one, _)| format!("{one:?}")
                let((one, currency))
            >
                <Protector one currency key=key.get_value() can_sign />
            </For>
            <For each=move || strange.get() key=|one| format!("{one:?}") let(one)>
                <Strange one key=key.get_value() can_sign />
            </For>
        </ul>
        <p class="hint" role="status">
            {search}
        </p>
        <LineForm
            id="mc-contract"
            kind="text"
            label="Another contract"
            placeholder="0x…"
            problem
            accepted
            submit=move |typed| shown.act(UserAction::TypeContract(typed))
        >
            {"Look at it"}
        </LineForm>
    }
}
