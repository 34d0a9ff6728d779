/**
 * Runs in the page before anything else, and sees what leaves no trace on the screen:
 *
 * - `shown`: each notification that the browser has shown, also one that replaces another; `showing`: how
 *   many it was given and has not shown yet.
 * - `asked`: for each question for permission, whether a click was behind it.
 * - `events`: what the element told its host page.
 * - `violations`: of the page's security policy.
 * - `listeners`: how many listen to what outlives an element.
 */
export function observe() {
  // Not a page of ours: an empty one has nothing to observe.
  if (!globalThis.ServiceWorkerRegistration) return;
  const observed = { shown: [], showing: 0, asked: [], events: [], violations: [], listeners: 0 };
  window.observed = observed;

  const { showNotification } = ServiceWorkerRegistration.prototype;
  ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
    observed.showing += 1;
    try {
      await showNotification.call(this, title, options);
    } finally {
      observed.showing -= 1;
    }
    const { body, tag, renotify, requireInteraction } = options;
    observed.shown.push({ title, body, tag, renotify, requireInteraction });
  };

  const { requestPermission } = Notification;
  Notification.requestPermission = async () => {
    observed.asked.push(navigator.userActivation.isActive);
    await window.answerPermission();
    return requestPermission.call(Notification);
  };

  for (const name of ["ready", "position", "level", "top-up", "error"]) {
    addEventListener(`margin-call-${name}`, ({ detail, target }) => {
      observed.events.push({ name, detail: structuredClone(detail), from: target.id });
    });
  }
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
    observed.violations.push(`${violatedDirective}: ${blockedURI} ${sample}`);
  });

  const lasting = () => [window, document, navigator.serviceWorker];
  const kept = new Map();
  const keyOf = (target, type, options) => `${lasting().indexOf(target)} ${type} ${Boolean(options?.capture ?? options)}`;
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (listener && lasting().includes(target)) {
      const key = keyOf(target, type, options);
      if (!kept.has(key)) kept.set(key, new Set());
      kept.get(key).add(listener);
    }
    return add.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    kept.get(keyOf(target, type, options))?.delete(listener);
    return remove.call(target, type, listener, options);
  };
  Object.defineProperty(observed, "listeners", {
    enumerable: true,
    get: () => [...kept.values()].reduce((sum, set) => sum + set.size, 0),
  });
}
