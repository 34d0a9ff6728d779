// A page of somebody else that embeds the element. It is answered from here, on the origin where
// the demo serves the built files; everything else goes its ordinary way.

/** A careful host's policy: nothing but what the element needs. */
export const STRICT = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "worker-src 'self'",
].join("; ");

/** Opens a page with this body, under `policy`, at its own address. */
export async function openHost({ demo, page }, body, { policy = STRICT, script = "/plain/margin-call.js" } = {}) {
  const url = `${demo.url}host/`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<link rel="icon" href="data:,"><script type="module" src="${script}"></script></head>
<body><main><h1>Host</h1>${body}</main></body></html>`;
  await page.route(url, (route) =>
    route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy }, body: html }));
  await page.goto(url);
}

/** The element that watches a borrower through the page's own endpoint, with more attributes. */
export function watching({ chain }, borrower, attributes = "", endpoint = "/demo/rpc") {
  return `<margin-call deployment="/demo/deployment.json" account="${chain.borrower(borrower)}" rpc-url="${endpoint}" ${attributes}></margin-call>`;
}
