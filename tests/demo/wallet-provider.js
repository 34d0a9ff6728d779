// An EIP-1193 provider over the local chains. It behaves as a browser wallet does: nothing is signed
// and nobody is connected without a person's answer.

import { AT_ONCE, atOnce } from "./wallet-at-once.js";
import { SIGNS, typedData } from "./wallet-typed.js";

const STORED = "demo-wallet";

// Asked of the chain as they are; everything else is answered here or refused.
const READS = /^(eth_(blockNumber|call|createAccessList|estimateGas|feeHistory|gasPrice|get\w+|maxPriorityFeePerGas|blobBaseFee|simulateV1|syncing)|net_version|web3_clientVersion)$/;

/** An error with a code, as EIP-1193 and EIP-1474 number them. */
export function providerError(code, message, data) {
  return Object.assign(new Error(message), { code, ...(data === undefined ? {} : { data }) });
}

// What a person decides about their money.
const DECISIONS = ["eth_sendTransaction", "wallet_sendCalls", "eth_signTypedData_v4"];

const rejected = () => providerError(4001, "The request was rejected in the wallet");

/**
 * `ready` resolves to the first account's `address` and the `networks`, of wallet-chains.js; `ask` has
 * a question for each thing a person decides, resolving to whether they agreed.
 */
export function createProvider({ ready, ask }) {
  const listeners = new Map();
  const state = { connected: false, address: null, chainId: null, online: true, atOnce: "unsupported", signs: "yes", ...stored() };
  let networks;
  let lastId = 0;
  let connecting = false;
  let mishap = null;

  const opened = ready.then((opening) => {
    networks = opening.networks;
    state.address ??= opening.address;
    if (!networks.has(state.chainId)) [state.chainId] = networks.keys();
  });

  const emit = (event, value) => [...(listeners.get(event) ?? [])].forEach((listener) => listener(value));
  const accounts = () => (state.connected && state.online ? [state.address.toLowerCase()] : []);

  function change(changes) {
    Object.assign(state, changes);
    const { connected, address, chainId, atOnce, signs } = state;
    sessionStorage.setItem(STORED, JSON.stringify({ connected, address, chainId, atOnce, signs }));
    dispatchEvent(new CustomEvent("demo-wallet-change", { detail: { ...state } }));
  }

  /** The network where the wallet is, if there is a way to it. */
  function here() {
    const network = networks.get(state.chainId);
    if (!network.rpcUrl) throw providerError(4901, `The demo wallet has no connection to ${network.name}`);
    return network;
  }

  async function forward({ rpcUrl }, method, params = []) {
    const request = { jsonrpc: "2.0", id: ++lastId, method, params };
    let response;
    try {
      response = await fetch(rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) });
    } catch (error) {
      throw providerError(-32603, `The wallet's endpoint did not answer: ${error.message}`);
    }
    if (!response.ok) throw providerError(-32603, `The wallet's endpoint answered ${response.status}`);
    const answer = await response.json().catch(() => null);
    if (answer?.id !== request.id) throw providerError(-32603, "The wallet's endpoint answered with something else");
    if (answer.error) throw providerError(answer.error.code, answer.error.message, answer.error.data);
    return answer.result;
  }

  async function connect() {
    if (state.connected) return accounts();
    if (connecting) throw providerError(-32002, "A connection request is already waiting in the wallet");
    connecting = true;
    try {
      if (!(await ask.connect())) throw rejected();
    } finally {
      connecting = false;
    }
    change({ connected: true });
    emit("accountsChanged", accounts());
    return accounts();
  }

  async function switchChain([target] = []) {
    const chainId = target?.chainId?.toLowerCase?.();
    if (!chainId) throw providerError(-32602, "A chain id is needed");
    if (!networks.has(chainId)) throw providerError(4902, `The wallet does not know chain ${chainId}`);
    if (chainId === state.chainId) return null;
    if (!(await ask.switchChain(chainId))) throw rejected();
    moveTo(chainId);
    return null;
  }

  function moveTo(chainId) {
    change({ chainId });
    emit("chainChanged", chainId);
  }

  async function send([transaction] = []) {
    authorise(transaction?.from);
    if (transaction.chainId && BigInt(transaction.chainId) !== BigInt(state.chainId)) {
      throw providerError(-32602, "The transaction is for another chain than the wallet's");
    }
    const network = here();
    if (!(await ask.send(transaction, await estimate(network, transaction), network))) throw rejected();
    // Between the question and the answer a person may have moved the wallet elsewhere.
    authorise(transaction.from);
    if (here() !== network) throw providerError(4901, "The wallet has left the chain of this transaction");
    return forward(network, "eth_sendTransaction", [transaction]);
  }

  async function estimate(network, transaction) {
    try {
      return { gas: BigInt(await forward(network, "eth_estimateGas", [transaction])) };
    } catch (error) {
      return { failure: error };
    }
  }

  async function sign(method, [message, address] = []) {
    authorise(address);
    const network = here();
    if (!(await ask.sign(method, message))) throw rejected();
    return forward(network, method, [message, address]);
  }

  function authorise(address) {
    if (accounts()[0] !== address?.toLowerCase?.()) throw providerError(4100, "This account has not been connected to this page");
  }

  function disconnect() {
    if (!state.connected) return null;
    change({ connected: false });
    emit("accountsChanged", []);
    return null;
  }

  const permissions = () => accounts().map((address) => ({
    parentCapability: "eth_accounts",
    caveats: [{ type: "restrictReturnedAccounts", value: [address] }],
  }));

  const methods = {
    eth_requestAccounts: connect,
    eth_accounts: () => accounts(),
    eth_chainId: () => state.chainId,
    wallet_switchEthereumChain: switchChain,
    wallet_getPermissions: () => permissions(),
    wallet_requestPermissions: async () => (await connect(), permissions()),
    wallet_revokePermissions: () => disconnect(),
    eth_sendTransaction: send,
    ...atOnce({ state, here, forward, authorise, estimate, ask, fail: providerError, rejected }),
    personal_sign: (params) => sign("personal_sign", params),
    ...typedData({ state, here, forward, authorise, ask, fail: providerError, rejected }),
  };

  async function request({ method, params } = {}) {
    if (typeof method !== "string") throw providerError(-32600, "A request needs a method");
    await opened;
    if (!state.online) throw providerError(4900, "The wallet is disconnected from every chain");
    if (mishap && DECISIONS.includes(method)) return misreport(methods[method](params));
    if (Object.hasOwn(methods, method)) return methods[method](params);
    if (!READS.test(method)) throw providerError(4200, `The wallet does not support ${method}`);
    return forward(here(), method, params);
  }

  /** Does what its person decides, and says something else of it, as wallets do that fail on the way back. */
  async function misreport(decided) {
    const { message, ...parts } = mishap;
    mishap = null;
    await Promise.allSettled([decided]);
    throw Object.assign(new Error(message), parts);
  }

  const provider = {
    request,
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(listener);
      return provider;
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };

  /** What a person does in the wallet itself rather than through the page. */
  const hands = {
    state,
    moveTo,
    disconnect,
    choose(address) {
      change({ address });
      if (state.connected) emit("accountsChanged", accounts());
    },
    setAtOnce: (atOnce) => change({ atOnce }),
    setSigns: (signs) => change({ signs }),
    /** The next decision is answered with this error, whatever it is: `message`, `code` and what else errors have. */
    misreportNext: (error) => (mishap = error),
    setOnline(online) {
      change({ online });
      if (online) emit("connect", { chainId: state.chainId });
      else emit("disconnect", providerError(4900, "The wallet lost its connection to every chain"));
    },
  };
  return { provider, hands };
}

// Per tab, so that a reload finds its connection and a new tab asks for its own.
function stored() {
  try {
    const { connected, address, chainId, atOnce, signs } = JSON.parse(sessionStorage.getItem(STORED));
    if (!/^0x[0-9a-fA-F]{40}$/.test(address) || !AT_ONCE.includes(atOnce) || !SIGNS.includes(signs)) return {};
    return { connected: connected === true, address, chainId, atOnce, signs };
  } catch {
    return {};
  }
}
