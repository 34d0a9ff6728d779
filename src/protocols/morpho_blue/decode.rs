//! What bytes to sign really say of an account in a market, read from the bytes alone.

use alloy::primitives::{Address, U256, keccak256};

use super::Addresses;
use crate::chain::Call;
use crate::protocols::calldata::{
    DecodeError, Word, address, approval, expect, expect_account, expect_contract, number, split,
    words,
};
use crate::protocols::{Action, Repayment};

/// Reads a call for `account`, which owes `shares`, in a market.
///
/// One contract holds all markets, and the same permission serves for all of them: what names the
/// market is the hash of the five words that it is called with.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds for them.
pub fn decode(
    market: &Addresses,
    account: Address,
    shares: u128,
    call: &Call,
) -> Result<Action, DecodeError> {
    if let Some(approval) = approval(call, market.morpho) {
        return approval;
    }
    let (selector, arguments) = split(call)?;
    let action = match selector {
        // supplyCollateral((address,address,address,address,uint256),uint256,address,bytes)
        [0x23, 0x8d, 0x65, 0x79] => {
            let [
                loan,
                collateral,
                oracle,
                irm,
                lltv,
                assets,
                on_behalf,
                at,
                length,
            ] = words(arguments)?;
            expect_market(market, [loan, collateral, oracle, irm, lltv])?;
            expect_alone(account, [on_behalf, at, length], 8)?;
            Action::Supply {
                asset: address(collateral)?,
                amount: number(assets),
            }
        }
        // repay((address,address,address,address,uint256),uint256,uint256,address,bytes)
        [0x20, 0xb7, 0x6e, 0x81] => {
            let [
                loan,
                collateral,
                oracle,
                irm,
                lltv,
                assets,
                repaid,
                on_behalf,
                at,
                length,
            ] = words(arguments)?;
            expect_market(market, [loan, collateral, oracle, irm, lltv])?;
            expect_alone(account, [on_behalf, at, length], 9)?;
            let (assets, repaid) = (number(assets), number(repaid));
            let all = U256::from(shares);
            let amount = match (assets.is_zero(), repaid.is_zero()) {
                (false, true) => Repayment::Exact(assets),
                (true, false) if repaid == all => Repayment::All,
                _ => return Err(DecodeError::Unexpected),
            };
            Action::Repay {
                asset: address(loan)?,
                amount,
            }
        }
        SET_AUTHORIZATION => authorization(words(arguments)?)?,
        _ => return Err(DecodeError::UnknownFunction),
    };
    expect_contract(call.to, market.morpho)?;
    Ok(action)
}

/// `setAuthorization(address,bool)`.
const SET_AUTHORIZATION: [u8; 4] = [0xee, 0xce, 0xa0, 0x00];

/// For the signer, on Morpho as a whole: no account and no market is named.
fn authorization([contract, may]: [Word; 2]) -> Result<Action, DecodeError> {
    let contract = address(contract)?;
    let may = match number(may) {
        U256::ZERO => false,
        U256::ONE => true,
        _ => return Err(DecodeError::Malformed),
    };
    match contract.is_zero() {
        true => Err(DecodeError::Unexpected),
        false => Ok(Action::Authorize { contract, may }),
    }
}

/// The contract that a call lets act for the signer, or not any more, on whatever Morpho.
pub(in super::super) fn authorized(call: &Call) -> Option<(Address, bool)> {
    let (selector, arguments) = split(call).ok()?;
    let said = (selector == SET_AUTHORIZATION).then(|| authorization(words(arguments).ok()?).ok());
    match said.flatten()? {
        Action::Authorize { contract, may } => Some((contract, may)),
        _ => None,
    }
}

/// Demands that it is for the account, and that nothing is called back: data of no length, after so many
/// words.
fn expect_alone(
    account: Address,
    [on_behalf, at, length]: [Word; 3],
    words: u64,
) -> Result<(), DecodeError> {
    expect_account(on_behalf, account)?;
    expect(at, words.saturating_mul(32))?;
    expect(length, 0)
}

/// Demands the five words that the market's id is the hash of.
fn expect_market(market: &Addresses, params: [Word; 5]) -> Result<(), DecodeError> {
    match keccak256(params.concat()) == market.id {
        true => Ok(()),
        false => Err(DecodeError::OtherPosition),
    }
}

#[cfg(test)]
mod tests {
    use super::super::act::{self, RepaidBy};
    use super::super::{MarketParams, market_id};
    use super::*;
    use crate::math::Wad;
    use crate::protocols::action::approve;
    use crate::protocols::calldata::tests::notices_every_change;
    use proptest::prelude::*;

    const MORPHO: Address = Address::repeat_byte(1);

    prop_compose! {
        fn an_address()(bytes: [u8; 20]) -> Address { Address::from(bytes) }
    }
    prop_compose! {
        fn params()(
            loan_token in an_address(), collateral_token in an_address(),
            oracle in an_address(), irm in an_address(), lltv: u64,
        ) -> MarketParams {
            let lltv = Wad::from_raw(U256::from(lltv));
            MarketParams { loan_token, collateral_token, oracle, irm, lltv }
        }
    }

    fn market(params: &MarketParams) -> Addresses {
        Addresses {
            morpho: MORPHO,
            id: market_id(params),
            factory: None,
        }
    }

    proptest! {
        /// Whatever is built reads back as what was meant, for nobody else and nowhere else.
        #[test]
        fn what_is_built_reads_back(
            params in params(), of in params(), who in an_address(), other in an_address(),
            amount in 1_u128.., shares in 1_u128..,
        ) {
            prop_assume!(who != other && params != of);
            let (own, amount) = (market(&params), U256::from(amount));
            let asset = params.loan_token;
            for (built, action) in [
                (
                    act::supply_collateral(MORPHO, &params, amount, who),
                    Action::Supply { asset: params.collateral_token, amount },
                ),
                (
                    act::repay(MORPHO, &params, RepaidBy::Assets(amount), who),
                    Action::Repay { asset, amount: Repayment::Exact(amount) },
                ),
                (
                    act::repay(MORPHO, &params, RepaidBy::Shares(shares), who),
                    Action::Repay { asset, amount: Repayment::All },
                ),
            ] {
                prop_assert_eq!(decode(&own, who, shares, &built), Ok(action));
                let elsewhere = decode(&market(&of), who, shares, &built);
                prop_assert_eq!(elsewhere, Err(DecodeError::OtherPosition));
                let of_another = decode(&own, other, shares, &built);
                prop_assert_eq!(of_another, Err(DecodeError::OtherPosition));
                let contract = Addresses { morpho: Address::repeat_byte(2), ..own };
                let to_another = decode(&contract, who, shares, &built);
                prop_assert_eq!(to_another, Err(DecodeError::OtherContract));
            }
        }

        #[test]
        fn no_change_goes_unnoticed(
            params in params(), who in an_address(), amount in 1_u128.., shares in 1_u128..,
            place: prop::sample::Index, flip in 1_u8..,
        ) {
            let (own, amount) = (market(&params), U256::from(amount));
            for built in [
                approve(params.loan_token, MORPHO, amount),
                act::supply_collateral(MORPHO, &params, amount, who),
                act::repay(MORPHO, &params, RepaidBy::Assets(amount), who),
                act::repay(MORPHO, &params, RepaidBy::Shares(shares), who),
            ] {
                let place = place.index(built.data.len());
                notices_every_change(&built, place, flip, |call| decode(&own, who, shares, call));
            }
        }

        /// No bytes make it panic.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>, known in 0_usize..2) {
            let selector = [[0x23, 0x8d, 0x65, 0x79], [0x20, 0xb7, 0x6e, 0x81]][known];
            let data = [selector.as_slice(), &bytes].concat();
            for data in [data, bytes] {
                let call = Call { to: MORPHO, data: data.into() };
                let market = Addresses { morpho: MORPHO, id: Default::default(), factory: None };
                let _ = decode(&market, MORPHO, 1, &call);
            }
        }
    }

    proptest! {
        /// It is for the signer and for Morpho as a whole, whatever market is looked at.
        #[test]
        fn an_authorisation_reads_back(
            params in params(), who in an_address(), contract in an_address(), may: bool,
            place: prop::sample::Index, flip in 1_u8..,
        ) {
            prop_assume!(!contract.is_zero());
            let own = market(&params);
            let built = act::set_authorization(MORPHO, contract, may);
            let read = |call: &Call| decode(&own, who, 1, call);
            prop_assert_eq!(read(&built), Ok(Action::Authorize { contract, may }));
            prop_assert_eq!(authorized(&built), Some((contract, may)));
            let elsewhere = Call { to: who, ..built.clone() };
            prop_assert_eq!(read(&elsewhere), Err(DecodeError::OtherContract));
            let place = place.index(built.data.len());
            notices_every_change(&built, place, flip, read);
        }
    }

    /// Neither nobody, nor anything but yes and no.
    #[test]
    fn an_authorisation_is_for_somebody_and_is_yes_or_no() {
        let params = MarketParams {
            loan_token: Address::repeat_byte(3),
            collateral_token: Address::repeat_byte(4),
            oracle: Address::repeat_byte(5),
            irm: Address::repeat_byte(6),
            lltv: Wad::ZERO,
        };
        let read = |call: &Call| decode(&market(&params), MORPHO, 1, call);
        let nobody = act::set_authorization(MORPHO, Address::ZERO, true);
        assert_eq!(read(&nobody), Err(DecodeError::Unexpected));
        assert_eq!(authorized(&nobody), None);
        let built = act::set_authorization(MORPHO, Address::repeat_byte(7), true);
        let mut bytes = built.data.to_vec();
        bytes[4 + 2 * 32 - 1] = 2;
        let two = Call {
            to: MORPHO,
            data: bytes.into(),
        };
        assert_eq!(read(&two), Err(DecodeError::Malformed));
    }

    /// Both an amount and shares, neither, or shares that are not all: the contract, or the person,
    /// would take it for something else.
    #[test]
    fn only_assets_or_all_shares_are_a_repayment() {
        let params = MarketParams {
            loan_token: Address::repeat_byte(3),
            collateral_token: Address::repeat_byte(4),
            oracle: Address::repeat_byte(5),
            irm: Address::repeat_byte(6),
            lltv: Wad::ZERO,
        };
        let who = Address::repeat_byte(7);
        let built = act::repay(MORPHO, &params, RepaidBy::Shares(9), who);
        let read = |shares, call: &Call| decode(&market(&params), who, shares, call);
        assert_eq!(read(8, &built), Err(DecodeError::Unexpected));
        for (assets, shares) in [(1, 9), (0, 0), (0, 8)] {
            let mut bytes = built.data.to_vec();
            // The sixth and the seventh argument.
            (bytes[4 + 6 * 32 - 1], bytes[4 + 7 * 32 - 1]) = (assets, shares);
            let changed = Call {
                to: MORPHO,
                data: bytes.into(),
            };
            assert_eq!(read(9, &changed), Err(DecodeError::Unexpected));
        }
    }
}
