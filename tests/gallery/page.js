// Puts the state named by the page's hash into a shadow root, as the element does.
import init, { actions, show, states, turn } from "./gallery.js";

await init();
const root = document.querySelector("#host").attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(await (await fetch("margin-call.css")).text());
root.adoptedStyleSheets = [sheet];

const open = (state) => show(root, state);
addEventListener("hashchange", () => open(location.hash.slice(1)));
if (location.hash) open(location.hash.slice(1));
globalThis.gallery = { actions, open, root, states, turn };
