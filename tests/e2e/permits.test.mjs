// A permission that is signed in the place of an approval: one signature, one transaction.
import assert from "node:assert/strict";
import { decodeFunctionData, parseAbi } from "viem";
import { chooseTopUp, connect, done, moveTo, review, sign, signPermission } from "./acts.mjs";
import { allowance, balance, health, poolOf, wad } from "./chain.mjs";
import { clean, reads, scenario } from "./support.mjs";

const TARGET = wad("1.5");
const POOL = parseAbi([
  "function repayWithPermit(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS) returns (uint256)",
]);

const noncesOf = async (chain, account) =>
  BigInt(await chain.rpc.call("eth_getTransactionCount", [account, "latest"]));

/** A position in need, at the review of a repayment in dollars. */
async function reviewed(world) {
  await connect(world);
  await moveTo(world, "1.2", "Watch");
  await chooseTopUp(world, /^Repay USDC/);
  await review(world, { permit: true });
}

scenario("a repayment by one signature and one transaction, each shown before", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await reviewed(world);
  const said = (await widget.topUp.sentences.allTextContents()).map(clean);
  assert.match(said[0], /^Sign a permission for exactly [\d,.]+ USDC, once, until /);
  assert.match(said[1], /^Repay [\d,.]+ USDC$/);
  const spoken = clean(await widget.topUp.panel.textContent()).toLowerCase();
  for (const part of [poolOf(chain), chain.asset("USDC").address, "no transaction, no fee", "with an approval in the place of your signature"]) {
    assert.ok(spoken.includes(part.toLowerCase()), `the review says ${part}`);
  }
  const [held, sent] = [await balance(chain, "USDC", account), await noncesOf(chain, account)];

  await signPermission(world);
  await widget.topUp.button("Sign in wallet (2 of 2)").waitFor();
  assert.equal(await noncesOf(chain, account), sent, "nothing was sent");
  assert.equal(await allowance(chain, "USDC", account), 0n, "nor permitted on the chain");
  await widget.topUp.panel.getByText("The chain’s own simulation ends at 1.5").waitFor();
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
  assert.equal(await noncesOf(chain, account), sent + 1n);
  assert.equal(await allowance(chain, "USDC", account), 0n, "nothing is left of it");

  // What went to the pool, read by another library.
  const head = await chain.rpc.call("eth_getBlockByNumber", ["latest", true]);
  const [own] = head.transactions.filter(({ from }) => from === account.toLowerCase());
  const { args: [asset, amount, , whose] } = decodeFunctionData({ abi: POOL, data: own.input });
  assert.equal(own.to, poolOf(chain).toLowerCase());
  assert.deepEqual([asset.toLowerCase(), whose.toLowerCase()], [chain.asset("USDC").address.toLowerCase(), account.toLowerCase()]);
  assert.equal(held - (await balance(chain, "USDC", account)), amount);
  await wallet.signing.waitFor({ state: "detached" });
});

scenario("who declines the permission has signed and sent nothing", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await reviewed(world);
  const sent = await noncesOf(chain, account);
  await widget.topUp.button("Sign the permission (1 of 2)").click();
  await wallet.dialog("Sign this message?").waitFor();
  await reads(widget.topUp.heading, "Sign in your wallet");
  await wallet.reject("Sign this message?");
  await widget.topUp.panel.getByText("Nothing was signed or sent.", { exact: true }).waitFor();
  await widget.topUp.panel.getByText("You declined to sign the permission.").waitFor();
  assert.equal(await noncesOf(chain, account), sent);
});

scenario("a wallet that knows no permissions is asked for an approval, after it was said", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await wallet.signs("no");
  await reviewed(world);
  await widget.topUp.button("Sign the permission (1 of 2)").click();
  await widget.topUp.panel.getByText("Your wallet does not sign permissions").waitFor();
  await reads(widget.topUp.heading, "Review what you will sign");
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
});

scenario("a signature of something else is found out before anything is sent", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("demo");
  await wallet.signs("wrong");
  await reviewed(world);
  const sent = await noncesOf(chain, account);
  await signPermission(world);
  await widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).waitFor();
  await widget.topUp.panel.getByText(/^The contract would refuse it/).waitFor();
  await widget.topUp.panel.getByText(/^The permission that you signed is not used/).waitFor();
  assert.equal(await noncesOf(chain, account), sent);
  assert.equal(await allowance(chain, "USDC", account), 0n);
});
