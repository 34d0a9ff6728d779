// Fills the market: lenders and their time, then the borrowers, then what happened to them since.
import { formatUnits, parseUnits } from "viem";
import { BORROWERS } from "./borrowers.mjs";
import { price8 } from "./deploy.mjs";
import { LIQUIDITY, RESERVES } from "./market.mjs";
import { hex, word } from "./rpc.mjs";
import { sender } from "./sender.mjs";

const DAY_SECONDS = 86_400;
// So that no index is 1 when the borrowers arrive, and none is fresh when they are looked at.
export const MARKET_AGE_SECONDS = 200 * DAY_SECONDS;
export const POSITION_AGE_SECONDS = DAY_SECONDS;

const VARIABLE_RATE = 2;
const NO_REFERRAL = 0;
const NO_DEBT = 2n ** 256n - 1n;

/** Seeds a freshly deployed market; `addresses` are the borrowers' in order. */
export async function seed(rpc, artifacts, market, { owner, lender, addresses }) {
  const chain = sender(rpc, artifacts);
  const use = users(chain, market, owner);

  for (const [symbol, { supplied }] of Object.entries(LIQUIDITY)) await use.supply(lender, symbol, supplied);
  for (const [symbol, { borrowed }] of Object.entries(LIQUIDITY)) await use.borrow(lender, symbol, borrowed);
  await passTime(rpc, MARKET_AGE_SECONDS);

  for (const [index, borrower] of BORROWERS.entries()) await open(use, addresses[index], borrower);

  await settle(chain, rpc, market, owner);
  await passTime(rpc, POSITION_AGE_SECONDS);
  for (const [index, borrower] of BORROWERS.entries()) await check(chain, market, addresses[index], borrower);
}

function users(chain, market, owner) {
  const pool = (from, name, args) => chain.write(from, market.pool, "PoolInstance", name, args);
  const token = (symbol) => {
    const { address, decimals } = market.assets[symbol];
    const contract = symbol === "WETH" ? "WETH9Mock" : "TestnetERC20";
    return {
      address,
      units: (whole) => parseUnits(whole, decimals),
      write: (from, name, args) => chain.write(from, address, contract, name, args),
    };
  };

  const hold = async (account, symbol, whole) => {
    const { units, write } = token(symbol);
    await write(owner, "mint", [account, units(whole)]);
  };
  const allow = async (account, symbol, whole) => {
    const { units, write } = token(symbol);
    await write(account, "approve", [market.pool, units(whole)]);
  };
  const supply = async (account, symbol, whole) => {
    const { address, units } = token(symbol);
    await hold(account, symbol, whole);
    await allow(account, symbol, whole);
    await pool(account, "supply", [address, units(whole), account, NO_REFERRAL]);
  };
  const borrow = async (account, symbol, whole) => {
    const { address, units } = token(symbol);
    await pool(account, "borrow", [address, units(whole), VARIABLE_RATE, NO_REFERRAL, account]);
  };
  const disable = (account, symbol) => pool(account, "setUserUseReserveAsCollateral", [token(symbol).address, false]);
  const enter = (account, emode) => pool(account, "setUserEMode", [emode]);
  const spend = (account, symbol, whole) => {
    const { units, write } = token(symbol);
    return write(account, "transfer", [owner, units(whole)]);
  };
  return { hold, allow, supply, borrow, disable, enter, spend };
}

async function open(use, account, { emode, supply = {}, disable = [], borrow = {}, wallet = {}, allow = {} }) {
  // First, so that an asset which is collateral only in the category enables itself on supply.
  if (emode) await use.enter(account, emode);
  for (const [symbol, whole] of Object.entries(supply)) await use.supply(account, symbol, whole);
  for (const symbol of disable) await use.disable(account, symbol);
  for (const [symbol, whole] of Object.entries(borrow)) {
    await use.borrow(account, symbol, whole);
    await use.spend(account, symbol, whole);
  }
  for (const [symbol, whole] of Object.entries(wallet)) await use.hold(account, symbol, whole);
  for (const [symbol, whole] of Object.entries(allow)) await use.allow(account, symbol, whole);
}

// What happened since the positions were opened: prices fell, governance acted.
async function settle(chain, rpc, market, owner) {
  for (const { symbol, priceUsd, becomes } of RESERVES) {
    const { address, aggregator, decimals } = market.assets[symbol];
    await rpc.call("anvil_setStorageAt", [aggregator, "0x0", word(price8(priceUsd))]);
    const configure = (name, args) => chain.write(owner, market.configurator, "PoolConfiguratorInstance", name, args);
    if (becomes === "ltv-zero") await configure("setReserveLtvzero", [address, true]);
    if (becomes === "frozen") await configure("setReserveFreeze", [address, true]);
    if (becomes === "full") {
      const { aTokenAddress } = await chain.read(market.pool, "PoolInstance", "getReserveData", [address]);
      const supplied = await chain.read(aTokenAddress, "ATokenInstance", "totalSupply");
      await configure("setSupplyCap", [address, supplied / 10n ** BigInt(decimals)]);
    }
  }
}

async function check(chain, market, account, { name, health }) {
  const data = await chain.read(market.pool, "PoolInstance", "getUserAccountData", [account]);
  const found = data[5];
  if (health === "none" ? found === NO_DEBT : within(found, health)) return;
  throw new Error(`borrower ${name}: health factor ${formatUnits(found, 18)}, meant to be ${health}`);
}

/** Whether a health is in a range, given as ordinary numbers. */
export function within(healthWad, [low, high]) {
  const health = Number(formatUnits(healthWad, 18));
  return low <= health && health <= high;
}

/** Mines a block so many seconds later. */
export async function passTime(rpc, seconds) {
  const { timestamp } = await rpc.call("eth_getBlockByNumber", ["latest", false]);
  await rpc.call("evm_setNextBlockTimestamp", [hex(BigInt(timestamp) + BigInt(seconds))]);
  await rpc.call("evm_mine");
}
