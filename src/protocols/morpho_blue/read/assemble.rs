//! From all answers to the snapshot, and to the layout for the next reading.

use alloy::primitives::{Address, U256};

use super::super::{Irm, MorphoPosition, PreLiquidation, Token, Tokens};
use super::{Ask, Known, Layout, Reading};
use crate::math::{Timestamp, TokenAmount};
use crate::protocols::{Agreement, Holding, PriceSources, ReadError, Snapshot, Wallet};
use crate::risk::{Position, RiskError, counted_value};

impl Reading {
    pub(super) fn assemble(self) -> Result<(Snapshot, Layout), ReadError> {
        let account = self.account()?;
        if account.has_nothing() {
            // As the contract knows it: a market that was made has a time of its last update.
            if self
                .market()?
                .is_some_and(|it| it.last_update == Timestamp(0))
            {
                return Err(ReadError::Absent);
            }
            let nothing = MorphoPosition::nothing();
            return Ok((self.conclude(nothing, Vec::new())?, Layout(None)));
        }
        let now = self.market()?.ok_or(ReadError::Inconsistent)?;
        let mut known = match &self.known {
            Some(known) => known.clone(),
            None => Box::new(self.learn()?),
        };
        let params = known.params;
        let irm = self
            .irm(&params, &known.asked, &now)?
            .map_err(|_| ReadError::Inconsistent)?;
        known.asked = now;
        let price = match self.word(Ask::Price(params.oracle)) {
            // Without debt the contract does not ask the oracle either.
            Err(ReadError::Failed(_)) if account.borrow_shares == 0 => U256::ZERO,
            price => price?,
        };
        let (mut authorized, mut others) = (Vec::new(), Vec::new());
        for (contract, params) in known.pre_liquidators() {
            let is_authorized = self.authorized(contract)?;
            let into = if is_authorized {
                &mut authorized
            } else {
                &mut others
            };
            into.push(PreLiquidation {
                contract,
                params,
                price: self.own_price(params.oracle),
            });
        }
        let wallets = vec![
            self.wallet(params.collateral_token, &known.tokens.collateral)?,
            self.wallet(params.loan_token, &known.tokens.loan)?,
        ];
        let tokens = known.tokens.clone();
        let position = MorphoPosition::new(params, now, irm, account, price, tokens)?
            .with_pre_liquidations(authorized)
            .with_not_authorized(others);
        Ok((self.conclude(position, wallets)?, Layout(Some(known))))
    }

    /// What is known of the market after a first reading.
    fn learn(&self) -> Result<Known, ReadError> {
        let params = self.params()?.ok_or(ReadError::Inconsistent)?;
        let token = |address: Address| {
            Ok::<_, ReadError>(Token {
                symbol: self.symbol(address),
                decimals: self.decimals(address)?,
            })
        };
        let contracts = self.contracts.iter();
        Ok(Known {
            params,
            tokens: Tokens {
                collateral: token(params.collateral_token)?,
                loan: token(params.loan_token)?,
            },
            asked: self.market()?.ok_or(ReadError::Inconsistent)?,
            contracts: Some(
                contracts
                    .map(|&contract| (contract, self.pre_liquidator(contract)))
                    .collect(),
            ),
        })
    }

    fn wallet(&self, token: Address, known: &Token) -> Result<Wallet, ReadError> {
        Ok(Wallet {
            balance: TokenAmount::new(self.word(Ask::Wallet(token))?, known.decimals),
            allowance: self.word(Ask::Allowance(token))?,
        })
    }

    fn conclude(
        self,
        position: MorphoPosition,
        wallets: Vec<Wallet>,
    ) -> Result<Snapshot, ReadError> {
        let block = self.questions.block()?;
        let now = block.timestamp;
        let math = |error| ReadError::Risk(RiskError::Math(error));
        Ok(Snapshot {
            market: self.market,
            account: self.account,
            block,
            health: position.health(now)?,
            collateral: counted_value(&position.legs(now)?).map_err(math)?,
            debt: position.borrowed(now).map_err(math)?,
            agreement: Agreement::Matches {
                rules: match position.irm() {
                    Irm::Other { .. } => "Morpho Blue, at the interest rate of now",
                    Irm::None | Irm::AdaptiveCurve { .. } => "Morpho Blue",
                },
            },
            // A market has one oracle, for good, and that does not say when its price moved.
            sources: PriceSources::default(),
            holding: Holding::MorphoBlue(Box::new(position)),
            wallets,
        })
    }
}
