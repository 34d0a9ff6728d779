use leptos::prelude::*;

use super::sign::Sign;
use super::steps::Steps;
use super::stranded::Stranded;
use super::sum::Sum;
use super::unused::Unused;
use crate::engine::UserAction;
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::risk::Health;
use crate::top_up::{Manner, Manners, Outlook, ReviewView, SimulationView};
use crate::ui::act::Act;
use crate::ui::address::ShortAddress;
use crate::ui::copy::Exact;
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
            <div class="foot">
                <Stranded />
                <div class="actions">
                    <Sign said=words::sign(&review) />
                    {others(&review.manners)}
                    <Act class="secondary" action=UserAction::BackToChoice>{"Back"}
                    </Act>
                    <p class="hint">
                        {words::manner_means(&review.manners)} {" "}
                        {"Everything is read once more before the wallet is asked. If the amount must change, you see it here first."}
                    </p>
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

/// What a contract goes by that is to be authorised, as two nodes say of it.
#[component]
fn GoesBy(params: PreLiquidationParams) -> impl IntoView {
    let facts = words::goes_by(&params);
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(name, said)| view! { <Pair name>{said}</Pair> })
        .collect();
    view! {
        <dl class="facts">
            {facts}
            <Pair name="Oracle, which is the market’s">
                <Exact label="Copy address" text=params.oracle.to_string() />
            </Pair>
        </dl>
    }
}

/// What it is expected to do.
#[component]
fn Expected(does: String, outlook: Outlook, stands_in: bool) -> impl IntoView {
    let before = Some(format::health(outlook.health_before));
    let after = format::health(outlook.health_after);
    let by = format::time(outlook.evaluated_at);
    let short = outlook.fee.filter(|(fee, _)| !fee.is_there);
    view! {
        <div class="expected">
            <Sum does before after />
            <p class="hint">
                {format!("If it is mined by {by}, at today’s prices. ")}
                {simulated(outlook.simulation, stands_in)} {" "} {words::fee(outlook.fee)}
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

/// What the chain itself says that it would do. What `stands_in` is an approval, for a signature that there is not
/// yet.
fn simulated(simulation: SimulationView, stands_in: bool) -> String {
    match simulation {
        SimulationView::NotYet if stands_in => {
            "Not simulated yet: your endpoint can simulate one step at a time. What is sent is simulated with your signature before you send it.".to_owned()
        }
        SimulationView::Restores(health) if stands_in => {
            let end = match health {
                Health::NoDebt => "without debt".to_owned(),
                Health::Ratio(_) => format!("at {}", format::health(health)),
            };
            format!(
                "The chain’s own simulation, with an approval in the place of your signature, ends {end}. With the signature it is simulated again before you send it."
            )
        }
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
