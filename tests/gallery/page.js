// Puts the state named by the page's hash into a shadow root, as the element does.
import init, { actions, drift, exchange, next_block, show, states, turn, wait } from "./gallery.js";

await init();
const root = document.querySelector("#host").attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(await (await fetch("margin-call.css")).text());
const fonts = new CSSStyleSheet();
fonts.replaceSync(':host { --mc-font: "Gallery Sans"; --_mono: "Gallery Mono"; }');
root.adoptedStyleSheets = [sheet, fonts];
await Promise.all(["Sans", "Mono"].map((name) => document.fonts.load(`16px "Gallery ${name}"`)));

const open = (state) => show(root, state);
addEventListener("hashchange", () => open(location.hash.slice(1)));
if (location.hash) open(location.hash.slice(1));
globalThis.gallery = { actions, drift, exchange, next_block, open, root, states, turn, wait };
