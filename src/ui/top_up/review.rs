use leptos::prelude::*;

use super::sign::Sign;
use super::steps::Steps;
use super::sum::Sum;
use crate::engine::UserAction;
use crate::risk::Health;
use crate::top_up::{AtOnce, Outlook, ReviewView, SimulationView};
use crate::ui::act::Act;
use crate::ui::address::ShortAddress;
use crate::ui::format;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pair::Pair;
use crate::ui::words;

/// What will be signed, before the wallet is asked.
#[component]
pub fn Review(review: ReviewView) -> impl IntoView {
    let chain = format!("{} ({})", review.chain_name, review.chain.0);
    let account = review.account;
    let does = words::headline_of(&review.steps).unwrap_or_default();
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
            {review.outlook.map(|outlook| view! { <Expected does outlook /> })}
            <h3>{words::will_ask(&review)}</h3>
            <Steps />
            <dl class="facts">
                <Pair name="Chain">{chain}</Pair>
                <Pair name="Account that signs">
                    <ShortAddress address=account />
                </Pair>
            </dl>
            <div class="foot">
                <div class="actions">
                    <Sign said=words::sign(&review) />
                    {review.choice.map(at_once)}
                    <Act class="secondary" action=UserAction::BackToChoice>{"Back"}
                    </Act>
                    <p class="hint">
                        {review.choice.map(words::at_once_means)} {" "}
                        {"Everything is read once more before the wallet is asked. If the amount must change, you see it here first."}
                    </p>
                </div>
            </div>
        </div>
    }
}

/// To put the steps to the wallet at once, or one after the other: shown anew, and then signed.
fn at_once(choice: AtOnce) -> impl IntoView {
    view! {
        <Act class="secondary" action=UserAction::SetAtOnce(!choice.is_wanted)>
            {words::at_once(choice)}
        </Act>
    }
}

/// What it is expected to do.
#[component]
fn Expected(does: String, outlook: Outlook) -> impl IntoView {
    let before = Some(format::health(outlook.health_before));
    let after = format::health(outlook.health_after);
    let by = format::time(outlook.evaluated_at);
    let short = outlook.fee.filter(|(fee, _)| !fee.is_there);
    view! {
        <div class="expected">
            <Sum does before after />
            <p class="hint">
                {format!("If it is mined by {by}, at today’s prices. ")}
                {simulated(outlook.simulation)} {" "} {words::fee(outlook.fee)}
            </p>
            {short
                .map(|(_, coin)| {
                    view! {
                        <Notice
                            tone=Tone::Warning
                            headline="The wallet cannot pay the network fee"
                        >
                            <p>{words::fee_is_short(coin)}</p>
                        </Notice>
                    }
                })}
        </div>
    }
}

/// What the chain itself says that it would do.
fn simulated(simulation: SimulationView) -> String {
    match simulation {
        SimulationView::NotYet => {
            "Not simulated yet: your endpoint can simulate one step at a time. The next one succeeds; what follows is simulated before you sign it.".to_owned()
        }
        SimulationView::StepSucceeds => {
            "The chain’s own simulation of it succeeds; your endpoint cannot tell the health after it.".to_owned()
        }
        SimulationView::Restores(Health::NoDebt) => {
            "The chain’s own simulation ends without debt.".to_owned()
        }
        SimulationView::Restores(health) => {
            format!(
                "The chain’s own simulation ends at {}.",
                format::health(health)
            )
        }
    }
}
