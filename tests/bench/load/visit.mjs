// One visit of a page: from the navigation to a health factor on the screen.
import { RPC } from "./host.mjs";
import { installProbe } from "./probe.js";
import { WALLET, installWallet } from "./wallet.js";

/** The file that tells our page where the local market is. On a real chain it is compiled in, as it is in the peer. */
export const DEPLOYMENT = "deployment.json";

const ON_HEALTH = "onHealth";

/** A tab in which `page` can be visited under these conditions: `cpu` times slower, `net` as the browser takes it. */
export async function openTab(profile, page, { cpu = 1, net } = {}) {
  const tab = await profile.tab();
  const { account, contracts: { chainId } } = page.market;
  for (const domain of ["Page", "Runtime", "Performance"]) await tab.send(`${domain}.enable`);
  await tab.send("Runtime.addBinding", { name: ON_HEALTH });
  tab.on("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) => page.troubles.add(exception?.description ?? text));
  await tab.before(installWallet, { account, chainId, rpc: RPC, ...WALLET });
  await tab.before(installProbe);
  if (page.choice) await tab.before(remember, page.choice);
  if (cpu > 1) await tab.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (net) {
    await tab.send("Network.enable");
    await tab.send("Network.emulateNetworkConditions", { offline: false, ...net });
  }
  return tab;
}

/** Visits the page; what it took to show a health factor. */
export async function visit(tab, page) {
  await page.market.step();
  page.host.forget();
  await healthAfter(tab, page, () => tab.send("Page.navigate", { url: `${page.host.origin}/` }));
  const { told, ready, paint, deployment, until } = await tab.evaluate(`({
    told: probe.told,
    ready: probe.ready,
    until: performance.timeOrigin + probe.ready,
    paint: performance.getEntriesByName("first-paint")[0]?.startTime ?? null,
    deployment: performance.getEntriesByName("${page.host.origin}/${DEPLOYMENT}")[0]?.duration ?? 0,
  })`);
  const by = ({ at }) => at <= until;
  const sent = page.host.sent.filter(by);
  return {
    told,
    health: ready,
    paint,
    deployment,
    bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0),
    files: sent.length,
    calls: page.host.calls.filter(by).length,
  };
}

/** Does something after which a health factor appears, and waits for it. */
async function healthAfter(tab, page, act) {
  const shown = tab.once("Runtime.bindingCalled", ({ name }) => name === ON_HEALTH);
  try {
    await Promise.all([shown, act()]);
  } catch (error) {
    throw new Error(`${page.name}: ${error.message}`, { cause: error });
  }
}

/**
 * What a page writes first that names the wallet, once a person has connected by the button that
 * says its name: the choice alone, nothing that was learnt from it.
 */
export async function choiceOf(profile, page, { button, wallet }) {
  const tab = await openTab(profile, page);
  await tab.before(noteWrites);
  await tab.send("Page.navigate", { url: `${page.host.origin}/` });
  await healthAfter(tab, page, () => tab.evaluate(`(${clickIn})(${JSON.stringify(button)})`));
  const writes = await tab.evaluate("writes");
  await tab.close();
  const choice = writes.find(([, text]) => text.includes(wallet));
  if (!choice) throw new Error(`${page.name} stores no choice of ${wallet}`);
  return choice;
}

// What follows runs in the page.

function remember([key, text]) {
  if (localStorage.length === 0) localStorage.setItem(key, text);
}

function noteWrites() {
  window.writes = [];
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) {
    window.writes.push([key, text]);
    return setItem.call(this, key, text);
  };
}

function clickIn(words) {
  return new Promise((resolve) => {
    const look = () => {
      const inside = document.querySelector("margin-call")?.shadowRoot?.querySelectorAll("button") ?? [];
      const button = [...inside].find(({ textContent }) => textContent.includes(words));
      if (!button) return requestAnimationFrame(look);
      button.click();
      resolve();
    };
    look();
  });
}
