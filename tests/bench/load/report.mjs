// The figures as a table and as a file: medians, ratios, and the aims that were set for them.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";

const ratio = (most) => ({ text: `ratio <= ${most}`, met: (row) => row.ratio <= most });
const atMost = (most, unit) => ({ text: `<= ${most} ${unit}`, met: (row) => row.ours.median <= most });

const visit = (kind, text, aim, name = "told") => ({ text, unit: "ms", kind, name, aim });
const exact = (kind) => visit(kind, "    computed, and equal to the chain's", null, "health");
// `alone`: not to be divided by the peer's. What runs after an awaited promise the browser counts as
// work of the main thread and not as script, and that is most of what the libraries do.
const ROWS = [
  visit("cold", "health on screen, first visit", ratio(0.7)),
  exact("cold"),
  visit("weak", "  CPU four times slower", ratio(0.7)),
  exact("weak"),
  visit("slow", "  150 ms, 1.6 Mbit/s", ratio(1)),
  exact("slow"),
  { text: "    of it, where the market is", unit: "ms", kind: "slow", name: "deployment" },
  visit("second", "  second visit", ratio(0.5)),
  visit("third", "  third visit", null),
  { text: "first paint, first visit", unit: "ms", kind: "cold", name: "paint" },
  { text: "  CPU four times slower", unit: "ms", kind: "weak", name: "paint" },
  { text: "  150 ms, 1.6 Mbit/s", unit: "ms", kind: "slow", name: "paint" },
  { text: "sent to the first health", unit: "kB", kind: "cold", name: "bytes", scale: 1 / 1000 },
  { text: "  files", unit: "", kind: "cold", name: "files" },
  { text: "  calls to the chain", unit: "", kind: "cold", name: "calls" },
  { text: "  calls, second visit", unit: "", kind: "second", name: "calls" },
  { text: "a new block: main thread", unit: "ms", kind: "refresh", name: "task", aim: ratio(0.5) },
  { text: "  script", unit: "ms", kind: "refresh", name: "script", alone: true, aim: atMost(5, "ms") },
  { text: "  style", unit: "ms", kind: "refresh", name: "style" },
  { text: "  layout", unit: "ms", kind: "refresh", name: "layout" },
  { text: "  changes of the document", unit: "", kind: "refresh", name: "mutations" },
  { text: "  calls to the chain", unit: "", kind: "refresh", name: "calls" },
  { text: "30 s without a block: main thread", unit: "ms", kind: "idle", name: "task" },
  { text: "  script", unit: "ms", kind: "idle", name: "script", alone: true },
  { text: "  changes of the document", unit: "", kind: "idle", name: "mutations" },
  { text: "  calls to the chain", unit: "", kind: "idle", name: "calls" },
  { text: "a new block, hidden: main thread", unit: "ms", kind: "hidden", name: "task" },
  { text: "  script", unit: "ms", kind: "hidden", name: "script", alone: true },
  { text: "  changes of the document", unit: "", kind: "hidden", name: "mutations", aim: atMost(0, "changes") },
  { text: "  calls to the chain", unit: "", kind: "hidden", name: "calls" },
];

/** Prints the table and writes the file at `path`. */
export function report(results, conditions, path) {
  const rows = ROWS.filter(({ kind }) => results.ours[kind]).map((row) => figures(row, results));
  const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...conditions, ...machine, rows }, null, 2)}\n`);

  line("", "libraries", "margin-call", "ratio", "aim");
  for (const { text, unit, peer, ours, ratio, aim, met } of rows) {
    const shown = ({ median }) => `${digits(median)}${unit && ` ${unit}`}`;
    line(text, shown(peer), shown(ours), ratio === null ? "" : ratio.toFixed(2), aim ?? "", met === null ? "" : met ? "met" : "not met");
  }
  const open = conditions.stays ? `, and of ${conditions.stays} pages left open for ${conditions.blocks} blocks` : "";
  console.log(`Medians of ${conditions.runs} visits${open}; ratios are ours over the libraries'.`);
  console.log(`${conditions.browser}, ${machine.cores} cores. Times include the wallet's own script, the same in both.`);
}

function figures({ text, unit, kind, name, scale = 1, alone = false, aim }, results) {
  const of = (page) => {
    const values = page[kind].map((result) => result[name]).filter((value) => value !== null).map((value) => value * scale);
    return { median: median(values), values };
  };
  const [peer, ours] = [of(results.peer), of(results.ours)];
  const row = { text: text.trim(), kind, unit, peer, ours, ratio: alone || peer.median === 0 ? null : ours.median / peer.median };
  return { ...row, text, name, aim: aim?.text ?? null, met: aim ? aim.met(row) : null };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const digits = (value) => (value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1));

const WIDTHS = [-36, 13, 13, 8, 15, 9];
function line(...cells) {
  const padded = cells.map((cell, place) => (WIDTHS[place] < 0 ? cell.padEnd(-WIDTHS[place]) : cell.padStart(WIDTHS[place])));
  console.log(padded.join("").trimEnd());
}
