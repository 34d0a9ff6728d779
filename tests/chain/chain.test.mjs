// The local chain keeps its promises: borrowers in their states, prices and time that move, the same
// state in every run, nothing left behind. Run with `node --test tests/chain/`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeErrorResult, encodeFunctionData, parseAbi } from "viem";
import { IPayloadsControllerCore_ABI } from "@aave-dao/aave-address-book/abis/IPayloadsControllerCore";
import { aaveV36 } from "./aave_v3_6.mjs";
import { BORROWERS } from "./borrowers.mjs";
import { CHAIN_DIR } from "./cache.mjs";
import { compile } from "./compile.mjs";
import { startChain } from "./lib.mjs";
import { SECOND_MARKET } from "./prepare.mjs";
import { rpcClient } from "./rpc.mjs";

const WAD = 10n ** 18n;
const POOL = parseAbi([
  "function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)",
  "error SupplyCapExceeded()",
  "error ReserveFrozen()",
]);
const TOKEN = parseAbi([
  "function approve(address spender, uint256 amount) returns (bool)",
  "function allowance(address owner, address spender) view returns (uint256)",
]);

let chain;
before(async () => {
  chain = await startChain();
});
after(() => chain.stop());

const health = async (name) => (await chain.userAccountData(chain.borrower(name))).healthFactor;

test("every borrower is in its state", async () => {
  for (const { name, health: expected } of BORROWERS) {
    const found = await health(name);
    if (expected === "none") assert.equal(found, 2n ** 256n - 1n, name);
    else {
      const [low, high] = expected.map((bound) => BigInt(Math.round(bound * 1e6)) * 10n ** 12n);
      assert.ok(low <= found && found <= high, `${name}: ${found}`);
    }
  }
});

test("a price moves the health, and a snapshot restores it", async () => {
  const snapshot = await chain.snapshot();
  const [demo, correlated] = [await health("demo"), await health("e-mode-eth")];
  const number = (await chain.head()).number;
  await chain.setPrice("WETH", ((await chain.price("WETH")) * 7n) / 10n);
  assert.ok((await health("demo")) < demo);
  assert.ok((await health("e-mode-eth")) > correlated, "cheaper debt, the collateral's own feed unmoved");
  assert.equal((await chain.head()).number, number + 1, "a block shows the new price");
  await chain.revert(snapshot);
  assert.equal(await health("demo"), demo);
});

test("time passes and interest accrues", async () => {
  const snapshot = await chain.snapshot();
  const [before, debt] = [await chain.head(), (await chain.userAccountData(chain.borrower("demo"))).totalDebtBase];
  await chain.passTime(30 * 86_400);
  assert.equal((await chain.head()).timestamp, before.timestamp + 30 * 86_400);
  assert.ok((await chain.userAccountData(chain.borrower("demo"))).totalDebtBase > debt);
  await chain.revert(snapshot);
});

test("a full cap and a frozen reserve refuse a supply by name", async () => {
  assert.equal(await supplyError("capped", "LINK", 100n * WAD), "SupplyCapExceeded");
  assert.equal(await supplyError("frozen", "cbETH", WAD), "ReserveFrozen");
});

async function supplyError(name, symbol, amount) {
  const [from, { address }, [{ pool }]] = [chain.borrower(name), chain.asset(symbol), chain.deployment.markets];
  const data = encodeFunctionData({ abi: POOL, functionName: "supply", args: [address, amount, from, 0] });
  const refused = await chain.rpc.call("eth_call", [{ from, to: pool, data }, "latest"]).catch((error) => error);
  return decodeErrorResult({ abi: POOL, data: refused.data }).errorName;
}

test("the stand-in for governance has the interface that the address book has of its controllers", () => {
  const typeOf = ({ type, components }) => (components ? `(${components.map(typeOf)})${type.slice("tuple".length)}` : type);
  const shape = (abi, name) => {
    const { inputs, outputs, stateMutability } = abi.find((one) => one.type === "function" && one.name === name);
    return { inputs: inputs.map(typeOf), outputs: outputs.map(typeOf), stateMutability };
  };
  const { StandInController } = compile(aaveV36.contracts);
  for (const name of ["getPayloadsCount", "getPayloadState", "getPayloadById", "executePayload"]) {
    assert.deepEqual(shape(StandInController.abi, name), shape(IPayloadsControllerCore_ABI, name), name);
  }
});

test("the exact allowance is there, and no other borrower has one", async () => {
  const [{ pool }] = chain.deployment.markets;
  for (const { name, address } of chain.accounts.borrowers) {
    const data = encodeFunctionData({ abi: TOKEN, functionName: "allowance", args: [address, pool] });
    const found = await chain.rpc.call("eth_call", [{ to: chain.asset("USDC").address, data }, "latest"]);
    assert.equal(BigInt(found), name === "allowance" ? 3_000_000_000n : 0n, name);
  }
});

test("two chains start from the same state, and one at today's time has the same health", async () => {
  const other = await startChain({ clock: "now" });
  try {
    for (const { name, address } of chain.accounts.borrowers) {
      assert.equal((await other.userAccountData(address)).healthFactor, await health(name), name);
    }
    assert.ok(Math.abs((await other.head()).timestamp - Date.now() / 1000) < 60);
  } finally {
    await other.stop();
  }
});

test("the demo's second chain has an id of its own, and its borrowers their states", async () => {
  const second = await startChain({ market: SECOND_MARKET });
  try {
    assert.equal(await second.rpc.call("eth_chainId"), "0x7a6a");
    assert.equal(second.deployment.chainId, 31338);
    assert.equal(second.borrower("demo"), chain.borrower("demo"), "the same account on either chain");
    for (const [name, least, most] of [["demo", 1_290n, 1_310n], ["morpho-only", 1_070n, 1_090n]]) {
      const found = await second.health(second.borrower(name));
      assert.ok((least * WAD) / 1000n <= found && found <= (most * WAD) / 1000n, `${name}: ${found}`);
    }
    const [price, before] = [await second.price("WBTC"), await second.health(second.borrower("demo"))];
    await second.setPrice("WBTC", price / 2n);
    const fallen = await second.health(second.borrower("demo"));
    assert.ok(before / 2n - fallen < WAD / 1_000_000n, `${fallen}: half, but for a block of interest`);
    assert.equal(await second.health(second.accounts.owner), 2n ** 256n - 1n);
  } finally {
    await second.stop();
  }
});

test("the demo's second chain too has the same health at today's time", async () => {
  const [saved, today] = [await startChain({ market: SECOND_MARKET }), await startChain({ market: SECOND_MARKET, clock: "now" })];
  try {
    for (const { name, address } of saved.accounts.borrowers) {
      assert.equal(await today.health(address), await saved.health(address), name);
    }
    assert.ok(Math.abs((await today.head()).timestamp - Date.now() / 1000) < 60);
  } finally {
    await saved.stop();
    await today.stop();
  }
});

test("the chains of the other contracts start, and hold them", async () => {
  const held = async (market, addressOf) => {
    const other = await startChain({ market });
    try {
      assert.notEqual(await other.rpc.call("eth_getCode", [addressOf(other), "latest"]), "0x", market);
    } finally {
      await other.stop();
    }
  };
  await held("aave-v3.0", ({ deployment }) => deployment.markets[0].pool);
  await held("morpho-blue", ({ accounts }) => accounts.morpho);
  await assert.rejects(startChain({ market: "aave-v3.0", clock: "now" }), /only the demo's chains/);
});

test("the command ends with its stdin, and the node with it", async () => {
  const command = spawn(process.execPath, [join(CHAIN_DIR, "chain.mjs"), "--port", "0", "--quiet"], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(command.stdout), "line");
  const { rpcUrl, deployment } = JSON.parse(line);
  assert.equal(await rpcClient(rpcUrl).call("eth_chainId"), "0x7a69");
  assert.equal(deployment.chainId, 31337);
  command.stdin.end();
  const [code] = await once(command, "exit");
  assert.equal(code, 0);
  await assert.rejects(rpcClient(rpcUrl).call("eth_chainId"));
});
