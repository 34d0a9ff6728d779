//! Somebody who tops up, as the page and the wallet let them, and who says the truth.

use margin_call::engine::{Event, UserAction, View};
use margin_call::top_up::{ReviewView, StageView};

use super::keeping;
use super::market::PAYER;
use super::story;
use super::world::{Decision, World};
use crate::laws::{positions, session as session_of};
use crate::random::Random;

const MINUTE: u64 = 60_000;

/// For some minutes somebody is at the page.
pub fn session(world: &mut World, random: &mut Random) {
    if world.hidden {
        world.see(true);
    }
    for _ in 0..random.within(10, 22) {
        clicks(world, random);
        world.run_for(random.within(500, 10_000));
        if world.is_asked() && random.chance(60) {
            world.decide(*random.pick(&[
                Decision::Agrees,
                Decision::Agrees,
                Decision::Agrees,
                Decision::AgreesHidden,
                Decision::AgreesHidden,
                Decision::AgreesAndBreaksOff,
                Decision::Declines,
            ]));
        }
        happens(world, random);
        if world.loses && random.chance(6) {
            keeping::happens(world, random, 10 * MINUTE);
        }
        // Somebody else makes one, too.
        if world.chains[0].pace.is_none() && random.chance(40) {
            world.block(0);
        }
    }
    let payments = &mut world.chains[0].payments;
    if random.chance(80) {
        (payments.holds, payments.relay_holds) = (false, false);
        payments.is_shut = false;
    }
    // Whoever has topped up goes, and seldom leaves it open.
    if random.chance(80) {
        world.feed(Event::User(UserAction::CloseTopUp));
    }
    world.see(false);
}

/// What happens meanwhile to the page, to what waits, and to what is remembered of it.
fn happens(world: &mut World, random: &mut Random) {
    let payments = &mut world.chains[0].payments;
    match random.within(0, 100) {
        0..8 => payments.holds = !payments.holds,
        8..16 => payments.relay_holds = !payments.relay_holds,
        16..20 => {
            payments.speed_up();
            world.seen.count("speeded up");
        }
        20..25 => story::load(world),
        25..27 => {
            world.lose_records();
            story::load(world);
        }
        27..31 => world.reorganise(0, random.within(1, 4) as usize),
        31..33 => payments.is_shut = !payments.is_shut,
        _ => {}
    }
}

fn clicks(world: &mut World, random: &mut Random) {
    let view = world.view();
    if let Some(StageView::Failed { failure, .. }) = view.top_up.as_ref().map(|one| &one.stage) {
        let words = format!("{failure:?}");
        let name = words.split([' ', '(']).next().unwrap_or_default();
        world.seen.count(&format!("failed: {name}"));
    }
    if let Some(click) = offered(&view, random) {
        if click == UserAction::SayCancelled {
            world.cancel_in_wallet(random.chance(50));
        }
        world.feed(Event::User(click));
    }
}

/// What is done with a review. Several calls as one are chosen in half of the cases, where that is a choice.
fn signed(review: &ReviewView, random: &mut Random) -> UserAction {
    let others = &review.manners.others;
    match random.within(0, 100) {
        0..60 => UserAction::Sign,
        60..80 if !others.is_empty() => UserAction::SetManner(*random.pick(others)),
        60..80 => UserAction::Sign,
        _ => UserAction::BackToChoice,
    }
}

fn offered(view: &View, random: &mut Random) -> Option<UserAction> {
    if session_of(view).is_none_or(|one| one.wallet.is_none()) {
        return Some(UserAction::Connect(World::wallet_id()));
    }
    let Some(top_up) = &view.top_up else {
        let mut shown = positions(view).iter();
        let own = shown.find(|one| one.key.account == PAYER)?;
        return Some(UserAction::OpenTopUp(own.key.clone()));
    };
    let clicks: &[UserAction] = match top_up.stage {
        StageView::Choosing => &[UserAction::Review],
        StageView::Review(ref review) => return Some(signed(review, random)),
        StageView::Done { .. } => &[UserAction::CloseTopUp],
        StageView::Failed { .. } => &[
            UserAction::Review,
            UserAction::BackToChoice,
            UserAction::CloseTopUp,
        ],
        StageView::Unsettled { .. } => &[
            UserAction::SayCancelled,
            UserAction::LookAgain,
            UserAction::Review,
            UserAction::CloseTopUp,
        ],
        _ => &[
            UserAction::CloseTopUp,
            UserAction::Sign,
            UserAction::Refresh,
        ],
    };
    Some(random.pick(clicks).clone())
}
