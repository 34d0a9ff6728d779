// What moves under a top-up, at its review, while the wallet asks and once it was sent: the account, the
// chain, the price, the store, the page, a second tab. What was agreed leaves the wallet once or not at all.
import assert from "node:assert/strict";
import { done } from "./acts.mjs";
import { worldOn } from "./people.mjs";
import { PROMPTS, ask, carriedOut, confirm, connectFor, decline, each, goesOn, offers, says, saysNothingSent, upTo } from "./prompts.mjs";
import { WHOLE, eventually, reads, scenario } from "./support.mjs";

const toAccount = ({ wallet }) => wallet.choose("watch");
const backToAccount = ({ wallet }) => wallet.choose("call");
const toChain = ({ wallet }) => wallet.moveTo("0x7a6a");
const backToChain = ({ wallet }) => wallet.moveTo("0x7a69");

/** Ether falls, and more is needed. */
const falls = ({ chain }) => chain.setPrice("WETH", 3_100_00000000n);

const keepsNothing = ({ page }) =>
  page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });

/** The same page in another tab, whose wallet is not opened. */
async function secondTab(world) {
  const page = await world.context.newPage();
  await page.goto(world.demo.url);
  return worldOn(world, page);
}

const VOID = "The wallet is on another chain or account than this top-up was made for.";
const UNSEEN = "It may have been sent: no node that was asked has heard of it.";
const CHANGED = "The amount has changed since you last saw it";

/** It is not known what became of it, and nothing is offered beside it. */
async function isOpen(world) {
  await reads(world.widget.topUp.heading, "Not settled yet");
  await says(world, UNSEEN);
  assert.equal(await offers(world), 0);
}

/** A tab whose wallet is locked sees the end, and cannot go on. */
const endsIn = (other, name) => (name === "approve" ? says(other, VOID) : done(other));

const isAsked = ({ wallet }, name) => wallet.dialog(PROMPTS[name].dialog).count();
const click = ({ widget }, name) => widget.topUp.button(PROMPTS[name].button).click();

/** At the review nothing has left, whatever moves. */
const AT_THE_REVIEW = {
  async "another account"(world, name) {
    await toAccount(world);
    await says(world, VOID);
    await saysNothingSent(world, name);
    await backToAccount(world);
  },
  async "another chain"(world, name) {
    await toChain(world);
    await says(world, VOID);
    await saysNothingSent(world, name);
    await backToChain(world);
  },
  async "a price"(world, name) {
    await falls(world);
    await click(world, name);
    await says(world, CHANGED);
  },
  async "a store that refuses"(world, name) {
    await keepsNothing(world);
    await click(world, name);
    await says(world, /^This browser keeps nothing for this page\./);
    await saysNothingSent(world, name);
  },
  async "a reload"(world) {
    await world.page.reload();
    await world.widget.button("Top up…").waitFor();
    assert.equal(await world.widget.topUp.panel.count(), 0);
  },
  async "a second tab"(world, name) {
    const other = await secondTab(world);
    await other.widget.position.first().waitFor();
    // Both are at the same step: it is asked for in one of them.
    await ask(world, name);
    if (name !== "permit") await isOpen(other);
    await decline(world, name);
    await nothingMoved(world, name);
    await other.page.close();
  },
};

async function nothingMoved(world, name) {
  if (name === "permit") return says(world, "Nothing was signed or sent.");
  await says(world, "You declined in the wallet.");
  await saysNothingSent(world, name);
}

for (const name of ["approve", "act", "batch", "permit"]) {
  // A permission is signed without a store: what is sent with it is not.
  const needsStore = ["approve", "batch"].includes(name);
  const moves = Object.keys(AT_THE_REVIEW).filter((move) => needsStore || move !== "a store that refuses");
  scenario(`${name}: what moves at the review is seen before the wallet is asked`, { chains: 2 }, async (world) => {
    await connectFor(world, name);
    await each(world, moves, async (move) => {
      const paid = await upTo(world, name);
      const before = await paid.stands();
      await AT_THE_REVIEW[move](world, name);
      assert.equal(await isAsked(world, name), 0);
      assert.deepEqual(await paid.stands(), before);
    });
  });
}

/** While the wallet asks. Its person confirms all the same; each says whether it was `carriedOut`. */
const WHILE_IT_ASKS = {
  async "another account"(world, name) {
    await toAccount(world);
    await confirm(world, name);
    await backToAccount(world);
    await world.widget.button("Top up…").waitFor();
    return false;
  },
  async "another chain"(world, name) {
    await toChain(world);
    await confirm(world, name);
    await backToChain(world);
    // A wallet that lost its chain may have sent it before.
    await isOpen(world);
    return false;
  },
  async "a price"(world, name) {
    await falls(world);
    await confirm(world, name);
    await says(world, name === "approve" ? CHANGED : "The top-up went through, but prices moved meanwhile: the target is not reached yet.");
    return true;
  },
  async "a store that refuses"(world, name) {
    await keepsNothing(world);
    await confirm(world, name);
    await goesOn(world, name);
    return true;
  },
  async "a reload"(world, name) {
    await world.page.reload();
    await isOpen(world);
    assert.equal(await isAsked(world, name), 0);
    return false;
  },
  async "a second tab"(world, name) {
    const other = await secondTab(world);
    await isOpen(other);
    await confirm(world, name);
    await goesOn(world, name);
    await endsIn(other, name);
    return true;
  },
};

/** Once it was sent, and before a block takes it. */
const ON_ITS_WAY = {
  async "another account"(world, name) {
    await toAccount(world);
    await mine(world);
    await backToAccount(world);
    await goesOn(world, name);
  },
  async "another chain"(world, name) {
    await toChain(world);
    await mine(world);
    await backToChain(world);
    await goesOn(world, name);
  },
  async "a store that refuses"(world, name) {
    await keepsNothing(world);
    await mine(world);
    await goesOn(world, name);
  },
  async "a reload"(world, name) {
    await world.page.reload();
    await reads(world.widget.topUp.heading, "On its way");
    await mine(world);
    await goesOn(world, name);
  },
  async "a second tab"(world, name) {
    const other = await secondTab(world);
    await reads(other.widget.topUp.heading, "On its way");
    assert.equal(await offers(other), 0);
    await mine(world);
    await goesOn(world, name);
    await endsIn(other, name);
  },
};

async function mine({ chain }) {
  await chain.rpc.call("evm_setAutomine", [true]);
  await chain.mine();
}

const chainsFor = (move) => ({ chains: move === "another chain" ? 2 : 1 });

// All of them are followed alike: beside that the others are tried where all is.
for (const name of ["approve", "act", "batch"].filter((name) => WHOLE || name === "act")) {
  for (const [move, moves] of Object.entries(WHILE_IT_ASKS)) {
    scenario(`${name}: ${move} while the wallet asks`, chainsFor(move), async (world) => {
      await connectFor(world, name);
      const paid = await upTo(world, name);
      const before = await paid.stands();
      await ask(world, name);
      const isCarriedOut = await moves(world, name);
      assert.deepEqual(await paid.stands(), isCarriedOut ? carriedOut(name, paid, before) : before);
    });
  }

  for (const [move, moves] of Object.entries(ON_ITS_WAY)) {
    scenario(`${name}: ${move} once it was sent`, chainsFor(move), async (world) => {
      const { chain, widget } = world;
      await connectFor(world, name);
      const paid = await upTo(world, name);
      const before = await paid.stands();
      await chain.rpc.call("evm_setAutomine", [false]);
      await ask(world, name);
      await confirm(world, name);
      await reads(widget.topUp.heading, "On its way");
      await eventually("a node has it", async () => (await chain.rpc.call("txpool_status")).pending === "0x1");
      await moves(world, name);
      assert.deepEqual(await paid.stands(), carriedOut(name, paid, before));
    });
  }
}

/** While the wallet asks for a permission. Nothing is sent by it, whatever its person says. */
const WHILE_IT_ASKS_TO_SIGN = {
  async "another account"(world) {
    await toAccount(world);
    await isVoid(world);
    await backToAccount(world);
  },
  async "another chain"(world) {
    await toChain(world);
    await isVoid(world);
    await backToChain(world);
  },
  async "a price"(world) {
    await falls(world);
    await confirm(world, "permit");
    await says(world, CHANGED);
    await says(world, /^The permission that you signed is not used\./);
  },
  async "a reload"(world) {
    await world.page.reload();
    await world.widget.button("Top up…").waitFor();
    assert.equal(await world.widget.topUp.panel.count(), 0);
  },
  async "a store that refuses"(world) {
    await keepsNothing(world);
    await confirm(world, "permit");
    await click(world, "act by permit");
    await says(world, /^This browser keeps nothing for this page\./);
    await says(world, "Nothing was sent.");
    assert.equal(await isAsked(world, "act by permit"), 0);
  },
};

/** What was asked for is void, and a signature that comes after it is used by nobody. */
async function isVoid(world) {
  await says(world, VOID);
  await says(world, "Nothing was sent.");
  await world.widget.topUp.button("Close").first().click();
  await confirm(world, "permit");
}

scenario("permit: what moves while the wallet asks", { chains: 2 }, async (world) => {
  await connectFor(world, "permit");
  await each(world, Object.keys(WHILE_IT_ASKS_TO_SIGN), async (move) => {
    const paid = await upTo(world, "permit");
    const before = await paid.stands();
    await ask(world, "permit");
    await WHILE_IT_ASKS_TO_SIGN[move](world);
    assert.deepEqual(await paid.stands(), before);
  });
});

// The record of an earlier step lies in the store, and is what is read back.
scenario("act: a store that refuses at the review is told as such", async (world) => {
  await connectFor(world, "act");
  const paid = await upTo(world, "act");
  const before = await paid.stands();
  await AT_THE_REVIEW["a store that refuses"](world, "act");
  assert.equal(await isAsked(world, "act"), 0);
  assert.deepEqual(await paid.stands(), before);
});

scenario("approve: a tab whose wallet is locked does not call nothing sent what another tab has sent", async (world) => {
  await connectFor(world, "approve");
  await upTo(world, "approve");
  await ask(world, "approve");
  const other = await secondTab(world);
  await isOpen(other);
  await confirm(world, "approve");
  await says(other, VOID);
  assert.equal(await other.widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).count(), 0);
});
