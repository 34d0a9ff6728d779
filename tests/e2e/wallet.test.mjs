// Wallets: who says no, who goes away, who moves, and who is not one.
import assert from "node:assert/strict";
import { armNotifications, chooseTopUp, connect, done, moveToCalled, review, sign, theNotification } from "./acts.mjs";
import { allowance, exactHealth, health, wad } from "./chain.mjs";
import { open } from "./people.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const SIGNING = "Sign this transaction?";

scenario("a connection that is declined shares nothing, and can be asked for again", async (world) => {
  const { widget, wallet } = world;
  await widget.connect("Demo wallet").click();
  await widget.element.getByText("Confirm in Demo wallet").waitFor();
  await wallet.reject("Connect to this page?");
  await widget.element.getByText("You declined in the wallet. Nothing was shared with this page.").waitFor();
  assert.equal(await widget.position.count(), 0);
  await connect(world);
});

scenario("a signature that is declined amid a top-up sends nothing more, and can be tried again", async (world) => {
  const { chain, widget, wallet } = world;
  const account = chain.borrower("call");
  await connect(world, "call");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.2");
  await review(world);
  const before = await chain.head();
  await widget.topUp.button("Sign in wallet (1 of 2)").click();
  await wallet.reject(SIGNING);
  await widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).waitFor();
  await widget.topUp.panel.getByText("You declined in the wallet.").waitFor();
  assert.equal((await chain.head()).number, before.number, "no transaction");

  await widget.topUp.button("Back to the choice").click();
  await review(world);
  await sign(world, "1 of 2");
  await widget.topUp.button("Sign in wallet (2 of 2)").click();
  await wallet.reject(SIGNING);
  await widget.topUp.panel.getByText("Nothing more was sent. The earlier steps are on the chain, as shown below.").waitFor();
  assert.ok((await allowance(chain, "USDC", account)) > 0n);

  // Interest ran on, so the permission that is there is short by a few units.
  await widget.topUp.button("Back to the choice").click();
  await review(world);
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, account)) >= wad("1.2"));
});

scenario("a reload finds its wallet again without asking", async (world) => {
  const { page, widget, wallet } = world;
  await connect(world, "watch");
  const health = clean(await widget.exactHealth.textContent());
  await page.reload();
  await widget.position.waitFor();
  await reads(widget.exactHealth, health);
  assert.equal(await wallet.dialog(/./).count(), 0);
});

const shortly = (address) => `${address.slice(0, 6)}…${address.slice(-4)}`;

scenario("the widget follows the wallet's account, and voids a review made for another", async (world) => {
  const { chain, widget, wallet } = world;
  await connect(world, "call");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.2");
  await review(world);
  await wallet.choose("watch");
  // What it can sign has ended.
  const voided = "The wallet is on another chain or account than this top-up was made for.";
  await widget.topUp.panel.getByText(voided).waitFor();
  await widget.topUp.panel.getByText("Nothing was sent.", { exact: true }).waitFor();
  assert.equal(await widget.topUp.button(/^Sign in wallet/).count(), 0);
  await widget.topUp.button("Close").first().click();
  // The account that was left is watched on: the worst says whose it is, the rows under it are under a name.
  const of = (name) => widget.position.nth({ call: 0, watch: 1 }[name]);
  // What is behind the worst comes after all others.
  const behind = (name) => (name === "call" ? widget.details.last() : widget.details.first());
  await of("call").getByText(shortly(chain.borrower("call"))).first().waitFor();
  await widget.element.getByRole("heading", { name: shortly(chain.borrower("watch")), exact: true }).waitFor();
  for (const name of ["watch", "call"]) {
    await of(name).waitFor();
    await open(of(name));
    await reads(widget.fact("Health factor, all digits", behind(name)), await exactHealth(chain, chain.borrower(name)));
  }
  await of("watch").getByRole("button", { name: "Top up…" }).waitFor();
  assert.equal(await of("call").getByRole("button", { name: "Top up…" }).count(), 0);
});

scenario("a wallet that goes to another chain is led back to what it left", async (world) => {
  const { widget, wallet } = world;
  await connect(world);
  await wallet.moveTo("0x1");
  // What was left is not forgotten: nothing else reads it, and that is said.
  await widget.notice("Nobody is watching Local chain right now").waitFor();
  await reads(widget.level, "Not known now");
  await widget.notices.getByRole("button", { name: "Switch the wallet to Local chain" }).click();
  await wallet.confirm("Switch network?", "Switch");
  await reads(widget.level, "Healthy");
});

scenario("a wallet that is locked cannot sign, and the watch goes on, also after a reload", async (world) => {
  const { page, widget, wallet } = world;
  await connect(world);
  await armNotifications(world);
  await wallet.corner.getByRole("button", { name: "Disconnect" }).click();
  await widget.notice("The wallet is locked").waitFor();
  await widget.position.getByText("The wallet is locked: unlock it to top up.").waitFor();
  await page.reload();
  await widget.notice("The wallet is locked").waitFor();
  await moveToCalled(world, "1.08", "Margin call");
  assert.match((await theNotification(world, 1)).title, /^Margin call: health 1\.07$/);
  await widget.button("Unlock…").click();
  await wallet.connect("demo");
  await widget.notice("The wallet is locked").waitFor({ state: "detached" });
  await widget.button("Top up…").waitFor();
  assert.equal(await widget.position.count(), 1);
});

scenario("a wallet that loses its chains for a while is read again when it has them", async (world) => {
  const { widget, wallet } = world;
  await connect(world);
  await wallet.corner.getByRole("button", { name: "Lose connection" }).click();
  await widget.header.getByText("Not reading").waitFor();
  await wallet.corner.getByRole("button", { name: "Regain connection" }).click();
  await widget.header.getByText("Live").waitFor();
  await reads(widget.level, "Healthy");
});

scenario("without a wallet the page says so, and asks nobody for anything", { path: "plain/" }, async (world) => {
  const { demo, widget } = world;
  await widget.element.getByText("No wallet found.").waitFor();
  const asked = world.requests.map(({ url }) => url).filter((url) => !url.startsWith(`${demo.url}plain/`));
  assert.deepEqual(asked, []);
});

scenario("a wallet of the old kind, at window.ethereum, is offered when none announces itself", { path: "blank" }, async (world) => {
  const { chain, context, demo, page, widget } = world;
  await context.addInitScript(
    ({ account }) => {
      window.ethereum = {
        async request({ method }) {
          if (method === "eth_requestAccounts" || method === "eth_accounts") return [account];
          if (method === "eth_chainId") return "0xfa";
          throw Object.assign(new Error("no"), { code: 4200 });
        },
      };
    },
    { account: chain.borrower("demo") },
  );
  await page.goto(`${demo.url}plain/`);
  await widget.connect("Browser wallet").click();
  await widget.element.getByRole("heading", { name: "No lending market is known on Chain 250" }).waitFor();
  await widget.button("Switch to Base").waitFor();
});

scenario("a wallet on the wrong chain switches by a click", { path: "blank" }, async (world) => {
  const { context, demo, page, widget } = world;
  await context.addInitScript(announceTraveller);
  await page.goto(demo.url);
  await widget.connect("Traveller").click();
  await widget.element.getByRole("heading", { name: "No lending market is known on Chain 250" }).waitFor();
  await widget.button("Switch to Base").click();
  await widget.element.getByText("You declined in the wallet. Its chain is unchanged.").waitFor();
  await widget.button("Switch to Local chain").click();
  await widget.position.waitFor();
  await widget.header.getByText("Local chain").waitFor();
});

scenario("of several wallets the person chooses; what is not a wallet is not offered", { path: "blank" }, async (world) => {
  const { context, demo, page, widget, wallet } = world;
  await context.addInitScript(announceTraveller);
  await context.addInitScript(announceHostile);
  await page.goto(demo.url);
  await widget.connect("Demo wallet").waitFor();
  await widget.connect("Traveller").waitFor();
  const offered = await widget.button(/^Connect /).allTextContents();
  assert.deepEqual(offered.map((text) => text.replace("Asks in the wallet", "")).sort(), [
    "Connect Demo wallet", "Connect Traveller", "Connect “Demo wallet”, under the id of another wallet",
  ]);
  assert.equal(await page.evaluate(() => window.hijacked), undefined);
  await connect(world);
  await wallet.corner.getByText("connected", { exact: true }).waitFor();
});

scenario("of two wallets of one name each says whose it is", { path: "blank" }, async ({ context, demo, page, widget }) => {
  await context.addInitScript(announceNamesake);
  await page.goto(demo.url);
  await widget.button("Connect Demo wallet test.namesake").waitFor();
  await widget.button(/^Connect Demo wallet/).nth(1).waitFor();
  await widget.element.getByText("Several wallets here have one name").waitFor();
});

/** One that calls itself like another. */
function announceNamesake() {
  const info = { uuid: "0f3c1d52-3b1e-4e57-8d0f-9a5c7b6e2d10", name: "Demo wallet", icon: "data:image/png,", rdns: "test.namesake" };
  const provider = { request: async () => [] };
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
}

/** A second wallet, on a chain without markets, that declines to go to Base. */
function announceTraveller() {
  const listeners = new Map();
  const state = { chainId: "0xfa" };
  const ask = (method, params) =>
    fetch("/demo/rpc", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) })
      .then((response) => response.json())
      .then(({ result, error }) => (error ? Promise.reject(Object.assign(new Error(error.message), error)) : result));
  const provider = {
    async request({ method, params }) {
      if (method === "eth_chainId") return state.chainId;
      if (method === "eth_requestAccounts" || method === "eth_accounts") {
        const { borrowers } = await (await fetch("/demo/accounts.json")).json();
        return [borrowers[0].address];
      }
      if (method === "wallet_switchEthereumChain") {
        if (params[0].chainId !== "0x7a69") throw Object.assign(new Error("declined"), { code: 4001 });
        state.chainId = "0x7a69";
        listeners.get("chainChanged")?.("0x7a69");
        return null;
      }
      return ask(method, params);
    },
    on: (event, listener) => listeners.set(event, listener),
    removeListener: (event) => listeners.delete(event),
  };
  const info = { uuid: "c4b2c5a6-52a1-4f6c-9f55-0d2b5a1f7e42", name: "Traveller", icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", rdns: "test.traveller" };
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
  addEventListener("eip6963:requestProvider", announce);
}

/** What any script of a page can send: none of it may be offered as what it is not, or take a known wallet’s place. */
function announceHostile() {
  const provider = { request: async () => (window.hijacked = true) };
  const demoUuid = "6f1c1c1e-5f0b-4a38-9d0b-0c7a4a1d3b11";
  const good = { uuid: "7a2b9a3e-0000-4000-8000-000000000000", name: "Evil", icon: "data:image/png,", rdns: "test.evil" };
  const announcements = [
    undefined,
    {},
    { info: good },
    { info: good, provider: {} },
    { info: { ...good, uuid: "not an id <b>" }, provider },
    { info: { ...good, name: "Demo\u202e wallet" }, provider },
    { info: { ...good, name: "" }, provider },
    { info: { ...good, name: "x".repeat(1000) }, provider },
    { get info() { throw new Error("trap"); }, provider },
  ];
  addEventListener("eip6963:requestProvider", () => {
    for (const detail of announcements) dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  });
  // As soon as the real one has spoken, under its very name; behind whoever listens to that one.
  addEventListener("eip6963:announceProvider", ({ detail }) => {
    if (!detail?.provider || detail.provider === provider || detail.info.uuid !== demoUuid) return;
    const impostor = { info: { ...good, name: "Demo wallet", uuid: demoUuid }, provider };
    setTimeout(() => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: impostor })), 0);
  });
}
