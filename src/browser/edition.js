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

addEventListener("message", ({ data }) => data === "take" && skipWaiting());

addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(kept(name, event.request));
});

/** Which of the files is asked for; none: another page, or nothing of ours. */
function nameOf({ method, mode, url }) {
  const [address] = url.split(/[?#]/);
  if (method !== "GET" || !address.startsWith(scope)) return undefined;
  const name = address.slice(scope.length);
  if (mode === "navigate") return name === "" || name === "index.html" ? "./" : undefined;
  return files.has(name) ? name : undefined;
}

async function kept(name, request) {
  const cache = await caches.open(own);
  return (await cache.match(name, { ignoreVary: true })) ?? fetch(request);
}
