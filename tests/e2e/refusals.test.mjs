// What wallets and nodes say when they do not send, or do and say something else: at every question, what
// became of the money, and the sentence about it.
import assert from "node:assert/strict";
import { ask, carriedOut, confirm, connectFor, decline, each, goesOn, offers, says, saysNothingSent, upTo } from "./prompts.mjs";
import { WHOLE, reads, scenario } from "./support.mjs";

const INTERNAL = { code: -32603, message: "Internal JSON-RPC error." };

const DECLINED = [
  { code: 4001, message: "User rejected the request." },
  { code: 5000, message: "User rejected the request." },
  { ...INTERNAL, data: { originalError: { code: 4001 } } },
  { code: -32000, message: "Failed.", error: { info: { cause: { data: { code: 5000 } } } } },
];

const UNSUPPORTED = [
  { code: 4200, message: "Not by this device." },
  { code: -32004, message: "Not by this device." },
];

const ASKS_ALREADY = { code: -32002, message: "A request is pending already." };

/** After these it may be with the nodes. */
const OPEN = [
  INTERNAL,
  ASKS_ALREADY,
  { code: 4001, message: "Failed.", data: { cause: { message: "nonce too low" } } },
];

/** And after these it is. */
const SENT = {
  "an internal error": INTERNAL,
  "“underpriced”": { ...INTERNAL, data: { code: -32000, message: "replacement transaction underpriced" } },
  "“already known”": { code: -32000, message: "already known" },
};

/** The question is put, answered by its person and told otherwise. The result is how the payment stood before. */
async function misreported(world, name, error, answer = decline) {
  const paid = await upTo(world, name);
  const before = await paid.stands();
  await world.wallet.misreportsNext(error);
  await ask(world, name);
  await answer(world, name);
  return { paid, before };
}

// What is answered is read alike whatever was asked: two of the questions are answered in one spelling each.
const every = ["approve", "act", "batch"];
const spellings = (name, all) => (every.includes(name) ? all : all.slice(0, 1));

// An approval is asked for as what it is for: beside that it is tried where all is.
for (const name of [...every, "native", "approve anew"].filter((name) => WHOLE || name !== "approve")) {
  scenario(`${name}: a person’s no is one in every spelling`, async (world) => {
    await connectFor(world, name);
    await each(world, spellings(name, DECLINED), async (error) => {
      const { paid, before } = await misreported(world, name, error);
      await says(world, "You declined in the wallet.");
      await saysNothingSent(world, name);
      assert.deepEqual(await paid.stands(), before);
    });
  });

  scenario(`${name}: what the wallet cannot do was not sent`, async (world) => {
    await connectFor(world, name);
    await each(world, spellings(name, UNSUPPORTED), async (error) => {
      const { paid, before } = await misreported(world, name, error);
      await saysNothingSent(world, name);
      await says(world, name === "batch" ? /^Your wallet does not carry out these steps as one/ : /^The wallet refused: .*Not by this device\./);
      assert.deepEqual(await paid.stands(), before);
    });
  });

  scenario(`${name}: what may have been sent is looked up, and nothing is offered beside it`, async (world) => {
    await connectFor(world, name);
    await each(world, spellings(name, OPEN), async (error) => {
      const { paid, before } = await misreported(world, name, error);
      await reads(world.widget.topUp.heading, "Not settled yet");
      await says(world, error === ASKS_ALREADY ? /^It may yet be sent: the wallet says that it has an earlier question/ : "It may have been sent: no node that was asked has heard of it.");
      assert.equal(await offers(world), 0);
      assert.deepEqual(await paid.stands(), before);
    });
  });

  for (const [said, error] of spellings(name, Object.entries(SENT))) {
    scenario(`${name}: what was sent is found after ${said}, and counts once`, async (world) => {
      await connectFor(world, name);
      const { paid, before } = await misreported(world, name, error, confirm);
      await goesOn(world, name);
      assert.deepEqual(await paid.stands(), carriedOut(name, paid, before));
    });
  }
}

scenario("permit: a person’s no is one in every spelling", async (world) => {
  await connectFor(world, "permit");
  await each(world, DECLINED, async (error) => {
    const { paid, before } = await misreported(world, "permit", error);
    await says(world, "You declined to sign the permission.");
    await says(world, "Nothing was signed or sent.");
    assert.deepEqual(await paid.stands(), before);
  });
});

scenario("permit: whatever else is said, an approval is offered in its place, unless a question is open", async (world) => {
  await connectFor(world, "permit");
  await each(world, [...UNSUPPORTED, INTERNAL, { code: -32000, message: "nonce too low" }], async (error) => {
    const { paid, before } = await misreported(world, "permit", error);
    await says(world, "Your wallet does not sign permissions");
    await world.widget.topUp.button("Sign in wallet (1 of 2)").waitFor();
    assert.deepEqual(await paid.stands(), before);
  });
  const { paid, before } = await misreported(world, "permit", ASKS_ALREADY);
  await says(world, "Nothing was sent.");
  await says(world, /^The wallet refused: .*A request is pending already\./);
  assert.deepEqual(await paid.stands(), before);
});

scenario("permit: what may have been signed is not called unsigned", async (world) => {
  await connectFor(world, "permit");
  const { paid, before } = await misreported(world, "permit", INTERNAL, confirm);
  await world.widget.topUp.button("Sign in wallet (1 of 2)").waitFor();
  assert.equal(await world.widget.topUp.panel.getByText(/Nothing was signed/).count(), 0);
  assert.deepEqual(await paid.stands(), before);
});
