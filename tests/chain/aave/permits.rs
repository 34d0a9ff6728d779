//! A permission that is signed in the place of an approval, on the real contracts: signed by the node's own keys.

use alloy::primitives::{Address, Bytes, U256};
use margin_call::chain::{Call, CallAnswer, Payment};
use margin_call::math::{Timestamp, TokenAmount, Wad};
use margin_call::protocols::permit::{PermitTerms, Signature};
use margin_call::protocols::{Snapshot, approve};
use margin_call::risk::Health;
use margin_call::top_up::{
    Decoded, Goal, Means, Plan, StrategyId, ToSign, may_be_signed, options, plan, to_sign,
    with_signature,
};
use serde_json::{Value, json};

use super::super::node::{Outcome, address};
use super::super::random::Random;
use super::super::reader::read;
use super::super::wad_from_thousandths;
use super::Release;
use super::world::World;

#[test]
fn a_signed_permission_does_what_an_approval_would_on_v3_0() {
    a_signed_permission_does_what_an_approval_would(Release::V3_0);
}

#[test]
fn a_signed_permission_does_what_an_approval_would_on_v3_6() {
    a_signed_permission_does_what_an_approval_would(Release::V3_6);
}

/// What was met.
#[derive(Default)]
struct Tally {
    supplies: u64,
    repayments: u64,
    closing: u64,
    outgrown: u64,
    without: u64,
}

fn a_signed_permission_does_what_an_approval_would(release: Release) {
    let world = World::start(release);
    let mut tally = Tally::default();
    for (stream, account) in keyed(&world) {
        world.node.undone(|| {
            let mut random = Random::new(super::super::seed(), stream);
            world.fund(account, 10_000_000_000);
            world.open_for(account, &mut random);
            take_permissions(&world, account);
            let snapshot = read(&world.node, &world.market, account, None).snapshot;
            let Health::Ratio(health) = snapshot.health else {
                return;
            };
            let margin = Wad::from_raw(health.raw() + wad_from_thousandths(50).raw());
            for target in [margin, wad_from_thousandths(10_u64.pow(15))] {
                each_way(&world, &snapshot, target, &mut tally);
            }
        });
    }
    let Tally {
        supplies,
        repayments,
        closing,
        outgrown,
        without,
    } = tally;
    println!(
        "{release:?}: {supplies} supplies and {repayments} repayments by a signature, {closing} of which closed a \
         debt ({outgrown} left what it had grown by, a quarter of an hour late), did what was said; {without} in tokens without were to be approved"
    );
    assert!(supplies > 0 && repayments > closing && closing >= outgrown && outgrown > 0);
}

/// Accounts of which the node has the keys, and that have nothing yet.
fn keyed(world: &World) -> impl Iterator<Item = (u64, Address)> {
    let accounts = world.node.rpc("eth_accounts", json!([]));
    let accounts: Vec<Address> = accounts
        .as_array()
        .expect("a list")
        .iter()
        .map(address)
        .collect();
    (24..30).map(move |place| (place, accounts[place as usize]))
}

/// Nothing may be taken of the account's tokens.
fn take_permissions(world: &World, account: Address) {
    let calls: Vec<(Address, Call)> = world
        .assets()
        .map(|asset| (account, approve(asset.address, world.pool, U256::ZERO)))
        .collect();
    let at = Timestamp(world.node.head().timestamp.0 + 12);
    let outcomes = world.node.run(&calls, at);
    assert!(outcomes.iter().all(|one| *one == Outcome::Done));
}

/// What the token says of itself, asked as it is.
fn terms(world: &World, account: Address, token: Address) -> Option<PermitTerms> {
    let head = world.node.head().number;
    let answers: Vec<CallAnswer> = PermitTerms::calls(token, account)
        .iter()
        .map(|call| match world.node.call(call, Address::ZERO, head) {
            Ok(data) => CallAnswer {
                success: true,
                data,
            },
            Err(reverted) => CallAnswer {
                success: false,
                data: reverted.0,
            },
        })
        .collect();
    PermitTerms::read(world.market.chain, token, &answers)
}

/// What the node signs for an account, by its own reading of the text.
fn signed(world: &World, account: Address, text: &str) -> Bytes {
    let typed: Value = serde_json::from_str(text).expect("JSON");
    let signature = world
        .node
        .rpc("eth_signTypedData_v4", json!([account.to_string(), typed]));
    signature.as_str().expect("bytes").parse().expect("bytes")
}

fn each_way(world: &World, snapshot: &Snapshot, target: Wad, tally: &mut Tally) {
    let latest = Timestamp(snapshot.block.timestamp.0 + 600);
    for way in options(snapshot, None, target, None, latest) {
        let pays = matches!(way.id.means, Means::AddCollateral | Means::Repay);
        if !pays || way.offer.is_err() {
            continue;
        }
        let made = plan(snapshot, None, way.id, Goal::Restore(target), latest).expect("a plan");
        // What wraps the coin takes any call.
        let Some(token) = may_be_signed(snapshot, &made) else {
            tally.without += 1;
            continue;
        };
        let terms = terms(world, snapshot.account, token).expect("terms");
        let ask = to_sign(snapshot, &made, &terms).expect("something to sign");
        assert_eq!(ask.permit.value, made.parts[0].amount.raw);
        run(world, snapshot, &made, &ask, way.id, latest);
        if made.parts[0].closes_debt {
            tally.outgrown += u64::from(closes(world, snapshot, &made, &ask, latest));
            tally.closing += 1;
        }
        match way.id.means {
            Means::Repay => tally.repayments += 1,
            _ => tally.supplies += 1,
        }
    }
}

fn run(
    world: &World,
    snapshot: &Snapshot,
    made: &Plan,
    ask: &ToSign,
    way: StrategyId,
    latest: Timestamp,
) {
    let name = format!("{:?}: {way:?}", world.release);
    let account = snapshot.account;
    let bytes = signed(world, account, &ask.text);
    let signature = Signature::read(&bytes).expect("a signature");
    let with = |signature| {
        let plan = with_signature(snapshot, made, ask, signature).expect("a plan");
        assert_eq!(plan.steps.len(), 1, "{name}");
        plan
    };
    let plan = with(signature);
    let until = match plan.steps[0].decoded {
        Decoded::Supply {
            permitted_until, ..
        }
        | Decoded::Repay {
            permitted_until, ..
        } => permitted_until,
        _ => None,
    };
    assert_eq!(until, Some(ask.permit.deadline), "{name}");
    assert_eq!(plan.health_after, made.health_after, "{name}");
    let run = |plan: &Plan, at: Timestamp, then: &dyn Fn()| {
        world.node.undone(|| {
            let payment: Payment = plan.steps[0].payment.clone();
            let outcomes = world.node.run(&[(account, payment)], at);
            then();
            outcomes[0]
        })
    };
    let before = world.balance(way.asset, account);
    // Its health is what was foretold, it takes what was said, and nothing is left of the permission.
    let outcome = run(&plan, latest, &|| {
        let after = world.account_data(account).health_factor_wad;
        let after = match after {
            U256::MAX => Health::NoDebt,
            ratio => Health::Ratio(Wad::from_raw(ratio)),
        };
        assert_eq!(after, plan.health_after, "{name}");
        let spent = before - world.balance(way.asset, account);
        assert_eq!(
            TokenAmount {
                raw: spent,
                ..made.parts[0].amount
            },
            made.parts[0].amount,
            "{name}"
        );
        assert_eq!(world.allowance(way.asset, account), U256::ZERO, "{name}");
        // A token takes it once.
        let again = world.node.run(
            &[(account, plan.steps[0].payment.clone())],
            Timestamp(latest.0 + 1),
        );
        assert_eq!(again, [Outcome::Reverted], "{name}, twice");
    });
    assert_eq!(outcome, Outcome::Done, "{name}");
    // Any other signature takes nothing, nor does this one after its time.
    let mut other = bytes.to_vec();
    other[40] ^= 1;
    if let Some(other) = Signature::read(&other) {
        assert_eq!(
            run(&with(other), latest, &|| {}),
            Outcome::Reverted,
            "{name}"
        );
    }
    let late = Timestamp(ask.permit.deadline.0 + 1);
    assert_eq!(run(&plan, late, &|| {}), Outcome::Reverted, "{name}, late");
}

/// What closes a debt takes what is owed when it is mined, where that is no more than was signed for; of a debt that
/// has outgrown it the rest is left. Whether one did, a quarter of an hour late: what owes a few units does not.
fn closes(
    world: &World,
    snapshot: &Snapshot,
    made: &Plan,
    ask: &ToSign,
    latest: Timestamp,
) -> bool {
    let account = snapshot.account;
    let token = ask.permit.token;
    let signature = Signature::read(&signed(world, account, &ask.text)).expect("a signature");
    let plan = with_signature(snapshot, made, ask, signature).expect("a plan");
    let most = made.parts[0].amount.raw;
    let before = world.balance(token, account);
    let is_left = |at: Timestamp| {
        world.node.undone(|| {
            let payment = plan.steps[0].payment.clone();
            assert_eq!(world.node.run(&[(account, payment)], at), [Outcome::Done]);
            let spent = before - world.balance(token, account);
            assert_eq!(world.allowance(token, account), most - spent);
            let is_left = world.owes(account, token);
            assert!(
                spent == most || !is_left,
                "{spent} of {most}, and some is owed"
            );
            is_left
        })
    };
    assert!(!is_left(Timestamp(snapshot.block.timestamp.0 + 12)));
    is_left(Timestamp(latest.0 + 900))
}
