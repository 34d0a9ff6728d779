use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// What an account has in a market, in units that neither prices nor interest change: what is less
/// of them than before was taken out, repaid, sent away or seized.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    collateral: Vec<Amount>,
    debt: Vec<Amount>,
}

/// What of a holding is otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Something, but of no collateral less: a seizure only together with what was added since.
    Other,
    /// Less of a collateral and of no debt: it was taken out; or seized, and borrowed anew.
    Collateral,
    /// Less of a collateral and less of a debt, as after a seizure.
    Both,
}

/// An amount of a token, in the form in which it is stored: small numbers take little room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Amount {
    token: [u8; 20],
    /// The number's limbs, the lowest first.
    limbs: [u64; 4],
}

impl Held {
    /// What is supplied as collateral, and what is owed, token by token: scaled units, shares or
    /// principal, as the protocol counts.
    #[must_use]
    pub fn new(
        collateral: impl IntoIterator<Item = (Address, U256)>,
        debt: impl IntoIterator<Item = (Address, U256)>,
    ) -> Self {
        Self {
            collateral: amounts(collateral),
            debt: amounts(debt),
        }
    }

    /// Whether nothing is held.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.collateral.is_empty() && self.debt.is_empty()
    }

    /// What is otherwise than earlier; none where all is the same.
    ///
    /// A price can fall and a liquidator act within one block, so what the health was before says
    /// little; but an owner may repay and withdraw. Which it was the chain's log says.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Option<Difference> {
        let takes = fell(&self.collateral, &earlier.collateral);
        let pays = fell(&self.debt, &earlier.debt);
        match (takes, pays) {
            (true, true) => Some(Difference::Both),
            (true, false) => Some(Difference::Collateral),
            (false, _) => (self != earlier).then_some(Difference::Other),
        }
    }
}

fn amounts(all: impl IntoIterator<Item = (Address, U256)>) -> Vec<Amount> {
    let all = all.into_iter().filter(|(_, amount)| !amount.is_zero());
    let all = all.map(|(token, amount)| Amount {
        token: token.into(),
        limbs: amount.into_limbs(),
    });
    all.collect()
}

/// Whether there is less of any token than before.
fn fell(now: &[Amount], before: &[Amount]) -> bool {
    before.iter().any(|earlier| {
        let left = now.iter().find(|one| one.token == earlier.token);
        let left = left.map_or(U256::ZERO, |one| U256::from_limbs(one.limbs));
        U256::from_limbs(earlier.limbs) > left
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETHER: Address = Address::repeat_byte(1);
    const DOLLARS: Address = Address::repeat_byte(2);

    fn held(ether: u64, dollars: u64) -> Held {
        let amount = U256::from;
        Held::new([(ETHER, amount(ether))], [(DOLLARS, amount(dollars))])
    }

    #[test]
    fn a_seizure_takes_of_both_sides_and_may_take_all() {
        let before = held(10, 1_000);
        let since = |now: Held| now.since(&before);
        assert_eq!(since(held(9, 999)), Some(Difference::Both));
        assert_eq!(since(Held::default()), Some(Difference::Both));
        // More was borrowed since, and the seizure left more debt than there was.
        for collateral in [held(9, 1_000), held(9, 1_250)] {
            assert_eq!(since(collateral), Some(Difference::Collateral));
        }
        for other in [held(10, 999), held(11, 999), held(11, 1_001)] {
            assert_eq!(since(other), Some(Difference::Other));
        }
        assert_eq!(since(before.clone()), None);
        assert_eq!(before.since(&held(9, 999)), Some(Difference::Other));
        assert!(held(0, 0).is_nothing());
        // Another token of the same number is another token.
        let swapped = Held::new([(DOLLARS, U256::from(10))], [(DOLLARS, U256::from(999))]);
        assert_eq!(since(swapped), Some(Difference::Both));
    }

    #[test]
    fn every_digit_is_stored() {
        let held = Held::new([(ETHER, U256::MAX)], [(DOLLARS, U256::ONE)]);
        let text = serde_json::to_string(&held).unwrap();
        assert_eq!(serde_json::from_str::<Held>(&text).unwrap(), held);
    }
}
