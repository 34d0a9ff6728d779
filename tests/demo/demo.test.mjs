// The demo's server: what it adds to the page and what it leaves alone, the desk, the faults, and an
// end that leaves nothing behind. Run with `node --test tests/demo/`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { start } from "./serve.mjs";
import { openingOf } from "./wallet-chains.js";
import { createProvider } from "./wallet-provider.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGE = `<!doctype html><html><head><title>page</title></head>
<body><!-- one <margin-call> --><margin-call theme="dark"></margin-call></body></html>`;

let dist;
let demo;
before(async () => {
  dist = mkdtempSync(join(tmpdir(), "margin-call-demo-"));
  writeFileSync(join(dist, "index.html"), PAGE);
  writeFileSync(join(dist, "page.wasm"), Buffer.from("0061736d01000000", "hex"));
  demo = await start({ dist, chains: 2 });
});
after(async () => {
  await demo.stop();
  rmSync(dist, { recursive: true });
});

const get = (path) => fetch(demo.url + path);
const post = (path, body) =>
  fetch(demo.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const desk = async (request) => (await post("demo/desk", request)).json();
const rpc = (method, path = "demo/rpc") => post(path, { jsonrpc: "2.0", id: 7, method, params: [] });

test("the page gets the demo's additions, and is otherwise the page", async () => {
  const page = await (await get("")).text();
  assert.match(page, /<!-- one <margin-call> --><margin-call deployment="\/demo\/deployments.json" rpc-url="\/demo\/rpc \/demo\/rpc\/31338" theme="dark">/);
  assert.equal(page.match(/\/demo\/(wallet|desk)\.js|\/demo\/demo\.css/g).length, 3);
  assert.equal(await (await get("plain/")).text(), PAGE);
});

test("files have their types and a strict policy, and nothing else is served", async () => {
  const wasm = await get("plain/page.wasm");
  assert.equal(wasm.headers.get("content-type"), "application/wasm");
  assert.match(wasm.headers.get("content-security-policy"), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
  assert.equal((await (await get("demo/deployment.json")).json()).chainId, 31337);
  for (const path of ["demo/serve.mjs", "..%2findex.html", "demo/..%2fserve.mjs", "absent.js"]) {
    assert.equal((await get(path)).status, 404, path);
  }
});

test("both chains answer, and where their markets are is told", async () => {
  assert.equal((await (await rpc("eth_chainId")).json()).result, "0x7a69");
  assert.equal((await (await rpc("eth_chainId", "demo/rpc/31338")).json()).result, "0x7a6a");
  assert.equal((await rpc("eth_chainId", "demo/rpc/31339")).status, 405);
  const deployments = await (await get("demo/deployments.json")).json();
  assert.deepEqual(deployments, [demo.chain.deployment, demo.second.chain.deployment]);
  assert.deepEqual(deployments.map(({ chainId, markets: [{ protocol }] }) => [chainId, protocol]), [[31337, "aave-v3"], [31338, "morpho-blue"]]);
});

test("unless two chains are asked for there is one", async () => {
  const single = await start({ dist });
  try {
    assert.equal(single.second, undefined);
    assert.deepEqual(await (await fetch(`${single.url}demo/deployments.json`)).json(), [single.chain.deployment]);
    assert.equal((await (await fetch(`${single.url}demo/desk`)).json()).second, undefined);
    const { provider } = await walletOf(single);
    await assert.rejects(provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: "0x7a6a" }] }), { code: 4902 });
  } finally {
    await single.stop();
  }
});

test("the desk moves prices and time, and says what the pool says", async () => {
  const account = demo.chain.borrower("demo");
  const opening = await desk({ action: "look", account });
  const fallen = await desk({ action: "moveEther", basisPoints: 7000, account });
  assert.ok(BigInt(fallen.health) < BigInt(opening.health));
  assert.equal(fallen.head.number, opening.head.number + 1);
  const crashed = await desk({ action: "crash", account });
  assert.ok(BigInt(crashed.health) < 10n ** 18n && BigInt(crashed.health) > 98n * 10n ** 16n, crashed.health);
  const restored = await desk({ action: "restore", account });
  assert.deepEqual(restored.prices, opening.prices);
  const later = await desk({ action: "passTime", seconds: 3600, account });
  assert.equal(later.head.timestamp, restored.head.timestamp + 3600);
  assert.equal((await post("demo/desk", { action: "setPrices", prices: { WETH: "-1" } })).status, 400);
});

test("the desk moves the second chain's price, and time on both", async () => {
  const { chain } = demo.second;
  const [account, snapshots] = [chain.borrower("demo"), [await demo.chain.snapshot(), await chain.snapshot()]];
  const opening = await desk({ action: "look", account });
  assert.deepEqual([opening.second.chainId, opening.second.name], [31338, "Local Morpho"]);
  assert.equal(opening.second.health, String(await chain.health(account)));
  const [{ symbol, price, opening: asked, decimals }, ...others] = opening.second.prices;
  assert.deepEqual([symbol, price, decimals, others], ["WBTC", asked, 34, []]);

  const half = String(BigInt(price) / 2n);
  const fallen = await desk({ action: "setPrices", chainId: 31338, prices: { WBTC: half }, account });
  assert.equal(fallen.second.prices[0].price, half);
  assert.ok(BigInt(fallen.second.health) < 66n * 10n ** 16n, fallen.second.health);
  assert.deepEqual([fallen.prices, fallen.head], [opening.prices, opening.head], "the first chain is where it was");
  const crashed = await desk({ action: "crash", account });
  assert.deepEqual([crashed.second.prices, crashed.second.head], [fallen.second.prices, fallen.second.head], "a crash is the first chain's");
  const restored = await desk({ action: "restore", account });
  assert.deepEqual([restored.prices, restored.second.prices], [opening.prices, opening.second.prices]);

  const later = await desk({ action: "passTime", seconds: 3600, account });
  assert.equal(later.head.timestamp, restored.head.timestamp + 3600);
  assert.equal(later.second.head.timestamp, restored.second.head.timestamp + 3600);
  assert.ok(BigInt(later.second.health) < BigInt(restored.second.health), "interest");
  assert.equal((await post("demo/desk", { action: "setPrices", chainId: 31338, prices: { USDC: "1" } })).status, 400);
  assert.equal((await post("demo/desk", { action: "setPrices", chainId: 31339, prices: {} })).status, 400);
  await demo.chain.revert(snapshots[0]);
  await chain.revert(snapshots[1]);
});

test("a healthy account cannot be liquidated, one below 1 is, and only partly where half is the limit", async () => {
  const snapshot = await demo.chain.snapshot();
  const account = demo.chain.borrower("demo");
  assert.equal((await post("demo/desk", { action: "liquidate", account })).status, 400);
  for (const name of ["liquidatable", "under-water", "many"]) {
    const target = demo.chain.borrower(name);
    if (name === "many") await desk({ action: "crash", account: target });
    const { totalDebtBase: owed } = await demo.chain.userAccountData(target);
    const { said } = await desk({ action: "liquidate", account: target });
    assert.match(said, /^Liquidated: \w+ repaid by another, \w+ taken$/, name);
    const { totalDebtBase: left } = await demo.chain.userAccountData(target);
    if (name === "under-water") assert.ok(left < owed / 10n);
    else assert.ok(left < owed && left > owed / 3n, `${name}: ${left} of ${owed}`);
  }
  await demo.chain.revert(snapshot);
});

test("the endpoint breaks and is repaired, and the desk goes on meanwhile", async () => {
  demo.breakRpc("fail");
  assert.equal((await rpc("eth_chainId")).status, 503);
  assert.equal((await desk({ action: "look" })).fault.kind, "fail");
  demo.breakRpc("garbage");
  assert.deepEqual(await (await rpc("eth_chainId")).json(), { jsonrpc: "2.0", id: 7, result: "0xdeadbeef" });
  demo.breakRpc("hang");
  const hanging = assert.rejects(rpc("eth_chainId"));
  await desk({ action: "look" });
  demo.repairRpc();
  await hanging;
  assert.equal((await (await rpc("eth_chainId")).json()).result, "0x7a69");
});

test("each chain's endpoint breaks alone", async () => {
  demo.second.breakRpc("fail");
  assert.equal((await rpc("eth_chainId", "demo/rpc/31338")).status, 503);
  assert.equal((await rpc("eth_chainId")).status, 200);
  demo.second.repairRpc();
  assert.equal((await rpc("eth_chainId", "demo/rpc/31338")).status, 200);
  const { fault, second } = await desk({ action: "breakRpc", kind: "fail", seconds: 60, chainId: 31338 });
  assert.deepEqual([fault, second.fault.kind], [null, "fail"]);
  assert.equal((await desk({ action: "repairRpc" })).second.fault, null);
});

test("the wallet goes between the chains that it knows, and reads and signs on the one where it is", async () => {
  const { provider, opening } = await walletOf(demo);
  const heard = [];
  provider.on("chainChanged", (chainId) => heard.push(chainId));
  const ask = (method, ...params) => provider.request({ method, params });
  const isOn = async ({ chain }, chainId) => {
    assert.equal(await ask("eth_chainId"), chainId);
    assert.equal((await ask("eth_getBlockByNumber", "latest", false)).hash, (await chain.head()).hash);
  };
  const [from] = await ask("eth_requestAccounts");
  assert.equal(from, demo.second.chain.borrower("demo").toLowerCase());
  await isOn(demo, "0x7a69");

  assert.equal(await ask("wallet_switchEthereumChain", { chainId: "0x7a6a" }), null);
  await isOn(demo.second, "0x7a6a");
  const hash = await ask("eth_sendTransaction", { from, to: from, value: "0x1" });
  assert.equal((await demo.second.chain.rpc.call("eth_getTransactionByHash", [hash])).chainId, "0x7a6a");
  assert.equal(await demo.chain.rpc.call("eth_getTransactionByHash", [hash]), null);

  await assert.rejects(ask("wallet_switchEthereumChain", { chainId: "0x7a6b" }), { code: 4902 });
  await assert.rejects(ask("eth_sendTransaction", { from, to: from, chainId: "0x7a69" }), { code: -32602 });
  await ask("wallet_switchEthereumChain", { chainId: "0x7a69" });
  await isOn(demo, "0x7a69");
  assert.deepEqual(heard, ["0x7a6a", "0x7a69"]);
  assert.deepEqual([...opening.networks.values()].map(({ name }) => name), ["Local Aave (31337)", "Local Morpho (31338)", "Ethereum (1)"]);
});

test("a transaction is not sent on another chain than it was shown for", async () => {
  const { provider, hands } = await walletOf(demo, { send: async () => (hands.moveTo("0x7a6a"), true) });
  const [from] = await provider.request({ method: "eth_requestAccounts" });
  const before = (await demo.second.chain.head()).number;
  await assert.rejects(provider.request({ method: "eth_sendTransaction", params: [{ from, to: from }] }), { code: 4901 });
  assert.equal((await demo.second.chain.head()).number, before);
});

test("the wallet offers everyone who has something on either chain", async () => {
  const { opening } = await walletOf(demo);
  const named = (name) => opening.borrowers.find((borrower) => borrower.name === name);
  assert.equal(opening.borrowers.length, demo.chain.accounts.borrowers.length + 1);
  assert.equal(opening.borrowers[0].name, "demo");
  assert.match(named("demo").description, /^Ether .* Local Morpho: Bitcoin against USDC/);
  assert.equal(named("morpho-only").address, demo.second.chain.borrower("morpho-only"));
});

test("calls as one are made by the account itself, all or none, and a name is taken once", async () => {
  const { provider, hands } = await walletOf(demo);
  const ask = (method, ...params) => provider.request({ method, params });
  const [from] = await ask("eth_requestAccounts");
  const chainId = "0x7a69";
  await assert.rejects(ask("wallet_sendCalls", {}), { code: 4200 });
  assert.deepEqual(await ask("wallet_getCapabilities", from, [chainId]), { [chainId]: { atomic: { status: "unsupported" } } });
  hands.setAtOnce("supported");
  assert.deepEqual(await ask("wallet_getCapabilities", from, [chainId]), { [chainId]: { atomic: { status: "supported" } } });

  const { chain } = demo;
  const token = chain.asset("WETH").address;
  const pool = chain.deployment.markets[0].pool;
  const approve = (units) => `0x095ea7b3${pool.slice(2).toLowerCase().padStart(64, "0")}${units.toString(16).padStart(64, "0")}`;
  const allowance = async () => BigInt(await chain.rpc.call("eth_call", [{ to: token, data: `0xdd62ed3e${from.slice(2).padStart(64, "0")}${pool.slice(2).toLowerCase().padStart(64, "0")}` }, "latest"]));
  const send = (id, calls) => ask("wallet_sendCalls", { version: "2.0.0", id, from, chainId, atomicRequired: true, calls });
  const before = await allowance();
  // The second reverts: a token takes no such call.
  await assert.rejects(send("0x01", [{ to: token, data: approve(5n) }, { to: token, data: "0x12345678" }]));
  assert.equal(await allowance(), before);

  assert.deepEqual(await send("0x02", [{ to: token, data: approve(5n) }, { to: token, data: approve(7n) }]), { id: "0x02" });
  // The name comes with the transaction, its block a moment later.
  const { status, receipts } = await mined(() => ask("wallet_getCallsStatus", "0x02"));
  assert.equal(await allowance(), 7n);
  assert.deepEqual([status, receipts.length, receipts[0].status], [200, 1, "0x1"]);
  await assert.rejects(send("0x02", [{ to: token, data: approve(9n) }]), { code: 5720 });
  await assert.rejects(ask("wallet_getCallsStatus", "0x03"), { code: 5730 });
});

/** What becomes of calls, once it is no more under way. */
async function mined(ask) {
  const end = performance.now() + 10_000;
  for (;;) {
    const said = await ask();
    if (said.status !== 100 || performance.now() > end) return said;
    await setTimeout(20);
  }
}

/** The demo wallet without its dialog: whoever is asked agrees. */
async function walletOf({ url }, answers = {}) {
  const agree = async () => true;
  const chains = await (await fetch(`${url}demo/chains.json`)).json();
  const opening = openingOf(chains.map((chain) => ({ ...chain, rpcUrl: new URL(chain.rpcUrl, url).href })));
  globalThis.sessionStorage = { getItem: () => null, setItem() {} };
  globalThis.dispatchEvent = () => true;
  const ask = { connect: agree, switchChain: agree, send: agree, sendCalls: agree, sign: agree, ...answers };
  return { opening, ...createProvider({ ready: Promise.resolve(opening), ask }) };
}

test("another page's request is not served", async () => {
  const plain = await fetch(`${demo.url}demo/desk`, { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" });
  assert.equal(plain.status, 415);
});

test("a taken port is told, and no chain is left", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address();
  await assert.rejects(start({ dist, port }), /port \d+ is taken/);
  await assert.rejects(start({ dist, rpcPort: port }), /port \d+ is taken/);
  await assert.rejects(start({ dist, rpcPort: port - 1, chains: 2 }), /port \d+ is taken/);
  taken.close();
});

test("an absent page is told before anything starts", async () => {
  await assert.rejects(start({ dist: join(dist, "absent") }), /build it first/);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`${signal} ends the page and the chains`, async () => {
    const program = `import { start } from ${JSON.stringify(join(HERE, "serve.mjs"))};
      const demo = await start({ dist: ${JSON.stringify(dist)}, chains: 2 });
      process.once(${JSON.stringify(signal)}, () => demo.stop());
      console.log(demo.url, demo.rpcUrl, demo.second.rpcUrl);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(child.stdout, "data");
    const urls = String(line).trim().split(" ");
    child.kill(signal);
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    for (const url of urls) await assert.rejects(fetch(url), url);
  });
}
