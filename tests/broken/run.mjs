// Breaks one rule of the program after the other, and demands that a native test catches each.
//
//   node tests/broken/run.mjs             all of them
//   node tests/broken/run.mjs 3 17        these two
//   node tests/broken/run.mjs lib         those that a unit test is to catch: a third of the time to build
//   node tests/broken/run.mjs --check     only that every rule still stands in the sources
//   node tests/broken/run.mjs --find 3    which tests of the whole native suite catch it
//
// A copy of the sources in which every rule can be broken lies under target/broken; it is built once.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SWITCH, apart, breakable, numbered } from "./apply.mjs";
import { RULES } from "./rules.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPY = join(ROOT, "target/broken");
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
/** A test that takes longer goes on for ever. */
const PATIENCE_MS = 120_000;
const TOGETHER = 2;
/** All native tests that need no local chain, the fast ones first. */
const SUITE = ["lib", "rules", "reading", "laws", "simulation"];

const rules = numbered(RULES);
const words = process.argv.slice(2);
const chosen = words.filter((word) => /^\d+$/.test(word)).map(Number);
const named = SUITE.filter((target) => words.includes(target));
const targetOf = ({ caught }) => caught.split(" ")[0];
const isChosen = ({ number }) => !chosen.length || chosen.includes(number);
const finds = words.includes("--find");
const selected = rules.filter((rule) => isChosen(rule) && (finds || !named.length || named.includes(targetOf(rule))));

/** What git knows, or would if it were told, and is not deleted. */
function tracked() {
  const git = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: ROOT, encoding: "utf8" });
  if (git.status !== 0) throw new Error(git.stderr);
  return git.stdout.split("\0").filter((file) => file && existsSync(join(ROOT, file)));
}

/** The text of a source as it stands in the copy. */
function inCopy(file, text) {
  const own = rules.filter((rule) => rule.file === file);
  if (own.length) return breakable(text, own);
  if (/^Cargo\.(toml|lock)$/.test(file)) return apart(text);
  if (file === "src/lib.rs") return `#![allow(warnings)]\n${text}${SWITCH}`;
  return text;
}

/** Makes the copy; what is the same already is left alone, so that it is not built again. */
function copy() {
  const needed = tracked().filter((file) => /^(src|tests)\/|^Cargo\.|^README/.test(file));
  for (const file of needed) {
    const bytes = readFileSync(join(ROOT, file));
    const wanted = /\.(rs|toml|lock)$/.test(file) ? Buffer.from(inCopy(file, bytes.toString())) : bytes;
    const to = join(COPY, file);
    if (existsSync(to) && readFileSync(to).equals(wanted)) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, wanted);
  }
  const keep = new Set(needed);
  for (const one of readdirSync(COPY, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    if (one.isFile() && !keep.has(path.slice(COPY.length + 1))) rmSync(path);
  }
}

/** Whether every rule stands where it says, and every test that is to catch it exists. */
function check() {
  const tests = tracked().filter((file) => file.endsWith(".rs")).map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
  for (const file of new Set(rules.map((rule) => rule.file))) inCopy(file, readFileSync(join(ROOT, file), "utf8"));
  for (const { rule, caught } of rules) {
    const name = caught?.split(/ |::/).at(-1);
    if (!name || !tests.includes(`fn ${name}(`)) throw new Error(`no test is named ${caught}: ${rule}`);
  }
}

/** Builds the tests of the copy; their programs by the names of their targets. */
async function build(targets) {
  const flags = targets.flatMap((target) => (target === "lib" ? ["--lib"] : ["--test", target]));
  const cargo = spawn("cargo", ["test", "--locked", "--no-run", "--message-format=json-render-diagnostics", ...flags], {
    cwd: COPY,
    env: { ...process.env, CARGO_TARGET_DIR: TARGET },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  for await (const text of cargo.stdout) out += text;
  const code = cargo.exitCode ?? (await new Promise((done) => cargo.once("exit", done)));
  if (code !== 0) throw new Error("the copy does not build");
  const made = out.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const tests = made.filter((one) => one.reason === "compiler-artifact" && one.profile.test && one.executable);
  return new Map(tests.map((one) => [one.target.kind[0] === "test" ? one.target.name : "lib", one.executable]));
}

/** Runs tests with a rule broken; zero: none. `enough`: how long after the first failure it is left, milliseconds. */
async function run(program, filters, number, enough = PATIENCE_MS) {
  const began = performance.now();
  const child = spawn(program, filters, {
    cwd: COPY,
    env: { ...process.env, BROKEN: String(number), CARGO_MANIFEST_DIR: COPY, RUST_BACKTRACE: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.setEncoding("utf8");
  let isEndless = false;
  const timer = setTimeout(() => {
    isEndless = true;
    child.kill("SIGKILL");
  }, PATIENCE_MS);
  let out = "";
  let isLeft = false;
  child.stdout.on("data", (text) => {
    out += text;
    if (isLeft || !text.includes("... FAILED")) return;
    isLeft = true;
    setTimeout(() => child.kill("SIGKILL"), enough).unref();
  });
  const code = await new Promise((done) => child.once("close", done));
  clearTimeout(timer);
  const count = Number(/^test result: .*? (\d+) passed/m.exec(out)?.[1] ?? 0);
  const failed = [...out.matchAll(/^test (\S+) \.\.\. FAILED/gm)].map(([, name]) => name);
  return { code, failed, count, isEndless, seconds: (performance.now() - began) / 1_000 };
}

const split = (caught) => caught.split(" ");

/** Without a broken rule every named test exists and passes. */
async function allPass(programs) {
  for (const target of programs.keys()) {
    const own = selected.map(({ caught }) => split(caught)).filter(([of]) => of === target);
    const names = [...new Set(own.map(([, name]) => name))];
    if (!names.length) continue;
    const { code, failed, count } = await run(programs.get(target), ["--exact", ...names], 0);
    if (code !== 0) throw new Error(`with no rule broken these fail: ${failed.join(", ")}`);
    if (count !== names.length) throw new Error(`of ${names.length} tests named in ${target} there are ${count}`);
  }
}

/** Says whether a test catches a rule. */
async function breaks(programs, { number, caught }) {
  const [target, name] = split(caught);
  const { code, failed, isEndless, seconds } = await run(programs.get(target), ["--exact", name], number);
  const how = isEndless ? "never ends" : failed.length ? "" : code === 0 ? null : "ends the program";
  return { how, seconds, name };
}

/** Does something for all, a few together. */
async function each(all, act) {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await act(one);
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
}

async function find() {
  copy();
  const suite = named.length ? named : SUITE;
  const programs = await build(suite);
  await each(selected, async ({ number, rule }) => {
    const found = [];
    for (const target of suite) {
      if (found.length) break;
      const { failed, isEndless } = await run(programs.get(target), ["--skip", "storm"], number, 1_000);
      found.push(...failed.map((name) => `${target} ${name}`));
      if (isEndless) found.push(`${target} never ends`);
    }
    console.log(`${number} ${found.length ? "" : "SURVIVES "}${rule}\n${found.map((one) => `    ${one}\n`).join("")}`);
  });
}

async function main() {
  if (finds) return find();
  check();
  if (words.includes("--check")) return;
  const began = performance.now();
  copy();
  const programs = await build([...new Set(selected.map(targetOf))]);
  const built = performance.now();
  await allPass(programs);
  const survive = [];
  let done = 0;
  await each(selected, async (rule) => {
    const { how, seconds, name } = await breaks(programs, rule);
    done += 1;
    if (how === null) survive.push(rule);
    const came = how === null ? "NOT CAUGHT" : "caught";
    console.log(`${done}/${selected.length} ${came}: ${rule.rule} — by ${name}${how ? `, which ${how},` : ""} in ${seconds.toFixed(1)} s`);
  });
  const s = (from, to) => `${((to - from) / 1_000).toFixed(0)} s`;
  console.log(`built in ${s(began, built)}, run in ${s(built, performance.now())}`);
  for (const { number, rule, caught } of survive) console.error(`rule ${number} is broken and nothing says so: ${rule} (${caught})`);
  if (survive.length) process.exitCode = 1;
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
