//! Answers that are missing, failed or garbled.

use std::borrow::Cow;

use alloy::primitives::{Bytes, U256};
use margin_call::chain::{CallAnswer, LOCAL};
use margin_call::protocols::morpho_blue::{Reading, market_id};
use margin_call::protocols::{Addresses, Market, ReadError};
use proptest::prelude::*;

use super::chain::{ACCOUNT, Chain, PRE, word};
use super::{block, read, read_with};

#[test]
fn what_is_missing_or_failed_ends_the_reading() {
    let chain = Chain::new();
    let market = Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(chain.addresses()),
    };
    let (reading, _) = Reading::start(&market, chain.addresses(), ACCOUNT, &[], None);
    let error = reading.feed(block(), &[]).unwrap_err();
    assert_eq!(error, ReadError::WrongCount { asked: 2, got: 0 });
    // All that is asked matters, but for symbols and the rate that only the curve stores.
    let total: usize = read(&chain, None).2.iter().sum();
    let mut survived = 0;
    for failed in 0..total {
        let mut place = 0;
        let (found, _) = read_with(&chain, &[], None, |answer| {
            place += 1;
            match place == failed + 1 {
                true => CallAnswer {
                    success: false,
                    data: Bytes::new(),
                },
                false => answer,
            }
        });
        match found {
            Ok(_) => survived += 1,
            Err(error) => assert!(matches!(error, ReadError::Failed(_)), "{error:?}"),
        }
    }
    assert_eq!(survived, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// No bytes make it panic, and none of a length that is asked for are a guess.
    #[test]
    fn any_bytes_are_answered(
        place in 0_usize..20, bytes in prop::collection::vec(any::<u8>(), 0..256),
        words in 0_usize..8, shift in 0_usize..256, limbs: [u64; 4], kind in 0..3, warm: bool,
    ) {
        let mut chain = Chain::new();
        chain.pre_market = Some(market_id(&chain.params));
        chain.authorized = true;
        let layout = warm.then(|| read(&chain, None).1);
        let mut asked = 0;
        let _ = read_with(&chain, &[PRE], layout, |mut answer| {
            asked += 1;
            let number = U256::from_limbs(limbs) >> shift;
            if asked == place + 1 {
                answer.data = match kind {
                    0 => bytes.clone().into(),
                    1 => word(number).repeat(words).into(),
                    _ => word(number).repeat(answer.data.len() / 32).into(),
                };
            }
            answer
        });
    }
}
