use leptos::prelude::*;

use super::sum::Sum;
use crate::risk::Health;
use crate::top_up::{Outlook, SimulationView};
use crate::ui::notice::{Notice, Tone};
use crate::ui::{format, words};

/// What it is expected to do.
#[component]
pub fn Expected(does: String, outlook: Outlook, stands_in: bool) -> impl IntoView {
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
