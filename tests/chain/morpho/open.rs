//! A random market, and a random position in it.

use alloy::primitives::{Address, U256};
use margin_call::math::Wad;
use margin_call::protocols::morpho_blue::{MarketParams, Tokens};

use super::super::random::Random;
use super::calls::{abi, borrow, createMarketCall, setFeeCall, supply, supply_collateral};
use super::world::{Opened, World, scale};

const DAY: u64 = 86_400;
/// Collateral far beyond that of any account here: 2^100.
const MOST: U256 = U256::from_limbs([0, 1 << 36, 0, 0]);
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

impl World {
    /// Opens a random market: its lender, another borrower, time; then the account's own
    /// collateral and debt, more time, and a price that moved.
    pub fn open(&self, random: &mut Random) -> Opened {
        let account = Address::from(
            U256::from(random.next())
                .to_be_bytes::<32>()
                .last_chunk()
                .unwrap(),
        );
        self.fund(account);
        let pair = random.sample(&[0, 1, 2, 3, 4], 2);
        let [(collateral_token, collateral), (loan_token, loan)] =
            [&self.tokens[pair[0]], &self.tokens[pair[1]]];
        let params = MarketParams {
            loan_token: *loan_token,
            collateral_token: *collateral_token,
            oracle: self.oracle,
            irm: random.pick(&[
                Address::ZERO,
                self.irm,
                self.irm,
                self.set_rate_irm,
                self.set_rate_irm,
            ]),
            lltv: Wad::from_raw(random.pick(&self.lltvs)),
        };
        let market = abi(&params);
        // Per second in wad; at most about 150% a year.
        self.node.set_storage(
            self.set_rate_irm,
            U256::ZERO,
            U256::from(random.magnitude(50_000_000_000)),
        );
        self.act(
            self.owner,
            createMarketCall {
                params: market.clone(),
            },
            "create",
        );
        if random.one_in(2) {
            let fee = U256::from(random.between(1, 250)) * WAD / U256::from(1_000);
            self.act(
                self.owner,
                setFeeCall {
                    params: market.clone(),
                    fee,
                },
                "fee",
            );
        }

        let supplied = amount(random);
        self.act(
            self.lender,
            supply(&market, supplied, self.lender),
            "supply",
        );
        let other = supplied * U256::from(random.between(0, 98)) / U256::from(100);
        if !other.is_zero() {
            // Its collateral is worth more than anything here.
            self.set_price(U256::from(10).pow(U256::from(45)));
            self.act(
                self.lender,
                supply_collateral(&market, MOST, self.lender),
                "collateral",
            );
            self.act(
                self.lender,
                borrow(&market, other, self.lender),
                "borrow of another",
            );
            self.pass(random.magnitude(400 * DAY));
        }

        let own = amount(random);
        self.act(
            account,
            supply_collateral(&market, own, account),
            "collateral",
        );
        let state = self.market(&params);
        let free = U256::from(state.total_supply_assets - state.total_borrow_assets);
        let wanted = match random.one_in(6) {
            true => U256::from(random.magnitude(1_000)),
            false => free * U256::from(random.between(1, 100)) / U256::from(100),
        };
        let wanted = wanted.min(free);
        // The price at which that much may be borrowed, with a little or a lot to spare.
        let value = (wanted + U256::ONE) * WAD / params.lltv.raw() + U256::ONE;
        let price = value * scale() / own + U256::ONE;
        let price = price * U256::from(random.between(100, 300)) / U256::from(100);
        self.set_price(price);
        if !wanted.is_zero() && !random.one_in(20) {
            self.act(account, borrow(&market, wanted, account), "borrow");
        }
        self.pass(random.magnitude(400 * DAY));
        let percent = random.between(60, 140);
        self.set_price(price * U256::from(percent) / U256::from(100));
        self.node.mine_at(self.next_time());
        Opened {
            params,
            account,
            tokens: Tokens {
                collateral: collateral.clone(),
                loan: loan.clone(),
            },
        }
    }
}

/// Of any size, up to about 10^27 units.
fn amount(random: &mut Random) -> U256 {
    let scale = U256::from(10).pow(U256::from(random.between(0, 9)));
    U256::from(random.magnitude(1 << 60)) * scale
}
