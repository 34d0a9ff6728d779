// One wallet, for both pages alike.

/** How the wallet calls itself. */
export const WALLET = { name: "Bench wallet", rdns: "bench.margin-call.wallet" };

// As an extension injects it: announced by EIP-6963, one account, which
// this page may see already. Put into the page before its own scripts; it must stand alone.
export function installWallet({ account, chainId, rpc, name, rdns }) {
  const granted = [{ parentCapability: "eth_accounts", caveats: [{ type: "restrictReturnedAccounts", value: [account] }] }];
  const answers = {
    eth_accounts: () => [account],
    eth_requestAccounts: () => [account],
    eth_chainId: () => `0x${chainId.toString(16)}`,
    net_version: () => String(chainId),
    wallet_getPermissions: () => granted,
    wallet_requestPermissions: () => granted,
  };
  let lastId = 0;

  async function request({ method, params = [] }) {
    if (answers[method]) return answers[method]();
    const response = await fetch(rpc, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++lastId, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
    return result;
  }

  // Nobody touches this wallet: it has nothing to tell.
  const provider = { request, on: () => provider, removeListener: () => provider };
  const info = Object.freeze({
    uuid: "3c0f4a52-9b1d-4a6e-8f0e-51d2c7a90b64",
    name,
    rdns,
    icon: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/%3E",
  });
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
}
