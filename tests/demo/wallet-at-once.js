// Several calls as one, all or none (EIP-5792): the account is delegated to Multicall3 (EIP-7702) and
// calls itself. Only for a chain that is thrown away: whoever likes can call such an account.

const MULTICALL3 = "0xca11bde05977b3631167028862be2a173976ca11";
const DELEGATED = `0xef0100${MULTICALL3.slice(2)}`;
const VERSION = "2.0.0";
const STORED = "demo-wallet-calls";

/** What the wallet may say of it: that it does not, that it would change the account first, that it does. */
export const AT_ONCE = ["unsupported", "ready", "supported"];

/**
 * The methods of EIP-5792. `wallet` has the `state`, its network `here`, `forward` to the node, `authorise`
 * for an account, `estimate` of a transaction; `ask.sendCalls` puts the question; `fail` makes an error of
 * a code, `rejected` the one of a person who declines.
 */
export function atOnce({ state, here, forward, authorise, estimate, ask, fail, rejected }) {
  const taken = new Map(stored());
  const unsupported = (method) => fail(4200, `The wallet does not support ${method}`);

  function take(id, call) {
    taken.set(id, call);
    sessionStorage.setItem(STORED, JSON.stringify([...taken]));
  }

  /** The account as one that can, as a transaction with its signed authorization would leave it. */
  async function upgrade(network, account) {
    if ((await forward(network, "eth_getCode", [account, "latest"])) === DELEGATED) return;
    await forward(network, "anvil_setCode", [account, DELEGATED]);
  }

  async function sendCalls([asked] = []) {
    if (state.atOnce === "unsupported") throw unsupported("wallet_sendCalls");
    const { version, id, from, chainId, atomicRequired, calls } = asked ?? {};
    authorise(from);
    if (version !== VERSION || !Array.isArray(calls) || typeof atomicRequired !== "boolean") throw fail(-32602, "Calls are not asked for like this");
    if (BigInt(chainId) !== BigInt(state.chainId)) throw fail(5710, "The calls are for another chain than the wallet's");
    if (taken.has(id)) throw fail(5720, "The wallet has calls of this name already");
    const network = here();
    const sum = calls.reduce((sum, { value }) => sum + BigInt(value ?? 0), 0n);
    const transaction = { from, to: from, data: asOne(calls), value: `0x${sum.toString(16)}` };
    const upgrades = state.atOnce === "ready";
    const agreed = await ask.sendCalls(calls.map((call) => ({ ...call, from })), network, upgrades);
    if (!agreed) throw rejected();
    authorise(from);
    if (here() !== network) throw fail(4901, "The wallet has left the chain of these calls");
    await upgrade(network, from);
    const { gas, failure } = await estimate(network, transaction);
    if (failure) throw failure;
    // More than is estimated: what a refund gives back is needed first.
    const limit = `0x${((gas * 3n) / 2n).toString(16)}`;
    const hash = await forward(network, "eth_sendTransaction", [{ ...transaction, gas: limit }]);
    take(id, { chainId: state.chainId, hash });
    return { id };
  }

  async function callsStatus([id] = []) {
    if (state.atOnce === "unsupported") throw unsupported("wallet_getCallsStatus");
    const call = taken.get(id);
    if (!call) throw fail(5730, "The wallet knows no calls of this name");
    const { chainId, hash } = call;
    const receipt = await forward(here(), "eth_getTransactionReceipt", [hash]);
    const told = { version: VERSION, id, chainId, atomic: true };
    if (!receipt) return { ...told, status: 100 };
    const { logs, status, blockHash, blockNumber, gasUsed, transactionHash } = receipt;
    const receipts = [{ logs, status, blockHash, blockNumber, gasUsed, transactionHash }];
    return { ...told, status: status === "0x1" ? 200 : 500, receipts };
  }

  function capabilities([account, chains = [state.chainId]] = []) {
    authorise(account);
    return Object.fromEntries(chains.map((chain) => [chain, { atomic: { status: state.atOnce } }]));
  }

  return { wallet_getCapabilities: capabilities, wallet_sendCalls: sendCalls, wallet_getCallsStatus: callsStatus };
}

/** `aggregate3Value` of Multicall3, no call of which may fail. */
export function asOne(calls) {
  const word = (number) => BigInt(number).toString(16).padStart(64, "0");
  const tails = calls.map(({ to, data = "0x", value }) => {
    const bytes = data.slice(2);
    const padded = bytes.padEnd(Math.ceil(bytes.length / 64) * 64, "0");
    return word(to) + word(0) + word(value ?? 0) + word(128) + word(bytes.length / 2) + padded;
  });
  let offset = 32 * calls.length;
  const heads = tails.map((tail) => {
    const at = word(offset);
    offset += tail.length / 2;
    return at;
  });
  return `0x174dea71${word(32)}${word(calls.length)}${heads.join("")}${tails.join("")}`;
}

// Per tab, so that a reload finds what was asked for before it.
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? [];
  } catch {
    return [];
  }
}
