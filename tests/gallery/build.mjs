// Compiles the gallery and its glue: before whatever looks at it.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import esbuild from "esbuild";

const root = join(import.meta.dirname, "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const built = join(root, "target/gallery");
const wasm = "wasm32-unknown-unknown";

const run = (command, args) => execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
// As the page is built, which shares what it is made of: and what is small is quick to open.
run("cargo", ["build", "--locked", "--release", "--target", wasm, "--example", "gallery"]);
run("wasm-bindgen", ["--target", "web", "--no-typescript", "--out-dir", built, join(target, wasm, "release/examples/gallery.wasm")]);
esbuild.buildSync({ entryPoints: [join(root, "style/margin-call.css")], bundle: true, outdir: built });
