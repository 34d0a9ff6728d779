// Answers the browser: the built page, the demo's own files, the proxied RPC and the desk.
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// What a careful host would send, so that the demo proves the widget lives under it. The two local
// wildcards are for an endpoint that a person types in. The one Trusted Types policy is the widget's
// own: registering a service worker takes a TrustedScriptURL, which 'none' would rule out; a widget
// that restarts after a panic makes it again.
const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:* http://localhost:*",
  "manifest-src 'self'",
  "worker-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types margin-call 'allow-duplicates'",
].join("; ");

const GREATEST_BODY_BYTES = 1_000_000;

const ADDITIONS = `<link rel="stylesheet" href="/demo/demo.css">
<script type="module" src="/demo/wallet.js"></script>
<script type="module" src="/demo/desk.js"></script>
`;

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Where the demo wallet reads, below where the page does. */
const WALLET = "/wallet";

/**
 * The request handler: `dist` under `/` and `/plain/`, `demo` (scripts and styles) under `/demo/`, and
 * each of `links`, a chain and the proxy before it, at its `path`; for the wallet below that.
 */
export function pageHandler({ dist, demo, links, desk }) {
  const [{ chain }] = links;
  const proxies = new Map(links.map(({ path, proxy }) => [path, proxy]));

  async function route(method, path, request, response) {
    const isWallet = path.endsWith(WALLET);
    const proxy = proxies.get(isWallet ? path.slice(0, -WALLET.length) : path);
    if (proxy) return proxy.answer(await body(request, method), response, isWallet);
    if (path === "/demo/desk") return json(response, await desk(await deskRequest(request, method)));
    if (method !== "GET" && method !== "HEAD") throw new Refusal(405, "only GET here");
    if (path === "/demo/deployment.json") return json(response, chain.deployment);
    if (path === "/demo/deployments.json") return json(response, links.map(({ chain }) => chain.deployment));
    if (path === "/demo/chains.json") return json(response, links.map(({ path, chain: { deployment, accounts } }) => ({ rpcUrl: path + WALLET, deployment, accounts })));
    if (path === "/demo/accounts.json") return json(response, chain.accounts);
    if (path.startsWith("/demo/")) return file(response, demo, demoFile(path.slice("/demo/".length)));
    if (path === "/" || path === "/index.html") return html(response, withDemo(await read(dist, "index.html"), links));
    // With the demo's additions it is not the page that ships, and is not kept: its worker does nothing.
    if (path === "/margin-call-offline.js") return send(response, 200, TYPES[".js"], "");
    if (path === "/plain") return redirect(response, "/plain/");
    if (path === "/plain/") return file(response, dist, "index.html");
    if (path.startsWith("/plain/")) return file(response, dist, path.slice("/plain/".length));
    return file(response, dist, path.slice(1));
  }

  return async (request, response) => {
    try {
      const { pathname } = new URL(request.url, "http://demo.invalid");
      await route(request.method, decodeURIComponent(pathname), request, response);
    } catch (error) {
      if (response.headersSent) return response.destroy();
      const status = error.status ?? (error instanceof URIError ? 400 : 500);
      if (status === 500) console.error(`demo: ${request.method} ${request.url}:`, error);
      send(response, status, TYPES[".txt"], `${error.message}\n`);
    }
  };
}

// Only what the browser needs: the server's own modules are not part of the page.
function demoFile(name) {
  if (!/^[a-z-]+\.(js|css)$/.test(name)) throw new Refusal(404, `no ${name}`);
  return name;
}

/**
 * The page with the demo's additions; the one element learns where the local markets are. Where there
 * is one chain the wallet is all that it is read through; a second is read beside it.
 */
function withDemo(page, links) {
  const local = links.length > 1
    ? `deployment="/demo/deployments.json" rpc-url="${links.map(({ path }) => path).join(" ")}"`
    : 'deployment="/demo/deployment.json"';
  const text = page.toString();
  const elements = text.replace(/<!--.*?-->/gs, "").match(/<margin-call[\s>]/g) ?? [];
  if (elements.length !== 1) throw new Refusal(500, `index.html has ${elements.length} <margin-call> elements, not one`);
  const comments = [];
  return text
    .replace(/<!--.*?-->/gs, (comment) => `<!--${comments.push(comment) - 1}-->`)
    .replace(/<margin-call(?=[\s>])/, `<margin-call ${local}`)
    .replace("</head>", `${ADDITIONS}</head>`)
    .replace(/<!--(\d+)-->/g, (_, index) => comments[Number(index)]);
}

async function deskRequest(request, method) {
  if (method === "GET") {
    const { searchParams } = new URL(request.url, "http://demo.invalid");
    return { action: "look", account: searchParams.get("account") ?? undefined };
  }
  const text = await body(request, method);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "not JSON");
  }
}

// A page from elsewhere cannot send this content type without asking first, and is not answered.
async function body(request, method) {
  if (method !== "POST") throw new Refusal(405, "only POST here");
  if (!request.headers["content-type"]?.startsWith("application/json")) throw new Refusal(415, "only application/json here");
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > GREATEST_BODY_BYTES) throw new Refusal(413, "too much");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function read(folder, name) {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep)) throw new Refusal(404, `no ${name}`);
  try {
    return await readFile(path);
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "EISDIR") throw new Refusal(404, `no ${name}`);
    throw error;
  }
}

async function file(response, folder, name) {
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  send(response, 200, type, await read(folder, name));
}

const html = (response, text) => send(response, 200, TYPES[".html"], text);
const json = (response, value) => send(response, 200, TYPES[".json"], JSON.stringify(value));

function redirect(response, location) {
  response.writeHead(302, { location }).end();
}

function send(response, status, type, content) {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": SECURITY_POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(content);
}
