// The main job: from connecting to a health that is restored, every number held against the chain's.
import assert from "node:assert/strict";
import readCode from "jsqr";
import { PNG } from "pngjs";
import { decodeFunctionData, parseAbi } from "viem";
import { armNotifications, chooseTopUp, clickNotification, connect, done, moveTo, moveToCalled, notifications, review, sign, tagOf, theNotification } from "./acts.mjs";
import { allowance, balance, coinOf, debt, give, health, poolOf, shownHealth, wad } from "./chain.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const TARGET = wad("1.5");
const GATEWAY = parseAbi([
  "function depositETH(address pool, address onBehalfOf, uint16 referralCode) payable",
  "function repayETH(address pool, uint256 amount, address onBehalfOf) payable",
]);

/** What the account's transaction of the last block paid to the market's gateway, read by another library. */
async function paidToGateway(chain, account) {
  const { transactions } = await chain.rpc.call("eth_getBlockByNumber", ["latest", true]);
  const own = transactions.filter(({ from }) => from === account.toLowerCase());
  assert.equal(own.length, 1);
  const [{ to, input, value }] = own;
  const [market] = chain.deployment.markets;
  assert.equal(to, market.wrappedTokenGateway.toLowerCase());
  const { functionName, args: [pool, ...rest] } = decodeFunctionData({ abi: GATEWAY, data: input });
  assert.equal(pool.toLowerCase(), market.pool.toLowerCase());
  return { functionName, rest: rest.map((one) => (typeof one === "string" ? one.toLowerCase() : one)), value: BigInt(value) };
}

scenario("the position on the screen is the chain's", async (world) => {
  const { chain, widget } = world;
  await connect(world);
  const account = chain.borrower("demo");
  const block = Number(clean(await widget.fact("Block").textContent()).replaceAll(",", ""));
  const data = await chain.userAccountData(account, `0x${block.toString(16)}`);
  assert.equal(clean(await widget.health.textContent()), shownHealth(data.healthFactor));
  assert.equal(wad(clean(await widget.exactHealth.textContent())), data.healthFactor);
  assert.equal(cents(await widget.fact("Collateral that counts").textContent()), data.totalCollateralBase / 1_000_000n);
  assert.equal(cents(await widget.fact("Debt").textContent()), (data.totalDebtBase + 999_999n) / 1_000_000n);
  await widget.details.getByText("Matches the chain · Aave v3.6").waitFor();
  assert.equal(clean(await widget.level.textContent()), "Healthy");

  // The last safe price, cut to cents towards today's: safe there, and a cent lower no more.
  for (const symbol of ["WETH", "WBTC"]) {
    const text = clean(await widget.leg(symbol).locator(".liquidation").textContent());
    if (text === "Not by this price alone") {
      const worthless = await chain.userAccountData(account, "latest", { [symbol]: 1n });
      assert.ok(worthless.healthFactor >= wad(1), symbol);
      continue;
    }
    const price8 = cents(/\$[\d,.]+/.exec(text)[0]) * 1_000_000n;
    const at = async (price) => (await chain.userAccountData(account, "latest", { [symbol]: price })).healthFactor;
    assert.ok((await at(price8)) >= wad(1), `${symbol} at ${text}`);
    assert.ok((await at(price8 - 1_000_000n)) < wad(1), `${symbol} below ${text}`);
  }
});

scenario("from a crash through the notification to a health that is restored, by adding collateral", { clock: false }, async (world) => {
  const { chain, page, widget, wallet } = world;
  const account = chain.borrower("demo");
  await connect(world);
  assert.deepEqual((await world.seen()).asked, [], "nobody asks for permission unasked");
  await widget.button("Turn on notifications…").click();
  await widget.button("Send a test").click();
  assert.equal((await theNotification(world, 1)).tag, "margin-call:test");
  await widget.pressRested("Yes, I saw it");
  await widget.alarm.getByText(/^On, tested /).waitFor();
  assert.deepEqual((await world.seen()).asked, [true], "asked once, behind a click");
  await eventually("the test goes away", () => notifications(world), (list) => list.length === 0);

  await moveToCalled(world, "1.08", "Margin call");
  const call = await theNotification(world, 2);
  assert.equal(call.tag, tagOf(chain, account));
  assert.match(call.title, /^Margin call: health 1\.07$/);
  assert.match(call.body, /^USDC debt on Aave v3 Local\. Liquidation below 1\.00: collateral may fall 7\.\d%\. Open to top up\.$/);
  assert.equal(call.requireInteraction, true);
  assert.match(await page.title(), /^Margin call 1\.07 · /);

  await clickNotification(world, call.tag);
  await reads(widget.topUp.heading, "Top up");
  await eventually("the call goes away", () => notifications(world), (list) => list.length === 0);
  const way = widget.topUp.way(/^Add WETH as collateral/);
  await way.check();
  await review(world);
  assert.deepEqual(await widget.topUp.sentences.count(), 2);
  const spoken = clean(await widget.topUp.panel.textContent());
  for (const part of [chain.asset("WETH").address, poolOf(chain), account, "Local chain (31337)", "not one unit more"]) {
    assert.ok(spoken.toLowerCase().includes(part.toLowerCase()), `the review says ${part}`);
  }
  const units = unitsIn(await widget.topUp.sentences.first().textContent(), "WETH");
  const held = await balance(chain, "WETH", account);

  await sign(world, "1 of 2");
  await widget.topUp.button("Sign in wallet (2 of 2)").waitFor();
  assert.equal(await allowance(chain, "WETH", account), units, "the approval is exact");
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
  assert.equal(await allowance(chain, "WETH", account), 0n, "nothing is left of it");
  assert.equal(await balance(chain, "WETH", account), held - units, "what was shown was taken");
  assert.equal(clean(await widget.level.textContent()), "Healthy");
  await wallet.signing.waitFor({ state: "detached" });
});

scenario("a click on a notification whose page is gone opens the page at the top-up", async (world) => {
  const { chain, demo, page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  await page.goto("about:blank");
  // The address that the service worker opens when no window has the page.
  await page.goto(`${demo.url}#margin-call=${encodeURIComponent(tagOf(chain, chain.borrower("demo")))}`);
  await reads(widget.topUp.heading, "Top up");
  assert.equal(await widget.topUp.button("Review").isEnabled(), true, "the amount is ready");
  assert.equal(page.url(), demo.url, "a reload does not click again");
});

scenario("the same by repaying", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.03", "Urgent");
  await chooseTopUp(world, /^Repay USDC/);
  await review(world);
  const owed = await debt(chain, "USDC", account);
  const units = unitsIn(await widget.topUp.sentences.first().textContent(), "USDC");
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
  assert.equal(await allowance(chain, "USDC", account), 0n);
  const left = await debt(chain, "USDC", account);
  const interest = left - (owed - units);
  assert.ok(interest >= -1n && interest < 100_000n, `${owed} - ${units} leaves ${left}`);
});

scenario("an amount that is typed says what it leads to, and is what leaves the wallet", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await connect(world);
  await moveTo(world, "1.08", "Margin call");
  await chooseTopUp(world, /^Repay USDC/);
  const needed = await widget.topUp.amount.getAttribute("placeholder");
  await widget.topUp.takesExactly("2500.5");
  // What is promised stands where the target was typed, and below both.
  await eventually("what it leads to", () => widget.topUp.target.inputValue(), (value) => /^1\.\d+$/.test(value) && value !== "1.5");
  const promised = wad(await widget.topUp.target.inputValue());
  // A target that is typed again asks for the least again.
  await widget.topUp.restoreTo("1.5");
  await eventually("the least again", () => widget.topUp.amount.getAttribute("placeholder"), (value) => value === needed);
  assert.equal(await widget.topUp.amount.inputValue(), "");
  await widget.topUp.takesExactly("2500.5");
  await review(world);
  const owed = await debt(chain, "USDC", account);
  const held = await balance(chain, "USDC", account);
  await sign(world, "1 of 2");
  await sign(world, "2 of 2");
  await done(world);
  assert.equal(await balance(chain, "USDC", account), held - 2_500_500_000n);
  assert.equal(await allowance(chain, "USDC", account), 0n);
  assert.ok((await debt(chain, "USDC", account)) < owed);
  assert.ok((await health(chain, account)) >= promised, `at least ${promised}`);
});

scenario("a link, as a QR code too, opens the top-up of its position where its account is watched", async (world) => {
  const { chain, demo, page, widget } = world;
  await connect(world);
  await moveTo(world, "1.08", "Margin call");
  await widget.details.getByText("Top up from your phone").click();
  const link = clean(await widget.details.locator(".phone code").textContent());
  const account = chain.borrower("demo").toLowerCase();
  assert.equal(link, `${demo.url}#position=31337:${poolOf(chain).toLowerCase()}:${account}&top-up`);
  const { data, width, height } = PNG.sync.read(await widget.details.locator(".qr").screenshot());
  assert.equal(readCode(Uint8ClampedArray.from(data), width, height)?.data, link, "the code says the link");
  await page.goto("about:blank");
  await page.goto(link);
  await reads(widget.topUp.heading, "Top up");
  assert.equal(await widget.topUp.button("Review").isEnabled(), true, "the amount is ready");
  assert.equal(page.url(), demo.url, "a reload does not open it again");
  await widget.topUp.button("Close").click();
  // The same page, led on by its address.
  await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
  await reads(widget.topUp.heading, "Top up");
  await widget.topUp.button("Close").click();
  // Somebody else's: it is said, and nothing of it is watched.
  const stranger = `0x${"12".repeat(20)}`;
  await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash.replace(account, stranger));
  await widget.notice("Your link to a top-up waits").waitFor();
  await widget.button("Never mind").click();
  assert.equal(await widget.notice("Your link to a top-up waits").count(), 0);
});

scenario("an allowance that is enough already takes one signature", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("allowance");
  assert.equal(await allowance(chain, "USDC", account), 3_000_000_000n);
  await connect(world, "allowance");
  await chooseTopUp(world, /^Repay USDC/);
  await widget.topUp.restoreTo("1.3");
  await review(world);
  assert.equal(await widget.topUp.sentences.count(), 1);
  const units = unitsIn(await sign(world), "USDC");
  await done(world);
  assert.ok((await health(chain, account)) >= wad("1.3"));
  assert.equal(await allowance(chain, "USDC", account), 3_000_000_000n - units);
});

scenario("repaying everything leaves no debt, to the last unit", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await connect(world);
  // Collateral worth nothing carries no debt at all: nothing but closing it restores.
  await chain.setPrices({ WETH: 1n, WBTC: 1n });
  await world.later(2);
  await reads(widget.level, "Liquidatable");
  await chooseTopUp(world, /^Repay USDC/);
  await review(world);
  await sign(world, "1 of 2");
  await widget.topUp.panel.getByText(/to the last unit that is owed when it is mined\.$/).waitFor();
  assert.equal(await sign(world, "2 of 2"), "Repay all of your USDC debt");
  await done(world);
  assert.equal(await debt(chain, "USDC", account), 0n);
  await reads(widget.level, "No debt");
});

function cents(text) {
  const [whole, fraction = "00"] = clean(text).replace(/[$,]/g, "").split(".");
  return BigInt(whole) * 100n + BigInt(fraction);
}

const DECIMALS = { ETH: 18, WETH: 18, USDC: 6 };

/** The amount of `symbol` in a sentence, in units of the token. */
function unitsIn(sentence, symbol) {
  const [, amount] = new RegExp(`([\\d,]+(?:\\.\\d+)?) ${symbol}`).exec(clean(sentence));
  const [whole, fraction = ""] = amount.replaceAll(",", "").split(".");
  return BigInt(whole + fraction.padEnd(DECIMALS[symbol], "0"));
}

scenario("what the wallet is short of is made out of its coin first, and no more of it", {}, async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  // All but a little of the wrapped ether goes elsewhere: only the coin is left.
  const little = 10n ** 15n;
  const [held, coin] = [await balance(chain, "WETH", account), await coinOf(chain, account)];
  await give(chain, "WETH", account, held - little);
  await connect(world);
  await moveTo(world, "1.2", "Watch");
  await chooseTopUp(world, /^Add WETH as collateral/);
  await widget.topUp.panel.getByText(/The wallet holds 0\.001 WETH, and [\d,.]+ ETH beyond the fees/).waitFor();
  await review(world);
  const said = clean(await widget.topUp.sentences.first().textContent());
  const made = unitsIn(said.replace("ETH into WETH", "WETH"), "WETH");
  assert.match(said, /^Turn [\d,.]+ ETH into WETH$/);
  await sign(world, "1 of 3");
  await widget.topUp.button("Sign in wallet (2 of 3)").waitFor();
  assert.equal(await balance(chain, "WETH", account), little + made);
  await sign(world, "2 of 3");
  await widget.topUp.button("Sign in wallet (3 of 3)").waitFor();
  await sign(world, "3 of 3");
  await done(world);
  assert.ok((await health(chain, account)) >= TARGET);
  assert.equal(await balance(chain, "WETH", account), 0n, "all of it is supplied");
  assert.equal(await allowance(chain, "WETH", account), 0n, "nothing is left of the permission");
  const spent = coin - (await coinOf(chain, account));
  assert.ok(spent >= made && spent - made < 10n ** 16n, "what was shown, and fees");
});

scenario("an e-mode in which the collateral counts for more restores with one signature, and nothing is paid", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("e-mode-open");
  await connect(world, "e-mode-open");
  await widget.button("Top up…").click();
  // At first it is not enough.
  await widget.topUp.panel.getByText(/It reaches 1\.26\d only\./).waitFor();
  await widget.topUp.restoreTo("1.2");
  await widget.topUp.way(/^Switch to e-mode 1/).check();
  const held = await Promise.all(["WETH", "wstETH"].map((symbol) => balance(chain, symbol, account)));
  await review(world);
  assert.equal(await sign(world), "Switch to e-mode 1");
  await reads(widget.topUp.heading, "Topped up");
  const { transactions } = await chain.rpc.call("eth_getBlockByNumber", ["latest", true]);
  const [{ to, input, value }] = transactions.filter(({ from }) => from === account.toLowerCase());
  const pool = parseAbi(["function setUserEMode(uint8 categoryId)"]);
  const [market] = chain.deployment.markets;
  assert.deepEqual({ to, value }, { to: market.pool.toLowerCase(), value: "0x0" });
  assert.deepEqual(decodeFunctionData({ abi: pool, data: input }), { functionName: "setUserEMode", args: [1] });
  assert.ok((await health(chain, account)) >= wad("1.2"));
  assert.deepEqual(await Promise.all(["WETH", "wstETH"].map((symbol) => balance(chain, symbol, account))), held);
});

scenario("ether is supplied by one signature, through the market's gateway", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("demo");
  await connect(world);
  await moveTo(world, "1.2", "Watch");
  await chooseTopUp(world, /^Add ETH as collateral/);
  const held = await balance(chain, "WETH", account);
  await review(world);
  assert.equal(await widget.topUp.sentences.count(), 1);
  const said = await sign(world);
  await done(world);
  const { functionName, rest, value } = await paidToGateway(chain, account);
  assert.deepEqual({ functionName, rest }, { functionName: "depositETH", rest: [account.toLowerCase(), 0] });
  assert.match(said, /^Supply [\d,.]+ ETH$/);
  assert.equal(value, unitsIn(said, "ETH"), "what was shown");
  assert.ok((await health(chain, account)) >= TARGET);
  assert.equal(await balance(chain, "WETH", account), held, "none of the token");
  assert.equal(await allowance(chain, "WETH", account), 0n, "and no permission");
});

scenario("a debt in wrapped ether is repaid with ether to its last unit, and the rest comes back", async (world) => {
  const { chain, widget } = world;
  const account = chain.borrower("e-mode-eth");
  await connect(world, "e-mode-eth");
  await chooseTopUp(world, /^Repay WETH with ETH/);
  await widget.topUp.takesExactly("100");
  await widget.topUp.panel.getByText("Closes this debt.").waitFor();
  const [coin, owed, held] = [await coinOf(chain, account), await debt(chain, "WETH", account), await balance(chain, "WETH", account)];
  await review(world);
  const said = await sign(world);
  assert.equal(said, "Repay all of your WETH debt with ETH");
  await reads(widget.topUp.heading, "Topped up");
  const { functionName, rest, value } = await paidToGateway(chain, account);
  assert.deepEqual({ functionName, rest }, { functionName: "repayETH", rest: [2n ** 256n - 1n, account.toLowerCase()] });
  assert.equal(await debt(chain, "WETH", account), 0n);
  assert.equal(await balance(chain, "WETH", account), held, "none of the token");
  const spent = coin - (await coinOf(chain, account));
  const dust = 10n ** 16n;
  assert.ok(spent >= owed && spent - owed < dust, "what was owed, and fees");
  assert.ok(value >= owed && value - owed < dust, "hardly more was sent");
});
