// A server of the files that ship, on a port of its own: it can be given another edition of them, and go away.
// What is not among them is asked of the demo, if there is one behind it.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";

const DIST = new URL("../../dist/", import.meta.url);
const WORKER = "margin-call-offline.js";
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".wasm": "application/wasm", ".webmanifest": "application/manifest+json",
};

const integrity = (bytes) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;

/** Starts one; `behind`: the address of a demo, whose page is then the one that is served. */
export async function shelf({ behind } = {}) {
  const shipped = new Map(readdirSync(DIST, { withFileTypes: true }).filter((one) => one.isFile()).map(({ name }) => [name, readFileSync(new URL(name, DIST))]));
  let served = shipped;
  const asked = [];

  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
    asked.push(path);
    const bytes = served.get(path);
    if (bytes) return response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "cache-control": "no-cache" }).end(bytes);
    if (!behind) return response.writeHead(404).end("Not found");
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { method, headers } = request;
    const answer = await fetch(new URL(path, behind), { method, headers: { "content-type": headers["content-type"] ?? "" }, body: method === "POST" ? Buffer.concat(pieces) : undefined });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(Buffer.from(await answer.arrayBuffer()));
  });
  const listen = (port) => new Promise((done) => server.listen(port, "127.0.0.1", done));
  await listen(0);
  const { port } = server.address();

  const self = {
    url: `http://127.0.0.1:${port}/`,
    /** The files that were asked for. */
    asked,
    /** From now on files are changed so, by name; `listed`: and the worker names them as they are. */
    serve(changes, { listed = true } = {}) {
      const next = new Map(shipped);
      let worker = shipped.get(WORKER).toString();
      for (const [name, change] of Object.entries(changes)) {
        const bytes = Buffer.from(change(shipped.get(name).toString()));
        // Another worker it is, in any case.
        worker = worker.replaceAll(integrity(shipped.get(name)), integrity(listed ? bytes : Buffer.concat([bytes, bytes])));
        next.set(name, bytes);
      }
      served = next.set(WORKER, Buffer.from(worker));
    },
    /** The same without another worker, as a host does who edits a file; nothing: it is gone. */
    swap(changes) {
      const next = new Map(served);
      for (const [name, change] of Object.entries(changes)) {
        if (change) next.set(name, Buffer.from(change((served.get(name) ?? "").toString())));
        else next.delete(name);
      }
      served = next;
    },
    goAway: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
    comeBack: () => listen(port),
  };
  if (behind) {
    const page = await (await fetch(behind)).text();
    self.own = { "index.html": () => page };
    self.serve(self.own);
  }
  return self;
}
