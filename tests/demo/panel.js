// The demo's own place on the page: a column at the side, or a drawer at the bottom of a narrow one.
import { el } from "./dom.js";

const NARROW = matchMedia("(max-width: 899px)");

let body;

/** Adds `section` to the panel; the wallet comes first, the desk after it. */
export function addToPanel(section) {
  body ??= build();
  if (section.id === "demo-wallet") body.prepend(section);
  else body.append(section);
}

function build() {
  const content = el("div", { id: "demo-panel-body", class: "demo-panel-body" });
  const label = el("span", {}, "Demo controls");
  const toggle = el("button", { type: "button", class: "demo-toggle", "aria-controls": "demo-panel-body" }, label);
  const panel = el("aside", { class: "demo-panel", "aria-label": "Demo controls, not part of the page" }, toggle, content);

  const show = (open) => {
    panel.classList.toggle("demo-closed", !open);
    document.documentElement.classList.toggle("demo-panel-open", open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show(panel.classList.contains("demo-closed")));
  NARROW.addEventListener("change", () => show(!NARROW.matches));
  show(!NARROW.matches);

  document.documentElement.classList.add("demo-page");
  document.body.append(panel);
  return content;
}
