// Sees when a health factor is on the screen, and how much the page changes after that. The same in
// both pages; put into them before their own scripts, so it must stand alone.
//
// Ours may show the market's own word first, as that: `told`. `ready` is the health that was computed.
export function installProbe() {
  const HEALTH = /^\d+\.\d{2,3}$/;
  // A gauge has other numbers besides, so the surer place comes first.
  const PLACES = [".health", '[part~="gauge"] p', '[part~="gauge"]'];
  const TOLD = ".told-health";
  const CHANGES = { subtree: true, childList: true, characterData: true, attributes: true };
  const roots = [document];
  const probe = { told: null, ready: null, mutations: 0 };
  const seen = new Set();
  window.probe = probe;

  const shown = (...places) => {
    const found = places.flatMap((place) => roots.flatMap((root) => [...root.querySelectorAll(place)]));
    return found.map(({ textContent }) => textContent.trim()).find((text) => HEALTH.test(text)) ?? null;
  };
  probe.health = () => shown(...PLACES);

  /** When what is in the document now is on the screen: after the next frame. */
  const onScreen = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  });
  const once = (name, is, then) => {
    if (seen.has(name) || !is()) return;
    seen.add(name);
    onScreen(then);
  };

  const observer = new MutationObserver((records) => {
    // The title may change at any time; it is no part of what is hidden.
    probe.mutations += records.filter(({ target }) => !document.head?.contains(target)).length;
    once("told", () => shown(...PLACES, TOLD) !== null, (now) => (probe.told = now));
    once("ready", () => probe.health() !== null, (now) => {
      probe.ready = now;
      window.onHealth("");
    });
  });

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    roots.push(root);
    observer.observe(root, CHANGES);
    return root;
  };
  observer.observe(document, CHANGES);
}
