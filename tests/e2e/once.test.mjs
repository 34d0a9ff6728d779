// A sum is paid once: two tabs, a relay that no node sees, a store that refuses.
import assert from "node:assert/strict";
import { chooseTopUp, connect, done, review, sign } from "./acts.mjs";
import { balance, health, wad } from "./chain.mjs";
import { widgetOf, walletOf } from "./people.mjs";
import { eventually, reads, scenario } from "./support.mjs";

const BORROWER = "allowance"; // The market may take its USDC already: one signature repays.

async function reviewed(world) {
  await connect(world, BORROWER);
  await toReview(world);
}

async function toReview(world) {
  await chooseTopUp(world, /^Repay USDC/);
  await world.widget.topUp.restoreTo("1.3");
  await review(world);
}

const unsettled = (widget) => reads(widget.topUp.heading, "Not settled yet");

scenario("two tabs with the same repayment reviewed: one wallet is asked, and one sum is paid", async (world) => {
  const { chain, context, demo } = world;
  const account = chain.borrower(BORROWER);
  const counted = async () => Number(await chain.rpc.call("eth_getTransactionCount", [account, "latest"]));
  const [held, before] = [await balance(chain, "USDC", account), await counted()];
  await reviewed(world);
  const page = await context.newPage();
  await page.goto(demo.url);
  const other = { ...world, page, widget: widgetOf(page), wallet: walletOf(page, chain) };
  // A new tab watches what was watched; its wallet has not been opened here yet.
  await other.widget.button("Unlock…").click();
  await other.wallet.connect(BORROWER);
  await toReview(other);

  // Both are at the review. The first is asked by its wallet; the second is told.
  await world.widget.topUp.button("Sign in wallet").click();
  await world.wallet.signing.waitFor();
  await unsettled(other.widget);
  assert.deepEqual(await other.widget.topUp.panel.getByRole("button", { name: /^(Review|Sign)/ }).count(), 0);
  assert.equal(await other.wallet.signing.count(), 0, "the second wallet was not asked");

  await chain.rpc.call("evm_setAutomine", [false]);
  await world.wallet.confirm();
  await reads(world.widget.topUp.heading, "On its way");
  await reads(other.widget.topUp.heading, "On its way");
  await chain.mine();
  await done(world);
  await done(other);
  const paid = held - (await balance(chain, "USDC", account));
  assert.ok((await health(chain, account)) >= wad("1.3"));
  assert.ok(paid > 0n);
  assert.equal((await counted()) - before, 1, "the account has sent one transaction");
  await stored(page, 0);
});

scenario("what no node has heard of is not called dropped, and nothing is offered in its place", async (world) => {
  const { chain, context, page, widget } = world;
  await reviewed(world);
  await chain.rpc.call("evm_setAutomine", [false]);
  await sign(world);
  await reads(widget.topUp.heading, "On its way");
  // As with a private relay: the node knows of what is in blocks, and of nothing else.
  let isMined = false;
  await context.route("**/demo/rpc{,/wallet}", async (route) => {
    const asked = route.request().postDataJSON();
    const hidden = asked?.method === "eth_getTransactionByHash" && !isMined;
    const counts = asked?.method === "eth_getTransactionCount" && asked.params[1] === "pending";
    if (hidden) return route.fulfill({ json: { jsonrpc: "2.0", id: asked.id, result: null } });
    if (!counts) return route.continue();
    const params = [asked.params[0], "latest"];
    return route.fulfill({ json: { jsonrpc: "2.0", id: asked.id, result: await chain.rpc.call(asked.method, params) } });
  });
  await page.reload();
  await reads(widget.topUp.heading, "On its way");
  // In steps that leave every answer its time.
  const passes = async () => {
    await context.clock.fastForward(5_000);
    return widget.topUp.heading.textContent();
  };
  await eventually("a doubt", passes, (heading) => heading === "Not settled yet");
  await widget.topUp.panel.getByText("It may have been sent: no node that was asked has heard of it.").waitFor();
  await widget.topUp.button("Close").click();
  await widget.button("Top up…").click();
  await unsettled(widget);
  await widget.topUp.button("Look it up again").click();
  await unsettled(widget);
  isMined = true;
  await chain.mine();
  await eventually("its end", passes, (heading) => heading === "Topped up");
  await done(world);
  await stored(page, 0);
});

scenario("only a person's word ends what nobody has heard of", async (world) => {
  const { chain, page, widget, wallet } = world;
  await reviewed(world);
  await widget.topUp.button("Sign in wallet").click();
  await wallet.signing.waitFor();
  // The page goes while the wallet asks, and the question with it.
  await page.reload();
  await unsettled(widget);
  await stored(page, 1);
  // It takes two clicks, each after a moment in which none is taken.
  await widget.pressRested("I cancelled it in the wallet");
  await widget.pressRested("Yes, the wallet lists it as cancelled");
  await reads(widget.topUp.heading, "Top up");
  await stored(page, 0);
  await review(world);
  await sign(world);
  await done(world);
  assert.ok((await health(chain, chain.borrower(BORROWER))) >= wad("1.3"));
});

scenario("a browser that keeps nothing sends nothing, and says why", async (world) => {
  const { page, widget, wallet } = world;
  await reviewed(world);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await widget.topUp.button("Sign in wallet").click();
  await widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).waitFor();
  await widget.topUp.panel.getByText(/^This browser keeps nothing for this page\./).waitFor();
  assert.equal(await wallet.signing.count(), 0);
});

/** Waits until so many transactions are under way, as far as the browser keeps it. */
const stored = (page, count) =>
  eventually(
    `${count} records`,
    () =>
      page.evaluate(() => {
        const records = Object.keys(localStorage).filter((key) => key.startsWith("margin-call:sent:"));
        return records.filter((key) => JSON.parse(localStorage[key]).ended_in === null).length;
      }),
    (found) => found === count,
  );
