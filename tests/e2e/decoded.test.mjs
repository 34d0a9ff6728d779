// Every kind of step that the demo's chains offer: what went into blocks, read by another library, is what
// was shown, to the last unit and the last byte, and so much has left the wallet.
import assert from "node:assert/strict";
import { decodeFunctionData, encodeFunctionData, maxUint256, parseAbi, parseUnits } from "viem";
import { connect, review, sign, signPermission } from "./acts.mjs";
import { balance } from "./chain.mjs";
import { open } from "./people.mjs";
import { resetFirst } from "./reset-first.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const ABI = parseAbi([
  "function approve(address spender, uint256 amount)",
  "function deposit() payable",
  "function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)",
  "function supplyWithPermit(address asset, uint256 amount, address onBehalfOf, uint16 referralCode, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS)",
  "function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf)",
  "function repayWithPermit(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS)",
  "function repayWithATokens(address asset, uint256 amount, uint256 interestRateMode)",
  "function setUserUseReserveAsCollateral(address asset, bool useAsCollateral)",
  "function setUserEMode(uint8 categoryId)",
  "function depositETH(address pool, address onBehalfOf, uint16 referralCode) payable",
  "function repayETH(address pool, uint256 amount, address onBehalfOf) payable",
  "struct MarketParams { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }",
  "function supplyCollateral(MarketParams marketParams, uint256 assets, address onBehalf, bytes data)",
  "function repay(MarketParams marketParams, uint256 assets, uint256 shares, address onBehalf, bytes data)",
  "function position(bytes32 id, address user) view returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral)",
  "function mint(uint256 amount)",
]);

const VARIABLE = 2n;
const NO_REFERRAL = 0;

/**
 * Each: whose position, the way out of it, to which `target` or by which `amount`; what is `paid`; and the
 * `calls`, `[to, name, arguments, value]`, by what is `shown`, an amount for each step.
 */
const STEPS = {
  "a repayment after its approval": {
    borrower: "call", way: /^Repay USDC/, target: "1.2", paid: "USDC",
    calls: ({ pool, USDC, account, shown: [allowed, repaid] }) => [[USDC, "approve", [pool, allowed]], [pool, "repay", [USDC, repaid, VARIABLE, account]]],
  },
  "a supply after its approval": {
    borrower: "call", way: /^Add WETH as collateral/, target: "1.2", paid: "WETH",
    calls: ({ pool, WETH, account, shown: [allowed, supplied] }) => [[WETH, "approve", [pool, allowed]], [pool, "supply", [WETH, supplied, account, NO_REFERRAL]]],
  },
  "a repayment of everything": {
    borrower: "demo", way: /^Repay USDC/, amount: "100000", paid: "USDC", all: true,
    calls: ({ pool, USDC, account, shown: [allowed] }) => [[USDC, "approve", [pool, allowed]], [pool, "repay", [USDC, maxUint256, VARIABLE, account]]],
  },
  "a repayment by a permission": {
    borrower: "call", way: /^Repay USDC/, target: "1.2", paid: "USDC", permit: true,
    calls: ({ pool, USDC, account, shown: [, repaid], signed }) => [[pool, "repayWithPermit", [USDC, repaid, VARIABLE, account, ...signed]]],
  },
  "a supply by a permission": {
    borrower: "urgent", way: /^Add WBTC as collateral/, target: "1.1", paid: "WBTC", permit: true,
    calls: ({ pool, WBTC, account, shown: [, supplied], signed }) => [[pool, "supplyWithPermit", [WBTC, supplied, account, NO_REFERRAL, ...signed]]],
  },
  "a repayment over a permission that is taken away first": {
    borrower: "allowance", way: /^Repay USDC/, amount: "4000", paid: "USDC", before: ({ chain }) => resetFirst(chain, "USDC"),
    calls: ({ pool, USDC, account, shown: [, allowed, repaid] }) => [[USDC, "approve", [pool, 0n]], [USDC, "approve", [pool, allowed]], [pool, "repay", [USDC, repaid, VARIABLE, account]]],
  },
  "a repayment out of the supply": {
    borrower: "same-asset", way: /^Repay USDC out of your supply/, target: "1.2",
    calls: ({ pool, USDC, shown: [repaid] }) => [[pool, "repayWithATokens", [USDC, repaid, VARIABLE]]],
  },
  "a supply that is to count": {
    borrower: "idle-supply", way: /^Let your USDC count as collateral/, target: "1.2",
    calls: ({ pool, USDC }) => [[pool, "setUserUseReserveAsCollateral", [USDC, true]]],
  },
  "an e-mode": {
    borrower: "e-mode-open", way: /^Switch to e-mode 1/, target: "1.2",
    calls: ({ pool }) => [[pool, "setUserEMode", [1]]],
  },
  "a supply of coin": {
    borrower: "call", way: /^Add ETH as collateral/, target: "1.2",
    calls: ({ pool, gateway, account, shown: [supplied] }) => [[gateway, "depositETH", [pool, account, NO_REFERRAL], supplied]],
  },
  "a repayment with coin": {
    borrower: "e-mode-open", way: /^Repay WETH with ETH/, target: "1.2",
    calls: ({ pool, gateway, account, shown: [repaid] }) => [[gateway, "repayETH", [pool, repaid, account], repaid]],
  },
  "coin that is made into its token": {
    borrower: "e-mode-open", way: /^Repay WETH(?! with)/, target: "1.5", paid: "WETH", made: 0,
    calls: ({ pool, WETH, account, shown: [made, allowed, repaid] }) => [[WETH, "deposit", undefined, made], [WETH, "approve", [pool, allowed]], [pool, "repay", [WETH, repaid, VARIABLE, account]]],
  },
  "Morpho’s collateral": {
    morpho: true, borrower: "demo", way: /^Add WBTC as collateral/, target: "1.5", paid: "WBTC",
    calls: ({ morpho, params, WBTC, account, shown: [allowed, supplied] }) => [[WBTC, "approve", [morpho, allowed]], [morpho, "supplyCollateral", [params, supplied, account, "0x"]]],
  },
  "a repayment to Morpho": {
    morpho: true, borrower: "demo", way: /^Repay USDC/, target: "1.5", paid: "USDC",
    calls: ({ morpho, params, USDC, account, shown: [allowed, repaid] }) => [[USDC, "approve", [morpho, allowed]], [morpho, "repay", [params, repaid, 0n, account, "0x"]]],
  },
  "a repayment of everything to Morpho, by its shares": {
    morpho: true, borrower: "demo", way: /^Repay USDC/, amount: "100000", paid: "USDC", all: true, mint: "60000",
    calls: ({ morpho, params, USDC, account, shown: [allowed], shares }) => [[USDC, "approve", [morpho, allowed]], [morpho, "repay", [params, 0n, shares, account, "0x"]]],
  },
};

for (const [name, step] of Object.entries(STEPS)) {
  scenario(`${name}: what is mined is what was shown`, { chains: step.morpho ? 2 : 1 }, async (world) => {
    const chain = step.morpho ? world.second.chain : world.chain;
    const account = chain.borrower(step.borrower).toLowerCase();
    await step.before?.(world);
    if (step.mint) await mint(chain, step.paid, account, step.mint);
    await atChoice(world, step);
    const { topUp } = world.widget;
    if (step.target) await topUp.restoreTo(step.target);
    await topUp.way(step.way).check();
    if (step.amount) await topUp.takesExactly(step.amount);
    const shares = step.morpho && (await sharesOf(chain, account));
    await review(world, { permit: step.permit });
    const said = (await topUp.sentences.allTextContents()).map(clean);
    const held = step.paid && (await balance(chain, step.paid, account));
    const from = (await chain.head()).number;
    await signAll(world, said.length, step.permit);
    await reads(topUp.heading, "Topped up");

    const shown = said.map((one) => amountIn(chain, one));
    const mined = await callsOf(chain, account, from);
    const signed = step.permit ? mined.at(-1).args.slice(-4) : [];
    const expected = step.calls({ ...placesOf(chain), account, shown, shares, signed });
    assert.deepEqual(mined, expected.map(([to, functionName, args, value = 0n]) => ({ to, functionName, args, value })));
    if (step.paid) {
      const left = held - (await balance(chain, step.paid, account));
      const paid = shown[step.all ? 0 : shown.length - 1] - (step.made === undefined ? 0n : shown[step.made]);
      // Of everything so much was allowed as may be owed by the last moment; it is taken as of the moment.
      if (step.all) assert.ok(left > 0n && left <= paid && paid - left < paid / 10_000n, `${left} of ${paid}`);
      else assert.equal(left, paid);
    }
  });
}

async function atChoice(world, { borrower, morpho }) {
  const { wallet, widget } = world;
  await connect(world, borrower);
  if (!morpho) return widget.button("Top up…").click();
  await wallet.moveTo("0x7a6a");
  const position = widget.position.filter({ hasText: "Morpho Blue" });
  await open(position);
  await position.getByRole("button", { name: "Top up…" }).click();
}

async function signAll(world, count, permit) {
  for (let step = 1; step <= count; step += 1) {
    const which = count === 1 ? "" : `${step} of ${count}`;
    await (permit && step === 1 ? signPermission(world, which) : sign(world, which));
  }
}

/** The amount that a sentence names, in units of its token. */
function amountIn(chain, sentence) {
  const found = /([\d,]+(?:\.\d+)?) ([A-Za-z]+)/.exec(sentence);
  if (!found) return undefined;
  const [, amount, symbol] = found;
  const known = chain.accounts.assets.find((asset) => asset.symbol === symbol);
  if (!known && symbol !== "ETH") return undefined;
  return parseUnits(amount.replaceAll(",", ""), known?.decimals ?? 18);
}

/** The addresses of the contracts and tokens of a chain, in small letters. */
function placesOf({ accounts, deployment }) {
  const [{ pool, wrappedTokenGateway: gateway, morpho }] = deployment.markets;
  const tokens = accounts.assets.map(({ symbol, address }) => [symbol, address]);
  const places = Object.entries({ pool, gateway, morpho, ...Object.fromEntries(tokens) }).filter(([, address]) => address);
  return { ...Object.fromEntries(places.map(([name, address]) => [name, address.toLowerCase()])), params: accounts.params && paramsOf(accounts.params) };
}

const paramsOf = ({ loanToken, collateralToken, oracle, irm, lltv }) => small({ loanToken, collateralToken, oracle, irm, lltv: BigInt(lltv) });

/** The calls of an account after a block, in their order. No byte is left over that a call does not say. */
async function callsOf(chain, account, after) {
  const calls = [];
  const { number } = await chain.head();
  for (let block = after + 1; block <= number; block += 1) {
    const { transactions } = await chain.rpc.call("eth_getBlockByNumber", [`0x${block.toString(16)}`, true]);
    for (const { from, to, input, value } of transactions) {
      if (from !== account) continue;
      const { functionName, args } = decodeFunctionData({ abi: ABI, data: input });
      assert.equal(encodeFunctionData({ abi: ABI, functionName, args }), input);
      calls.push({ to, functionName, args: small(args), value: BigInt(value) });
    }
  }
  return calls;
}

/** The same with its addresses in small letters. */
function small(value) {
  if (typeof value === "string") return value.toLowerCase();
  if (Array.isArray(value)) return value.map(small);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, small(inner)]));
  return value;
}

async function mint(chain, symbol, account, whole) {
  const { address, decimals } = chain.asset(symbol);
  const data = encodeFunctionData({ abi: ABI, functionName: "mint", args: [parseUnits(whole, decimals)] });
  const hash = await chain.rpc.call("eth_sendTransaction", [{ from: account, to: address, data }]);
  await eventually("it is minted", () => chain.rpc.call("eth_getTransactionReceipt", [hash]));
}

/** What an account owes on Morpho, in shares. */
async function sharesOf(chain, account) {
  const [{ morpho, id }] = chain.deployment.markets;
  const data = encodeFunctionData({ abi: ABI, functionName: "position", args: [id, account] });
  const answer = await chain.rpc.call("eth_call", [{ to: morpho, data }, "latest"]);
  return BigInt(`0x${answer.slice(66, 130)}`);
}
