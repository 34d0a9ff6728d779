// What a person does, in the words of a person: connect, turn notifications on, live through a
// crash, top up.
import assert from "node:assert/strict";
import { exactHealth, poolOf, priceFor } from "./chain.mjs";
import { clean, eventually, reads } from "./support.mjs";

/** Connects the demo wallet as a borrower and waits for the position. */
export async function connect({ widget, wallet }, borrower = "demo") {
  await widget.connect("Demo wallet").click();
  await wallet.connect(borrower);
  await widget.position.first().waitFor();
}

/** Turns notifications on, tests them and says that the test was seen. */
export async function armNotifications(world) {
  const { widget } = world;
  await widget.button("Turn on notifications…").click();
  await widget.button("Send a test").click();
  await widget.pressRested("Yes, I saw it");
  await widget.alarm.getByText(/^On, tested /).waitFor();
  await eventually("the test goes away", () => notifications(world), (list) => list.length === 0);
}

/** Moves the price of `symbol` so that `borrower` has a health of about `health`; waits for the level. */
export async function moveTo(world, health, level, { symbol = "WETH", borrower = "demo" } = {}) {
  const { chain, widget } = world;
  const price = await priceFor(chain, chain.borrower(borrower), symbol, health);
  await chain.setPrice(symbol, price);
  await world.later(2);
  await reads(widget.level, level);
  return price;
}

/** The same, and a second block: milder levels are called only when a second block agrees. */
export async function moveToCalled(world, health, level, options) {
  const before = (await world.seen()).shown.length;
  await moveTo(world, health, level, options);
  await world.chain.mine();
  await world.later(2);
  await eventually("a notification", async () => (await world.seen()).shown.length > before);
}

/** Mines a block and waits until the widget has read it. */
export async function nextBlock(world) {
  await world.chain.mine();
  await world.later(2);
  await reads(world.widget.fact("Block"), (await world.chain.head()).number.toLocaleString("en-US"));
}

/** Waits until the widget shows exactly the health that the chain has for `borrower`. */
export async function showsTheChain({ chain, widget }, borrower = "demo") {
  const both = async () => [clean(await widget.exactHealth.textContent()), await exactHealth(chain, chain.borrower(borrower))];
  await eventually("the widget shows the chain's health", both, ([shown, actual]) => shown === actual);
}

/**
 * The notifications that are there, read back from the service worker. Never while one is on its
 * way: Chromium then takes it for one that was closed, and forgets it.
 */
export async function notifications({ context }) {
  const worker = await serviceWorker(context);
  return worker.evaluate(async () => (await registration.getNotifications()).map(({ title, body, tag, requireInteraction, actions }) => ({ title, body, tag, requireInteraction, actions })));
}

/** The one notification that is there, once the browser has shown `count` since the page was opened. */
export async function theNotification(world, count) {
  await eventually(`${count} shown`, async () => (await world.seen()).shown.length >= count);
  const [one, ...more] = await eventually("one notification", () => notifications(world), (list) => list.length > 0);
  assert.deepEqual(more, []);
  return one;
}

/** Clicks a notification, as the browser tells the service worker of a click. */
export async function clickNotification({ context }, tag, action = "") {
  const worker = await serviceWorker(context);
  await worker.evaluate(async ([tag, action]) => {
    const [notification] = await registration.getNotifications({ tag });
    dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
  }, [tag, action]);
}

async function serviceWorker(context) {
  const ours = (worker) => worker.url().endsWith("/margin-call-sw.js");
  return context.serviceWorkers().find(ours) ?? context.waitForEvent("serviceworker", ours);
}

/** The tag of a position's notifications. */
export const tagOf = (chain, account, episode = 1) => `31337:${poolOf(chain).toLowerCase()}:${account.toLowerCase()}:health:${episode}`;

/** Opens the top-up and chooses a way to the target. */
export async function chooseTopUp({ widget }, way) {
  await widget.button("Top up…").click();
  await widget.topUp.way(way).check();
}

/** Goes to the review of what is chosen: with an approval where a permission could be signed, unless that is wanted. */
export async function review({ widget }, { permit = false } = {}) {
  await widget.topUp.button("Review").click();
  await reads(widget.topUp.heading, "Review what you will sign");
  if (!permit) await approveInstead({ widget });
}

/** Has what is reviewed approved by a transaction, where a permission would be signed. */
export async function approveInstead({ widget }) {
  const instead = widget.topUp.button("Approve by a transaction instead");
  if (await instead.count()) await instead.click();
}

/** Signs the permission that is shown: the wallet must say what the widget says. Returns the widget's sentence. */
export async function signPermission({ widget, wallet }, which = "1 of 2") {
  const said = clean(await widget.topUp.sentences.nth(Number(which[0]) - 1).textContent());
  await widget.topUp.button(`Sign the permission (${which})`).click();
  const asked = wallet.dialog("Sign this message?");
  await asked.waitFor();
  const [amount] = /\d[\d,]*(\.\d+)? \w*[A-Z]{3,}/.exec(said);
  assert.ok(clean(await asked.textContent()).includes(amount), `the widget says “${said}”`);
  await wallet.confirm("Sign this message?");
  return said;
}

/**
 * Signs the step that is shown: the wallet must say what the widget says. `which`: "" for the only
 * one, or "1 of 2". Returns the widget's sentence.
 */
export async function sign({ widget, wallet }, which = "") {
  const button = widget.topUp.button(which ? `Sign in wallet (${which})` : "Sign in wallet");
  await button.waitFor();
  const step = which ? Number(which[0]) - 1 : 0;
  const said = clean(await widget.topUp.sentences.nth(step).textContent());
  await button.click();
  await wallet.signing.waitFor();
  const asked = clean(await wallet.sentence.textContent());
  // A wallet speaks of the coin that it pays, and not of the token that is owed.
  const [amount] = /\d[\d,]*(\.\d+)? \w*[A-Z]{3,}/.exec(said.replace("WETH with ETH", "ETH")) ?? [""];
  assert.ok(asked.includes(amount), `the widget says “${said}”, the wallet “${asked}”`);
  await wallet.confirm();
  return said;
}

/** Waits for the end of a top-up that went through. */
export async function done({ widget }) {
  await reads(widget.topUp.heading, "Topped up");
  await widget.topUp.panel.getByText("Your health factor is restored, as read from the chain.").waitFor();
}

/** Has the endpoint work again, and the page try it: by a click, unless the page's own next try comes first. */
export async function tryNow({ demo, widget }) {
  demo.repairRpc();
  const clicked = widget.button("Try now").first().click();
  const reads = widget.header.getByText("Live", { exact: true }).waitFor();
  await Promise.any([clicked, reads]);
  await reads;
}
