// The shipped bytes, as a browser downloads them: brotli of every wasm, js and css file in dist/.
// `node bytes.mjs [--report] [folder]`; fails above the ceiling unless only a report is asked for.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/**
 * What ships may not grow without a reason that stands here. Reasons since 239,500:
 * - 31 kB: records of transactions under way, read and written as versioned JSON by serde, and the
 *   search for what became of one.
 * - 4 kB: units, releases, pauses and prices that are not there, of Compound III.
 * - 4 kB: ends of transactions, clocks that are wrong, wallets that are locked.
 * - 32 kB: the list of accounts and chains, several endpoints a chain with the public ones compiled in,
 *   and the search over all chains, with what is shown of them; a second endpoint as witness.
 * - 4 kB: what was held, the log of liquidations that is asked about what is missed, and the page's
 *   title after an internal error.
 * - 24 kB: what is kept, item by item, as versioned JSON by serde in place of a binary form, and
 *   followed from other tabs.
 * - 5 kB: disputes between endpoints that only the two can settle, and endpoints that are not read named.
 * - 14 kB: what was learnt of chains and markets, kept for the next visit, which then begins with one
 *   request in place of four, one after another.
 * - 11 kB: one of several tabs leads, and what it reads goes to the others as JSON by serde.
 * - 4 kB: names of accounts, and accounts that are muted.
 * - 13 kB: letters that are stored until they were shown, and rules that moved, by serde both.
 * - 6 kB: the first health after one call, the top-up as a machine of its own, and letters in their order.
 * - 191 kB: the interface as Leptos components in place of a differ of our own: 170, each place where
 *   something changes being code of its own, for what is touched at a new block and who can read it;
 *   what would be at other prices, histories that are kept, typed options and events: 21.
 * - 12 kB: optimised across crates. There is a seventh less for the browser to compile; what is gone are
 *   repetitions, which cost little to load.
 * - 2 kB: the first health before all else, and pictures that are not drawn out of sight.
 * - 5 kB: changes of the host that wait while something is signed, and marks that several tabs write.
 * - 13 kB: what was mined settles and is compared with what was asked for, by the wallet's node too;
 *   refusals at any depth, strangers' words cleaned, simulation in one call of the account.
 * - 32 kB: a top-up on every protocol, read after its simulation as the position is ever read; tokens and
 *   wrapped coins by their fingerprints, which nothing can compress: 4; coin, fees, idle supplies and
 *   permissions that are taken back; and, of what a block costs, the ends of the map's bands and texts
 *   that change in their places.
 * - 13 kB: amounts that are typed, links to a top-up and their QR codes, what a way saves a year, what of
 *   a position would have to be sold, transactions under the account's next number.
 * - 14 kB: several steps in one signature, and what became of them by the wallet's word and the chain's; a
 *   debt that is repaid out of what is supplied.
 * - 7 kB: coin through a market's own gateway, and the names of listed tokens.
 * - 6 kB: e-modes that are looked for, and entered.
 * - 20 kB: several ways together: a position after what is done to it, of each protocol; which of them cost
 *   the least; and their plan, review and words.
 * - 5 kB: what a person is in the midst of outlives a block; coin that a Bulker takes.
 * - 4 kB: what an account did under a hash of its own, looked for in logs and confirmed by a second node.
 * - 19 kB: permissions that are signed: typed data written, read back, and reviewed; the tokens that take them.
 * - 52 kB: what could act for a position before its market, found, vouched for and authorised; several
 *   positions out of one wallet; and the channel outside of the browser, with its topic stored by serde.
 * - 40 kB: what happened, stored by serde with how it arrived, chosen and saved; calls that are put off, and
 *   quiet hours; whose oracle a contract goes by, and what is compared of it; and of several positions what
 *   is on its way, kept back and said: what of each was not measured.
 * - 7 kB: the page's own files, kept as one version that is used on a click, and a monitor that is asked.
 * - 33 kB: calls of several positions as one, rates and caps that are news, and tones; what only a word has
 *   ended, and logs that are looked through in parts; 8 of it the lines of the map and what is said along
 *   lines over time, and the rest words, rows and notices: what of each was not measured.
 * - 8 kB: levels by what interest alone takes, with a ladder of their own; an example with a past; what is kept
 *   of a page that its server has no more.
 * - 57 kB: what governance has queued, simulated and told, with the markets' controllers; where prices come from,
 *   whether a source caps them, and when it moved; what a liquidation took; thresholds of what moves together and of
 *   single positions; whether anybody would be woken, answers in a notification, and a reminder: what of each was
 *   not measured.
 * - 26 kB: what a rule that moved does to a health, who may act early, permissions left over and money in use as
 *   news; settings that say what is set, and open; a leg's arithmetic; that a notification was proven is kept; what
 *   the network takes for each way: what of each was not measured.
 * - 3 kB: curves of rates within one contract, a second endpoint's log, turns of what is queued, what an ask that
 *   came to nothing leaves unknown: what of each was not measured.
 */
const CEILING_BYTES = 968_000;
const COUNTED = new Set([".wasm", ".js", ".css"]);

const report_only = process.argv.includes("--report");
const folder = process.argv.slice(2).find((word) => !word.startsWith("--"))
  ?? fileURLToPath(new URL("../../dist", import.meta.url));

function brotli_bytes(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;
}

const rows = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && COUNTED.has(extname(entry.name)))
  .map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    return { name: relative(folder, path), raw: bytes.length, brotli: brotli_bytes(bytes) };
  })
  .sort((a, b) => b.brotli - a.brotli);

if (!rows.some((row) => row.name.endsWith(".wasm"))) {
  console.error(`no wasm in ${folder}: run \`make build\` first`);
  process.exit(1);
}

const total = rows.reduce(
  (sum, row) => ({ name: "shipped", raw: sum.raw + row.raw, brotli: sum.brotli + row.brotli }),
  { raw: 0, brotli: 0 },
);
const number = (value) => value.toLocaleString("en-US").padStart(11);
console.log(`${"file".padEnd(24)}${"bytes".padStart(11)}${"brotli".padStart(11)}`);
for (const row of [...rows, total])
  console.log(row.name.padEnd(24) + number(row.raw) + number(row.brotli));

const left = CEILING_BYTES - total.brotli;
console.log(`${Math.abs(left).toLocaleString("en-US")} bytes ${left < 0 ? "over" : "under"} the ceiling of ${CEILING_BYTES.toLocaleString("en-US")}`);
if (left < 0 && !report_only) process.exit(1);
