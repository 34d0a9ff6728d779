// The market desk: moves prices and time on the local chain and breaks the page's endpoint, so that
// a person can see what the page makes of it.
import { button, el, formatUnits, getJson, postJson } from "./dom.js";
import { priceRows } from "./desk-prices.js";
import { addToPanel } from "./panel.js";

const DESK_URL = "/demo/desk";
const LOOK_EVERY_MS = 2000;
const FAULT_SECONDS = 30;
const HOUR = 3600;
const DAY = 24 * HOUR;

const FAULTS = { fail: "fails (503)", hang: "does not answer", garbage: "answers nonsense", "not-json": "answers a web page" };

const BLOCK_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

let account;
addEventListener("demo-wallet-change", ({ detail }) => {
  account = detail.address ?? undefined;
  look();
});

const said = el("p", { class: "demo-said", role: "status" });
const block = el("dd", {});
const health = el("dd", {});
const rpcState = el("dd", {});
const mining = button("", () => act({ action: "setMining", on: mining.dataset.on !== "true" }, "Mining changed"));
const repair = button("Repair now", () => act({ action: "repairRpc" }, "The endpoint works again"));

const prices = el("div", {}, el("p", {}, "Waiting for the chain."));

let rows;
let newest = 0;
addToPanel(desk());
await look();
setInterval(look, LOOK_EVERY_MS);

async function look() {
  const query = account ? `?account=${account}` : "";
  await settle(() => getJson(DESK_URL + query));
}

/** Asks the desk for something and says what came of it. */
async function act(request, done) {
  await settle(() => postJson(DESK_URL, { account, ...request }), done);
}

async function settle(ask, done) {
  const turn = ++newest;
  try {
    const standing = await ask();
    if (done) say(standing.said ?? done);
    // An older answer that arrives late would turn the sliders back.
    if (turn === newest) show(standing);
  } catch (error) {
    say(error.message, true);
  }
}

function say(text, failed = false) {
  said.textContent = text;
  said.classList.toggle("demo-failed", failed);
}

function show({ head, prices: latest, mining: on, every, fault, health: healthWad }) {
  if (!rows) {
    rows = priceRows(latest, (wanted) => act({ action: "setPrices", prices: wanted }, "Prices moved"));
    prices.replaceChildren(rows.element);
  }
  rows.update(latest);
  block.textContent = `${head.number}, ${BLOCK_TIME.format(head.timestamp * 1000)}`;
  health.textContent = healthWad === null ? "—" : healthWad === "no debt" ? "no debt" : floored(healthWad);
  rpcState.textContent = fault ? `${FAULTS[fault.kind]}${fault.until ? ` for ${secondsTo(fault.until)} s` : ""}` : "works";
  rpcState.classList.toggle("demo-failed", Boolean(fault));
  repair.disabled = !fault;
  mining.dataset.on = String(on);
  mining.textContent = on ? "Pause mining" : `Mine every ${every} s`;
}

// Down, never up, as the page shows it; every place kept.
function floored(wad) {
  const tenThousandths = (BigInt(wad) / 10n ** 14n) % 10_000n;
  return `${formatUnits(BigInt(wad) / 10n ** 18n, 0)}.${String(tenThousandths).padStart(4, "0")}`;
}
const secondsTo = (time) => Math.max(0, Math.round((time - Date.now()) / 1000));

function desk() {
  const ether = (label, basisPoints) => button(label, () => act({ action: "moveEther", basisPoints }, `Ether ${label.slice(4)}`));
  const pass = (label, seconds) => button(label, () => act({ action: "passTime", seconds }, `${label.slice(1)} passed`));
  const broken = (label, kind) => button(label, () => act({ action: "breakRpc", kind, seconds: FAULT_SECONDS }, `The page's endpoint ${FAULTS[kind]} for ${FAULT_SECONDS} s`));
  const group = (title, ...content) => el("fieldset", { class: "demo-group" }, el("legend", {}, title), ...content);
  const buttons = (...list) => el("div", { class: "demo-buttons" }, ...list);

  return el(
    "section",
    { id: "demo-desk", class: "demo-section", "aria-labelledby": "demo-desk-title" },
    el("header", { class: "demo-head" }, el("h2", { id: "demo-desk-title" }, "Market desk"), el("span", { class: "demo-status" }, "demo only")),
    el("dl", { class: "demo-facts" },
      el("dt", {}, "Block"), block,
      el("dt", {}, "The pool's own health"), health,
      el("dt", {}, "The page's endpoint"), rpcState),
    said,
    group("Quick moves", buttons(
      ether("ETH −10%", 9_000),
      ether("ETH −30%", 7_000),
      ether("ETH +10%", 11_000),
      button("Crash to liquidation", () => act({ action: "crash" }, "Ether fell until the account can be liquidated"), { class: "demo-danger" }),
      button("Liquidate it", () => act({ action: "liquidate" }, "Liquidated"), { class: "demo-danger" }),
      button("Restore all prices", () => act({ action: "restore" }, "Opening prices restored")),
    )),
    group("Prices", prices),
    group("Time", buttons(pass("+1 hour", HOUR), pass("+1 day", DAY), pass("+30 days", 30 * DAY), button("Mine a block", () => act({ action: "mine" }, "Mined a block")), mining)),
    group("Break the page's endpoint", buttons(broken("Fail", "fail"), broken("Hang", "hang"), broken("Nonsense", "garbage"), broken("Not JSON", "not-json"), repair)),
  );
}
