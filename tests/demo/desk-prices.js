// The price rows of the market desk: a slider, a typed price, a way back.
import { button, el, formatUnits, parseUnits } from "./dom.js";

const SHOWN_FIRST = ["WETH", "wstETH", "WBTC", "USDC"];
const ETHER = "WETH";
const FOLLOWERS = ["wstETH", "cbETH", "weETH"];

// The slider moves in thousandths of the opening price: fine enough to stop at a level, and whole
// numbers all the way.
const PER_MILLE = { min: 100, max: 2000, step: 5 };

/**
 * The rows for `prices` of the first chain as the desk reports them. `setPrices({ symbol: price as
 * text })` sends.
 */
export function priceRows(prices, setPrices) {
  const follow = el("input", { type: "checkbox", checked: true });
  const { rows, update } = rowsOf(prices, setPrices, { wantedWith: withFollowers });

  function withFollowers(symbol, price) {
    const wanted = alone(symbol, price);
    if (symbol !== ETHER || !follow.checked) return wanted;
    // In proportion to their own opening prices, as their exchange rates would keep them.
    for (const follower of FOLLOWERS) {
      wanted[follower] = String((price * rows.get(follower).opening) / rows.get(ETHER).opening);
    }
    return wanted;
  }

  const [first, others] = [prices.filter(isFirst), prices.filter((price) => !isFirst(price))];
  const elements = (list) => list.map(({ symbol }) => rows.get(symbol).element);
  return {
    element: el(
      "div",
      { class: "demo-prices" },
      el("label", { class: "demo-check" }, follow, `Staked Ether follows ${ETHER}`),
      ...elements(first),
      el("details", {}, el("summary", {}, `${others.length} more assets`), ...elements(others)),
    ),
    update,
  };
}

/** The rows for `prices` of the chain `where`, which their names tell from those of the first. */
export function priceRowsOn(where, prices, setPrices) {
  const { rows, update } = rowsOf(prices, setPrices, { where: ` on ${where}` });
  return { element: el("div", { class: "demo-prices" }, ...[...rows.values()].map(({ element }) => element)), update };
}

const isFirst = ({ symbol }) => SHOWN_FIRST.includes(symbol);
const alone = (symbol, price) => ({ [symbol]: String(price) });

/**
 * Rows that send as one: while a person drags, the newest wish waits for the one on its way. With the
 * price of an asset, `wantedWith` may want others.
 */
function rowsOf(prices, setPrices, { where = "", wantedWith = alone }) {
  const rows = new Map(prices.map((price) => [price.symbol, row(price, where, wish)]));
  let waiting = null;
  let sending = false;

  async function wish(symbol, price) {
    waiting = { ...waiting, ...wantedWith(symbol, price) };
    if (sending) return;
    sending = true;
    while (waiting) {
      const wanted = waiting;
      waiting = null;
      await setPrices(wanted);
    }
    sending = false;
  }

  function update(latest) {
    // What is on its way is newer than what was reported.
    if (!sending) latest.forEach((price) => rows.get(price.symbol).show(BigInt(price.price)));
  }

  return { rows, update };
}

function row({ symbol, name, decimals, opening: openingText }, where, wish) {
  const opening = BigInt(openingText);
  const called = symbol + where;
  const typed = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${called} price in dollars` });
  const slider = el("input", { type: "range", ...PER_MILLE, "aria-label": `${called} price slider` });
  const change = el("span", { class: "demo-change" });
  const reset = button("↺", () => move(opening), { class: "demo-reset", "aria-label": `Reset the ${called} price`, title: "Back to the opening price" });

  function show(price) {
    const perMille = opening === 0n ? 0n : (price * 1000n + opening / 2n) / opening;
    if (document.activeElement !== typed) typed.value = formatUnits(price, decimals);
    if (document.activeElement !== slider || !slider.matches(":active")) slider.value = String(perMille);
    const moved = Number(perMille - 1000n) / 10;
    change.textContent = price === opening ? "" : `${moved > 0 ? "+" : moved < 0 ? "−" : ""}${Math.abs(moved).toFixed(1)}%`;
    change.classList.toggle("demo-down", price < opening);
    reset.disabled = price === opening;
    slider.setAttribute("aria-valuetext", `$${formatUnits(price, decimals)}`);
  }

  function move(price) {
    show(price);
    wish(symbol, price);
  }

  slider.addEventListener("input", () => move((opening * BigInt(slider.value)) / 1000n));
  typed.addEventListener("change", () => {
    const price = parseUnits(typed.value, decimals);
    typed.setAttribute("aria-invalid", String(price === null));
    if (price !== null) move(price);
  });
  typed.addEventListener("keydown", (event) => event.key === "Enter" && typed.blur());

  const element = el(
    "div",
    { class: "demo-price", role: "group", "aria-label": `${called}, ${name}` },
    el("span", { class: "demo-symbol", title: name }, symbol),
    change,
    el("span", { class: "demo-dollar" }, "$", typed),
    reset,
    slider,
  );
  return { element, opening, show };
}
