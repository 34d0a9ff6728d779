// Several steps in one signature, by a wallet whose account carries them out as one, all or none.
import assert from "node:assert/strict";
import { decodeFunctionData, parseAbi } from "viem";
import { chooseTopUp, connect, done, moveTo, review, sign } from "./acts.mjs";
import { allowance, balance, coinIs, debt, give, health, poolOf, wad } from "./chain.mjs";
import { clean, eventually, scenario } from "./support.mjs";

const TARGET = wad("1.5");
const ABI = parseAbi([
  "struct Call3Value { address target; bool allowFailure; uint256 value; bytes callData; }",
  "function aggregate3Value(Call3Value[] calls) payable",
  "function deposit() payable",
  "function approve(address spender, uint256 amount)",
  "function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)",
  "function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf) returns (uint256)",
]);

/** A called position, and a wallet that says this of several calls as one. */
async function called(world, status) {
  const { wallet } = world;
  await wallet.carriesOutAtOnce(status);
  await connect(world);
  await moveTo(world, "1.03", "Urgent");
  await chooseTopUp(world, /^Add WETH as collateral/);
}

/** Signs what is shown; the wallet must say of each call what the widget says. */
async function signAll({ widget, wallet }, count = 3) {
  const said = (await widget.topUp.sentences.allTextContents()).map(clean);
  await widget.topUp.button(`Sign in wallet (all ${count} at once)`).click();
  const asked = wallet.dialog(`Sign these ${count} calls?`);
  await asked.waitFor();
  const calls = (await asked.getByRole("listitem").allTextContents()).map(clean);
  assert.equal(calls.length, said.length);
  for (const [place, one] of said.entries()) {
    const [amount] = /\d[\d,]*(\.\d+)? \w*[A-Z]{3,}/.exec(one);
    assert.ok(calls[place].includes(amount), `the widget says “${one}”, the wallet “${calls[place]}”`);
  }
  return asked;
}

/** What the account's transaction carried out, read back by another library. */
async function carriedOut(chain, account) {
  const head = await chain.rpc.call("eth_getBlockByNumber", ["latest", true]);
  const own = head.transactions.filter(({ from }) => from === account.toLowerCase());
  assert.equal(own.length, 1);
  assert.equal(own[0].to, account.toLowerCase());
  const { args: [calls] } = decodeFunctionData({ abi: ABI, data: own[0].input });
  return calls.map(({ target, value, callData }) => ({ target, value, ...decodeFunctionData({ abi: ABI, data: callData }) }));
}

/** Leaves the account so much of some tokens, and nothing of the others. */
async function leave(chain, account, kept) {
  for (const symbol of ["USDC", "WETH", "WBTC", "DAI"]) {
    const held = await balance(chain, symbol, account);
    const gone = held - (kept[symbol] ?? 0n);
    if (gone > 0n) await give(chain, symbol, account, gone);
  }
  await coinIs(chain, account, wad("0.05"));
}

scenario("what no way does alone, a repayment and a supply do together in one signature", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await wallet.carriesOutAtOnce("supported");
  await connect(world);
  await moveTo(world, "1.2", "Watch");
  // A tenth of the debt, and ether worth a quarter of it: from 1.2 to 1.5 it takes a fifth, or a good third.
  const owed = await debt(chain, "USDC", account);
  const ether = (owed * 10n ** 20n) / 4n / (await chain.price("WETH"));
  await leave(chain, account, { USDC: owed / 10n, WETH: ether });
  await world.later(2);
  await widget.button("Top up…").click();
  const together = widget.topUp.way(/^Several together/);
  await together.waitFor();
  // What the wallet holds may be read in the next moment only.
  await eventually("no other way leads there", () => together.isChecked());
  await review(world);
  await widget.topUp.panel.getByText("Your wallet will ask once, for all 4 together").waitFor();

  const asked = await signAll(world, 4);
  await asked.getByRole("button", { name: "Confirm" }).click();
  await done(world);
  const calls = await carriedOut(chain, account);
  assert.deepEqual(calls.map(({ functionName }) => functionName), ["approve", "repay", "approve", "supply"]);
  const [, repay, , supply] = calls;
  const same = (one, other) => assert.equal(one.toLowerCase(), other.toLowerCase());
  for (const { target, args, value } of [repay, supply]) {
    same(target, poolOf(chain));
    assert.equal(value, 0n);
    same(args.find((one, place) => place > 1 && typeof one === "string"), account);
  }
  same(repay.args[0], chain.asset("USDC").address);
  same(supply.args[0], chain.asset("WETH").address);
  for (const [permission, act, symbol, held] of [[calls[0], repay, "USDC", owed / 10n], [calls[2], supply, "WETH", ether]]) {
    same(permission.target, chain.asset(symbol).address);
    same(permission.args[0], poolOf(chain));
    assert.equal(permission.args[1], act.args[1], "not one unit more");
    assert.equal(await balance(chain, symbol, account), held - act.args[1], `what was shown of ${symbol}`);
    assert.equal(await allowance(chain, symbol, account), 0n, "nothing is left of it");
  }
  const after = await health(chain, account);
  assert.ok(after >= TARGET && after < TARGET + 10n ** 12n, "to the target, and hardly above it");
});

scenario("a coin wrapped, a permission and a supply in one signature", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await called(world, "supported");
  await widget.topUp.panel.getByText("1 signature").first().waitFor();
  await review(world);
  await widget.topUp.panel.getByText("Your wallet will ask once, for all 3 together").waitFor();
  const held = await balance(chain, "WETH", account);

  const asked = await signAll(world);
  await asked.getByRole("button", { name: "Confirm" }).click();
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
  const calls = await carriedOut(chain, account);
  assert.deepEqual(calls.map(({ functionName }) => functionName), ["deposit", "approve", "supply"]);
  const [wrap, permission, supply] = calls;
  // What the wallet was short of is made out of coin, and all of it is supplied.
  const units = held + wrap.value;
  assert.equal(await balance(chain, "WETH", account), 0n);
  assert.deepEqual([permission.value, supply.value, permission.args[1], supply.args[1]], [0n, 0n, units, units]);
  const same = (one, other) => assert.equal(one.toLowerCase(), other.toLowerCase());
  for (const [one, other] of [
    [wrap.target, chain.asset("WETH").address],
    [permission.target, chain.asset("WETH").address], [permission.args[0], poolOf(chain)],
    [supply.target, poolOf(chain)], [supply.args[0], chain.asset("WETH").address], [supply.args[2], account],
  ]) same(one, other);
  assert.equal(await allowance(chain, "WETH", account), 0n, "nothing is left of it");
  await wallet.signing.waitFor({ state: "detached" });
});

scenario("an account is upgraded for it only where the person chooses so", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await called(world, "ready");
  await review(world);
  await widget.topUp.button("Sign in wallet (1 of 3)").waitFor();
  await widget.topUp.panel.getByText("your wallet asks first to upgrade this account").waitFor();
  await widget.topUp.button("All in one signature instead").click();
  const asked = await signAll(world);
  await asked.getByText("This changes the account").waitFor();
  assert.equal(await chain.rpc.call("eth_getCode", [account, "latest"]), "0x", "nothing has changed yet");
  await asked.getByRole("button", { name: "Confirm" }).click();
  await done(world);
  assert.match(await chain.rpc.call("eth_getCode", [account, "latest"]), /^0xef0100/);
  assert.ok((await health(chain, account)) >= TARGET);
});

scenario("whoever declines has sent nothing, and signs one after the other", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await called(world, "supported");
  await review(world);
  const held = await balance(chain, "WETH", account);
  const asked = await signAll(world);
  await asked.getByRole("button", { name: "Reject" }).click();
  await widget.topUp.panel.getByText("You declined in the wallet.").waitFor();
  await widget.topUp.panel.getByText("Nothing was sent.").waitFor();
  assert.equal(await balance(chain, "WETH", account), held);
  await widget.topUp.button("Back to the choice").click();
  await review(world);
  await widget.topUp.button("One after the other instead").click();
  for (const which of ["1 of 3", "2 of 3", "3 of 3"]) await sign(world, which);
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
});
