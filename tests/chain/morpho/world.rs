//! Morpho Blue on its local chain: random markets, and what accounts do in them.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;
use margin_call::chain::{Call, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::morpho_blue::{
    self, Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens, market_id,
};
use margin_call::protocols::{Addresses, Market};
use serde_json::Value;

use super::super::node::{Node, Outcome, Reverted, address, text};
use super::calls::{
    Totals, abi, accrueInterestCall, approveCall, balanceOfCall, borrowRateViewCall, liquidateCall,
    marketCall, mintCall, positionCall, priceCall, repayCall, supply_collateral,
};

/// More of every token than Morpho can hold.
const PLENTY: U256 = U256::from_limbs([0, 0, 4, 0]);

pub struct World {
    pub node: Node,
    morpho: Address,
    pub oracle: Address,
    pub irm: Address,
    pub set_rate_irm: Address,
    pub lltvs: Vec<U256>,
    pub tokens: Vec<(Address, Token)>,
    pub owner: Address,
    pub lender: Address,
    pub liquidator: Address,
}

/// A random market and the account that borrows in it.
pub struct Opened {
    pub params: MarketParams,
    pub account: Address,
    pub tokens: Tokens,
}

impl World {
    pub fn start() -> Self {
        let node = Node::start("morpho-blue");
        let told = &node.accounts;
        let named = |name: &str| address(&told[name]);
        let list = |name: &str| told[name].as_array().expect("a list").clone();
        let world = Self {
            morpho: named("morpho"),
            oracle: named("oracle"),
            irm: named("irm"),
            set_rate_irm: named("setRateIrm"),
            lltvs: list("lltvs")
                .iter()
                .map(|lltv| text(lltv).parse().unwrap())
                .collect(),
            tokens: list("assets").iter().map(token).collect(),
            owner: named("owner"),
            lender: named("lender"),
            liquidator: Address::repeat_byte(0x77),
            node,
        };
        world.fund(world.lender);
        world.fund(world.liquidator);
        world
    }

    /// Gives an account plenty of every token, and lets Morpho take it.
    pub fn fund(&self, account: Address) {
        self.node.set_coin(account);
        let mut transactions = Vec::new();
        for (token, _) in &self.tokens {
            let amount = PLENTY;
            let mint = mintCall {
                to: account,
                amount,
            }
            .abi_encode();
            let approve = approveCall {
                spender: self.morpho,
                amount: U256::MAX,
            }
            .abi_encode();
            transactions.push((
                self.owner,
                Call {
                    to: *token,
                    data: mint.into(),
                },
            ));
            transactions.push((
                account,
                Call {
                    to: *token,
                    data: approve.into(),
                },
            ));
        }
        let outcomes = self.node.run(&transactions, self.next_time());
        assert!(
            outcomes.iter().all(|outcome| *outcome == Outcome::Done),
            "funded"
        );
    }

    /// The market as the registry would name it.
    pub fn as_market(&self, opened: &Opened) -> Market {
        Market {
            chain: ChainId(31_337),
            name: "Local Morpho".into(),
            addresses: Addresses::MorphoBlue(morpho_blue::Addresses {
                morpho: self.morpho,
                id: market_id(&opened.params),
                factory: None,
            }),
        }
    }

    /// The position as the chain has it at the head, word by word.
    pub fn read(&self, opened: &Opened) -> MorphoPosition {
        let Opened {
            params,
            account,
            tokens,
        } = opened;
        let market = self.market(params);
        let rate = borrowRateViewCall {
            params: abi(params),
            totals: Totals {
                supplyAssets: market.total_supply_assets,
                supplyShares: market.total_supply_shares,
                borrowAssets: market.total_borrow_assets,
                borrowShares: market.total_borrow_shares,
                lastUpdate: market.last_update.0.into(),
                fee: market.fee,
            },
        };
        let irm = match params.irm {
            Address::ZERO => Irm::None,
            model => Irm::Other {
                borrow_rate: self.view(model, rate),
            },
        };
        let price = self.price();
        MorphoPosition::new(
            *params,
            market,
            irm,
            self.account(params, *account),
            price,
            tokens.clone(),
        )
        .expect("a position")
    }

    pub fn market(&self, params: &MarketParams) -> MarketState {
        let words = self.view(
            self.morpho,
            marketCall {
                id: market_id(params),
            },
        );
        MarketState {
            total_supply_assets: words.supplyAssets,
            total_supply_shares: words.supplyShares,
            total_borrow_assets: words.borrowAssets,
            total_borrow_shares: words.borrowShares,
            last_update: Timestamp(words.lastUpdate.try_into().expect("a time")),
            fee: words.fee,
        }
    }

    pub fn account(&self, params: &MarketParams, user: Address) -> Account {
        let words = self.view(
            self.morpho,
            positionCall {
                id: market_id(params),
                user,
            },
        );
        Account {
            borrow_shares: words.borrowShares,
            collateral: words.collateral,
        }
    }

    pub fn balance(&self, token: Address, account: Address) -> U256 {
        self.view(token, balanceOfCall { account })
    }

    pub fn price(&self) -> U256 {
        self.view(self.oracle, priceCall {})
    }

    /// From the next block on.
    pub fn set_price(&self, price: U256) {
        self.node.set_storage(self.oracle, U256::ZERO, price);
    }

    /// Runs a liquidator's call at the head.
    pub fn try_liquidation(
        &self,
        opened: &Opened,
        seized: U256,
        shares: U256,
    ) -> Result<(), Reverted> {
        let call = self.liquidation(opened, seized, shares);
        self.node
            .call(&call, self.liquidator, self.node.head().number)
            .map(|_| ())
    }

    pub fn liquidation(&self, opened: &Opened, seized: U256, shares: U256) -> Call {
        let params = abi(&opened.params);
        let borrower = opened.account;
        self.to_morpho(liquidateCall {
            params,
            borrower,
            seized,
            shares,
            data: Bytes::new(),
        })
    }

    pub fn collateral(&self, opened: &Opened, amount: U256) -> Call {
        self.to_morpho(supply_collateral(
            &abi(&opened.params),
            amount,
            opened.account,
        ))
    }

    pub fn repayment(&self, opened: &Opened, assets: U256, shares: U256) -> Call {
        let params = abi(&opened.params);
        let on_behalf = opened.account;
        self.to_morpho(repayCall {
            params,
            assets,
            shares,
            onBehalf: on_behalf,
            data: Bytes::new(),
        })
    }

    pub fn accrual(&self, opened: &Opened) -> Call {
        self.to_morpho(accrueInterestCall {
            params: abi(&opened.params),
        })
    }

    fn to_morpho(&self, call: impl SolCall) -> Call {
        Call {
            to: self.morpho,
            data: call.abi_encode().into(),
        }
    }

    pub fn act(&self, from: Address, call: impl SolCall, what: &str) {
        self.node.act(from, self.to_morpho(call), what);
    }

    fn view<C: SolCall>(&self, to: Address, call: C) -> C::Return {
        let call = Call {
            to,
            data: call.abi_encode().into(),
        };
        let bytes = self
            .node
            .call(&call, Address::ZERO, self.node.head().number);
        C::abi_decode_returns(&bytes.expect("a view")).expect("words")
    }

    pub fn pass(&self, seconds: u64) {
        self.node
            .mine_at(Timestamp(self.node.head().timestamp.0 + seconds));
    }

    pub fn next_time(&self) -> Timestamp {
        Timestamp(self.node.head().timestamp.0 + 12)
    }
}

/// A price is loan units per collateral unit, times this.
pub fn scale() -> U256 {
    U256::from(10).pow(U256::from(36))
}

fn token(row: &Value) -> (Address, Token) {
    let decimals = u8::try_from(row["decimals"].as_u64().expect("decimals")).expect("decimals");
    (
        address(&row["address"]),
        Token {
            symbol: text(&row["symbol"]).to_owned(),
            decimals,
        },
    )
}
