// Morpho Blue has no word for an account's health. This makes it from the contract's own words, with
// the interest accrued that is due at the head.
import { decodeFunctionResult, encodeFunctionData, parseAbi } from "viem";
import { MULTICALL3 } from "./multicall3.mjs";

const ABI = parseAbi([
  "struct MarketParams { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }",
  "struct Call { address target; bytes callData; }",
  "function accrueInterest(MarketParams params)",
  "function market(bytes32 id) view returns (uint128 supplyAssets, uint128 supplyShares, uint128 borrowAssets, uint128 borrowShares, uint128 lastUpdate, uint128 fee)",
  "function position(bytes32 id, address account) view returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral)",
  "function price() view returns (uint256)",
  "function aggregate(Call[] calls) returns (uint256 blockNumber, bytes[] results)",
]);

const WAD = 10n ** 18n;
const PRICE_SCALE = 10n ** 36n;
const VIRTUAL_ASSETS = 1n;
const VIRTUAL_SHARES = 1_000_000n;
const NO_DEBT = 2n ** 256n - 1n;

/** The health factor of `account` in the market with `params`, as a wad. */
export async function morphoHealth(rpc, { morpho, id }, params, account) {
  // In one call, which nobody sends: what it accrues is gone after it.
  const asked = [
    [morpho, "accrueInterest", [params]],
    [morpho, "market", [id]],
    [morpho, "position", [id, account]],
    [params.oracle, "price", []],
  ];
  const calls = asked.map(([target, functionName, args]) => ({ target, callData: encodeFunctionData({ abi: ABI, functionName, args }) }));
  const data = encodeFunctionData({ abi: ABI, functionName: "aggregate", args: [calls] });
  const result = await rpc.call("eth_call", [{ to: MULTICALL3, data }, "latest"]);
  const [, results] = decodeFunctionResult({ abi: ABI, functionName: "aggregate", data: result });
  const [, market, position, price] = asked.map(([, functionName], index) => decodeFunctionResult({ abi: ABI, functionName, data: results[index] }));

  const [, , borrowAssets, borrowShares] = market;
  const [, shares, collateral] = position;
  if (shares === 0n) return NO_DEBT;
  const owed = dividedUp(shares * (borrowAssets + VIRTUAL_ASSETS), borrowShares + VIRTUAL_SHARES);
  const most = (((collateral * price) / PRICE_SCALE) * BigInt(params.lltv)) / WAD;
  return (most * WAD) / owed;
}

const dividedUp = (a, b) => (a + b - 1n) / b;
