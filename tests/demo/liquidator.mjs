// What anyone may do to an account whose health is below 1: repay its greatest debt, take its
// greatest collateral with the bonus. The market's owner does it here, minting what it repays.
import { decodeFunctionResult, encodeFunctionData, parseAbi } from "viem";
import { hex } from "../chain/rpc.mjs";

const ABI = parseAbi([
  "function getReserveAToken(address asset) view returns (address)",
  "function getReserveVariableDebtToken(address asset) view returns (address)",
  "function getUserConfiguration(address user) view returns (uint256)",
  "function getReservesList() view returns (address[])",
  "function liquidationCall(address collateral, address debt, address user, uint256 debtToCover, bool receiveAToken)",
  "function balanceOf(address account) view returns (uint256)",
  "function mint(address account, uint256 amount) returns (bool)",
  "function approve(address spender, uint256 amount) returns (bool)",
]);
const ALL = 2n ** 256n - 1n;
const GAS = hex(3_000_000);

/** Liquidates as much of `account` as one call may; returns a sentence, or throws one. */
export async function liquidate(chain, account) {
  const { rpc, accounts, deployment } = chain;
  const [{ pool }] = deployment.markets;
  const { owner } = accounts;

  const read = async (to, functionName, args = []) => {
    const data = encodeFunctionData({ abi: ABI, functionName, args });
    const result = await rpc.call("eth_call", [{ to, data }, "latest"]);
    return decodeFunctionResult({ abi: ABI, functionName, data: result });
  };
  const call = (to, functionName, args) => ({ from: owner, to, data: encodeFunctionData({ abi: ABI, functionName, args }), gas: GAS });

  const [bits, list] = [await read(pool, "getUserConfiguration", [account]), await read(pool, "getReservesList")];
  const legs = await Promise.all(
    list.map(async (address, id) => {
      const { symbol, decimals } = chain.asset(address);
      const price = await chain.price(symbol);
      const value = async (token) => ((await read(await read(pool, token, [address]), "balanceOf", [account])) * price) / 10n ** BigInt(decimals);
      // Bit 2·id says borrowing, bit 2·id+1 collateral.
      const has = (bit) => ((bits >> BigInt(2 * id + bit)) & 1n) === 1n;
      return {
        symbol,
        address,
        debt: has(0) ? await value("getReserveVariableDebtToken") : 0n,
        collateral: has(1) ? await value("getReserveAToken") : 0n,
      };
    }),
  );
  const greatest = (side) => legs.reduce((best, leg) => (leg[side] > best[side] ? leg : best));
  const [collateral, debt] = [greatest("collateral"), greatest("debt")];

  const supply = 10n ** 30n;
  const attempt = call(pool, "liquidationCall", [collateral.address, debt.address, account, ALL, false]);
  const hashes = [];
  for (const transaction of [call(debt.address, "mint", [owner, supply]), call(debt.address, "approve", [pool, supply]), attempt]) {
    hashes.push(await rpc.call("eth_sendTransaction", [transaction]));
  }
  await chain.mine();
  const receipt = await rpc.call("eth_getTransactionReceipt", [hashes.at(-1)]);
  if (receipt?.status !== "0x1") throw new Error("the pool refused the liquidation: health is not below 1");
  return `Liquidated: ${debt.symbol} repaid by another, ${collateral.symbol} taken`;
}
