// `make bench`: what one health factor costs here and in the JavaScript libraries, on the same
// inputs in the same run, and whether a stress grid fits into a frame.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const here = import.meta.dirname;
const root = join(here, "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const QUESTIONS = ["aave", "morpho", "grid"];
const FRAME_MS = 1000 / 60;

const cargo = (args, options) => execFileSync("cargo", args, { cwd: root, ...options });
const read = (name) => JSON.parse(readFileSync(join(here, name)));

/** The example in WebAssembly, as built by `make bench` in this profile. */
function wasm(profile) {
  const folder = join(target, "wasm32-unknown-unknown", profile, "examples");
  return readFileSync(join(folder, "bench.wasm")).toString("base64");
}

/** A page that has the libraries; nothing but numbers goes in and out. */
async function openPage(browser) {
  const bundle = await build({
    stdin: {
      contents: "export * from './libraries.mjs'",
      resolveDir: here,
    },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName: "libraries",
    logLevel: "error",
  });
  const page = await browser.newPage();
  await page.addScriptTag({ content: bundle.outputFiles[0].text });
  return page;
}

/** The libraries' nanoseconds and answers, in the page. */
function askLibraries({ aave, morpho }) {
  const { libraries } = globalThis;
  const questions = { aave: libraries.aave(aave), morpho: libraries.morpho(morpho) };
  return Object.entries(questions).map(([name, run]) => ({
    name,
    answer: String(run()),
    ns: libraries.measure(run),
  }));
}

/** Our nanoseconds and answers, in the page. */
async function askUs({ base64, count }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { ask } = instance.exports;
  return Array.from({ length: count }, (_, question) => ({
    answer: String(ask(question, 1)),
    ns: globalThis.libraries.measure(() => ask(question, 1)),
  }));
}

/** The native program that `make bench` has built, told by cargo itself. */
function runNative() {
  const args = ["bench", "--locked", "--no-default-features", "--profile", "fast", "--bench", "native", "--no-run"];
  const messages = cargo([...args, "--message-format=json"], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = String(messages).trim().split("\n").map((line) => JSON.parse(line));
  const { executable } = lines.find(({ target: built, executable }) => built?.name === "native" && executable);
  return JSON.parse(execFileSync(executable));
}

const native = runNative();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await openPage(browser);
const libraries = await page.evaluate(askLibraries, { aave: read("aave.json"), morpho: read("morpho.json") });
const ours = {};
for (const profile of ["fast", "release"]) {
  ours[profile] = await page.evaluate(askUs, { base64: wasm(profile), count: QUESTIONS.length });
}
await browser.close();

// The same question was asked: the answers agree in the digits that the libraries have.
for (const [question, { name, answer }] of libraries.entries()) {
  const theirs = name === "aave" ? Number(answer) : Number(answer) / 1e18;
  const own = Number(ours.fast[question].answer) / 1e18;
  if (!(Math.abs(own / theirs - 1) < 1e-9)) throw new Error(`${name}: ${own} is not ${theirs}`);
}

const ms = (ns) => `${(ns / 1e6).toPrecision(3)} ms`;
const row = (...cells) => console.log(cells.map((cell, place) => (place ? cell.padStart(13) : cell.padEnd(34))).join(""));
const columns = [
  ["wasm", (question) => ours.fast[question].ns],
  ["wasm, small", (question) => ours.release[question].ns],
  ["native", (question) => native[question]],
];
row("", "library", ...columns.flatMap(([name]) => [name, "ratio"]));
for (const [question, name] of ["health, @aave/math-utils", "health, @morpho-org/blue-sdk"].entries()) {
  const theirs = libraries[question].ns;
  const cells = columns.flatMap(([, time]) => [ms(time(question)), `${Math.round(theirs / time(question))}x`]);
  row(name, ms(theirs), ...cells);
}
const grid = QUESTIONS.indexOf("grid");
row("10,000 cells, in frames of 1/60 s", "", ...columns.flatMap(([, time]) => [ms(time(grid)), (time(grid) / 1e6 / FRAME_MS).toFixed(2)]));
console.log("wasm: built for speed; small: built for size, as the widget is shipped; both in headless Chromium.");
