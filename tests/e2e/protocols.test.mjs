// An account with positions in more than one protocol, each with its real contracts on one chain.
import assert from "node:assert/strict";
import { encodeAbiParameters, formatUnits, keccak256, parseUnits } from "viem";
import { LENDER_INDEX, addressAt } from "../chain/anvil.mjs";
import { artifact } from "../chain/aave_v3_0.mjs";
import { compile } from "../chain/compile.mjs";
import { morphoBlue } from "../chain/morpho_blue.mjs";
import { sender } from "../chain/sender.mjs";
import { connect, done, review, sign } from "./acts.mjs";
import { balance, exactHealth, permission, wad } from "./chain.mjs";
import { openHost, watching } from "./host.mjs";
import { open, widgetOf } from "./people.mjs";
import { clean, reads, scenario } from "./support.mjs";

const WAD = 10n ** 18n;
const LLTV = 860_000_000_000_000_000n;
/** Loan units for a unit of collateral, times 10^36: a bitcoin (8 decimals) in dollars (6). */
const dollars = (price) => BigInt(price) * 10n ** 34n;

const BITCOIN = 10n ** 8n;
const OWED = 30_000_000_000n;

const PARAMS = [{ type: "tuple", components: ["loanToken", "collateralToken", "oracle", "irm"].map((name) => ({ name, type: "address" })).concat({ name: "lltv", type: "uint256" }) }];

/** Deploys Morpho Blue on the chain and has `account` borrow there: 1 WBTC for 30,000 USDC. */
async function borrowOnMorpho({ chain }, account) {
  const { accounts } = await morphoBlue.build(chain.rpc, () => {});
  const contracts = sender(chain.rpc, { ...compile(morphoBlue.contracts), MintableERC20: artifact("MintableERC20") });
  const token = (symbol) => accounts.assets.find((asset) => asset.symbol === symbol).address;
  const [loanToken, collateralToken, lender] = [token("USDC"), token("WBTC"), addressAt(LENDER_INDEX)];
  const params = { loanToken, collateralToken, oracle: accounts.oracle, irm: accounts.irm, lltv: LLTV };
  const morpho = (from, name, args) => contracts.write(from, accounts.morpho, "Morpho", name, args);
  const setPrice = (price) => contracts.write(lender, accounts.oracle, "OracleMock", "setPrice", [dollars(price)]);
  for (const [owner, asset, amount] of [[lender, loanToken, OWED * 10n], [account, collateralToken, BITCOIN]]) {
    await contracts.write(owner, asset, "MintableERC20", "mint", [amount]);
    await contracts.write(owner, asset, "MintableERC20", "approve", [accounts.morpho, amount]);
  }
  await setPrice(60_000);
  await morpho(lender, "createMarket", [params]);
  await morpho(lender, "supply", [params, OWED * 10n, 0n, lender, "0x"]);
  await morpho(account, "supplyCollateral", [params, BITCOIN, account, "0x"]);
  await morpho(account, "borrow", [params, OWED, 0n, account, account]);
  const id = keccak256(encodeAbiParameters(PARAMS, [params]));

  /** The health at the head, from what the contract itself says is owed once interest is due. */
  async function health() {
    await morpho(lender, "accrueInterest", [params]);
    const [, shares, collateral] = await contracts.read(accounts.morpho, "Morpho", "position", [id, account]);
    const [, , assets, total] = await contracts.read(accounts.morpho, "Morpho", "market", [id]);
    const price = await contracts.read(accounts.oracle, "OracleMock", "price");
    const up = (a, b) => (a + b - 1n) / b;
    const owed = up(shares * (assets + 1n), total + 1_000_000n);
    const most = ((collateral * price) / 10n ** 36n) * LLTV / WAD;
    return (most * WAD) / owed;
  }
  return { market: { protocol: "morpho-blue", name: "WBTC/USDC 86%", morpho: accounts.morpho, id }, setPrice, health };
}

scenario("positions of Aave and Morpho are watched together, the worst first", { path: "blank" }, async (world) => {
  const { chain, page } = world;
  const account = chain.borrower("watch");
  const morpho = await borrowOnMorpho(world, account);
  const deployment = { ...chain.deployment, markets: [...chain.deployment.markets, morpho.market] };
  await page.route("**/demo/deployment.json", (route) => route.fulfill({ json: deployment }));
  await openHost(world, watching(world, "watch"));

  const cards = page.locator("margin-call").getByRole("article");
  const card = (name) => cards.filter({ has: page.getByRole("heading", { name }) });
  const fact = (name, within) => widgetOf(page).fact(name, within);
  const isolated = card("Morpho Blue · WBTC/USDC 86%");
  const behind = (name) => page.locator("margin-call").getByRole("region", { name: `${name}: details` });
  const [ofAave, ofIsolated] = [behind("Aave v3 · Local"), behind("Morpho Blue · WBTC/USDC 86%")];
  const worstIs = (name) => cards.first().getByRole("heading", { name }).waitFor();
  await isolated.waitFor();
  // Aave's is nearer to liquidation.
  await worstIs("Aave v3 · Local");

  await open(isolated);
  await ofIsolated.getByRole("button", { name: "WBTC", exact: true }).click();
  // Each has its own terms, and the health that its own contracts give.
  const healthy = await morpho.health();
  await reads(fact("Health factor, all digits", ofIsolated), formatUnits(healthy, 18));
  await reads(fact("Health factor, all digits", ofAave), await exactHealth(chain, account));
  await reads(fact("Liquidation loan-to-value (LLTV)", ofIsolated), "86.0%");
  await reads(fact("Market id", ofIsolated), morpho.market.id);
  await reads(fact("Debt, in all", page.locator("margin-call")), /^\$/);

  // Bitcoin falls on Morpho's oracle alone: its position is the worst now, and is called.
  await morpho.setPrice(36_000);
  await world.later(4);
  await reads(fact("Health factor, all digits", ofIsolated), formatUnits(await morpho.health(), 18));
  await isolated.getByText("Urgent", { exact: true }).first().waitFor();
  await worstIs("Morpho Blue · WBTC/USDC 86%");
});

for (const [symbol, way] of [["USDC", /^Repay USDC/], ["WBTC", /^Add WBTC as collateral/]]) {
  scenario(`a position on Morpho Blue is restored with ${symbol}: what was shown, and nothing else`, { chains: 2 }, async (world) => {
    const { second, wallet, widget } = world;
    const chain = second.chain;
    const account = chain.borrower("demo");
    await connect(world);
    await wallet.moveTo("0x7a6a");
    const position = widget.position.filter({ hasText: "Morpho Blue" });
    await open(position);
    await position.getByRole("button", { name: "Top up…" }).click();
    await widget.topUp.way(way).check();
    await review(world);
    const spoken = clean(await widget.topUp.panel.textContent()).toLowerCase();
    const [{ morpho }] = chain.deployment.markets;
    for (const part of [chain.asset(symbol).address, morpho, account, "Local chain 31338 (31338)"]) {
      assert.ok(spoken.includes(part.toLowerCase()), `the review says ${part}`);
    }
    const [amount] = /[\d,.]+(?= \w+)/.exec(clean(await widget.topUp.sentences.first().textContent()).replace(/^\D+/, ""));
    const units = parseUnits(amount.replaceAll(",", ""), chain.asset(symbol).decimals);
    const tokens = () => Promise.all([balance(chain, symbol, account), permission(chain, symbol, account, morpho)]);
    const [held] = await tokens();
    await sign(world, "1 of 2");
    await widget.topUp.button("Sign in wallet (2 of 2)").waitFor();
    assert.deepEqual(await tokens(), [held, units], "the permission is exact");
    await sign(world, "2 of 2");
    await done(world);
    assert.deepEqual(await tokens(), [held - units, 0n], "what was shown was taken, and nothing may be any more");
    const health = await chain.health(account);
    assert.ok(health >= wad("1.5") && health < wad("1.501"), `restored, and no more than that: ${health}`);
  });
}
