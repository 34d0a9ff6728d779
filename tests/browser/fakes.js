// What the browser and its wallets are replaced by in these tests: each does one thing, plainly.

/** Runs script text as the body of a function with these named values. */
export function run(body, ...values) {
  const names = values.map((_, index) => "abcdef"[index]);
  return new Function(...names, body)(...values);
}

/** An EIP-1193 provider that answers with `answer` and keeps what it was asked. */
export function provider(answer) {
  const listeners = [];
  return {
    asked: [],
    listeners,
    request(request) {
      this.asked.push(JSON.parse(JSON.stringify(request)));
      return answer(request);
    },
    on(name, run) {
      listeners.push({ name, run });
    },
    removeListener(name, run) {
      const index = listeners.findIndex((one) => one.name === name && one.run === run);
      if (index >= 0) listeners.splice(index, 1);
    },
    emit(name, ...values) {
      for (const one of [...listeners]) if (one.name === name) one.run(...values);
    },
  };
}

/** Answers every EIP-6963 request with these details, until the returned function is called. */
export function announcing(details) {
  const announce = () => {
    for (const detail of details)
      dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  };
  addEventListener("eip6963:requestProvider", announce);
  return () => removeEventListener("eip6963:requestProvider", announce);
}

/** Replaces a property until the returned function is called. */
export function replacing(target, name, value) {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => (own ? Object.defineProperty(target, name, own) : delete target[name]);
}

/** The Notification class of a browser that shows, or of one that throws as Android's do. */
export function notifications(permission, throws) {
  return class Notification extends EventTarget {
    static permission = permission;
    static made = [];
    static async requestPermission() {
      return (this.permission = "granted");
    }
    constructor(title, options) {
      if (throws) throw new TypeError("Illegal constructor");
      super();
      Object.assign(this, { title, options, closed: false });
      Notification.made.push(this);
      queueMicrotask(() => this.dispatchEvent(new Event("show")));
    }
    close() {
      this.closed = true;
    }
  };
}

/** A service worker container whose worker becomes active a little later. */
export function worker_container() {
  const container = new EventTarget();
  const shown = [];
  const installing = { onstatechange: null };
  const registration = {
    installing,
    active: null,
    async showNotification(title, options) {
      shown.push({ title, tag: options.tag, renotify: options.renotify, data: options.data,
        stays: options.requireInteraction, actions: options.actions, close() { shown.splice(shown.indexOf(this), 1); } });
    },
    async getNotifications({ tag }) {
      return shown.filter((one) => one.tag === tag);
    },
  };
  // The names of what it is woken for.
  container.wakes = [];
  registration.periodicSync = {
    async register(name) {
      if (!container.wakes.includes(name)) container.wakes.push(name);
    },
    async unregister(name) {
      container.wakes = container.wakes.filter((one) => one !== name);
    },
    async getTags() {
      return container.wakes;
    },
  };
  container.shown = shown;
  container.registered = [];
  container.register = async (url, { scope }) => {
    container.registered.push([String(url), scope]);
    queueMicrotask(() => {
      registration.active = installing;
      installing.onstatechange?.(new Event("statechange"));
    });
    return registration;
  };
  return container;
}
