use leptos::prelude::*;

use super::expected::Expected;
use super::goes_by::GoesBy;
use super::sign::Sign;
use super::steps::Steps;
use super::stranded::Stranded;
use super::unused::Unused;
use crate::engine::UserAction;
use crate::top_up::{Manner, Manners, ReviewView};
use crate::ui::act::Act;
use crate::ui::address::ShortAddress;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pair::Pair;
use crate::ui::words;

/// What will be signed, before the wallet is asked.
#[component]
pub fn Review(review: ReviewView) -> impl IntoView {
    let chain = format!("{} ({})", review.chain_name, review.chain.0);
    let account = review.account;
    let does = words::headline_of(&review.steps).unwrap_or_default();
    // What is signed first is looked at as if it were approved.
    let stands_in = review.manners.chosen == Manner::Permit;
    view! {
        <div class="screen">
            {review
                .changed
                .map(|changed| {
                    let (headline, said) = words::changed(changed);
                    view! {
                        <Notice tone=Tone::Warning headline>
                            <p>{said}</p>
                        </Notice>
                    }
                })}
            <Unused />
            {review
                .outlook
                .map(|outlook| {
                    view! { <Expected does outlook stands_in /> }
                })}
            {review.goes_by.map(|params| view! { <GoesBy params /> })}
            <h3>{words::will_ask(&review)}</h3>
            <Steps />
            <dl class="facts">
                <Pair name="Chain">{chain}</Pair>
                <Pair name="Account that signs">
                    <ShortAddress address=account />
                </Pair>
            </dl>
            <p class="hint">
                {words::manner_means(&review.manners)} {" "}
                {"Checked once more before your wallet asks. If the amount changes, you see it here first."}
            </p>
            <div class="foot">
                <Stranded />
                <div class="actions">
                    <Sign said=words::sign(&review) />
                    {others(&review.manners)}
                    <Act class="secondary" action=UserAction::BackToChoice>{"Back"}
                    </Act>
                </div>
            </div>
        </div>
    }
}

/// To put the steps to the wallet in another manner: shown anew, and then signed.
fn others(manners: &Manners) -> Vec<impl IntoView + use<>> {
    let others = manners.others.iter().map(|&manner| {
        let said = words::manner(manner, manners);
        view! {
            <Act class="secondary" action=UserAction::SetManner(manner)>
                {said}
            </Act>
        }
    });
    others.collect()
}
