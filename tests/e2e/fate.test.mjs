// What became of what was sent, at the approval and at the payment: mined under another fee, dropped,
// replaced, reverted, taken away by a reorganisation. What left the wallet left it once.
import assert from "node:assert/strict";
import { done, showsTheChain } from "./acts.mjs";
import { pause } from "./chain.mjs";
import { ask, carriedOut, confirm, connectFor, goesOn, offers, says, upTo } from "./prompts.mjs";
import { eventually, reads, scenario } from "./support.mjs";

const REFUSES_ALL = "0x60006000fd";

/** Sends a step that no block takes yet. The result is its payment, how that stood before, and the `transaction` as the node has it. */
async function waiting(world, name) {
  const { chain, widget } = world;
  await connectFor(world, name);
  const paid = await upTo(world, name);
  const before = await paid.stands();
  await chain.rpc.call("evm_setAutomine", [false]);
  await ask(world, name);
  await confirm(world, name);
  await reads(widget.topUp.heading, "On its way");
  const transaction = await eventually("it waits", () => waitingOf(world, paid.account));
  await eventually("the page has found it at the node", () => isFound(world, transaction.hash));
  return { paid, before, transaction };
}

async function waitingOf({ chain }, account) {
  const { pending } = await chain.rpc.call("txpool_content");
  return Object.values(pending[account.toLowerCase()] ?? {})[0];
}

/** Whether the page keeps its hash, and its number as the node has it: whoever does not know that cannot tell what took its place. */
const isFound = ({ page }, hash) =>
  page.evaluate((hash) => {
    const kept = Object.entries(localStorage).filter(([key]) => key.startsWith("margin-call:sent:"));
    return kept.some(([, value]) => value.includes(hash.slice(2)) && value.includes('"nonce_is_exact":true'));
  }, hash);

/** Sends this in the place of what waits, under its number and for twice its fee. */
const inItsPlace = ({ chain }, { from, to, input, nonce, gas, maxFeePerGas }, changes = {}) => {
  const fee = `0x${(BigInt(maxFeePerGas) * 2n).toString(16)}`;
  return chain.rpc.call("eth_sendTransaction", [{ from, to, data: input, nonce, gas, maxFeePerGas: fee, maxPriorityFeePerGas: fee, ...changes }]);
};

/** Mines all that waits: what was put in the place of something may come a block later than what was asked last. */
async function mine({ chain }) {
  await chain.rpc.call("evm_setAutomine", [true]);
  await eventually("nothing waits any more", async () => {
    await chain.mine();
    const { pending } = await chain.rpc.call("txpool_content");
    return Object.keys(pending).length === 0;
  });
}

/** Lets the time pass in which every node would have heard of it. */
const isInDoubt = ({ context, widget }) =>
  eventually("a doubt", async () => {
    await context.clock.fastForward(5_000);
    return widget.topUp.heading.textContent();
  }, (heading) => heading === "Not settled yet");

for (const name of ["approve", "act"]) {
  scenario(`${name}: speeded up in the wallet, it is found under its other hash`, async (world) => {
    const { paid, before, transaction } = await waiting(world, name);
    const other = await inItsPlace(world, transaction);
    assert.notEqual(other, transaction.hash);
    await mine(world);
    await goesOn(world, name);
    assert.deepEqual(await paid.stands(), carriedOut(name, paid, before));
  });

  scenario(`${name}: replaced by another call under its number, it did not happen`, async (world) => {
    const { paid, before, transaction } = await waiting(world, name);
    await inItsPlace(world, transaction, { to: transaction.from, data: "0x" });
    await mine(world);
    await says(world, "It did not happen: another transaction took its place.");
    await says(world, /^It was cancelled or replaced in the wallet/);
    assert.deepEqual(await paid.stands(), { ...before, sent: before.sent + 1 });
  });
}

for (const name of ["approve", "act", "act by permit"]) {
  scenario(`${name}: reverted when it is mined, only the fee is gone`, async (world) => {
    const { chain } = world;
    const { paid, before } = await waiting(world, name);
    const token = chain.asset("USDC").address;
    const code = await chain.rpc.call("eth_getCode", [token, "latest"]);
    await chain.rpc.call("anvil_setCode", [token, REFUSES_ALL]);
    await mine(world);
    await chain.rpc.call("anvil_setCode", [token, code]);
    await says(world, "It reverted: the fee was spent, nothing else.");
    await says(world, "The contract refused it when it was mined.");
    assert.deepEqual(await paid.stands(), { ...before, sent: before.sent + 1 });
  });

  scenario(`${name}: dropped by the nodes, it is in doubt until it comes back`, async (world) => {
    const { chain, widget } = world;
    const { paid, before, transaction } = await waiting(world, name);
    const raw = await chain.rpc.call("eth_getRawTransactionByHash", [transaction.hash]);
    await chain.rpc.call("anvil_dropTransaction", [transaction.hash]);
    await isInDoubt(world);
    await says(world, "It may have been sent: no node that was asked has heard of it.");
    assert.equal(await offers(world), 0);
    assert.deepEqual(await paid.stands(), before);
    await chain.rpc.call("eth_sendRawTransaction", [raw]);
    await mine(world);
    await widget.topUp.button("Look it up again").click();
    await goesOn(world, name);
    assert.deepEqual(await paid.stands(), carriedOut(name, paid, before));
  });
}

scenario("what was dropped, and cancelled by a person’s word, cannot be mined beside what is paid after it", async (world) => {
  const { chain, widget } = world;
  const { paid, before, transaction } = await waiting(world, "alone");
  const raw = await chain.rpc.call("eth_getRawTransactionByHash", [transaction.hash]);
  await chain.rpc.call("anvil_dropTransaction", [transaction.hash]);
  await isInDoubt(world);
  await widget.pressRested("I cancelled it in the wallet");
  await widget.pressRested("Yes, the wallet lists it as cancelled");
  await reads(widget.topUp.heading, "Top up");
  await mine(world);
  await widget.topUp.button("Close").click();
  const again = await upTo(world, "alone");
  const stood = await again.stands();
  await ask(world, "alone");
  await confirm(world, "alone");
  await done(world);
  assert.deepEqual(await again.stands(), carriedOut("alone", again, stood));
  await assert.rejects(chain.rpc.call("eth_sendRawTransaction", [raw]), /nonce/);
  await chain.mine();
  assert.deepEqual(await paid.stands(), carriedOut("alone", again, before));
});

scenario("batch: reverted when it is mined, only the fee is gone", async (world) => {
  const { chain, widget } = world;
  await connectFor(world, "batch");
  const paid = await upTo(world, "batch");
  const before = await paid.stands();
  await chain.rpc.call("evm_setAutomine", [false]);
  await ask(world, "batch");
  await confirm(world, "batch");
  await reads(widget.topUp.heading, "On its way");
  await eventually("it waits", () => waitingOf(world, paid.account));
  await pause(chain, "USDC");
  await mine(world);
  await says(world, "It reverted: the fee was spent, nothing else.");
  assert.deepEqual(await paid.stands(), { ...before, sent: before.sent + 1 });
});

// On a chain of one machine what is in a block is told as done at once. What a reorganisation takes away
// there can be seen in the position alone.
scenario("a payment that a reorganisation takes away is seen in the position, and is paid anew once", async (world) => {
  const { chain, widget } = world;
  const { paid, before, transaction } = await waiting(world, "alone");
  await mine(world);
  await done(world);
  assert.deepEqual(await paid.stands(), carriedOut("alone", paid, before));
  await widget.topUp.button("Close").click();
  const { blockNumber } = await chain.rpc.call("eth_getTransactionReceipt", [transaction.hash]);
  await chain.rpc.call("anvil_reorg", [(await chain.head()).number - Number(blockNumber) + 1, []]);
  assert.deepEqual(await paid.stands(), before, "the chain has it no more");
  await chain.mine();
  await world.later(4);
  await showsTheChain(world, "allowance");
  const again = await upTo(world, "alone");
  await ask(world, "alone");
  await confirm(world, "alone");
  await done(world);
  assert.deepEqual(await paid.stands(), carriedOut("alone", again, before));
});
