//! Whether a margin call would reach anybody, as far as the first line of the page says so.

use super::{PositionView, PushProof, PushView};
use crate::engine::notification::{Delivery, PermissionState, Proof};
use crate::risk::Health;

/// It is not proven that a call reaches the person while they do something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unarmed {
    /// What stands in the way.
    pub why: WhyUnarmed,
    /// How much that matters now.
    pub weight: Weight,
}

/// What stands between a call and the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnarmed {
    /// Notifications were not asked for.
    Off,
    /// The person or the browser said no.
    Blocked,
    /// This browser, or this kind of page, has none.
    Unavailable,
    /// They are allowed, and none was seen yet.
    Untested,
    /// A test is under way.
    Testing,
    /// The browser says that it showed a test: whether it was seen is asked.
    Asked,
    /// The last one was refused or not seen.
    Failed,
}

/// How much it matters that nobody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing is owed as far as is known: there is nothing to be called for.
    Quiet,
    /// Something is owed.
    Plain,
    /// A position is at a level.
    Loud,
}

impl Unarmed {
    /// None where a call is proven to reach the person, or nothing is known of it yet. A phone that was seen to
    /// be told is as good as the browser.
    pub(super) fn of(
        delivery: Delivery,
        push: &PushView,
        positions: &[PositionView],
    ) -> Option<Self> {
        let why = why(delivery)?;
        (!is_pushed(push)).then(|| Self {
            why,
            weight: weight(positions),
        })
    }
}

const fn why(delivery: Delivery) -> Option<WhyUnarmed> {
    Some(match (delivery.permission, delivery.proof) {
        (PermissionState::Unknown, _) | (PermissionState::Granted, Proof::Seen { .. }) => {
            return None;
        }
        (PermissionState::Unsupported, _) => WhyUnarmed::Unavailable,
        (PermissionState::NotAsked, _) => WhyUnarmed::Off,
        (PermissionState::Denied, _) => WhyUnarmed::Blocked,
        (PermissionState::Granted, Proof::Untested) => WhyUnarmed::Untested,
        (PermissionState::Granted, Proof::Sent) => WhyUnarmed::Testing,
        (PermissionState::Granted, Proof::Shown) => WhyUnarmed::Asked,
        (PermissionState::Granted, Proof::Failed) => WhyUnarmed::Failed,
    })
}

fn is_pushed(push: &PushView) -> bool {
    let topic = push.topic.as_ref();
    let is_seen = topic.is_some_and(|one| one.proof == PushProof::Seen && !one.is_ending);
    is_seen && push.problem.is_none()
}

fn weight(positions: &[PositionView]) -> Weight {
    let of_each = positions.iter().map(|one| match one.health {
        _ if one.alarm.level.is_some() => Weight::Loud,
        Health::Ratio(_) => Weight::Plain,
        Health::NoDebt => Weight::Quiet,
    });
    of_each.max().unwrap_or(Weight::Quiet)
}

#[cfg(test)]
mod tests {
    use super::super::{PushSays, ReadProblem, TopicView};
    use super::*;
    use crate::alert::Level;
    use crate::engine::example;
    use crate::math::Timestamp;

    const NO_PUSH: PushView = PushView {
        topic: None,
        problem: None,
        typed: None,
    };

    fn delivery(permission: PermissionState, proof: Proof) -> Delivery {
        Delivery { permission, proof }
    }

    const OFF: Delivery = Delivery {
        permission: PermissionState::NotAsked,
        proof: Proof::Untested,
    };

    #[test]
    fn whatever_was_not_seen_to_work_is_said_and_nothing_else() {
        let why = |permission, proof| {
            Unarmed::of(delivery(permission, proof), &NO_PUSH, &[]).map(|one| one.why)
        };
        let untested = Proof::Untested;
        let granted = PermissionState::Granted;
        let seen = Proof::Seen { at: Timestamp(0) };
        assert_eq!(why(granted, seen), None);
        assert_eq!(why(PermissionState::Unknown, untested), None);
        let expected = [
            (PermissionState::NotAsked, untested, WhyUnarmed::Off),
            (PermissionState::Denied, untested, WhyUnarmed::Blocked),
            (PermissionState::Denied, seen, WhyUnarmed::Blocked),
            (
                PermissionState::Unsupported,
                untested,
                WhyUnarmed::Unavailable,
            ),
            (granted, untested, WhyUnarmed::Untested),
            (granted, Proof::Sent, WhyUnarmed::Testing),
            (granted, Proof::Shown, WhyUnarmed::Asked),
            (granted, Proof::Failed, WhyUnarmed::Failed),
        ];
        for (permission, proof, said) in expected {
            assert_eq!(
                why(permission, proof),
                Some(said),
                "{permission:?} {proof:?}"
            );
        }
    }

    #[test]
    fn it_is_loudest_at_a_level_and_quiet_where_nothing_is_owed() {
        let with = |health, level| {
            let mut one = example(Timestamp(1_800_000_000)).expect("an example");
            one.alarm.level = level;
            one.health = health;
            one
        };
        let owes = with(
            example(Timestamp(0)).expect("an example").health,
            None::<Level>,
        );
        let called = with(owes.health, Some(Level::Watch));
        let free = with(Health::NoDebt, None);
        let weight = |positions: &[PositionView]| {
            Unarmed::of(OFF, &NO_PUSH, positions).map(|one| one.weight)
        };
        assert_eq!(weight(&[]), Some(Weight::Quiet));
        assert_eq!(weight(core::slice::from_ref(&free)), Some(Weight::Quiet));
        assert_eq!(weight(&[free, owes.clone()]), Some(Weight::Plain));
        assert_eq!(weight(&[owes, called]), Some(Weight::Loud));
    }

    #[test]
    fn a_phone_that_was_seen_to_be_told_is_called_and_one_that_was_not_is_none() {
        let pushed = |proof, is_ending, problem| PushView {
            topic: Some(TopicView {
                address: "https://push.example/topic".to_owned(),
                server: "push.example".to_owned(),
                says: PushSays::Nothing,
                ahead_s: 600,
                proof,
                is_proving: false,
                is_ending,
                fires_at: None,
                has_fired: false,
            }),
            problem,
            ..NO_PUSH
        };
        let is_said = |push: PushView| Unarmed::of(OFF, &push, &[]).is_some();
        assert!(!is_said(pushed(PushProof::Seen, false, None)));
        assert!(is_said(pushed(PushProof::Seen, true, None)));
        assert!(is_said(pushed(PushProof::Replaces, false, None)));
        let silent = Some(ReadProblem::Unreachable);
        assert!(is_said(pushed(PushProof::Seen, false, silent)));
    }
}
