// Keeps one edition of the page's own files, whole, and hands them to the page, with a network or without.
// Nothing else that the page asks for goes through here: no endpoint, no push server, no file of others.
//
// A newer one is installed beside the one that is used, and waits until the page says so.

// Name to hash, of every file of this edition; the page itself has the name of its folder.
const files = new Map(Object.entries(FILES));
const { scope } = registration;
const ours = `margin-call ${scope} `;
const own = ours + [...files.values()].join(" ");

addEventListener("install", (event) => {
  // What is posted is a question to a node or a message to a server: where the browser can be told so, the watch
  // does not even wake this worker.
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" })?.catch(() => {});
  event.waitUntil(keep());
});

/** Stores all files, each as what its hash says, or none. */
async function keep() {
  const cache = await caches.open(own);
  // They lie there already, and may be in use: the same files are the same edition, whichever worker keeps them.
  if ((await cache.keys()).length === files.size) return;
  try {
    await Promise.all([...files].map(async ([name, integrity]) => {
      // The browser itself refuses what has another hash.
      await cache.put(name, await fetch(name, { integrity, cache: "no-cache", redirect: "error" }));
    }));
  } catch (error) {
    await caches.delete(own);
    throw error;
  }
}

// Used from here on: what was kept before is not asked for any more.
addEventListener("activate", (event) => event.waitUntil(dropOthers()));

async function dropOthers() {
  const others = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}

addEventListener("message", (event) => {
  if (event.data === "take") skipWaiting();
  // Without a network there is nothing to be seen.
  if (event.data === "look") event.waitUntil(look().catch(() => {}));
});

/**
 * Whether the server still has this page. One that was changed there, or taken away, without another edition is not
 * handed out for ever: from the next time on the server is asked.
 */
async function look() {
  const page = await fetch("./", { cache: "no-cache", redirect: "error" });
  if (!page.ok && page.status !== 404 && page.status !== 410) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await page.arrayBuffer()));
  const is_same = page.ok && files.get("./") === `sha256-${btoa(String.fromCharCode(...digest))}`;
  if (!is_same && !registration.installing && !registration.waiting) await registration.unregister();
}

addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(kept(name, event));
});

/** Which of the files is asked for; none: another page, or nothing of ours. */
function nameOf({ method, mode, url }) {
  const [address] = url.split(/[?#]/);
  if (method !== "GET" || !address.startsWith(scope)) return undefined;
  const name = address.slice(scope.length);
  if (mode === "navigate") return name === "" || name === "index.html" ? "./" : undefined;
  return files.has(name) ? name : undefined;
}

async function kept(name, { request, clientId }) {
  const is_ours = request.mode === "navigate" || (await isThePage(clientId));
  const cache = is_ours && (await caches.open(own));
  return (cache && (await cache.match(name, { ignoreVary: true }))) || fetch(request);
}

/** Other pages of the host that lie in this folder have their files from the server, whatever is kept here. */
async function isThePage(id) {
  const [address] = ((await clients.get(id))?.url ?? "").split(/[?#]/);
  return address === scope || address === `${scope}index.html`;
}
