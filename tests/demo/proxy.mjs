// The page's way to the chain, which can be broken on purpose: endpoints fail, hang and lie.

/** How the proxy can be broken. */
export const FAULTS = ["fail", "hang", "garbage", "not-json"];

/**
 * `answer(body, response)` forwards one JSON-RPC request or batch. `breakFor(kind, seconds)` spoils
 * every answer for a while (without seconds: until `repair()`); `fault()` says what is broken.
 */
export function proxyOf(rpcUrl) {
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

  async function answer(body, response) {
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

function reply(response, status, type, text) {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
}
