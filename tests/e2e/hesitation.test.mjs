// What happens between the review and the end: prices move, a market stops, the page is reloaded.
import assert from "node:assert/strict";
import { approveInstead, chooseTopUp, connect, done, review, sign } from "./acts.mjs";
import { allowance, health, pause, wad } from "./chain.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const amountIn = async (widget) => /[\d,.]+ WETH/.exec(clean(await widget.topUp.sentences.first().textContent()))[0];

/** At the review of a supply that takes a permission first. */
async function atReview(world) {
  await connect(world);
  await world.chain.setPrice("WETH", 2_500_00000000n);
  await world.later(2);
  await reads(world.widget.level, "Watch");
  await chooseTopUp(world, /^Add WETH as collateral/);
  await review(world);
}

/** Waits until a transaction is under way, and the browser keeps by which hash. */
async function onItsWay({ page, widget }) {
  await reads(widget.topUp.heading, "On its way");
  const named = () =>
    page.evaluate(() => {
      const records = Object.keys(localStorage).filter((key) => key.startsWith("margin-call:sent:"));
      return records.some((key) => JSON.parse(localStorage[key]).hashes.length > 0);
    });
  await eventually("its hash is kept", named);
}

scenario("prices that move before the signature: the new amount is shown before the wallet is asked", async (world) => {
  const { chain, widget, wallet } = world;
  await atReview(world);
  const before = await amountIn(widget);
  await chain.setPrice("WETH", 2_400_00000000n);
  await widget.topUp.button("Sign in wallet (1 of 2)").click();
  await widget.topUp.panel.getByText("The amount has changed since you last saw it").waitFor();
  await reads(widget.topUp.heading, "Review what you will sign");
  assert.equal(await wallet.signing.count(), 0, "the wallet was not asked");
  const after = await amountIn(widget);
  assert.notEqual(after, before);
  await widget.topUp.panel.getByText(`It was ${before.replace(" WETH", "")}.`).waitFor();
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, chain.borrower("demo"))) >= wad("1.5"));
});

scenario("a node that knows no bundles simulates all steps, and the health after them, in one call", async (world) => {
  const { page, widget } = world;
  await page.route("**/demo/rpc/wallet", (route) => {
    const { id, method } = route.request().postDataJSON();
    if (method !== "eth_simulateV1") return route.continue();
    return route.fulfill({ json: { jsonrpc: "2.0", id, error: { code: -32601, message: "the method does not exist" } } });
  });
  await atReview(world);
  await widget.topUp.panel.getByText("The chain’s own simulation ends at 1.50").waitFor();
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
});

scenario("a market that stops before the review is told in words, and nothing is sent", async (world) => {
  const { chain, widget, wallet } = world;
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  await pause(chain, "USDC");
  await widget.topUp.button("Sign in wallet").click();
  await widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).waitFor();
  await widget.topUp.panel.getByText(/paused/).first().waitFor();
  assert.equal(await wallet.signing.count(), 0);
});

scenario("a transaction that reverts on the chain is told as such", async (world) => {
  const { chain, widget, wallet } = world;
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  await widget.topUp.button("Sign in wallet").click();
  await wallet.signing.waitFor();
  // The wallet has estimated already; while its person reads, the market stops.
  await chain.rpc.call("evm_setAutomine", [false]);
  await wallet.confirm();
  await reads(widget.topUp.heading, "On its way");
  await pause(chain, "USDC");
  await chain.mine();
  await widget.topUp.panel.getByText("It reverted: the fee was spent, nothing else.").waitFor();
  await widget.topUp.panel.getByText("The contract refused it when it was mined.").waitFor();
});

scenario("a reload while a transaction is on its way finds it again and ends in done", async (world) => {
  const { chain, page, widget } = world;
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  await chain.rpc.call("evm_setAutomine", [false]);
  await sign(world);
  await onItsWay(world);
  await page.reload();
  await reads(widget.topUp.heading, "On its way");
  await widget.topUp.panel.getByText(/^Repay [\d,.]+ USDC/).waitFor();
  await chain.mine();
  await done(world);
  assert.ok((await health(chain, chain.borrower("allowance"))) >= wad("1.3"));
});

scenario("what the host changes while the wallet asks takes effect once it has answered, and tears nothing down", async (world) => {
  const { chain, page, widget, wallet } = world;
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  const change = (thresholds) => page.evaluate((typed) => document.querySelector("margin-call").setAttribute("thresholds", typed), thresholds);
  await change("1.5 1.3 1.2");
  await chain.rpc.call("evm_setAutomine", [false]);
  await widget.topUp.button("Sign in wallet").click();
  await wallet.signing.waitFor();
  await change("1.6 1.3 1.2");
  await wallet.confirm();
  await reads(widget.topUp.heading, "On its way");
  await chain.mine();
  await done(world);
  assert.ok((await health(chain, chain.borrower("allowance"))) >= wad("1.3"));
  await widget.topUp.button("Done").click();
  await widget.setting("thresholds");
  const threshold = widget.alarm.getByLabel("Watch", { exact: true });
  await eventually("the host's thresholds", () => threshold.inputValue(), (typed) => Number(typed) === 1.6);
});

scenario("a reload after the approval goes on with what is left, at the review", async (world) => {
  const { chain, page, widget } = world;
  await connect(world, "call");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.2");
  await review(world);
  await chain.rpc.call("evm_setAutomine", [false]);
  await sign(world, "1 of 2");
  await onItsWay(world);
  await page.reload();
  await reads(widget.topUp.heading, "On its way");
  await chain.mine();
  await chain.rpc.call("evm_setAutomine", [true]);
  await reads(widget.topUp.heading, "Review what you will sign");
  // Interest ran on, and what had been agreed did not outlive the page: so it is agreed anew.
  await approveInstead(world);
  await sign(world, "2 of 3");
  await sign(world, "3 of 3");
  await done(world);
  assert.ok((await health(chain, chain.borrower("call"))) >= wad("1.2"));
  assert.equal(await allowance(chain, "USDC", chain.borrower("call")), 0n);
});

scenario("a panel closed while a transaction is on its way comes back with its end", async (world) => {
  const { chain, widget } = world;
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  await chain.rpc.call("evm_setAutomine", [false]);
  await sign(world);
  await reads(widget.topUp.heading, "On its way");
  await widget.topUp.button("Close").click();
  await widget.topUp.panel.waitFor({ state: "detached" });
  await chain.mine();
  await done(world);
});
