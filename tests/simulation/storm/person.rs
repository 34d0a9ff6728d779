//! Somebody at the page.

use margin_call::chain::ChainId;
use margin_call::engine::view::{Body, ConnectionView, LadderOf, WalletId};
use margin_call::engine::{LadderInput, UserAction, View};
use margin_call::top_up::{Chosen, Manner, StageView};

use crate::laws::positions;
use crate::random::Random;
use crate::scene::SAVER;
use crate::world::World;

/// Somebody who does what the screen offers, and says the truth.
pub fn person(world: &mut World, random: &mut Random) {
    let unsettled = world
        .view
        .top_up
        .as_ref()
        .is_some_and(|top_up| matches!(top_up.stage, StageView::Unsettled { .. }));
    if unsettled && random.chance(50) {
        world.cancel_in_wallet(random.chance(50));
        return world.click(UserAction::SayCancelled);
    }
    let clicks = offered(&world.view, random);
    if !clicks.is_empty() {
        let click = random.pick(&clicks).clone();
        world.click(click);
    }
}

fn offered(view: &View, random: &mut Random) -> Vec<UserAction> {
    if let Some(top_up) = &view.top_up {
        let chosen = top_up.options.iter().find(|_| random.chance(50));
        let choose = chosen.map(|option| UserAction::ChooseStrategy(option.id.into()));
        let mix = top_up.mix.as_ref().filter(|_| random.chance(30));
        let mix = mix.map(|_| UserAction::ChooseStrategy(Chosen::Mix));
        return match top_up.stage {
            StageView::Choosing => [
                Some(UserAction::Review),
                Some(UserAction::Review),
                Some(UserAction::Review),
                choose,
                mix,
                Some(UserAction::SetTarget(
                    random.pick(&["1.5", "2", "1.6", "1.7", "x"]).to_string(),
                )),
                random.chance(20).then_some(UserAction::CloseTopUp),
            ]
            .into_iter()
            .flatten()
            .collect(),
            StageView::Review(_) => vec![
                UserAction::Sign,
                UserAction::Sign,
                UserAction::Sign,
                UserAction::SetManner(*random.pick(&[
                    Manner::Each,
                    Manner::Together,
                    Manner::Permit,
                ])),
                UserAction::BackToChoice,
            ],
            StageView::Done { .. } => vec![UserAction::CloseTopUp],
            StageView::Failed { .. } => vec![
                UserAction::Review,
                UserAction::BackToChoice,
                UserAction::CloseTopUp,
            ],
            StageView::Unsettled { .. } => vec![UserAction::LookAgain, UserAction::CloseTopUp],
            _ => vec![
                UserAction::CloseTopUp,
                UserAction::BackToChoice,
                UserAction::Refresh,
            ],
        };
    }
    match &view.connection {
        ConnectionView::Choose { wallets, .. } => wallets
            .iter()
            .map(|wallet| UserAction::Connect(wallet.id.clone()))
            .collect(),
        ConnectionView::Connecting { .. } if random.chance(20) => vec![UserAction::CancelConnect],
        ConnectionView::Connected(session) => match &session.body {
            Body::WrongChain { offered } => offered
                .iter()
                .map(|chain| UserAction::SwitchChain(chain.id))
                .collect(),
            _ => positions(view)
                .iter()
                .flat_map(|one| {
                    let key = one.key.clone();
                    [
                        UserAction::OpenTopUp(key.clone()),
                        UserAction::Snooze(key.clone(), 3_600),
                        UserAction::Acknowledge(key),
                    ]
                })
                .chain([UserAction::Refresh, UserAction::EnableNotifications])
                .collect(),
        },
        _ => Vec::new(),
    }
}

/// Somebody, or a page that is out of step, who clicks what is not there.
pub fn any_click(world: &mut World, random: &mut Random) {
    let ladder = |of: LadderOf, [watch, call, urgent]: [&str; 3]| {
        let typed = LadderInput {
            watch: watch.into(),
            call: call.into(),
            urgent: urgent.into(),
        };
        UserAction::SetLadder(of, typed)
    };
    // At ordinary rates a good half of the positions last no longer.
    let long = UserAction::SetTimes(LadderInput {
        watch: "365".into(),
        call: "200 days".into(),
        urgent: "100".into(),
    });
    let mut clicks = vec![
        UserAction::Sign,
        UserAction::Sign,
        UserAction::Review,
        UserAction::LookAgain,
        UserAction::CloseTopUp,
        UserAction::BackToChoice,
        UserAction::SetManner(Manner::Together),
        UserAction::Connect(WalletId::Announced("one".into())),
        UserAction::Connect(WalletId::Announced("none".into())),
        UserAction::CancelConnect,
        UserAction::Disconnect,
        UserAction::Watch(SAVER.to_string()),
        UserAction::Watch("0x12".into()),
        UserAction::SwitchChain(ChainId(10)),
        UserAction::Refresh,
        UserAction::DismissGap,
        UserAction::DismissUnreadable,
        UserAction::EnableNotifications,
        UserAction::TestNotification,
        UserAction::TestSeen(true),
        ladder(LadderOf::Usual, ["1.7", "1.4", "1.1"]),
        ladder(LadderOf::Usual, ["1", "2", "3"]),
        ladder(LadderOf::Correlated, ["1.5", "1.3", "1.05"]),
        long,
        UserAction::ResetLadder,
    ];
    // Of one that is shown, too.
    let shown = positions(&world.view);
    if !shown.is_empty() {
        let key = random.pick(shown).key.clone();
        let of = || LadderOf::Position(key.clone());
        clicks.extend([
            ladder(of(), ["2.2", "1.8", "1.3"]),
            ladder(of(), ["10%", "5%", "1%"]),
            ladder(of(), ["1.2", "1.3", "1.1"]),
            UserAction::UseUsualLadder(key),
        ]);
    }
    let click = random.pick(&clicks).clone();
    world.click(click);
    // Nothing is there that could still be sent: then it may be said at any time.
    if !world.may_be_sent_at_all() && random.chance(5) {
        world.click(UserAction::SayCancelled);
    }
}
