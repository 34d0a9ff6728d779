// A static host as a careful one is: every file compressed once, as well as brotli can, with an
// entity tag and ten minutes in the cache. Both pages are served by it. It also passes the wallet's
// calls on to the chain, so that it sees all that a page asks of either.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { Agent, createServer, request as ask } from "node:http";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

export const RPC = "/rpc";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves `files` (of `filesIn`, or made) and forwards RPC to `rpcUrl`. The result has the `origin`, `sent` and `calls`
 * (what was answered, with the time of each), `forget()` for both, and `stop()`.
 */
export async function host({ files, rpcUrl }) {
  const served = new Map([...files].map(([path, bytes]) => [path, prepared(path, bytes)]));
  const agent = new Agent({ keepAlive: true });
  const sent = [];
  const calls = [];

  async function forward(request, response) {
    const body = await whole(request);
    const answer = await post(rpcUrl, body, agent);
    for (const { method } of [JSON.parse(body)].flat()) calls.push({ at: Date.now(), method });
    response.writeHead(200, { "content-type": TYPES[".json"], "content-length": answer.length }).end(answer);
  }

  function file(path, request, response) {
    const found = served.get(path.endsWith("/") ? `${path}index.html` : path);
    if (!found) return response.writeHead(404).end();
    const { headers, bytes } = found;
    if (request.headers["if-none-match"] === headers.etag) return response.writeHead(304, headers).end();
    sent.push({ at: Date.now(), path, bytes: bytes.length });
    response.writeHead(200, { ...headers, "content-length": bytes.length }).end(bytes);
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://host.invalid");
    if (pathname !== RPC) return file(pathname, request, response);
    forward(request, response).catch((error) => response.writeHead(502).end(String(error)));
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    sent,
    calls,
    forget: () => void (sent.length = calls.length = 0),
    stop() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The files of a folder by their path on the host. */
export function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return [`/${relative(folder, path)}`, readFileSync(path)];
  }));
}

function prepared(path, plain) {
  const bytes = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  const etag = `"${createHash("sha256").update(plain).digest("hex").slice(0, 16)}"`;
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  return { bytes, headers: { "content-type": type, "content-encoding": "br", "cache-control": "public, max-age=600", etag } };
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function post(url, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": body.length };
    ask(url, { method: "POST", agent, headers }, (answer) => whole(answer).then(resolve, reject)).on("error", reject).end(body);
  });
}
