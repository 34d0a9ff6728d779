#!/usr/bin/env node
// Pictures of the main states for a person to look at: light and dark, narrow and wide. After
// `make build`: node tests/e2e/shots.mjs [name]; they land in tests/e2e/.shots/, which git ignores.
import { armNotifications, chooseTopUp, connect, done, moveTo, review, sign } from "./acts.mjs";
import { openHost, watching } from "./host.mjs";
import { reads, open, shot, shutDown } from "./support.mjs";

const connectedAs = (borrower) => async (world) => connect(world, borrower);

/** Each state: how to get there, from a page that was just opened. */
const STATES = {
  "no-wallet": { path: "plain/", reach: ({ widget }) => widget.element.getByText("No wallet found.").waitFor() },
  "choose-wallet": { reach: ({ widget }) => widget.connect("Demo wallet").waitFor() },
  connecting: {
    async reach({ widget, page }) {
      await widget.connect("Demo wallet").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  declined: {
    async reach({ widget, wallet }) {
      await widget.connect("Demo wallet").click();
      await wallet.reject("Connect to this page?");
      await widget.element.getByText("You declined in the wallet.").waitFor();
    },
  },
  healthy: { reach: connectedAs("demo") },
  watch: { reach: connectedAs("watch") },
  call: { reach: connectedAs("call") },
  urgent: { reach: connectedAs("urgent") },
  liquidatable: { reach: connectedAs("liquidatable") },
  "under-water": { reach: connectedAs("under-water") },
  "e-mode": { reach: connectedAs("e-mode-eth") },
  many: { reach: connectedAs("many") },
  "no-debt": { reach: connectedAs("no-debt") },
  "idle-supply": { reach: connectedAs("idle-supply") },
  dust: { reach: connectedAs("dust") },
  "no-position": {
    async reach({ widget, wallet }) {
      await widget.connect("Demo wallet").click();
      await wallet.connect("no-position");
      await widget.element.getByRole("heading", { name: "Nothing to watch here" }).waitFor();
    },
  },
  "wrong-chain": {
    async reach(world) {
      await connect(world);
      await world.wallet.moveTo("0x1");
      await world.widget.element.getByRole("heading", { name: "Your positions could not be read" }).waitFor();
    },
  },
  armed: {
    async reach(world) {
      await connect(world);
      await armNotifications(world);
    },
  },
  failing: {
    async reach(world) {
      await connect(world);
      world.demo.breakRpc("garbage");
      await world.widget.notice("Nobody is watching right now").waitFor();
    },
  },
  "top-up-choice": { reach: (world) => toTopUp(world) },
  "top-up-none": {
    async reach(world) {
      await connect(world, "empty-handed");
      await world.widget.button("Top up…").click();
      await world.widget.topUp.way(/./).first().waitFor();
    },
  },
  "top-up-review": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
    },
  },
  "top-up-changed": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
      await world.chain.setPrice("WETH", 2_300_00000000n);
      await world.widget.topUp.button(/^Sign in wallet/).click();
      await world.widget.topUp.panel.getByText("The amount has changed since you last saw it").waitFor();
    },
  },
  "top-up-signing": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
      await world.widget.topUp.button(/^Sign in wallet/).click();
      await world.wallet.signing.waitFor();
    },
  },
  "top-up-rejected": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
      await world.widget.topUp.button(/^Sign in wallet/).click();
      await world.wallet.reject("Sign this transaction?");
      await reads(world.widget.topUp.heading, "This top-up did not go through");
    },
  },
  "top-up-pending": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
      await world.chain.rpc.call("evm_setAutomine", [false]);
      await sign(world, "1 of 2");
      await reads(world.widget.topUp.heading, "On its way");
    },
  },
  "top-up-done": {
    async reach(world) {
      await toTopUp(world);
      await review(world);
      await sign(world, "1 of 2");
      await sign(world, "2 of 2");
      await done(world);
    },
  },
  "wrong-thresholds": {
    async reach(world) {
      await connect(world);
      await world.widget.setting("thresholds");
      await world.widget.alarm.getByLabel("Margin call", { exact: true }).fill("1.7");
      await world.widget.button("Set thresholds").click();
      await world.widget.alarm.getByText("Not set. The earlier thresholds are still in force.").waitFor();
    },
  },
  "wrongly-set-up": {
    path: "blank",
    async reach(world) {
      await world.page.route("**/other.json", (route) => route.fulfill({ contentType: "application/json", body: '{"chainId":1,"markets":[]}' }));
      await openHost(world, watching(world, "watch").replace("/demo/deployment.json", "/other.json"));
      await world.widget.notice("This widget is set up wrongly").waitFor();
    },
  },
  "two-on-a-page": {
    path: "blank",
    async reach(world) {
      await openHost(world, watching(world, "watch", 'theme="dark" id="one"') + watching(world, "call", 'theme="light" id="two"'));
      await world.page.locator("#two").getByRole("article").waitFor();
      await world.page.locator("#one").getByRole("article").waitFor();
    },
  },
};

async function toTopUp(world) {
  await connect(world);
  await moveTo(world, "1.08", "Margin call");
  await chooseTopUp(world, /^Add WETH as collateral/);
}

const wanted = process.argv[2];
for (const [name, { path, reach }] of Object.entries(STATES)) {
  if (wanted && !name.includes(wanted)) continue;
  const world = await open({ path });
  try {
    await reach(world);
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        await world.page.emulateMedia({ colorScheme });
        await world.page.setViewportSize({ width, height: 800 });
        await shot(world.page, `${name}-${width}-${colorScheme}`);
      }
    }
  } catch (error) {
    await shot(world.page, `failed-${name}`);
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await world.close();
  }
}
await shutDown();
