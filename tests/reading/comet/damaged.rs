//! Answers of a Comet that are missing, cut, or impossible.

use alloy::primitives::U256;
use alloy::sol_types::{SolCall, SolError, SolValue};
use margin_call::chain::CallAnswer;
use margin_call::protocols::{ReadError, Snapshot};
use proptest::prelude::*;

use super::script::{
    Script, TokenIsDeactivated, asset, baseScaleCall, baseTokenCall,
    collateralsSupplyPauseFlagsCall, extendedPauseFlagsCall, feed, getAssetInfoCall,
    isBorrowCollateralizedCall, isCappedCall, isLiquidatableCall, latestRoundDataCall,
    numAssetsCall, script, symbolCall, userBasicCall,
};
use super::{block, read, read_script, start, symbols};

/// Reads with the answers to one function replaced.
fn with(selector: [u8; 4], success: bool, data: &[u8]) -> Result<Snapshot, ReadError> {
    let read = read(None, |_, call| match call.data.starts_with(&selector) {
        true => CallAnswer {
            success,
            data: data.to_vec().into(),
        },
        false => script().answer(call),
    });
    read.map(|(snapshot, ..)| snapshot)
}

#[test]
fn words_that_the_function_cannot_return_are_garbled() {
    let one = U256::ONE;
    let user = |principal: U256, assets: U256, more: U256| {
        let words = [principal, one, one, assets, more].abi_encode();
        with(userBasicCall::SELECTOR, true, &words).err()
    };
    let garbled = Some(ReadError::Garbled("userBasic(address)"));
    assert_eq!(user(one << 103, one, U256::ZERO), garbled);
    assert_eq!(user(U256::ZERO, one << 16, U256::ZERO), garbled);
    assert_eq!(user(U256::ZERO, one, one << 8), garbled);
    // The widest principal, the last of 16 assets and the last of 24 can be; here they are not what
    // the market says.
    let differs = Some(ReadError::Differs);
    assert_eq!(user(one << 102, one, U256::ZERO), differs);
    assert_eq!(user(U256::ZERO, one << 15, U256::ZERO), differs);
    assert_eq!(user(U256::ZERO, one, one << 7), differs);
    let high: U256 = one << 160;
    let address = with(baseTokenCall::SELECTOR, true, &high.abi_encode());
    assert_eq!(address.err(), Some(ReadError::Garbled("baseToken()")));
    let scale = with(baseScaleCall::SELECTOR, true, &[0; 32]);
    assert_eq!(scale.err(), Some(ReadError::Garbled("baseScale()")));
    let long = with(numAssetsCall::SELECTOR, true, &[0; 33]);
    assert_eq!(long.err(), Some(ReadError::Garbled("numAssets()")));
    let neither = with(
        isLiquidatableCall::SELECTOR,
        true,
        &one.wrapping_add(one).abi_encode(),
    );
    assert_eq!(
        neither.err(),
        Some(ReadError::Garbled("isLiquidatable(address)"))
    );
    // What would be a reason is none where the call succeeded.
    let reason = TokenIsDeactivated { asset: asset(0) }.abi_encode();
    let view = isBorrowCollateralizedCall::SELECTOR;
    assert!(with(view, false, &reason).is_ok());
    let name = "isBorrowCollateralized(address)";
    assert_eq!(
        with(view, true, &reason).err(),
        Some(ReadError::Garbled(name))
    );
    assert_eq!(with(view, false, &[]).err(), Some(ReadError::Failed(name)));
    // Every asset says that it is the second.
    let mut info = [0; 256];
    info[31] = 1;
    let twice = with(getAssetInfoCall::SELECTOR, true, &info);
    assert_eq!(twice.err(), Some(ReadError::Inconsistent));
}

#[test]
fn a_symbol_that_fails_is_no_name() {
    let snapshot = with(symbolCall::SELECTOR, false, &"EVIL".abi_encode()).unwrap();
    assert!(
        symbols(&snapshot)
            .iter()
            .all(|symbol| symbol.starts_with("0x"))
    );
}

#[test]
fn too_few_answers_are_an_error() {
    let (reading, calls) = start(None);
    let asked = calls.len();
    let few = reading.feed(block(), &[]).err();
    assert_eq!(few, Some(ReadError::WrongCount { asked, got: 0 }));
}

proptest! {
    /// One answer that fails or is cut short ends the reading, whichever it is: only what is
    /// decoration, or concerns what the account has nothing of, may be missing.
    #[test]
    fn one_bad_answer_is_an_error(
        is_warm: bool, round in 0_usize..3, place: prop::sample::Index,
        fails: bool, cut: prop::sample::Index,
    ) {
        let script = Script { finer: Some([0, 0]), ..script() };
        let (_, layout, _) = read_script(&script, None);
        let known = is_warm.then_some(layout);
        let (sound, _, rounds) = read(known.clone(), |_, call| script.answer(call)).unwrap();
        let round = round % rounds.len();
        let (place, mut asked, mut bad) = (place.index(rounds[round]), 0, None);
        let result = read(known, |now, call| {
            let answer = script.answer(call);
            asked += usize::from(now == round);
            if now != round || asked != place + 1 || bad.is_some() {
                return answer;
            }
            bad = Some(call.clone());
            let data = answer.data.slice(..cut.index(answer.data.len()));
            CallAnswer { success: !fails, data }
        });
        let bad = bad.expect("one is damaged");
        let is = |selector: [u8; 4]| bad.data.starts_with(&selector);
        if let Ok((snapshot, ..)) = result
            && !is(symbolCall::SELECTOR)
        {
            // What tells the release from the one before it is missing.
            let earlier = Script { finer: None, ..script };
            let expected = match fails && is(extendedPauseFlagsCall::SELECTOR) {
                true => read_script(&earlier, None).0,
                false => sound,
            };
            prop_assert_eq!(snapshot, expected);
            let idle = (1..18).any(|n| {
                bad.to == asset(n)
                    || [asset(n), feed(0, n)].iter().any(|one| bad.data.ends_with(&one[..]))
            });
            let finer = [
                extendedPauseFlagsCall::SELECTOR, collateralsSupplyPauseFlagsCall::SELECTOR,
            ];
            // What a feed says of itself is nothing that the position rests on.
            let of_feed = [isCappedCall::SELECTOR, latestRoundDataCall::SELECTOR].into_iter().any(is);
            let may_be_missing = idle || of_feed || (fails && finer.into_iter().any(is));
            prop_assert!(may_be_missing, "{}", bad.data);
        }
    }

    /// No bytes make it panic, whatever they are answers to.
    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, words: [u64; 8], warm: bool, place: prop::sample::Index) {
        let known = warm.then(|| read_script(&script(), None).1);
        let (_, _, rounds) = read_script(&script(), known.clone());
        for bytes in [bytes, words.map(U256::from).abi_encode()] {
            let mut asked = 0;
            let target = place.index(rounds.iter().sum());
            let _ = read(known.clone(), |_, call| {
                asked += 1;
                match asked == target {
                    true => CallAnswer { success: true, data: bytes.clone().into() },
                    false => script().answer(call),
                }
            });
        }
    }
}
