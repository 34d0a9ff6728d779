// The page's way to the chain, which can be broken on purpose: endpoints fail, hang and lie.

/** How the proxy can be broken. */
export const FAULTS = ["fail", "hang", "garbage", "not-json", "lie", "conspire", "small"];

// More calls than this in one batch are refused by an endpoint that is "small".
const SMALL_CALLS = 30n;

/**
 * `answer(body, response, isWallet)` forwards one JSON-RPC request or batch. A "lie" is told to the
 * page alone, and not to the wallet, which has a node of its own; where they "conspire" to both. `breakFor(kind, seconds)` spoils
 * every answer for a while (without seconds: until `repair()`); `fault()` says what is broken.
 * `flattery()` gives the overrides of state by which it lies: prices that are too high.
 */
export function proxyOf(rpcUrl, flattery) {
  let fault = null;
  let timer;
  const hanging = new Set();

  function repair() {
    clearTimeout(timer);
    fault = null;
    // Those left hanging never hear from us, as from an endpoint that died.
    hanging.forEach((response) => response.destroy());
    hanging.clear();
  }

  function breakFor(kind, seconds) {
    if (!FAULTS.includes(kind)) throw new Error(`no fault ${kind}: ${FAULTS.join(", ")}`);
    repair();
    fault = { kind, until: seconds ? Date.now() + seconds * 1000 : null };
    if (seconds) timer = setTimeout(repair, seconds * 1000).unref();
  }

  async function answer(body, response, isWallet) {
    switch (fault?.kind) {
      case "fail":
        return reply(response, 503, "text/plain", "service unavailable (made to fail by the market desk)\n");
      case "hang":
        return hanging.add(response);
      case "garbage":
        return reply(response, 200, "application/json", JSON.stringify(garbled(body)));
      case "not-json":
        return reply(response, 200, "text/html", "<!doctype html><title>Sign in to the network</title>");
    }
    if (fault?.kind === "small" && callsIn(body) > SMALL_CALLS) {
      const { id } = JSON.parse(body);
      const error = { code: -32000, message: "gas required exceeds allowance" };
      return reply(response, 200, "application/json", JSON.stringify({ jsonrpc: "2.0", id, error }));
    }
    if (fault?.kind === "conspire" || (fault?.kind === "lie" && !isWallet)) body = await flattered(body, flattery);
    const upstream = await fetch(rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
    return reply(response, upstream.status, "application/json", await upstream.text());
  }

  return { answer, breakFor, repair, fault: () => fault };
}

// Well-formed JSON-RPC with the right ids, whose results are nonsense.
function garbled(body) {
  const spoil = ({ id = null } = {}) => ({ jsonrpc: "2.0", id, result: "0xdeadbeef" });
  try {
    const request = JSON.parse(body);
    return Array.isArray(request) ? request.map(spoil) : spoil(request);
  } catch {
    return spoil();
  }
}

/** The same call in a state where prices are too high; at the same block, so that all else is true. */
async function flattered(body, flattery) {
  const request = JSON.parse(body);
  if (request.method !== "eth_call") return body;
  const [call, block] = request.params;
  return JSON.stringify({ ...request, params: [call, block, await flattery()] });
}

/** How many calls an `aggregate3(Call3[])` makes: the length of its list. */
function callsIn(body) {
  const { method, params } = JSON.parse(body);
  const data = method === "eth_call" ? params[0].data ?? params[0].input : "0x";
  return data.startsWith("0x82ad56cb") ? BigInt(`0x${data.slice(74, 138)}`) : 0n;
}

function reply(response, status, type, text) {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
}
