// The few helpers that the demo's own interface needs. No markup from strings, no style attributes:
// the page's security policy forbids both.

/** An element with attributes (`on…` keys are listeners, true and false toggle) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);

export const shortAddress = (address) => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** `units` of a token as a decimal number, every digit of it, with thousands separated. */
export function formatUnits(units, decimals) {
  const digits = BigInt(units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}` : whole;
}

/** A typed decimal number as units, or null where it is not one that fits the decimals. */
export function parseUnits(text, decimals) {
  const found = /^(\d{1,15})(?:\.(\d*))?$/.exec(text.trim().replaceAll(",", ""));
  const fraction = found?.[2] ?? "";
  if (!found || fraction.length > decimals) return null;
  return BigInt(found[1] + fraction.padEnd(decimals, "0"));
}

export async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function postJson(url, value) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(value) });
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}
