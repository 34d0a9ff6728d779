// The local chain, for tests and the demo: start one, move its prices and its time, read it.
import { BLOCK_SECONDS, startAnvil } from "./anvil.mjs";
import { morphoHealth } from "./morpho_health.mjs";
import { DEMO_MARKET, prepare, readJson } from "./prepare.mjs";
import { hex, word } from "./rpc.mjs";

export { PortTaken } from "./anvil.mjs";

const GET_USER_ACCOUNT_DATA = "0xbf92857c";
// Aave's has 40 bits; Morpho's has 128, of which a time fills no more.
const LAST_UPDATE_MASK = (1n << 40n) - 1n;

/** Blocks that a chain mines before it is handed out. */
const OWN_BLOCKS = 2;

/**
 * Starts a chain from the saved state, preparing it first if need be.
 *
 * - `market`: which of the chains of prepare.mjs; the demo's if not said.
 * - `port`: 0 takes a free one.
 * - `clock`: "saved" continues the saved time, a fixed step each block, the same in every run;
 *   "now" follows the wall clock, with every position as old as it was when saved.
 * - `blockSeconds`: a block every so many seconds; 0 mines each transaction at once.
 * - `ownBlocks`: how many blocks it mines first; with 0 its contracts do not see the head's parent.
 */
export async function startChain({ market = DEMO_MARKET, port = 0, clock = "saved", blockSeconds = 0, ownBlocks = OWN_BLOCKS, say } = {}) {
  const paths = await prepare(market, say);
  const [saved, deployment] = [readJson(paths.clock), readJson(paths.deployment)];
  if (clock === "now" && !saved.lastUpdate) throw new Error("only the demo's chains can be moved to today's time");
  const anvil = await startAnvil({ chainId: deployment.chainId, port, timestamp: saved.timestamp, statePath: paths.state });
  let opening = saved.timestamp;
  if (clock === "now") opening = await moveToNow(anvil.rpc, saved);
  else await anvil.rpc.call("anvil_setBlockTimestampInterval", [BLOCK_SECONDS]);
  // To contracts, the hashes of blocks that came with the saved state are made up. So that a page can
  // compare a block's parent, the head and its parent are new.
  for (let block = 1; block <= ownBlocks; block += 1) {
    await anvil.rpc.call("evm_setNextBlockTimestamp", [hex(opening + block * BLOCK_SECONDS)]);
    await anvil.rpc.call("evm_mine");
  }
  if (blockSeconds > 0) await anvil.rpc.call("evm_setIntervalMining", [blockSeconds]);
  return {
    ...anvil,
    rpcUrl: anvil.rpc.url,
    paths,
    ...controls(anvil.rpc, deployment, readJson(paths.accounts)),
  };
}

// Shifts the one place where the market keeps time by what has passed since the state was saved.
async function moveToNow(rpc, { timestamp, contract, lastUpdate: { slots, bitOffset } }) {
  const now = Math.floor(Date.now() / 1000) - OWN_BLOCKS * BLOCK_SECONDS;
  const offset = BigInt(bitOffset);
  const passed = BigInt(now - timestamp);
  const values = await rpc.batch(slots.map((slot) => ["eth_getStorageAt", [contract, slot, "latest"]]));
  await rpc.batch(
    values.map((value, index) => {
      const shifted = ((BigInt(value) >> offset) & LAST_UPDATE_MASK) + passed;
      const cleared = BigInt(value) & ~(LAST_UPDATE_MASK << offset);
      return ["anvil_setStorageAt", [contract, slots[index], word(cleared | (shifted << offset))]];
    }),
  );
  await rpc.call("evm_setNextBlockTimestamp", [hex(now)]);
  await rpc.call("evm_mine");
  return now;
}

/** What a test, or a hand on the market desk, can do to a running chain. */
export function controls(rpc, deployment, accounts) {
  const [market] = deployment.markets;
  const asset = (name) => {
    const found = accounts.assets.find(({ symbol, address }) => symbol === name || address.toLowerCase() === name.toLowerCase());
    if (!found) throw new Error(`no asset ${name}`);
    return found;
  };
  const borrower = (name) => {
    const found = accounts.borrowers.find((b) => b.name === name);
    if (!found) throw new Error(`no borrower ${name}`);
    return found.address;
  };
  const mine = (blocks = 1) => rpc.batch(Array(blocks).fill(["evm_mine"]));
  /** Sets several prices, `{ WETH: price }`, which one block then shows together. */
  const setPrices = async (prices) => {
    const writes = Object.entries(prices).map(([name, price]) => ["anvil_setStorageAt", [asset(name).aggregator, "0x0", word(price)]]);
    await rpc.batch([...writes, ["evm_mine"]]);
  };
  const head = async () => {
    const { number, hash, timestamp } = await rpc.call("eth_getBlockByNumber", ["latest", false]);
    return { number: Number(number), hash, timestamp: Number(timestamp) };
  };

  /** The six words of the pool's `getUserAccountData` at a block, under other `prices` if given. */
  const userAccountData = async (account, block = "latest", prices = {}) => {
    const data = GET_USER_ACCOUNT_DATA + account.slice(2).toLowerCase().padStart(64, "0");
    const overrides = Object.fromEntries(
      Object.entries(prices).map(([name, price]) => [asset(name).aggregator, { stateDiff: { [word(0)]: word(price) } }]),
    );
    const result = await rpc.call("eth_call", [{ to: market.pool, data }, block, overrides]);
    const at = (index) => BigInt(`0x${result.slice(2 + 64 * index, 66 + 64 * index)}`);
    return {
      totalCollateralBase: at(0),
      totalDebtBase: at(1),
      availableBorrowsBase: at(2),
      currentLiquidationThreshold: at(3),
      ltv: at(4),
      healthFactor: at(5),
    };
  };

  return {
    deployment,
    accounts,
    asset,
    borrower,
    mine,
    head,
    /** The oracle price of an asset (symbol or address), of its `priceDecimals`. */
    async price(name) {
      return BigInt(await rpc.call("eth_getStorageAt", [asset(name).aggregator, "0x0", "latest"]));
    },
    /** Sets the oracle price of an asset, of its `priceDecimals`, and mines a block that shows it. */
    setPrice: (name, price) => setPrices({ [name]: price }),
    setPrices,
    /** Mines a block `seconds` after the last one. */
    async passTime(seconds) {
      await rpc.call("evm_setNextBlockTimestamp", [hex((await head()).timestamp + seconds)]);
      await mine();
    },
    snapshot: () => rpc.call("evm_snapshot"),
    /** Goes back to a snapshot, which is used up by it. */
    async revert(id) {
      if (!(await rpc.call("evm_revert", [id]))) throw new Error(`no snapshot ${id}`);
    },
    userAccountData,
    /** The health factor that the contracts give an account at the head: a wad, all bits set where nothing is owed. */
    async health(account) {
      if (market.protocol === "morpho-blue") return morphoHealth(rpc, market, accounts.params, account);
      return (await userAccountData(account)).healthFactor;
    },
  };
}
