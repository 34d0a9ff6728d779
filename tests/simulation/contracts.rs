//! What the contracts answer to bytes, in the state of one block.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, U256, address};
use alloy::sol_types::{SolCall, SolInterface, SolValue};

use super::abi::{
    Gateway, Multicall, Oracle, Pool, PriceFeed, Provider, ReserveWords, Result3, Token,
};
use super::chain::DEPOSIT;
use super::governance;
use super::market::{EMode, Feed, Market, Reverted, SYMBOLS};
use super::permits;
use super::scene::{self, BUNDLER};

pub const MULTICALL: Address = address!("cA11bde05977b3631167028862bE2a173976CA11");

/// What a contract sees of the block that it runs in.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub chain: u64,
    pub number: u64,
    pub parent: B256,
    pub time: u64,
    /// The hashes of earlier blocks by their heights, as far as contracts see them.
    pub hashes: &'a BTreeMap<u64, B256>,
}

impl Surroundings<'_> {
    /// The hash of an earlier block, as the EVM gives it: of the last 256.
    fn hash_of(&self, number: U256) -> B256 {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        if number.checked_add(1) == Some(self.number) {
            return self.parent;
        }
        let is_seen = number < self.number && self.number - number <= 256;
        let known = self.hashes.get(&number).filter(|_| is_seen);
        known.copied().unwrap_or_default()
    }
}

/// What the calls of a batch are put to; nothing where it is none.
pub fn targets(to: Address, data: &[u8]) -> Vec<Address> {
    match Multicall::MulticallCalls::abi_decode(data) {
        Ok(Multicall::MulticallCalls::aggregate3(asked)) if to == MULTICALL => {
            asked.calls.iter().map(|call| call.target).collect()
        }
        _ => Vec::new(),
    }
}

type Answer = Result<Bytes, Reverted>;

/// Runs one call; a call that reverts may leave a half-changed state, which the caller drops.
pub fn run(
    markets: &mut [Market],
    around: Surroundings<'_>,
    from: Address,
    to: Address,
    data: &[u8],
    value: U256,
) -> Answer {
    // An account that carries out several calls as one, asked by itself or through a bundler.
    let is_own = (to == from && to != MULTICALL) || from == BUNDLER;
    if is_own && !data.is_empty() {
        let from = to;
        let calls = Multicall::aggregate3ValueCall::abi_decode(data).map_err(|_| Reverted)?;
        for call in calls.calls {
            let (to, data) = (call.target, &call.callData);
            run(markets, around, from, to, data, call.value)?;
        }
        return Ok(Bytes::new());
    }
    if to == Market::asset(0) && data == DEPOSIT {
        markets[0].receive(from, 0, value);
        share_wallet(markets, 0, from);
        return Ok(Bytes::new());
    }
    if !value.is_zero() && scene::is_gateway(around.chain, to) {
        let _comes_back = gateway(markets, around.time, data, value)?;
        return Ok(Bytes::new());
    }
    if !value.is_zero() {
        return Err(Reverted);
    }
    if to == MULTICALL {
        return multicall(markets, around, data);
    }
    if markets.is_empty() {
        return Ok(Bytes::new());
    }
    if Some(to) == scene::controller_of(around.chain) {
        return governance::run(&mut markets[0], around.time, data);
    }
    let mut isolated = markets.iter_mut().filter_map(|one| one.isolated.as_mut());
    if let Some(answer) = isolated.find_map(|one| one.act(from, to, data)) {
        return answer;
    }
    let mut isolated = markets.iter().filter_map(|one| one.isolated.as_ref());
    if let Some(answer) = isolated.find_map(|one| one.answer(to, data)) {
        return answer;
    }
    if let Some(place) = (0..SYMBOLS.len()).find(|&place| Market::asset(place) == to) {
        return token(markets, around.chain, from, place, data);
    }
    let own = |market: &Market| Some((market.own_asset(to)?, market.place));
    if let Some(((place, is_debt), of)) = markets.iter().find_map(own) {
        return own_token(&markets[usize::from(of)], place, is_debt, data);
    }
    let mut reserves = markets.iter().flat_map(|market| &market.reserves);
    if let Some(reserve) = reserves.find(|reserve| reserve.feed.address == to) {
        return feed(&reserve.feed, data);
    }
    let at = markets
        .iter()
        .position(|market| [market.pool, market.provider, market.oracle].contains(&to));
    match at.map(|at| &mut markets[at]) {
        Some(market) if market.pool == to && market.broken => Err(Reverted),
        Some(market) if market.pool == to => {
            let answer = pool(market, around, from, data)?;
            share_wallet(markets, at.unwrap_or_default(), from);
            Ok(answer)
        }
        Some(market) if market.provider == to => {
            Provider::ProviderCalls::abi_decode(data).map_err(|_| Reverted)?;
            Ok(market.oracle.abi_encode().into())
        }
        Some(market) => oracle(market, data),
        None => Ok(scene::nothing(around.chain, to, data)),
    }
}

/// An account has one wallet, whichever market took something out of it.
fn share_wallet(markets: &mut [Market], from: usize, account: Address) {
    let Some(held) = markets[from].accounts.get(&account).cloned() else {
        return;
    };
    for market in markets {
        let own = market.accounts.get_mut(&account);
        for (has, held) in own.into_iter().flatten().zip(&held) {
            has.wallet = held.wallet;
        }
    }
}

/// Makes coin into its token, and supplies or repays that: of nobody's wallet, with nobody's permission. How
/// much of it comes back.
fn gateway(markets: &mut [Market], time: u64, data: &[u8], sent: U256) -> Result<U256, Reverted> {
    use Gateway::GatewayCalls as Calls;
    let call = Calls::abi_decode(data).map_err(|_| Reverted)?;
    let (pool, account) = match &call {
        Calls::depositETH(asked) => (asked.pool, asked.onBehalfOf),
        Calls::repayETH(asked) => (asked.pool, asked.onBehalfOf),
    };
    let market = markets.iter_mut().find(|market| market.pool == pool);
    let market = market.filter(|market| !market.broken).ok_or(Reverted)?;
    let allowance = market.holding(account, 0).allowance;
    let paid = match &call {
        Calls::depositETH(_) => sent,
        Calls::repayETH(asked) => asked.amount.min(market.debt(account, 0, time)),
    };
    if sent < paid {
        return Err(Reverted);
    }
    market.receive(account, 0, paid);
    market.approve(account, 0, paid);
    match call {
        Calls::depositETH(_) => market.supply(account, 0, paid, time)?,
        Calls::repayETH(_) => drop(market.repay(account, 0, paid, time)?),
    }
    market.approve(account, 0, allowance);
    Ok(sent - paid)
}

fn multicall(markets: &mut [Market], around: Surroundings<'_>, data: &[u8]) -> Answer {
    use Multicall::MulticallCalls as Calls;
    let calls = match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::aggregate3(asked) => asked.calls,
        Calls::aggregate3Value(_) => return Err(Reverted),
        Calls::getCurrentBlockTimestamp(_) => return Ok(word(U256::from(around.time))),
        Calls::getBlockNumber(_) => return Ok(word(U256::from(around.number))),
        Calls::getBlockHash(asked) => return Ok(around.hash_of(asked.number).abi_encode().into()),
        Calls::getLastBlockHash(_) => return Ok(around.parent.abi_encode().into()),
        Calls::getChainId(_) => return Ok(word(U256::from(around.chain))),
    };
    let results: Vec<Result3> = calls
        .iter()
        .map(|call| {
            let answer = run(
                markets,
                around,
                MULTICALL,
                call.target,
                &call.callData,
                U256::ZERO,
            );
            Result3 {
                success: answer.is_ok(),
                returnData: answer.unwrap_or_default(),
            }
        })
        .collect();
    Ok(Multicall::aggregate3Call::abi_encode_returns(&results).into())
}

/// The calls of a batch that an account makes itself, each by itself undone where it reverts.
pub fn batch(
    markets: &mut Vec<Market>,
    around: Surroundings<'_>,
    account: Address,
    data: &[u8],
    allowed: impl Fn(&[u8]) -> bool,
    loses: impl Fn(&[u8]) -> bool,
) -> Answer {
    let calls = Multicall::aggregate3ValueCall::abi_decode(data).map_err(|_| Reverted)?;
    let mut results = Vec::new();
    for call in calls.calls {
        let mut after = markets.clone();
        let (to, data) = (call.target, &call.callData);
        let answer = match allowed(data) {
            // The code that makes several calls in one takes no coin that comes back to it.
            true if scene::is_gateway(around.chain, to) => {
                match gateway(&mut after, around.time, data, call.value)? {
                    U256::ZERO => Ok(Bytes::new()),
                    _ => Err(Reverted),
                }
            }
            true => run(&mut after, around, account, to, data, call.value),
            false => Err(Reverted),
        };
        if answer.is_ok() && !loses(&call.callData) {
            *markets = after;
        }
        results.push(Result3 {
            success: answer.is_ok(),
            returnData: answer.unwrap_or_default(),
        });
    }
    Ok(Multicall::aggregate3Call::abi_encode_returns(&results).into())
}

/// What a market's own token says of what is supplied or owed.
fn own_token(market: &Market, place: usize, is_debt: bool, data: &[u8]) -> Answer {
    use Token::TokenCalls as Calls;
    Ok(match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::scaledBalanceOf(of) => {
            let has = market.holding(of.user, place);
            word(if is_debt {
                has.debt_scaled
            } else {
                has.supply_scaled
            })
        }
        Calls::scaledTotalSupply(_) => {
            let reserve = &market.reserves[place];
            word(if is_debt {
                reserve.total_debt
            } else {
                reserve.total_supply
            })
        }
        Calls::symbol(_) => SYMBOLS[place].to_owned().abi_encode().into(),
        _ => return Err(Reverted),
    })
}

fn token(markets: &mut [Market], chain: u64, from: Address, place: usize, data: &[u8]) -> Answer {
    use Token::TokenCalls as Calls;
    let spends = |markets: &[Market], spender| {
        let mut all = markets.iter();
        all.position(|market| market.pool == spender)
    };
    // Of the wallet and of what tokens can the first market tells.
    let market = &markets[0];
    let takes_permits = market.takes_permits && place > 0;
    let said = |text: &str| match takes_permits {
        true => Ok(text.to_owned().abi_encode().into()),
        false => Err(Reverted),
    };
    Ok(match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::balanceOf(of) => word(market.holding(of.owner, place).wallet),
        Calls::allowance(of) => {
            let spender = spends(markets, of.spender).map(|at| &markets[at]);
            let given = spender.map(|market| market.holding(of.owner, place).allowance);
            word(given.unwrap_or_default())
        }
        Calls::approve(given) => {
            let keeps_permissions = market.keeps_permissions;
            let spender = spends(markets, given.spender).map(|at| &mut markets[at]);
            if let Some(spender) = spender.filter(|market| !market.reserves.is_empty()) {
                // As the tokens that take no permission in place of another.
                let has_rest = !spender.holding(from, place).allowance.is_zero();
                if keeps_permissions && has_rest && !given.amount.is_zero() {
                    return Err(Reverted);
                }
                spender.approve(from, place, given.amount);
            }
            word(U256::ONE)
        }
        Calls::deposit(_) => return Err(Reverted),
        Calls::symbol(_) => SYMBOLS[place].to_owned().abi_encode().into(),
        Calls::name(_) => said(SYMBOLS[place])?,
        Calls::version(_) => said(permits::VERSION)?,
        Calls::DOMAIN_SEPARATOR(_) if takes_permits => {
            permits::separator(chain, place).abi_encode().into()
        }
        Calls::nonces(of) if takes_permits => {
            let taken = market.permits.get(&(of.owner, place));
            word(U256::from(taken.copied().unwrap_or_default()))
        }
        Calls::DOMAIN_SEPARATOR(_)
        | Calls::nonces(_)
        | Calls::scaledBalanceOf(_)
        | Calls::scaledTotalSupply(_) => return Err(Reverted),
    })
}

fn oracle(market: &Market, data: &[u8]) -> Answer {
    use Oracle::OracleCalls as Calls;
    let reserve = |asset| Ok(&market.reserves[place_of(market, asset)?]);
    Ok(match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::getAssetPrice(of) => word(reserve(of.asset)?.price),
        Calls::getSourceOfAsset(of) => reserve(of.asset)?.feed.address.abi_encode().into(),
        Calls::BASE_CURRENCY_UNIT(_) => word(U256::from(100_000_000)),
    })
}

/// What a feed says of itself.
fn feed(feed: &Feed, data: &[u8]) -> Answer {
    use PriceFeed::PriceFeedCalls as Calls;
    Ok(match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::isCapped(_) => feed.capped.ok_or(Reverted)?.abi_encode().into(),
        Calls::latestRoundData(_) => {
            let at = U256::from(feed.moved_at.ok_or(Reverted)?);
            let round = U256::ONE;
            [round, round, at, at, round].abi_encode().into()
        }
    })
}

fn pool(market: &mut Market, around: Surroundings<'_>, from: Address, data: &[u8]) -> Answer {
    use Pool::PoolCalls as Calls;
    let at = around.time;
    Ok(match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::getReservesList(_) => {
            let assets: Vec<Address> = (0..market.reserves.len()).map(Market::asset).collect();
            assets.abi_encode().into()
        }
        Calls::getReserveData(of) => {
            let place = place_of(market, of.asset)?;
            reserve_words(market, place).abi_encode().into()
        }
        Calls::getUserConfiguration(of) => word(configuration(market, of.user)),
        Calls::getUserEMode(of) => {
            let own = market.members.get(&of.user).copied();
            word(U256::from(own.unwrap_or_default()))
        }
        Calls::getEModeCategoryCollateralConfig(of) => {
            let words =
                e_mode_of(market, of.id).map_or([0; 3], |one| [one.ltv, one.threshold, 10_100]);
            words.map(U256::from).abi_encode().into()
        }
        Calls::getEModeCategoryCollateralBitmap(of) => word(U256::from(
            e_mode_of(market, of.id).map_or(0, |one| one.collateral),
        )),
        Calls::getEModeCategoryBorrowableBitmap(of) => word(U256::from(
            e_mode_of(market, of.id).map_or(0, |one| one.borrowable),
        )),
        Calls::getEModeCategoryLtvzeroBitmap(_) => word(U256::ZERO),
        Calls::setUserEMode(asked) => {
            market.enter(from, asked.category, at)?;
            Bytes::new()
        }
        Calls::getUserAccountData(of) => market.account_data(of.user, at).abi_encode().into(),
        Calls::POOL_REVISION(_) => word(U256::from(10)),
        Calls::supply(asked) => {
            let place = place_of(market, asked.asset)?;
            if asked.onBehalfOf != from {
                return Err(Reverted);
            }
            market.supply(from, place, asked.amount, at)?;
            Bytes::new()
        }
        Calls::repay(asked) => {
            let place = place_of(market, asked.asset)?;
            if asked.onBehalfOf != from || asked.mode != U256::from(2) {
                return Err(Reverted);
            }
            word(market.repay(from, place, asked.amount, at)?)
        }
        Calls::supplyWithPermit(asked) => {
            let place = place_of(market, asked.asset)?;
            if asked.onBehalfOf != from {
                return Err(Reverted);
            }
            let signed = (asked.v, asked.r, asked.s);
            let permit = (asked.amount, asked.deadline, signed);
            permits::take(market, (around.chain, at), from, place, permit);
            market.supply(from, place, asked.amount, at)?;
            Bytes::new()
        }
        Calls::repayWithPermit(asked) => {
            let place = place_of(market, asked.asset)?;
            if asked.onBehalfOf != from || asked.mode != U256::from(2) {
                return Err(Reverted);
            }
            let signed = (asked.v, asked.r, asked.s);
            let permit = (asked.amount, asked.deadline, signed);
            permits::take(market, (around.chain, at), from, place, permit);
            word(market.repay(from, place, asked.amount, at)?)
        }
        Calls::repayWithATokens(asked) => {
            let place = place_of(market, asked.asset)?;
            if asked.mode != U256::from(2) {
                return Err(Reverted);
            }
            word(market.repay_supplied(from, place, asked.amount, at)?)
        }
    })
}

fn e_mode_of(market: &Market, id: u8) -> Option<&EMode> {
    market.e_modes.iter().find(|one| one.id == id)
}

fn configuration(market: &Market, user: Address) -> U256 {
    (0..market.reserves.len()).fold(U256::ZERO, |bits, place| {
        let has = market.holding(user, place);
        let owes = U256::from(u8::from(!has.debt_scaled.is_zero()));
        let uses = U256::from(u8::from(has.used));
        bits | (owes << (2 * place)) | (uses << (2 * place + 1))
    })
}

fn reserve_words(market: &Market, place: usize) -> ReserveWords {
    let reserve = &market.reserves[place];
    ReserveWords {
        configuration: reserve.configuration(),
        liquidityIndex: reserve.supply_index.to(),
        currentLiquidityRate: reserve.supply_rate.to(),
        variableBorrowIndex: reserve.borrow_index.to(),
        currentVariableBorrowRate: reserve.borrow_rate.to(),
        currentStableBorrowRate: 0,
        lastUpdateTimestamp: alloy::primitives::Uint::from(reserve.updated),
        id: place as u16,
        aToken: market.supply_token(place),
        stableDebtToken: Address::ZERO,
        variableDebtToken: market.debt_token(place),
        strategy: Address::ZERO,
        accruedToTreasury: 0,
        unbacked: 0,
        isolationModeTotalDebt: 0,
    }
}

fn place_of(market: &Market, asset: Address) -> Result<usize, Reverted> {
    (0..market.reserves.len())
        .find(|&place| Market::asset(place) == asset)
        .ok_or(Reverted)
}

fn word(value: U256) -> Bytes {
    value.abi_encode().into()
}
