// Compiles contracts from their npm package with solc-js. Some seconds, once: the result is cached
// by the package lock and the scripts that say what is compiled.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CACHE_DIR, CHAIN_DIR, TESTS_DIR, keyOf, writeWhole } from "./cache.mjs";

export const MODULES = join(TESTS_DIR, "node_modules");

/** The cache's entry for the compiled `contracts`. */
export const contractsEntry = ({ key, scripts }) => `contracts-${key}-${keyOf(["cache.mjs", "compile.mjs", ...scripts])}.json`;

/**
 * The artifacts by contract name: `{ abi, bytecode, links }`, where `links` names each library and
 * the byte offsets that wait for its address.
 *
 * `contracts` says what: `solc` (the compiler's package), `package` (the folder of the sources),
 * `paths` in it (the last segment is the contract's name), `settings` of the compiler, `key` and
 * `scripts` for the cache, `withStorage`, the path whose storage layout is wanted too, and `own`, paths of
 * contracts of this folder.
 */
export function compile(contracts, say = () => {}) {
  const cached = join(CACHE_DIR, contractsEntry(contracts));
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8"));

  say(`compiling ${contracts.key} (about 15 s, once)`);
  const file = (path) => `${contracts.package}/${path}.sol`;
  const wanted = (path) => {
    const always = ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"];
    return { "*": path === contracts.withStorage ? [...always, "storageLayout"] : always };
  };
  const own = contracts.own ?? [];
  const ownFile = (path) => `${path}.sol`;
  const each = (make) => Object.fromEntries(contracts.paths.map((path) => [file(path), make(path)]));
  const eachOwn = (make) => Object.fromEntries(own.map((path) => [ownFile(path), make(path)]));
  const input = {
    language: "Solidity",
    sources: {
      ...each((path) => ({ content: source(file(path)) })),
      ...eachOwn((path) => ({ content: readFileSync(join(CHAIN_DIR, ownFile(path)), "utf8") })),
    },
    settings: { ...contracts.settings, outputSelection: { ...each(wanted), ...eachOwn(wanted) } },
  };
  const solc = createRequire(import.meta.url)(contracts.solc);
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const errors = (output.errors ?? []).filter((e) => e.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join("\n"));

  const artifacts = Object.fromEntries(
    [...contracts.paths.map((path) => [file(path), path]), ...own.map((path) => [ownFile(path), path])].map(([of, path]) => {
      const name = path.split("/").pop();
      const { abi, evm, storageLayout } = output.contracts[of][name];
      const links = Object.assign({}, ...Object.values(evm.bytecode.linkReferences));
      return [name, { abi, bytecode: evm.bytecode.object, links, storageLayout }];
    }),
  );
  writeWhole(cached, JSON.stringify(artifacts));
  return artifacts;
}

function source(path) {
  return readFileSync(join(MODULES, path), "utf8");
}

function read(path) {
  try {
    return { contents: source(path) };
  } catch (error) {
    return { error: error.message };
  }
}
