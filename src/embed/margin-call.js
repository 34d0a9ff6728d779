// The custom element. It carries attributes and properties to the widget inside, and says so when
// the widget cannot run; every rule is in Rust.
import init, { mount, on_panic, silence, stopped_icon } from "margin-call-core";
import style_sheet from "margin-call-style";

// A fresh evaluation of this module is a fresh instance of the widget's code: see `restart`. Named
// one by one, so that what is not named is not shipped.
export const core = { init: init_whole, mount, on_panic, silence, stopped_icon };

/** Loads the code that was built with this script: while a server is given a new version, no other one. */
async function init_whole() {
  const url = new URL("margin-call_bg.wasm", import.meta.url);
  const code = (cache) => new Request(url, { integrity: WASM_INTEGRITY, cache });
  try {
    return await init({ module_or_path: code("default") });
  } catch {
    // A cache on the way may hold what was there before: the server itself is asked, once.
    return init({ module_or_path: code("reload") });
  }
}

const RESTART_EVERY_MS = 60_000;
const HERE = import.meta.url.split("?")[0];

// What every element of the page shares: the running instance, and which elements it runs.
let instance = null;
let loading = null;
let last_start = -Infinity;
let restarts = 0;
let restarting = null;
let failure = {};
let icon = null;
const elements = new Set();

// Made while the code is on its way.
const style = new CSSStyleSheet();
style.replaceSync(style_sheet);

/** Loads the running instance, once for all elements. */
function load() {
  return (loading ??= start(core));
}

async function start(code) {
  last_start = performance.now();
  await code.init();
  code.on_panic((words) => queueMicrotask(() => stop(code, words)));
  icon = code.stopped_icon();
  instance = code;
  return code;
}

/** After a panic nothing shown can be believed: every element says so, and a fresh one starts. */
function stop(code, words) {
  if (!code || code !== instance) return;
  instance = null;
  code.silence();
  fail("Monitoring stopped after an internal error.", words);
}

/** Nothing runs: every element says so until the next start, which is at most one a minute. */
function fail(message, words) {
  failure = { message, words };
  closeTopWindow();
  const wait = Math.max(0, last_start + RESTART_EVERY_MS - performance.now());
  restarting ??= setTimeout(restart, wait);
  for (const element of elements) element.stopped();
}

/** The window on top of all others would keep its last health: it goes with what ran in it. */
function closeTopWindow() {
  const top = globalThis.documentPictureInPicture?.window;
  if (top?.document.querySelector("[data-margin-call]")) top.close();
}

function restart() {
  clearTimeout(restarting);
  restarting = null;
  last_start = performance.now();
  loading = import(`${HERE}?instance=${++restarts}`).then(({ core }) => start(core));
  for (const element of elements) element.remount();
}

/**
 * A trap that is no panic (stack or memory exhausted) surfaces as an uncaught error that was thrown
 * in our wasm. Errors of others that only passed through it are theirs.
 */
function trapped({ error, reason }) {
  const thrown = error ?? reason;
  if (!(thrown instanceof Error)) return;
  const thrown_in = thrown.stack?.split("\n").find((line) => /^\s*at |@/.test(line));
  // A panic has put its own words in line before.
  const is_ours = /margin-call_bg\.wasm|\[wasm code\]/.test(thrown_in);
  if (is_ours) queueMicrotask(() => stop(instance, String(thrown)));
}

/** The addresses of the service workers, in the form that the page's policy on scripts asks for. */
function worker_urls() {
  const urls = ["margin-call-sw.js", "margin-call-offline.js"].map((name) => new URL(name, HERE).href);
  try {
    const policy = globalThis.trustedTypes?.createPolicy("margin-call", {
      createScriptURL: (asked) => (urls.includes(asked) ? asked : ""),
    });
    return urls.map((url) => policy?.createScriptURL(url) ?? url);
  } catch {
    return urls; // The page allows no policy: it goes without workers.
  }
}

/** What of ours stands behind the `#` of the page's address, once: a reload does not open it again. */
function take_fragment() {
  if (!/^#(margin-call|position)=/.test(location.hash)) return undefined;
  const fragment = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/**
 * What stands where the widget will be while its code is on its way, which takes seconds where the
 * network is slow: an empty place looks like one that has nothing to say.
 */
function outline() {
  const block = (name, ...children) => {
    const element = document.createElement("div");
    element.className = name;
    element.append(...children);
    return element;
  };
  const words = document.createElement("p");
  words.role = "status";
  words.className = "hint";
  words.textContent = "Loading. Nothing is watched yet.";
  const lines = block("stack", words, block("skeleton line"), block("skeleton line short"));
  return block("widget", block("card loading", block("skeleton arc"), lines));
}

/**
 * The page's own title and icon, as they were before the widget changed them. A widget that broke
 * leaves its last health there: in its place this says that nobody watches, and gives them back to
 * the next one.
 */
class OwnPage {
  #title = document.title;
  #link = document.querySelector("link[rel~=icon]");
  #address = this.#link?.getAttribute("href");
  #changed = false;

  sayStopped() {
    this.#changed = true;
    document.title = `Not watching · ${this.#title}`;
    // Before any code ran there is no picture.
    if (icon) this.#link?.setAttribute("href", icon);
    // Only installed pages have a badge.
    navigator.setAppBadge?.().catch(() => {});
  }

  giveBack() {
    if (!this.#changed) return;
    this.#changed = false;
    document.title = this.#title;
    if (this.#address == null) this.#link?.removeAttribute("href");
    else this.#link.setAttribute("href", this.#address);
    navigator.clearAppBadge?.().catch(() => {});
  }
}

class MarginCall extends HTMLElement {
  static observedAttributes = ["account", "rpc-url", "deployment", "thresholds", "thresholds-correlated", "restore-to", "morpho-markets", "morpho-pre-liquidations", "page"];

  #root = this.attachShadow({ mode: "open" });
  #properties = {};
  #handle = null;
  #page = null;
  #turn = 0;
  #fragment = fragment;
  #waits = false;

  constructor() {
    super();
    // Set before the element was defined: the value hides the accessor.
    for (const name of ["provider", "rpcUrl"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  get provider() { return this.#properties.provider; }
  set provider(provider) { this.#set("provider", provider); }
  get rpcUrl() { return this.#properties.rpcUrl ?? this.getAttribute("rpc-url") ?? undefined; }
  set rpcUrl(urls) { this.#set("rpcUrl", Array.isArray(urls) ? urls.join(" ") : urls); }

  refresh() { this.#handle?.refresh(); }
  openTopUp() { this.#handle?.open_top_up(); }
  disconnect() { this.#handle?.disconnect(); }

  /** The page's address was changed to one that leads to something of ours: the first element's. */
  static led() {
    const [first] = elements;
    const fragment = first && take_fragment();
    if (fragment) first.#handle?.opened(fragment);
  }

  connectedCallback() {
    elements.add(this);
    this.remount();
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#turn++;
    // Not amid a call of the widget that led here.
    queueMicrotask(() => this.#unmount());
  }

  attributeChangedCallback(_, before, after) {
    if (before !== after) this.remount();
  }

  /** Mounts anew, once for all that changes in one go. */
  async remount() {
    const turn = ++this.#turn;
    if (!this.isConnected) return;
    await undefined;
    if (turn !== this.#turn) return;
    // What a person is about to sign outlives what the host changes meanwhile.
    this.#waits = this.#handle?.is_in_hand() ?? false;
    if (this.#waits) return;
    if (restarting) return this.stopped();
    this.#root.adoptedStyleSheets = [style];
    if (!instance && !this.#handle) this.#root.replaceChildren(outline());
    let code;
    try {
      code = await load();
    } catch (error) {
      if (turn === this.#turn) fail(`Monitoring is not running: ${error.message}`);
      return;
    }
    if (turn !== this.#turn) return;
    this.#unmount();
    this.#page = this.hasAttribute("page") ? new OwnPage() : null;
    this.#root.replaceChildren();
    try {
      this.#handle = code.mount(this.#root, this, this.#options());
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      this.#say(`Monitoring is not running: ${error.message}`);
    }
    this.#fragment = undefined;
    setTimeout(() => (fragment = undefined));
  }

  /** No instance runs: a handle of the one that ended must not be touched any more. */
  stopped() {
    this.#handle = null;
    this.#turn++;
    this.#say(failure.message, failure.words, restart);
  }

  #set(name, value) {
    if (Object.is(this.#properties[name], value)) return;
    this.#properties[name] = value;
    this.remount();
  }

  #unmount() {
    this.#handle?.free();
    this.#handle = null;
    this.#page?.giveBack();
    this.#page = null;
  }

  #options() {
    const attribute = (name) => this.getAttribute(name) ?? undefined;
    return {
      account: attribute("account"),
      rpcUrl: this.rpcUrl,
      deployment: attribute("deployment"),
      thresholds: attribute("thresholds"),
      thresholdsCorrelated: attribute("thresholds-correlated"),
      restoreTo: attribute("restore-to"),
      morphoMarkets: attribute("morpho-markets"),
      morphoPreLiquidations: attribute("morpho-pre-liquidations"),
      page: this.hasAttribute("page"),
      provider: this.#properties.provider,
      workerUrl,
      editionUrl,
      fragment: this.#fragment,
      freed: () => this.#waits && this.remount(),
    };
  }

  #say(message, words, retry) {
    const text = document.createElement("p");
    text.role = "alert";
    text.textContent = message;
    this.#root.replaceChildren(text);
    if (this.hasAttribute("page")) (this.#page ??= new OwnPage()).sayStopped();
    if (retry) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Restart";
      button.addEventListener("click", retry, { once: true });
      this.#root.append(button);
    }
    const detail = { kind: "stopped", message: words ? `${message} ${words}` : message };
    this.dispatchEvent(
      new CustomEvent("margin-call-error", { detail, bubbles: true, composed: true }),
    );
  }
}

// A fresh instance is this module again: the element is defined once.
const is_first = !customElements.get("margin-call");
const [workerUrl, editionUrl] = is_first ? worker_urls() : [];
let fragment = is_first ? take_fragment() : undefined;
if (is_first) {
  addEventListener("hashchange", MarginCall.led);
  addEventListener("error", trapped);
  addEventListener("unhandledrejection", trapped);
  customElements.define("margin-call", MarginCall);
}
