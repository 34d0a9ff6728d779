//! Letting a contract act, and taking that back.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use margin_call::chain::Call;
use margin_call::protocols::morpho_blue::{act, revert};

use super::super::random::Random;
use super::World;
use super::calls::isAuthorizedCall;

#[test]
fn an_authorisation_is_given_and_taken_back_and_neither_twice() {
    let world = World::start();
    let opened = world.open(&mut Random::new(super::super::seed(), 0));
    let morpho = world.as_market(&opened).entry();
    let contract = Address::repeat_byte(0x77);
    let at_head = |call: &Call| {
        let head = world.node.head().number;
        world.node.call(call, opened.account, head)
    };
    let asked = Call {
        to: morpho,
        data: isAuthorizedCall {
            authorizer: opened.account,
            authorized: contract,
        }
        .abi_encode()
        .into(),
    };
    for may in [true, false] {
        let call = act::set_authorization(morpho, contract, may);
        world.node.act(opened.account, call.clone(), "who may act");
        let said = at_head(&asked).expect("an answer");
        assert_eq!(U256::from_be_slice(&said), U256::from(may));
        let refused = at_head(&call).expect_err("once is enough");
        let reason = revert::decode(&refused.0);
        assert_eq!(reason, Some(revert::MorphoError::AlreadySet));
    }
}
