// Tabs by the browser's own protocol. The driver's pages will not do: it holds every one of them
// visible, and a tab behind another must be hidden as it is for a person.
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=1280,900",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
// The driver turns these on; a person's browser slows what is behind.
const NOT_OURS = ["--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"];
const PATIENCE_MS = 60_000;

/** A browser: `profile()` is a fresh one; its `tab()` opens one in front of the others. */
export async function launch() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
    ignoreDefaultArgs: NOT_OURS,
  });
  const session = await browser.newBrowserCDPSession();
  const tabs = new Map();
  session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => tabs.get(sessionId)?.(JSON.parse(message)));

  async function profile() {
    const { browserContextId } = await session.send("Target.createBrowserContext");
    return {
      async tab() {
        const { targetId } = await session.send("Target.createTarget", { url: "about:blank", browserContextId });
        const { sessionId } = await session.send("Target.attachToTarget", { targetId });
        const post = (message) => session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify(message) });
        const close = async () => {
          tabs.delete(sessionId);
          await session.send("Target.closeTarget", { targetId });
        };
        return { ...tabOver(post, (hear) => tabs.set(sessionId, hear)), close };
      },
      close: () => session.send("Target.disposeBrowserContext", { browserContextId }),
    };
  }
  return { profile, version: browser.version(), close: () => browser.close() };
}

/** `send(method, params)`, `once(event)`, `on(event, hear)`, `evaluate(expression)`, `before(function, options)` of one tab. */
function tabOver(post, listen) {
  const open = new Map();
  const hearers = new Map();
  let lastId = 0;
  listen(({ id, method, params, result, error }) => {
    if (method) return [...(hearers.get(method) ?? [])].forEach((hear) => hear(params));
    const { resolve, reject, what } = open.get(id);
    open.delete(id);
    if (error) reject(new Error(`${what}: ${error.message}`));
    else resolve(result);
  });

  const send = (what, params = {}) => {
    const id = ++lastId;
    const answer = new Promise((resolve, reject) => open.set(id, { resolve, reject, what }));
    post({ id, method: what, params }).catch((error) => open.get(id)?.reject(error));
    return answer;
  };
  const on = (event, hear) => {
    if (!hearers.has(event)) hearers.set(event, new Set());
    hearers.get(event).add(hear);
    return () => hearers.get(event).delete(hear);
  };

  return {
    send,
    on,
    once: (event, accept = () => true) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no ${event} in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
        const off = on(event, (params) => {
          if (!accept(params)) return;
          off();
          clearTimeout(late);
          resolve(params);
        });
      }),
    async evaluate(expression) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    /** Runs a function in every document, before the document's own scripts. */
    before: (install, options = {}) =>
      send("Page.addScriptToEvaluateOnNewDocument", { source: `(${install})(${JSON.stringify(options)})` }),
  };
}
