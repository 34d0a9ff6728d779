// The demo wallet: announced by EIP-6963 like any other, with its own corner in the demo panel.
import { button, el, getJson } from "./dom.js";
import { addToPanel } from "./panel.js";
import { openingOf } from "./wallet-chains.js";
import { addressed, ask, callsContent, facts, optionFor, rawDetails, transactionContent, typedContent, walletMark } from "./wallet-dialog.js";
import { createProvider } from "./wallet-provider.js";

const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="22" fill="#5b21b6"/><path d="M48 14 82 48 48 82 14 48Z" fill="none" stroke="#fff" stroke-width="7"/><circle cx="48" cy="48" r="11" fill="#fbbf24"/></svg>',
  );

const INFO = Object.freeze({
  uuid: "6f1c1c1e-5f0b-4a38-9d0b-0c7a4a1d3b11",
  name: "Demo wallet",
  icon: ICON,
  rdns: "demo.margin-call.wallet",
});

const AT_ONCE_SAID = Object.freeze({
  unsupported: "one after the other",
  ready: "at once, after an upgrade",
  supported: "at once",
});

const SIGNS_SAID = Object.freeze({
  yes: "signs them",
  no: "does not know them",
  wrong: "signs something else",
});

const loaded = getJson("/demo/chains.json").then(openingOf);

const { provider, hands } = createProvider({
  ready: loaded,
  ask: { connect: askConnect, switchChain: askSwitch, send: askSend, sendCalls: askSendCalls, sign: askSign, signTyped: askSignTyped },
});

const announce = () =>
  dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info: INFO, provider }) }));
addEventListener("eip6963:requestProvider", announce);
announce();

// Nobody does this to a wallet by hand: it is for tests alone.
addEventListener("demo-wallet-mishap", ({ detail }) => hands.misreportNext(detail));

const { borrowers, networks } = await loaded;
addToPanel(corner());
dispatchEvent(new CustomEvent("demo-wallet-change", { detail: { ...hands.state } }));

function borrowerAt(address) {
  return borrowers.find((b) => b.address.toLowerCase() === address?.toLowerCase());
}

async function askConnect() {
  let choice = hands.state.address;
  const agreed = await ask(
    "Connect to this page?",
    () => [
      el("p", {}, `${location.host} wants to see your address and ask you for signatures.`),
      el(
        "label",
        { class: "demo-field" },
        "Account",
        el("select", { onchange: (event) => (choice = event.target.value) },
          ...borrowers.map((b) => optionFor(b, b.address === choice))),
      ),
      facts([["Request", el("code", {}, "eth_requestAccounts")], ["Network", networks.get(hands.state.chainId).name]]),
    ],
    "Connect",
  );
  if (agreed) hands.choose(choice);
  return agreed;
}

function askSwitch(chainId) {
  return ask(
    "Switch network?",
    () => [
      el("p", {}, `${location.host} asks to move the wallet to another network.`),
      facts([["Request", el("code", {}, "wallet_switchEthereumChain")], ["From", networks.get(hands.state.chainId).name], ["To", networks.get(chainId).name]]),
    ],
    "Switch",
  );
}

async function askSend(transaction, estimate, network) {
  const gasPrice = await provider.request({ method: "eth_gasPrice" }).then(BigInt).catch(() => null);
  return ask("Sign this transaction?", () =>
    transactionContent({
      transaction,
      network,
      estimate,
      gasPrice,
      accountName: borrowerAt(transaction.from)?.name,
    }),
  );
}

function askSendCalls(calls, network, upgrades) {
  const accountName = borrowerAt(hands.state.address)?.name;
  return ask(`Sign these ${calls.length} calls?`, () => callsContent({ calls, network, accountName, upgrades }));
}

function askSign(method, message) {
  const { address } = hands.state;
  return ask("Sign this message?", () => [
    facts([["Request", el("code", {}, method)], ["Account", addressed(borrowerAt(address)?.name, address)]]),
    rawDetails("Message", typeof message === "string" ? message : JSON.stringify(message)),
  ]);
}

function askSignTyped(typed, network) {
  const { address } = hands.state;
  return ask("Sign this message?", () =>
    typedContent({ typed, network, account: address, accountName: borrowerAt(address)?.name }));
}

/** The wallet's corner: who it is, where it is, and what a person can do to it. */
function corner() {
  const status = el("span", { class: "demo-status", role: "status" });
  const about = el("p", { class: "demo-about" });
  const account = el("select", { onchange: () => hands.choose(account.value) }, ...borrowers.map((b) => optionFor(b)));
  const chain = el("select", { onchange: () => hands.moveTo(chain.value) },
    ...[...networks].map(([id, { name }]) => el("option", { value: id }, name)));
  const atOnce = el("select", { onchange: () => hands.setAtOnce(atOnce.value) },
    ...Object.entries(AT_ONCE_SAID).map(([value, said]) => el("option", { value }, said)));
  const signs = el("select", { onchange: () => hands.setSigns(signs.value) },
    ...Object.entries(SIGNS_SAID).map(([value, said]) => el("option", { value }, said)));
  const disconnect = button("Disconnect", () => hands.disconnect());
  const online = button("", () => hands.setOnline(!hands.state.online));

  const render = () => {
    const { connected, address, chainId, online: isOnline } = hands.state;
    status.textContent = !isOnline ? "offline" : connected ? "connected" : "not connected";
    status.classList.toggle("demo-on", isOnline && connected);
    account.value = borrowerAt(address)?.address ?? borrowers[0].address;
    about.textContent = borrowerAt(address)?.description ?? "";
    chain.value = chainId;
    atOnce.value = hands.state.atOnce;
    signs.value = hands.state.signs;
    disconnect.disabled = !connected;
    online.textContent = isOnline ? "Lose connection" : "Regain connection";
  };
  addEventListener("demo-wallet-change", render);
  render();

  return el(
    "section",
    { id: "demo-wallet", class: "demo-section", "aria-labelledby": "demo-wallet-title" },
    el("header", { class: "demo-head" }, el("h2", { id: "demo-wallet-title" }, walletMark(), "Demo wallet"), status),
    el("label", { class: "demo-field" }, "Account", account),
    about,
    el("label", { class: "demo-field" }, "Network", chain),
    el("label", { class: "demo-field" }, "Several calls", atOnce),
    el("label", { class: "demo-field" }, "Permissions", signs),
    el("div", { class: "demo-buttons" }, disconnect, online),
  );
}
