// The market desk: moves prices and time on the local chains and breaks the page's endpoints, so that
// a person can see what the page makes of it.
import { button, el, formatUnits, getJson, postJson } from "./dom.js";
import { priceRows, priceRowsOn } from "./desk-prices.js";
import { addToPanel } from "./panel.js";

const DESK_URL = "/demo/desk";
const LOOK_EVERY_MS = 2000;
const FAULT_SECONDS = 30;
const HOUR = 3600;
const DAY = 24 * HOUR;

const FAULTS = { fail: "fails (503)", hang: "does not answer", garbage: "answers nonsense", "not-json": "answers a web page", lie: "says prices 40% too high", conspire: "says prices 40% too high, to the wallet too", small: "refuses more than 30 calls at once" };

const BLOCK_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

let account;
addEventListener("demo-wallet-change", ({ detail }) => {
  account = detail.address ?? undefined;
  look();
});

const said = el("p", { class: "demo-said", role: "status" });
const facts = factsOf(["Block", "The pool's own health", "The page's endpoint"]);
const mining = button("", () => act({ action: "setMining", on: mining.dataset.on !== "true" }, "Mining changed"));
const repair = button("Repair now", () => act({ action: "repairRpc" }, "The endpoint works again"));
const whichEndpoint = el("select", { "aria-label": "Which endpoint to break", hidden: true });

const prices = el("div", {}, el("p", {}, "Waiting for the chain."));

let rows;
let second;
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

function show(standing) {
  const { mining: on, every, fault, second: other } = standing;
  if (!rows) {
    rows = priceRows(standing.prices, (wanted) => act({ action: "setPrices", prices: wanted }, "Prices moved"));
    prices.replaceChildren(rows.element);
    if (other) second = withSecond(other);
  }
  rows.update(standing.prices);
  facts.show(standing);
  second?.show(other);
  repair.disabled = !fault && !other?.fault;
  mining.dataset.on = String(on);
  mining.textContent = on ? "Pause mining" : `Mine every ${every} s`;
}

/** The second chain has its facts and its prices, and an endpoint that can be chosen for breaking. */
function withSecond({ chainId, name, prices: opening }) {
  const itsRows = priceRowsOn(name, opening, (wanted) => act({ action: "setPrices", chainId, prices: wanted }, "Price moved"));
  const itsFacts = factsOf([`Block of ${name}`, "Health there", "Endpoint there"]);
  facts.element.after(itsFacts.element);
  prices.parentElement.after(group(`Price on ${name}`, itsRows.element));
  whichEndpoint.append(el("option", { value: "" }, "Of the first chain"), el("option", { value: chainId }, `Of ${name}`));
  whichEndpoint.hidden = false;
  return {
    show(standing) {
      itsRows.update(standing.prices);
      itsFacts.show(standing);
    },
  };
}

/** What is told of a chain: its block, the account's health in it, the page's way to it. */
function factsOf(labels) {
  const values = labels.map(() => el("dd", {}));
  const [block, health, endpoint] = values;
  return {
    element: el("dl", { class: "demo-facts" }, ...labels.flatMap((label, index) => [el("dt", {}, label), values[index]])),
    show({ head, health: wad, fault }) {
      block.textContent = `${head.number}, ${BLOCK_TIME.format(head.timestamp * 1000)}`;
      health.textContent = wad === null ? "—" : wad === "no debt" ? "no debt" : floored(wad);
      endpoint.textContent = fault ? `${FAULTS[fault.kind]}${fault.until ? ` for ${secondsTo(fault.until)} s` : ""}` : "works";
      endpoint.classList.toggle("demo-failed", Boolean(fault));
    },
  };
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
  const broken = (label, kind) => button(label, () => act({ action: "breakRpc", kind, seconds: FAULT_SECONDS, chainId: Number(whichEndpoint.value) || undefined }, `The page's endpoint ${FAULTS[kind]} for ${FAULT_SECONDS} s`));
  const buttons = (...list) => el("div", { class: "demo-buttons" }, ...list);

  return el(
    "section",
    { id: "demo-desk", class: "demo-section", "aria-labelledby": "demo-desk-title" },
    el("header", { class: "demo-head" }, el("h2", { id: "demo-desk-title" }, "Market desk"), el("span", { class: "demo-status" }, "demo only")),
    facts.element,
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
    group("Break the page's endpoint", whichEndpoint, buttons(broken("Fail", "fail"), broken("Hang", "hang"), broken("Nonsense", "garbage"), broken("Not JSON", "not-json"), broken("Flatter", "lie"), broken("Small batches", "small"), repair)),
  );
}

function group(title, ...content) {
  return el("fieldset", { class: "demo-group" }, el("legend", {}, title), ...content);
}
