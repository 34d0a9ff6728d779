//! A Morpho Blue market without interest, one account in it, a contract that may pre-liquidate that
//! account, and the factory that says whether it has made it.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::{SolInterface, SolValue};

use super::abi::Isolated as Abi;
use super::market::{Market, Reverted, WAD, units};
use super::scene::BORROWER;

pub const MORPHO: Address = Address::repeat_byte(0xd0);
pub const CONTRACT: Address = Address::repeat_byte(0xd1);
pub const FACTORY: Address = Address::repeat_byte(0xd4);
/// A contract that the account can authorise, and that is nothing of the kind.
pub const THIEF: Address = Address::repeat_byte(0xd5);
pub const ORACLE: Address = Address::repeat_byte(0xd2);
pub const OWN_ORACLE: Address = Address::repeat_byte(0xd3);

/// In hundredths: the market's, and the contract's.
const LLTV: u64 = 86;
const PRE_LLTV: u64 = 80;

/// Ten ether secure 15,000 dollars: the market liquidates below 1,744.19 dollars, the contract may
/// act below 1,875.
const COLLATERAL: u64 = 10;
const DEBT: u64 = 15_000;

#[derive(Clone, Debug)]
pub struct Isolated {
    /// Dollars for an ether.
    pub price: u64,
    /// The contract goes by an oracle of its own, and not by the market's.
    pub has_own_oracle: bool,
    /// The price by that one; none while it reverts.
    pub own_price: Option<u64>,
    pub authorized: bool,
    /// The account has authorised one that takes everything.
    pub authorized_thief: bool,
    /// That one burns all the gas of whoever asks it, and with it the whole batch.
    pub thief_burns: bool,
    /// Nobody is told whether that one may act.
    pub hides_thief: bool,
    /// The factory says that it has made the contract.
    pub made: bool,
    /// In which block that is logged.
    pub made_in: Option<u64>,
    /// So many addresses that are nothing of the kind are logged there, too.
    pub decoys: u8,
    /// The market's own oracle gives no price.
    pub is_blind: bool,
    /// The contract acts from another loan-to-value on than it said, in hundredths.
    pub pre_lltv: u64,
    /// What says who may act is mined, and changes nothing.
    pub is_deaf: bool,
}

/// The market's file for a local chain.
pub fn deployment_file() -> serde_json::Value {
    serde_json::json!({
        "chainId": 31337,
        "markets": [{
            "protocol": "morpho-blue",
            "name": "WETH/USDC",
            "morpho": MORPHO.to_string(),
            "id": id().to_string(),
            "preLiquidationFactory": FACTORY.to_string(),
        }],
    })
}

pub fn market() -> Market {
    Market {
        place: 0,
        pool: MORPHO,
        provider: Address::ZERO,
        oracle: Address::ZERO,
        reserves: Vec::new(),
        accounts: Default::default(),
        e_modes: Vec::new(),
        members: Default::default(),
        broken: false,
        burns: false,
        keeps_permissions: false,
        takes_permits: false,
        permits: Default::default(),
        garbles_logs: false,
        controller: Address::ZERO,
        queue: Vec::new(),
        liquidated: Vec::new(),
        isolated: Some(Isolated {
            price: 3_000,
            has_own_oracle: true,
            own_price: Some(3_000),
            authorized: true,
            authorized_thief: false,
            thief_burns: false,
            hides_thief: false,
            made: true,
            made_in: None,
            decoys: 0,
            is_blind: false,
            pre_lltv: PRE_LLTV,
            is_deaf: false,
        }),
    }
}

fn percent(hundredths: u64) -> U256 {
    WAD * U256::from(hundredths) / U256::from(100)
}

fn collateral_token() -> Address {
    Market::asset(0)
}

fn loan_token() -> Address {
    Market::asset(1)
}

/// Loan token, collateral, oracle, interest rate model, LLTV.
fn params() -> Vec<u8> {
    let words = (loan_token(), collateral_token(), ORACLE, Address::ZERO);
    [words.abi_encode(), percent(LLTV).abi_encode()].concat()
}

pub fn id() -> B256 {
    keccak256(params())
}

/// In the scale of the market: 36 digits, and 6 less 18.
fn scaled(dollars: u64) -> Bytes {
    units(dollars, 24).abi_encode().into()
}

impl Isolated {
    /// The market's health factor of its account.
    pub fn health(&self) -> U256 {
        let allowed = U256::from(COLLATERAL * self.price * LLTV) * WAD / U256::from(100);
        allowed / U256::from(DEBT)
    }

    /// The price that the contract goes by.
    fn early_price(&self) -> Option<u64> {
        match self.has_own_oracle {
            true => self.own_price,
            false => Some(self.price).filter(|_| !self.is_blind),
        }
    }

    /// Whether a person may let the contract act: the factory has made it, and it goes by the market's oracle.
    pub fn may_be_authorized(&self) -> bool {
        self.made && !self.has_own_oracle
    }

    /// The same by whoever acts first, where the contract may act or not.
    pub fn first_health(&self, authorized: bool) -> U256 {
        let own = self.health();
        let early = self.early_price().filter(|_| authorized && own >= WAD);
        let early = early.map(|price| {
            U256::from(COLLATERAL * price * self.pre_lltv) * WAD
                / U256::from(100)
                / U256::from(DEBT)
        });
        early.map_or(own, |early| early.min(own))
    }

    /// What somebody does to the market by bytes; nothing where they only ask.
    pub fn act(
        &mut self,
        from: Address,
        to: Address,
        data: &[u8],
    ) -> Option<Result<Bytes, Reverted>> {
        let Abi::IsolatedCalls::setAuthorization(asked) =
            Abi::IsolatedCalls::abi_decode(data).ok()?
        else {
            return None;
        };
        let own = match (to, from, asked.authorized) {
            (MORPHO, BORROWER, CONTRACT) => &mut self.authorized,
            (MORPHO, BORROWER, THIEF) => &mut self.authorized_thief,
            _ => return Some(Err(Reverted)),
        };
        // "already set"
        if *own == asked.newIsAuthorized {
            return Some(Err(Reverted));
        }
        *own ^= !self.is_deaf;
        Some(Ok(Bytes::new()))
    }

    /// What a contract of this market says; nothing if it is none.
    pub fn answer(&self, to: Address, data: &[u8]) -> Option<Result<Bytes, Reverted>> {
        use Abi::IsolatedCalls as Calls;
        let asked = Abi::IsolatedCalls::abi_decode(data).ok()?;
        let words = match (to, asked) {
            (MORPHO, Calls::position(asked)) if asked.user != BORROWER => vec![0; 96],
            (MORPHO, Calls::position(_)) => {
                let shares = units(DEBT, 12);
                (U256::ZERO, shares, units(COLLATERAL, 18)).abi_encode()
            }
            (MORPHO, Calls::market(_)) => {
                // A million shares to a unit, to the last one.
                let (lent, owed) = (units(1_000_000, 6), units(500_000, 6));
                let shares = |assets: U256| assets * units(1, 6);
                let updated = U256::from(1_700_000_000);
                (lent, shares(lent), owed, shares(owed), updated, U256::ZERO).abi_encode()
            }
            (MORPHO, Calls::idToMarketParams(_)) => params(),
            (MORPHO, Calls::isAuthorized(asked))
                if self.hides_thief && asked.authorized == THIEF =>
            {
                return Some(Err(Reverted));
            }
            (MORPHO, Calls::isAuthorized(asked)) => {
                let yes = match asked.authorized {
                    CONTRACT => self.authorized,
                    THIEF => self.authorized_thief,
                    _ => false,
                };
                U256::from(yes && asked.authorizer == BORROWER).abi_encode()
            }
            (CONTRACT, Calls::MORPHO(_)) => MORPHO.abi_encode(),
            (CONTRACT, Calls::ID(_)) => id().abi_encode(),
            (CONTRACT, Calls::preLiquidationParams(_)) => {
                let pre_lltv = percent(self.pre_lltv);
                let oracle = match self.has_own_oracle {
                    true => OWN_ORACLE,
                    false => ORACLE,
                };
                let [first, last] = [10, 50].map(percent);
                let [least, most] = [102, 105].map(percent);
                (pre_lltv, first, last, least, most, oracle).abi_encode()
            }
            (FACTORY, Calls::isPreLiquidation(asked)) => {
                let is_its = asked.contract_ == CONTRACT;
                U256::from(self.made && is_its).abi_encode()
            }
            (ORACLE, Calls::price(_)) if self.is_blind => return Some(Err(Reverted)),
            (ORACLE, Calls::price(_)) => return Some(Ok(scaled(self.price))),
            (OWN_ORACLE, Calls::price(_)) => {
                return Some(self.own_price.map(scaled).ok_or(Reverted));
            }
            (token, Calls::decimals(_)) if token == loan_token() => 6_u64.abi_encode(),
            (token, Calls::decimals(_)) if token == collateral_token() => 18_u64.abi_encode(),
            _ => return None,
        };
        Some(Ok(words.into()))
    }
}
