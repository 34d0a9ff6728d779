// What the market desk can do, on the server's side: it goes to the chains past their proxies, so that
// it still works while the page's endpoint is broken.

import { parseUnits } from "viem";
import { liquidate } from "./liquidator.mjs";

// They follow the price of Ether, as their feeds do.
const ETHER_FAMILY = ["WETH", "wstETH", "cbETH", "weETH"];

const WAD = 10n ** 18n;
const NO_DEBT = 2n ** 256n - 1n;
const GREATEST_PRICE_USD = 100_000_000n;
const LONGEST_SECONDS = 3 * 365 * 86_400;
const LONGEST_FAULT_SECONDS = 600;

/**
 * A handler of desk requests, `{ action, ... }`; each answers with how things then stand. `links` are
 * the chains and the proxies before them: what moves Ether or an account is about the first, prices
 * and faults are where `chainId` says, by default there too, and time passes on all.
 */
export function deskOf(links, blockSeconds) {
  const [{ chain }, second] = links;
  const every = blockSeconds > 0 ? blockSeconds : 4;
  let mining = blockSeconds > 0;

  const actions = {
    async look() {},
    async setPrices({ prices, chainId }) {
      const { chain } = linkTo(chainId);
      const wanted = Object.entries(prices).map(([symbol, price]) => [symbol, priceFrom(price, chain.asset(symbol))]);
      await chain.setPrices(Object.fromEntries(wanted));
    },
    async moveEther({ basisPoints }) {
      await chain.setPrices(await etherAt(BigInt(basisPoints)));
    },
    /** Ether falls as far as it must for `account` to be liquidatable, a little further, no more. */
    async crash({ account }) {
      await chain.setPrices(await etherAt(await crashBasisPoints(account)));
    },
    async liquidate({ account }) {
      if (!account) throw refusal("no account to liquidate");
      if ((await chain.userAccountData(account)).healthFactor >= WAD) throw refusal("health is not below 1: nobody may liquidate this account");
      return liquidate(chain, account);
    },
    async restore() {
      await onAll(({ chain }) => chain.setPrices(Object.fromEntries(priced(chain).map((asset) => [asset.symbol, openingPrice(asset)]))));
    },
    async passTime({ seconds }) {
      const passing = within(seconds, 1, LONGEST_SECONDS);
      await onAll(({ chain }) => chain.passTime(passing));
    },
    async mine() {
      await onAll(({ chain }) => chain.mine());
    },
    async setMining({ on }) {
      await onAll(({ chain }) => chain.rpc.call("evm_setIntervalMining", [on ? every : 0]));
      mining = Boolean(on);
    },
    async breakRpc({ kind, seconds, chainId }) {
      linkTo(chainId).proxy.breakFor(kind, within(seconds, 1, LONGEST_FAULT_SECONDS));
    },
    async repairRpc() {
      await onAll(({ proxy }) => proxy.repair());
    },
  };

  const onAll = (work) => Promise.all(links.map(work));

  function linkTo(chainId = chain.deployment.chainId) {
    const found = links.find((link) => link.chain.deployment.chainId === chainId);
    if (!found) throw refusal(`no chain ${chainId}`);
    return found;
  }

  async function etherAt(basisPoints) {
    const moved = await Promise.all(
      ETHER_FAMILY.map(async (symbol) => [symbol, ((await chain.price(symbol)) * basisPoints) / 10_000n]),
    );
    return Object.fromEntries(moved);
  }

  // Health falls with the price of Ether only if Ether is more collateral than debt; where a fall
  // to nothing does not liquidate, say so instead of wrecking every other position.
  async function crashBasisPoints(account) {
    const healthAt = async (basisPoints) =>
      (await chain.userAccountData(account, "latest", await etherAt(basisPoints))).healthFactor;
    if ((await healthAt(10_000n)) === NO_DEBT) throw refusal("this account owes nothing");
    let [low, high] = [1n, 10_000n];
    if ((await healthAt(low)) >= WAD) throw refusal("no fall of Ether liquidates this account");
    if ((await healthAt(high)) < WAD) throw refusal("this account is liquidatable already");
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if ((await healthAt(middle)) < WAD) low = middle;
      else high = middle;
    }
    // Half a percent further, so that a block of interest on the other side does not undo it.
    return (low * 9_950n) / 10_000n || 1n;
  }

  // The node takes the state of "latest" and its clock one after the other: a block that comes between
  // gives numbers of two blocks, or reverts. What was read counts where the head was the same before
  // and after. The node has a block's state before it names the block: what reverts once at a head may be of
  // the next, what reverts twice is its own.
  async function standing({ chain, proxy }, account) {
    let refusedAt;
    for (;;) {
      const before = await chain.head();
      const read = await standingNow(chain, account).catch((error) => ({ error }));
      const head = await chain.head();
      if (before.hash !== head.hash) continue;
      if (read.error && refusedAt === head.hash) throw read.error;
      refusedAt = head.hash;
      if (read.error) continue;
      return { head, fault: proxy.fault(), ...read };
    }
  }

  async function standingNow(chain, account) {
    const prices = await Promise.all(
      priced(chain).map(async (asset) => ({
        symbol: asset.symbol,
        name: asset.name,
        decimals: asset.priceDecimals,
        price: String(await chain.price(asset.symbol)),
        opening: String(openingPrice(asset)),
      })),
    );
    const health = account ? await chain.health(account) : null;
    return { prices, health: health === null ? null : health === NO_DEBT ? "no debt" : String(health) };
  }

  async function secondStanding(account) {
    const { chainId, name } = second.chain.deployment;
    return { chainId, name, ...(await standing(second, account)) };
  }

  return async ({ action, account, ...rest }) => {
    if (account !== undefined && !/^0x[0-9a-fA-F]{40}$/.test(account)) throw refusal("not an address");
    if (!Object.hasOwn(actions, action)) throw refusal(`no action ${action}`);
    const said = await actions[action]({ account, ...rest });
    return { ...(await standing(links[0], account)), mining, every, second: second && (await secondStanding(account)), said };
  };
}

/** The assets that an oracle has a price for: on Morpho the collateral alone. */
const priced = (chain) => chain.accounts.assets.filter(({ aggregator }) => aggregator);

const openingPrice = ({ priceUsd, priceDecimals }) => parseUnits(priceUsd, priceDecimals);

function priceFrom(text, { symbol, aggregator, priceDecimals }) {
  if (!aggregator) throw refusal(`there is no price of ${symbol}`);
  if (!/^\d{1,50}$/.test(text)) throw refusal(`${text} is not a price`);
  const price = BigInt(text);
  if (price > GREATEST_PRICE_USD * 10n ** BigInt(priceDecimals)) throw refusal("that price is too high");
  return price;
}

function within(value, least, greatest) {
  if (!Number.isInteger(value) || value < least || value > greatest) throw refusal(`${value} is not between ${least} and ${greatest}`);
  return value;
}

function refusal(message) {
  return Object.assign(new Error(message), { status: 400 });
}
