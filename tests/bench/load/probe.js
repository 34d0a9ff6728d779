// Sees when a health factor is on the screen, and how much the page changes after that. The same in
// both pages; put into them before their own scripts, so it must stand alone.
export function installProbe() {
  const HEALTH = /^\d+\.\d{2,3}$/;
  // A gauge has other numbers besides, so the surer place comes first.
  const PLACES = [".health", '[part~="gauge"] p', '[part~="gauge"]'];
  const CHANGES = { subtree: true, childList: true, characterData: true, attributes: true };
  const roots = [document];
  const probe = { ready: null, mutations: 0 };
  let seen = false;
  window.probe = probe;

  probe.health = () => {
    const found = PLACES.flatMap((place) => roots.flatMap((root) => [...root.querySelectorAll(place)]));
    return found.map(({ textContent }) => textContent.trim()).find((text) => HEALTH.test(text)) ?? null;
  };

  const observer = new MutationObserver((records) => {
    // The title may change at any time; it is no part of what is hidden.
    probe.mutations += records.filter(({ target }) => !document.head?.contains(target)).length;
    if (seen || probe.health() === null) return;
    seen = true;
    // On the screen: after the next frame.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        probe.ready = performance.now();
        window.onHealth("");
      };
      port2.postMessage(null);
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
