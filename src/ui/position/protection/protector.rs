use leptos::prelude::*;

use crate::engine::view::{NoTopUp, PositionKey, ProtectorView};
use crate::risk::Currency;
use crate::ui::copyable_text::CopyableText;
use crate::ui::format;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pair::Pair;
use crate::ui::position::sign::Sign;
use crate::ui::words;

/// One contract, and what it would do.
#[component]
pub fn Protector(
    one: ProtectorView,
    currency: Currency,
    key: PositionKey,
    can_sign: Memo<Result<(), NoTopUp>>,
) -> impl IntoView {
    let rule = &one.rule;
    let takes = words::takes(rule, &currency).into_iter();
    let takes = takes.map(|(name, said)| view! { <Pair name>{said}</Pair> });
    let health = rule.health.map(format::health);
    let health = health.map(|said| view! { <Pair name="Health by its rule">{said}</Pair> });
    let by_rule = words::by_rule(rule).map(|words| view! { <p class="fact">{words}</p> });
    let at_once = (rule.acts_now && !one.is_authorized).then(|| {
        view! {
            <Notice tone=Tone::Warning headline="It can take collateral in the very next block">
                <p>{"Its rule is met already. To avoid that, top up first."}</p>
            </Notice>
        }
    });
    let unfit = one.fit.err().map(|why| {
        let (headline, said) = words::unfit(why, one.is_authorized);
        view! {
            <Notice tone=Tone::Bad headline>
                <p>{said}</p>
            </Notice>
        }
    });
    let oracle = match rule.other_oracle {
        Some(oracle) => {
            view! { <Pair name="Oracle, its own"><CopyableText label="Copy address" text=oracle.to_string() /></Pair> }
                .into_any()
        }
        None => view! { <Pair name="Oracle">{"The market’s"}</Pair> }.into_any(),
    };
    let can_be_signed = one.is_authorized || one.fit.is_ok();
    let way = one.way;
    let said = words::authorize(&one);
    view! {
        <li class="protector">
            <p class="sentence">{words::acts_from(rule, &currency)}</p>
            {one.is_authorized.then(|| view! { <span class="pill">{"Authorised"}</span> })}
            {unfit}
            {at_once}
            <dl class="facts">
                {takes.collect_view()} {oracle} {health}
                <Pair name="Contract">
                    <CopyableText label="Copy address" text=one.contract.to_string() />
                </Pair>
            </dl>
            <details class="behind">
                <summary>{"Its rule"}</summary>
                {by_rule.into_iter().collect_view()}
            </details>
            {can_be_signed.then(|| view! { <Sign key way can_sign said /> })}
        </li>
    }
}
