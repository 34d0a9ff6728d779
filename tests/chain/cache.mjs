// Where generated things live. Contract source, bytecode and chain state are third-party works:
// they are made on the machine that needs them and never enter the repository.
import { createHash } from "node:crypto";
import { mkdirSync, openSync, closeSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const CHAIN_DIR = dirname(fileURLToPath(import.meta.url));
export const TESTS_DIR = dirname(CHAIN_DIR);
export const CACHE_DIR = join(CHAIN_DIR, ".cache");

/** A short name for "these exact inputs": the package lock and the given scripts of this folder. */
export function keyOf(scripts) {
  const hash = createHash("sha256");
  for (const path of [join(TESTS_DIR, "package-lock.json"), ...scripts.map((s) => join(CHAIN_DIR, s))]) {
    hash.update(path.slice(TESTS_DIR.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** Writes a file so that a reader sees the whole of it or nothing. */
export function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}

/** Forgets what earlier versions of a chain left, all but the entries named. A running one has read its own. */
export function keepOnly(chain, names) {
  for (const entry of readdirSync(CACHE_DIR)) {
    const [made, of = chain] = /^(?:state|contracts)-(?:(.*)-)?[0-9a-f]{16}(?:\.json)?$/.exec(entry) ?? [];
    if (made && of === chain && !names.includes(entry)) rmSync(join(CACHE_DIR, entry), { recursive: true, force: true });
  }
}

/**
 * Runs `work` while no other process does: several test binaries may find the cache cold at the
 * same moment, and one compilation is enough. A lock whose owner has died is taken over; should two
 * take it over at once, both do the same work and write the same files whole.
 */
export async function alone(work) {
  mkdirSync(CACHE_DIR, { recursive: true });
  const lock = join(CACHE_DIR, "lock");
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 150));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    const file = openSync(lock, "wx");
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    // An empty file is a lock being written this instant: leave it its moment.
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
