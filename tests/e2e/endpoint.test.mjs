// The way to the chain: what it costs, and what is shown when it fails, hangs or lies.
import assert from "node:assert/strict";
import { connect, nextBlock, showsTheChain, tryNow } from "./acts.mjs";
import { exactHealth } from "./chain.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const OURS = (method) => method === "eth_call" || method === "eth_getBlockByNumber";
const FAILED = /Failed to load resource/;

scenario("a refresh is one call when warm, at most three when cold, and nobody else is asked", async (world) => {
  const { widget } = world;
  const calls = () => world.requests.filter(({ method }) => method === "eth_call");
  await connect(world);
  const cold = calls();
  assert.ok(cold.length >= 1 && cold.length <= 3, `${cold.length} calls when cold`);
  const [first, ...rest] = cold.map(({ params }) => params[1]);
  assert.equal(first, "latest");
  assert.equal(new Set(rest).size, 1, "all at the block that the first has named");

  // The next look asks once more, about e-modes that the account could be in.
  await nextBlock(world);
  const looks = calls().slice(cold.length);
  assert.ok(looks.length <= 2, `${looks.length} calls`);

  // From then on a look is one call at the head; once a minute contracts are held to its header.
  const before = world.requests.length;
  for (let block = 0; block < 3; block++) await nextBlock(world);
  const since = world.requests.slice(before).filter(({ method }) => OURS(method));
  const heads = since.filter(({ method }) => method === "eth_getBlockByNumber");
  const pinned = since.filter(({ method, params }) => method === "eth_call" && params[1] !== "latest");
  assert.ok(since.length >= 3 && heads.length <= 1 && pinned.length <= heads.length, JSON.stringify(since.map(({ method }) => method)));

  const others = new Set(world.requests.map(({ method }) => method).filter((method) => method && !OURS(method)));
  others.delete("eth_gasPrice");
  assert.deepEqual([...others], [], "no other method is asked of the chain");
});

for (const [fault, said] of [
  ["fail", "The endpoint"],
  ["not-json", "The wallet’s endpoint answered with something else|The endpoint"],
  ["garbage", "The endpoint's answer makes no sense, so it was not used."],
]) {
  scenario(`an endpoint whose answers are “${fault}” shows as one that is not read, and recovers`, { allows: [FAILED] }, async (world) => {
    const { chain, context, demo, widget } = world;
    await connect(world);
    const before = clean(await widget.exactHealth.textContent());
    demo.breakRpc(fault);
    await chain.setPrice("WETH", 2_900_00000000n);
    await widget.notice("Nobody is watching right now").waitFor();
    await reads(widget.level, "Not known now");
    await widget.header.getByText("Not reading").waitFor();
    await widget.notices.getByText(new RegExp(said.split("|").at(-1))).first().waitFor();
    await widget.position.getByText("Last known numbers. Not current.").waitFor();
    assert.equal(clean(await widget.exactHealth.textContent()), before, "what was read before stays, and is called old");
    await context.clock.fastForward(61_000);
    await widget.position.getByText("No top-up on old data. It returns with the next read.").waitFor();
    assert.equal(await widget.button("Top up…").count(), 0);

    await tryNow(world);
    await reads(widget.level, "Healthy");
    await showsTheChain(world);
    await widget.button("Top up…").waitFor();
    await widget.notice("Nobody is watching right now").waitFor({ state: "detached" });
  });
}

scenario("an endpoint that never worked shows no number at all", { allows: [FAILED] }, async (world) => {
  const { demo, widget, wallet } = world;
  demo.breakRpc("garbage");
  await widget.connect("Demo wallet").click();
  await wallet.connect("demo");
  await widget.element.getByRole("heading", { name: "Your positions could not be read" }).waitFor();
  assert.equal(await widget.position.count(), 0);
  await tryNow(world);
  await widget.position.waitFor();
});

scenario("the very first visit shows after one call what the market's contract says, as that", { allows: [FAILED] }, async (world) => {
  const { chain, page, widget, wallet } = world;
  let asked = 0;
  await page.route("**/demo/rpc/wallet", (route) => {
    const { method } = route.request().postDataJSON();
    if (OURS(method) && ++asked > 1) return;
    return route.continue();
  });
  await widget.connect("Demo wallet").click();
  await wallet.connect("demo");
  const told = widget.element.locator(".told-health").first();
  await told.waitFor();
  const exact = await exactHealth(chain, chain.borrower("demo"));
  assert.ok(exact.startsWith(clean(await told.textContent()).replace(/0+$/, "")), `${exact} begins with what is shown`);
  await widget.element.getByText("The market’s own number.").first().waitFor();
  assert.equal(await widget.position.count(), 0, "nothing else is known");
  await page.unroute("**/demo/rpc/wallet");
  // What hangs is given up, and asked again.
  await world.context.clock.fastForward(16_000);
  await widget.position.waitFor();
});

scenario("the second visit shows the health after one call", { allows: [FAILED] }, async (world) => {
  const { chain, page, widget } = world;
  await connect(world);
  // What the node names as its head has been held against a header by then.
  for (let block = 0; block < 3; block++) await nextBlock(world);
  let asked = 0;
  await page.route("**/demo/rpc/wallet", (route) => {
    const { method } = route.request().postDataJSON();
    if (OURS(method) && ++asked > 1) return route.abort();
    return route.continue();
  });
  await page.reload();
  await widget.position.waitFor();
  assert.equal(clean(await widget.exactHealth.textContent()), await exactHealth(chain, chain.borrower("demo")));
});

scenario("an endpoint that hangs is given up, told after a minute, and missed no longer than it takes", { allows: [FAILED] }, async (world) => {
  const { context, demo, widget } = world;
  await connect(world);
  demo.breakRpc("hang");
  const looks = () => world.requests.filter(({ method }) => OURS(method)).length;
  const before = looks();
  await eventually("a look that hangs", () => looks() > before);
  await context.clock.fastForward(16_000);
  await widget.notice("Nobody is watching right now").waitFor();
  await widget.notices.getByText(/The endpoint did not answer in time\./).waitFor();
  await reads(widget.level, "Not known now");
  await tryNow(world);
  await reads(widget.level, "Healthy");
});
