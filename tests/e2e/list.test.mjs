// What is watched is a list: two chains at once, wherever the wallet is, through what there is.
import assert from "node:assert/strict";
import { connect, nextBlock } from "./acts.mjs";
import { exactHealth } from "./chain.mjs";
import { open } from "./people.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const FAILED = /Failed to load resource/;

/** The positions, by the market in their heading. */
const on = ({ widget }, market) => widget.position.filter({ hasText: market });
const AAVE = "Aave v3 · Local";
const MORPHO = "Morpho Blue · WBTC/USDC";

const healthOf = async (world, market) => clean(await on(world, market).locator(".health").first().textContent());

scenario("both chains are watched without switching the wallet, also when it is on a third", { chains: 2, allows: [FAILED] }, async (world) => {
  const { chain, second, wallet, widget } = world;
  await connect(world);
  await on(world, AAVE).waitFor();
  await on(world, MORPHO).waitFor();
  await widget.header.getByText("2 chains").waitFor();
  await wallet.moveTo("0x1");
  const before = [await healthOf(world, AAVE), await healthOf(world, MORPHO)];
  await chain.setPrice("WETH", 2_500_00000000n);
  await second.chain.setPrice("WBTC", 90_000n * 10n ** 34n);
  await world.later(4);
  await eventually("both are read at their new prices", async () => {
    const after = [await healthOf(world, AAVE), await healthOf(world, MORPHO)];
    return after[0] !== before[0] && after[1] !== before[1];
  });
  // What is on another chain than the wallet's begins with a switch.
  await open(on(world, AAVE));
  await on(world, AAVE).getByRole("button", { name: "Switch the wallet to Local chain" }).click();
  await wallet.confirm("Switch network?", "Switch");
  await on(world, AAVE).getByRole("button", { name: "Top up…" }).waitFor();
});

scenario("an endpoint that fails is replaced by the next, and nobody is alarmed", { allows: [FAILED] }, async (world) => {
  const { chain, demo, page, widget } = world;
  await connect(world);
  world.origins.push(new URL(demo.rpcUrl).origin);
  await page.evaluate((rpcUrl) => {
    document.querySelector("margin-call").rpcUrl = ["/demo/rpc", rpcUrl];
  }, demo.rpcUrl);
  await widget.position.waitFor();
  demo.breakRpc("fail");
  const before = await healthOf(world, AAVE);
  await chain.setPrice("WETH", 2_500_00000000n);
  await eventually("the price is read through the other endpoint", async () => (await healthOf(world, AAVE)) !== before);
  await widget.header.getByText("Live").waitFor();
  assert.equal(await widget.notice("Nobody is watching right now").count(), 0);
  demo.repairRpc();
});

scenario("find my positions looks everywhere that it may, and says where it could not", { chains: 2 }, async (world) => {
  const { widget } = world;
  await connect(world);
  await on(world, MORPHO).waitFor();
  await widget.button("Find my positions").click();
  const came = (chain) => widget.element.locator("[part=watched] [aria-live] li").filter({ hasText: chain }).last();
  await came("Local chain 31338").getByText("found, and watched").waitFor();
  await came("Polygon").getByText("not looked: no endpoint for it is allowed").waitFor();
});

scenario("an address is typed beside the wallet’s, kept over a reload, and taken off again", { chains: 2 }, async (world) => {
  const { chain, page, widget } = world;
  await connect(world);
  await on(world, AAVE).waitFor();
  const other = chain.borrower("many");
  await widget.element.getByText("Watch another address").click();
  await widget.element.getByLabel("Address to watch").fill(other);
  await widget.element.getByRole("button", { name: "Watch", exact: true }).click();
  const entry = widget.element.locator("[part=watched] li").filter({ hasText: "typed by you" });
  await entry.waitFor();
  await eventually("another position", async () => (await on(world, AAVE).count()) === 2);
  await entry.getByText("Change", { exact: true }).click();
  await entry.getByLabel(/^Name of/).fill("The farm");
  await entry.getByRole("button", { name: "Save" }).click();
  await widget.element.getByText("The farm on Local chain").waitFor();
  await entry.getByRole("button", { name: /^Mute/ }).click();
  await page.reload();
  await entry.getByText("The farm").waitFor();
  await entry.getByText("Muted: calls show on this page only.").waitFor();
  await eventually("both after the reload", async () => (await on(world, AAVE).count()) === 2);
  await entry.getByText("Change", { exact: true }).click();
  await entry.getByRole("button", { name: /^Stop watching/ }).click();
  await eventually("one again", async () => (await on(world, AAVE).count()) === 1);
});

scenario("an endpoint that lies about a price is found out by the other, told, and nothing is confirmed", async (world) => {
  const { chain, demo, page, widget } = world;
  await connect(world, "call");
  world.origins.push(new URL(demo.rpcUrl).origin);
  await page.evaluate((rpcUrl) => {
    document.querySelector("margin-call").rpcUrl = ["/demo/rpc", rpcUrl];
  }, demo.rpcUrl);
  // The wallet repeats the lie: as if one node were behind both.
  await liarIsFoundOut(world, "conspire");
});

scenario("it is found out by the wallet, as the demo is made", { chains: 2 }, async (world) => {
  await connect(world, "call");
  await liarIsFoundOut(world, "lie");
});

scenario("it is found out without a wallet too", async (world) => {
  const { chain, demo, page, widget } = world;
  world.origins.push(new URL(demo.rpcUrl).origin);
  await page.evaluate(([account, rpcUrl]) => {
    const element = document.querySelector("margin-call");
    element.setAttribute("account", account);
    element.rpcUrl = ["/demo/rpc", rpcUrl];
  }, [chain.borrower("call"), demo.rpcUrl]);
  await liarIsFoundOut(world, "lie");
  const sources = widget.element.locator("[part=watched] .sources li");
  await eventually("two sources, and that they agree", async () => (await sources.count()) === 3);
});

/** The page's own endpoint begins to lie, and then says the truth again. */
async function liarIsFoundOut(world, lie) {
  const { chain, demo, widget } = world;
  const told = widget.notice(/ disagree about /);
  const isTold = async () => (await told.count()) === 1;
  await widget.position.waitFor();
  demo.breakRpc(lie);
  await within(world, 150, "the contradiction is told", isTold);
  // However long it lies, and whoever repeats it: the worse answer is shown.
  await chain.setPrice("WETH", 3_100_00000000n);
  const isTrue = async () => clean(await widget.exactHealth.textContent()) === await exactHealth(chain, chain.borrower("call"));
  await within(world, 60, "the worse answer is shown", isTrue);
  for (let time = 0; time < 9; time += 1) {
    await pass(world);
    assert.ok(await isTold(), "and stays told");
    const shown = Number(clean(await widget.exactHealth.textContent()));
    assert.ok(shown < 1.05, `and nothing better is shown, as ${shown}`);
    await eventually("and is that of the new block", isTrue);
  }
  await widget.header.getByText("Unconfirmed").waitFor();
  demo.repairRpc();
  await within(world, 150, "they agree again", async () => !(await isTold()));
  await widget.header.getByText("Live").waitFor();
}

/** Lets so many seconds pass at most, with a block in every ten, until it is so. */
async function within(world, seconds, what, isSo) {
  for (let passed = 0; passed <= seconds; passed += 10) {
    if (await isSo()) return;
    await pass(world);
  }
  assert.fail(`${what}: not within ${seconds} s`);
}

/** Ten seconds and a block, and everything that is asked about it. */
async function pass(world) {
  await world.chain.mine();
  await world.later(10);
  await world.quiet();
}

scenario("an endpoint that refuses more than 30 calls at once is asked for fewer", async (world) => {
  const { chain, demo, widget } = world;
  demo.breakRpc("small");
  await connect(world);
  await widget.header.getByText("Live").waitFor();
  await eventually("the health is the chain's", async () => clean(await widget.exactHealth.textContent()) === await exactHealth(chain, chain.borrower("demo")));
});

scenario("a chain whose state was loaded, whose contracts do not see its headers, is read and dated by what they see", { ownBlocks: 0 }, async (world) => {
  const { chain, widget } = world;
  await connect(world);
  await widget.header.getByText("Live").waitFor();
  await reads(widget.fact("Dated by"), "Height and time, as the contracts saw them");
  assert.equal(clean(await widget.exactHealth.textContent()), await exactHealth(chain, chain.borrower("demo")));
  // Blocks of its own they see.
  await nextBlock(world);
  await nextBlock(world);
  await reads(widget.fact("Dated by"), "Height, time and the block before, as the contracts saw them");
});
