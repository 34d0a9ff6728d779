// Questions to the chain that tests ask past the page, so that both answers can be compared.
import { decodeFunctionResult, encodeFunctionData, formatUnits, parseAbi } from "viem";

const ABI = parseAbi([
  "function allowance(address owner, address spender) view returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "function getReserveVariableDebtToken(address asset) view returns (address)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function setReservePause(address asset, bool paused)",
]);

const WAD = 10n ** 18n;

/** A decimal number as a wad. */
export function wad(text) {
  const [whole, fraction = ""] = String(text).split(".");
  return BigInt(whole) * WAD + BigInt(fraction.padEnd(18, "0"));
}

/** A health factor as it is to be shown: cut, three digits below 1.3 and two elsewhere. */
export function shownHealth(healthWad) {
  const digits = healthWad < wad("1.3") ? 3 : 2;
  const [whole, fraction = ""] = formatUnits(healthWad, 18).split(".");
  return `${whole}.${fraction.padEnd(digits, "0").slice(0, digits)}`;
}

async function read(chain, to, functionName, args) {
  const data = encodeFunctionData({ abi: ABI, functionName, args });
  const result = await chain.rpc.call("eth_call", [{ to, data }, "latest"]);
  return decodeFunctionResult({ abi: ABI, functionName, data: result });
}

export const poolOf = (chain) => chain.deployment.markets[0].pool;

/** What `spender` may still take of a token. */
export const permission = (chain, symbol, owner, spender) => read(chain, chain.asset(symbol).address, "allowance", [owner, spender]);

/** What the pool may still take of a token. */
export const allowance = (chain, symbol, owner) => permission(chain, symbol, owner, poolOf(chain));

/** What an account holds of a token. */
export const balance = (chain, symbol, account) => read(chain, chain.asset(symbol).address, "balanceOf", [account]);

/** What an account has of the chain's coin. */
export const coinOf = async (chain, account) => BigInt(await chain.rpc.call("eth_getBalance", [account, "latest"]));

/** Has an account have so much of the chain's coin. */
export const coinIs = (chain, account, amount) => chain.rpc.call("anvil_setBalance", [account, `0x${amount.toString(16)}`]);

/** Has an account give a token away. */
export async function give(chain, symbol, account, amount) {
  const data = encodeFunctionData({ abi: ABI, functionName: "transfer", args: [chain.accounts.owner, amount] });
  await chain.rpc.call("eth_sendTransaction", [{ from: account, to: chain.asset(symbol).address, data }]);
}

/** What an account owes of a token. */
export async function debt(chain, symbol, account) {
  const token = await read(chain, poolOf(chain), "getReserveVariableDebtToken", [chain.asset(symbol).address]);
  return read(chain, token, "balanceOf", [account]);
}

/** The health that the chain gives now. */
export const health = async (chain, account) => (await chain.userAccountData(account)).healthFactor;

/** Pauses a reserve, as the market's owner may; paid so well that it goes before what waits. */
export async function pause(chain, symbol) {
  const { owner, configurator } = chain.accounts;
  const data = encodeFunctionData({ abi: ABI, functionName: "setReservePause", args: [chain.asset(symbol).address, true] });
  await chain.rpc.call("eth_sendTransaction", [{ from: owner, to: configurator, data, gas: "0x1e8480", gasPrice: "0x174876e800" }]);
}

/** The greatest price of `symbol` at which the chain gives `account` a health of at most `most`. */
export async function priceFor(chain, account, symbol, most) {
  const target = wad(most);
  let [low, high] = [0n, (await chain.price(symbol)) * 4n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    const { healthFactor } = await chain.userAccountData(account, "latest", { [symbol]: middle });
    if (healthFactor <= target) low = middle;
    else high = middle;
  }
  return low;
}

/** The same with all its digits, as it is to be shown. */
export const exactHealth = async (chain, account) => formatUnits(await health(chain, account), 18);
