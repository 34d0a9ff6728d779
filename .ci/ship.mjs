// What ships, made from what trunk staged. Runs as trunk's post_build hook.
//
// In: the wasm-bindgen glue (`margin-call.js`), `margin-call_bg.wasm` and `index.html`.
// Out: one ES module (the element's shim with the glue inside), the wasm after wasm-opt, the two
// service workers, the page's style, the manifest, the icon and the types. Nothing else.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, sep } from "node:path";

const { TRUNK_STAGING_DIR: stage, TRUNK_SOURCE_DIR: source } = process.env;
if (!stage || !source) throw new Error(".ci/ship.mjs is trunk's hook: run `make build`");

const require = createRequire(join(source, "tests/package.json"));
const esbuild = require("esbuild");
const wasm_opt = join(dirname(require.resolve("binaryen/package.json")), "bin/wasm-opt");

// What stable rustc emits by default for wasm32-unknown-unknown; wasm-bindgen drops the section
// that says so.
const features = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int",
  "reference-types", "sign-ext"].map((feature) => `--enable-${feature}`);

// What makes the file smaller is not always what brotli makes smaller. Measured here:
const optimizations = [
  "-Oz",
  // A function inlined into its one caller is like none of its neighbours any more: 4% larger.
  "--one-caller-inline-max-function-size=0",
  // Rust's stack ends in the lowest kilobyte, which nothing else lies in.
  "--low-memory-unused",
  "--merge-similar-functions",
  "-Oz",
  // Like functions next to each other: 3% smaller.
  "--reorder-functions-by-name",
];

const wasm = join(stage, "margin-call_bg.wasm");
execFileSync(process.execPath,
  [wasm_opt, ...optimizations, "--strip-debug", "--strip-producers", ...features, wasm, "-o", `${wasm}.opt`],
  { stdio: "inherit" });
renameSync(`${wasm}.opt`, wasm);
// A panic's message names the file it stands in: see `wasm` in .ci/env.
if (readFileSync(wasm).includes(homedir() + sep)) throw new Error("the wasm names folders of this machine");

// What a browser holds a file against before it uses it.
const integrity = (name) => `sha256-${createHash("sha256").update(readFileSync(join(stage, name))).digest("base64")}`;

// The glue, the shim and the element's style become one module: one request, and the glue's names
// stay private. The shim imports the glue as "margin-call-core", the style as "margin-call-style".
const style = join(stage, "style.txt");
const sheet = { entryPoints: [join(source, "style/margin-call.css")], bundle: true, minify: true, write: false };
writeFileSync(style, esbuild.buildSync(sheet).outputFiles[0].contents);
const glue = join(stage, "glue.js");
renameSync(join(stage, "margin-call.js"), glue);
const script = { bundle: true, format: "esm", minify: true, target: "es2022", legalComments: "none" };
esbuild.buildSync({
  ...script,
  entryPoints: [join(source, "src/embed/margin-call.js")],
  alias: { "margin-call-core": glue, "margin-call-style": style },
  define: { WASM_INTEGRITY: JSON.stringify(integrity("margin-call_bg.wasm")) },
  outfile: join(stage, "margin-call.js"),
});
rmSync(glue);
rmSync(style);
rmSync(join(stage, "snippets"), { recursive: true, force: true }); // bundled above

esbuild.buildSync({
  minify: true,
  entryPoints: [join(source, "style/page.css")],
  outfile: join(stage, "page.css"),
});

for (const [from, to] of [
  ["style/icon.svg", "icon.svg"],
  ["style/margin-call.webmanifest", "margin-call.webmanifest"],
  ["src/embed/margin-call.d.ts", "margin-call.d.ts"],
]) copyFileSync(join(source, from), join(stage, to));

// The service workers: what the page is made of is written into the one that keeps it. A server has the
// page itself under its folder's name.
const files = ["margin-call.js", "margin-call_bg.wasm", "margin-call.webmanifest", "icon.svg", "page.css"]
  .map((name) => [name, integrity(name)]);
for (const [from, to] of [["notifications", "margin-call-sw"], ["edition", "margin-call-offline"]]) {
  esbuild.buildSync({
    ...script,
    format: "iife",
    define: { FILES: JSON.stringify(Object.fromEntries([["./", integrity("index.html")], ...files])) },
    entryPoints: [join(source, `src/browser/${from}.js`)],
    outfile: join(stage, `${to}.js`),
  });
}

const shipped = new Set(["index.html", "margin-call.js", "margin-call_bg.wasm", "margin-call-sw.js", "margin-call-offline.js",
  "margin-call.d.ts", "margin-call.webmanifest", "icon.svg", "page.css"]);
const staged = readdirSync(stage);
const stray = staged.filter((name) => !shipped.has(name));
const missing = [...shipped].filter((name) => !existsSync(join(stage, name)));
if (stray.length || missing.length)
  throw new Error(`shipped files differ: stray [${stray}], missing [${missing}]`);
