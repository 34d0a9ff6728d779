// The smallest JSON-RPC client that the chain scripts need.

/** An error that the node itself answered with, its code and data kept. */
export class RpcError extends Error {
  constructor(method, { code, message, data }) {
    super(`${method}: ${message}`);
    this.code = code;
    this.data = data;
  }
}

/** A client of one endpoint: `call(method, params)` and `batch([[method, params], ...])`. */
export function rpcClient(url) {
  let lastId = 0;

  async function post(body) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json();
  }

  const request = ([method, params = []]) => ({ jsonrpc: "2.0", id: ++lastId, method, params });

  async function call(method, params) {
    const answer = await post(request([method, params]));
    if (answer.error) throw new RpcError(method, answer.error);
    return answer.result;
  }

  async function batch(calls) {
    if (calls.length === 0) return [];
    const requests = calls.map(request);
    const answers = new Map((await post(requests)).map((answer) => [answer.id, answer]));
    return requests.map(({ id, method }) => {
      const answer = answers.get(id);
      if (!answer) throw new Error(`${method}: no answer in the batch`);
      if (answer.error) throw new RpcError(method, answer.error);
      return answer.result;
    });
  }

  return { url, call, batch };
}

export const hex = (n) => `0x${BigInt(n).toString(16)}`;
export const word = (n) => `0x${BigInt(n).toString(16).padStart(64, "0")}`;
