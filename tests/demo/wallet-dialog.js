// The wallet's own questions. One dialog at a time, above everything; closing it says no.
import { button, el, formatUnits, shortAddress } from "./dom.js";
import { explain } from "./wallet-calls.js";

let last = Promise.resolve();

/** Asks one question after those that are open; resolves to whether the person confirmed. */
export function ask(title, content, confirmLabel = "Confirm") {
  const answer = last.then(() => show(title, content(), confirmLabel));
  last = answer.catch(() => {});
  return answer;
}

function show(title, content, confirmLabel) {
  return new Promise((resolve) => {
    const close = (answer) => {
      // Closed before it goes, so that the focus returns to where it was.
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const heading = el("h2", { id: "demo-dialog-title", tabindex: "-1", autofocus: true }, title);
    const dialog = el(
      "dialog",
      { class: "demo-dialog", "aria-labelledby": "demo-dialog-title", oncancel: () => close(false) },
      el("p", { class: "demo-dialog-brand" }, walletMark(), "Demo wallet"),
      heading,
      ...content,
      el(
        "div",
        { class: "demo-dialog-actions" },
        button("Reject", () => close(false), { class: "demo-reject" }),
        button(confirmLabel, () => close(true), { class: "demo-confirm" }),
      ),
      el("p", { class: "demo-dialog-note" }, "Part of the demo. It signs on local chains only, with test accounts."),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Label and value pairs; a null value leaves its row out. */
export function facts(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined);
  return el("dl", { class: "demo-facts" }, ...shown.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]));
}

export const rawDetails = (label, text) =>
  el("details", { class: "demo-raw" }, el("summary", {}, label), el("code", { tabindex: "0" }, text));

/** What a wallet shows before it signs a transaction. */
export function transactionContent({ transaction, network: { name: chainName, reader }, accountName, estimate, gasPrice }) {
  const data = transaction.data ?? transaction.input ?? "0x";
  const sentence = reader.describe(transaction);
  const fee = estimate.gas && gasPrice ? `about ${formatUnits(estimate.gas * gasPrice, 18).slice(0, 12)} ETH` : null;
  return [
    el("p", { class: "demo-sentence" }, sentence ?? "The wallet cannot read what this does."),
    estimate.failure ? el("p", { class: "demo-warning" }, `This is expected to fail: ${explain(estimate.failure)}`) : null,
    facts([
      ["Request", el("code", {}, "eth_sendTransaction")],
      ["Network", chainName],
      ["From", addressed(accountName, transaction.from)],
      ["To", transaction.to ? addressed(reader.nameOf(transaction.to), transaction.to) : "a new contract"],
      ["Value", `${formatUnits(transaction.value ?? 0, 18)} ETH`],
      ["Fee", fee],
    ]),
    rawDetails(`Data, ${(data.length - 2) / 2} bytes`, data),
  ];
}

/** What a wallet shows before it signs typed data. */
export function typedContent({ typed, network: { name: chainName, reader }, accountName, account }) {
  const { domain, message } = typed;
  const sentence = reader.describeTyped(typed);
  const isAddress = (value) => /^0x[0-9a-fA-F]{40}$/.test(value);
  const said = (value) => (isAddress(value) ? addressed(reader.nameOf(value), value) : el("code", {}, String(value)));
  return [
    el("p", { class: "demo-sentence" }, sentence ?? "The wallet cannot read what this does."),
    el("p", {}, "A signature: nothing is sent, and no fee is paid."),
    facts([
      ["Request", el("code", {}, "eth_signTypedData_v4")],
      ["Network", chainName],
      ["Account", addressed(accountName, account)],
      ["Asked by", el("span", {}, `${domain.name} `, said(domain.verifyingContract))],
      ...Object.entries(message).map(([name, value]) => [name, said(value)]),
    ]),
    rawDetails("Message", JSON.stringify(typed)),
  ];
}

/** What a wallet shows before it carries out several calls as one. */
export function callsContent({ calls, network: { name: chainName, reader }, accountName, upgrades }) {
  const [{ from }] = calls;
  const said = calls.map(({ to, data = "0x", value = 0, ...rest }) => {
    const sentence = reader.describe({ to, data, value, ...rest });
    return el(
      "li",
      {},
      el("p", { class: "demo-sentence" }, sentence ?? "The wallet cannot read what this does."),
      el("p", {}, "To ", addressed(reader.nameOf(to), to)),
      rawDetails(`Data, ${(data.length - 2) / 2} bytes`, data),
    );
  });
  return [
    el("ol", { class: "demo-calls" }, ...said),
    upgrades ? el("p", { class: "demo-warning" }, "This changes the account into one that carries out several calls as one. It keeps its key and its address.") : null,
    facts([
      ["Request", el("code", {}, "wallet_sendCalls")],
      ["Network", chainName],
      ["From", addressed(accountName, from)],
      ["Happens", "all together, or not at all"],
    ]),
  ];
}

export const addressed = (name, address) => el("span", {}, name ? `${name} ` : "", el("code", {}, address));

/** An account to choose, by name. */
export const optionFor = ({ name, address }, selected) =>
  el("option", { value: address, selected }, `${name}  ${shortAddress(address)}`);

/** The wallet's mark: drawn, so that the policy on images need not widen. */
export function walletMark() {
  return el("span", { class: "demo-mark", "aria-hidden": "true" }, "◈");
}
