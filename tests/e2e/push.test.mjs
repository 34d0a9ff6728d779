// The call that comes when the page is gone, over a push server that speaks the protocol of ntfy.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect, moveTo, nextBlock } from "./acts.mjs";
import { pushServer } from "./ntfy.mjs";
import { worldOn } from "./people.mjs";
import { holdUp, kill, processOf } from "./processes.mjs";
import { eventually, scenario } from "./support.mjs";

const STOPPED = "margin-call stopped watching";
const TEST = "margin-call: this is how a call arrives";
const panel = ({ widget }) => widget.element.locator("[part=push]");

/** A page that watches, and whose calls go to this server. */
async function turnOn(world, server) {
  world.origins.push(server.url);
  await connect(world);
  assert.equal(server.sent.length + server.waiting().length, 0, "nothing goes anywhere before it is wanted");
  await world.widget.setting("push");
  await panel(world).getByLabel("Push server").fill(server.url);
  await panel(world).getByRole("button", { name: "Turn on" }).click();
}

/** The same, seen to work. */
async function armed(world, server) {
  await turnOn(world, server);
  await panel(world).getByText("Did the test arrive?").waitFor();
  server.pass(30);
  assert.deepEqual(server.titles(), [TEST], "of two tests the later one alone");
  await world.widget.pressRested("Yes, it arrived");
  await panel(world).getByText(/^If this page stops, you are told at/).waitFor();
}

const withServer = (options, body) => async (world) => {
  const server = await pushServer(options);
  try {
    await body(world, server);
    assert.deepEqual(server.problems, []);
  } finally {
    await server.stop();
  }
};

scenario("a page that is closed is told, and one that goes on is not", withServer({}, async (world, server) => {
  await armed(world, server);
  const [first] = server.waiting();
  assert.equal(server.waiting().length, 1);
  assert.equal(first.title, STOPPED);
  assert.equal(first.at, 1_500);
  assert.ok(!/1\.\d|0x|Aave/.test(first.body), `“${first.body}” says nothing of the position`);
  assert.equal(new URL(first.click).origin, new URL(world.demo.url).origin);

  server.pass(600);
  await world.later(601);
  await eventually("it is put off", async () => server.waiting().map(({ at }) => at), ([at]) => at === 630 + 1_500);
  assert.equal(server.waiting().length, 1, "in place of the one before");
  assert.deepEqual(server.titles(), [TEST]);

  await world.page.goto("about:blank");
  server.pass(1_499);
  assert.deepEqual(server.titles(), [TEST]);
  server.pass(1);
  assert.deepEqual(server.titles(), [TEST, STOPPED]);
}));

/** A page of its own in the same browser, whose end the test outlives. */
async function inAnother(world) {
  const page = await world.context.newPage();
  await page.goto(world.demo.url);
  return worldOn(world, page);
}

scenario("a page whose process is killed is told, too", { path: "blank" }, withServer({}, async (world, server) => {
  const other = await inAnother(world);
  await armed(other, server);
  await kill(other.page, await processOf(world, other.page));
  server.pass(1_500);
  assert.deepEqual(server.titles(), [TEST, STOPPED]);
}));

scenario("a page whose process is held up is told, and watches on when it is let go", { path: "blank" }, withServer({}, async (world, server) => {
  const other = await inAnother(world);
  await armed(other, server);
  const letGo = holdUp(await processOf(world, other.page));
  server.pass(1_500);
  assert.deepEqual(server.titles(), [TEST, STOPPED]);
  assert.deepEqual(server.waiting(), []);
  letGo();
  await world.context.clock.fastForward(1_500_000);
  await eventually("the next end is told ahead", () => server.waiting().map(({ title }) => title), ([title]) => title === STOPPED);
  await other.page.close();
}));

scenario("an end that is wanted is told to nobody", withServer({}, async (world, server) => {
  await armed(world, server);
  await panel(world).getByRole("button", { name: "Turn off" }).click();
  await panel(world).getByRole("button", { name: "Turn on" }).waitFor();
  assert.deepEqual(server.waiting(), []);
}));

scenario("a call goes there too", withServer({}, async (world, server) => {
  await armed(world, server);
  await world.widget.setting("push");
  await panel(world).getByLabel("As much as a notification").check();
  await moveTo(world, "1.08", "Margin call");
  await nextBlock(world);
  await eventually("the phone is called", async () => server.sent.at(-1), (message) => message.priority === "4");
  const call = server.sent.at(-1);
  assert.match(call.title, /^Margin call: health 1\.0/);
  assert.ok(!/0x[0-9a-f]{4}/i.test(call.title + call.body), "nobody learns whose it is");
}));

scenario("a server that sends each message is found out", withServer({ replaces: false }, async (world, server) => {
  await turnOn(world, server);
  await panel(world).getByText("It cannot tell when this page stops").waitFor();
  await world.later(700);
  assert.ok(!server.waiting().some(({ title }) => title === STOPPED), "none waits there");
}));

scenario("a monitor is asked while the page watches, and told nothing but that", async (world) => {
  const asked = [];
  // One that does not say who may read its answer, as monitors are.
  const monitor = createServer(({ method, url, headers }, response) => {
    asked.push({ method, url, headers });
    response.writeHead(204).end();
  });
  await new Promise((done) => monitor.listen(0, "127.0.0.1", done));
  try {
    const origin = `http://127.0.0.1:${monitor.address().port}`;
    world.origins.push(origin);
    await connect(world);
    const panel = world.widget.element.locator("[part=heartbeat]");
    await panel.getByText("Uptime monitor").click();
    await panel.getByLabel("Address that is asked").fill(`${origin}/ping/secret`);
    await panel.getByRole("button", { name: "Turn on" }).click();
    await panel.getByText(/^127\.0\.0\.1:\d+ was asked at/).waitFor();
    assert.deepEqual(asked.map(({ method, url }) => `${method} ${url}`), ["GET /ping/secret"]);
    const told = ["cookie", "referer", "origin", "content-length"].filter((name) => name in asked[0].headers);
    assert.deepEqual(told, []);
    await world.later(601);
    await eventually("the next beat", () => asked.length, (count) => count === 2);
    await panel.getByRole("button", { name: "Ask now" }).click();
    await eventually("a test", () => asked.length, (count) => count === 3);
    await panel.getByRole("button", { name: "Turn off" }).click();
    await panel.getByRole("button", { name: "Turn on" }).waitFor();
    await world.later(700);
    assert.equal(asked.length, 3);
  } finally {
    monitor.closeAllConnections();
    await new Promise((done) => monitor.close(done));
  }
});
