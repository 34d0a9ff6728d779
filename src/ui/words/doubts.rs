use super::connection::source_name;
use crate::alert::DataState;
use crate::engine::view::{AgreementView, PositionView, SessionView, WatchedView, WitnessView};
use crate::risk::Health;
use crate::ui::format;

/// That two sources contradict each other about a chain: who, in a headline, and what it means.
pub fn disputed(chain: &WatchedView) -> Option<(String, String)> {
    let Some(WitnessView::Differs(one, other)) = &chain.witness else {
        return None;
    };
    let (one, other) = (source_name(one.as_deref()), source_name(other.as_deref()));
    let name = &chain.chain.name;
    Some((
        format!("{one} and {other} disagree about {name}"),
        format!("The worse answer is shown. No top-up on {name} until they agree."),
    ))
}

/// Where our arithmetic and a chain's differ without any dispute: what each says.
pub fn unconfirmed(session: &SessionView) -> Option<String> {
    let differs = |one: &WatchedView| one.data.state == DataState::Divergent && !one.is_disputed();
    if !session.chains.iter().any(differs) {
        return None;
    }
    let positions = session.positions();
    let said = positions.iter().find_map(|one| match one.agreement {
        AgreementView::Differs { ours } => Some(both(one, ours, positions.len() > 1)),
        AgreementView::Matches { .. } => None,
    });
    Some(said.unwrap_or_else(|| "What is shown are the chain’s own numbers.".to_owned()))
}

/// What the chain says of a position, and what we do.
fn both(position: &PositionView, ours: Option<Health>, is_one_of_several: bool) -> String {
    let whose = match is_one_of_several {
        true => format!("{}: the chain", position.title()),
        false => "The chain".to_owned(),
    };
    // To as many digits as it takes to see that they differ.
    let digits = [format::health, format::health_exact].into_iter();
    let mut pairs = digits.map(|digits| (digits(position.health), ours.map(digits)));
    let differ = |(theirs, ours): &(String, Option<String>)| ours.as_ref() != Some(theirs);
    let said = match pairs.find(differ) {
        Some((theirs, Some(ours))) => format!("{whose} says {theirs}, we compute {ours}."),
        Some((theirs, None)) => format!("{whose} says {theirs}, and we cannot compute it."),
        // They differ in what the health is made of.
        None => format!("{whose} says other amounts than we compute."),
    };
    format!("{said} No top-up until they agree.")
}
