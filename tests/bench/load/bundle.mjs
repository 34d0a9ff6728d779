// The peer page as a host would serve it: one module, minified, for production.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const PEER = join(import.meta.dirname, "peer");

/** The files of the peer page by their path, with the market's `contracts` compiled in. */
export async function bundlePeer(contracts) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(PEER, "page.jsx")],
    outdir: "/",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "error",
    plugins: [given("./contracts.js", `export const CONTRACTS = ${JSON.stringify(contracts)};`)],
  });
  const css = await build({ entryPoints: [join(PEER, "page.css")], minify: true, write: false, logLevel: "error" });
  return new Map([
    ["/index.html", Buffer.from(preloading(readFileSync(join(PEER, "index.html"), "utf8"), metafile))],
    ["/page.css", css.outputFiles[0].contents],
    ...outputFiles.map(({ path, contents }) => [path, contents]),
  ]);
}

// What the entry imports from the start is fetched with it, not after it was parsed.
function preloading(html, { outputs }) {
  const [[, { imports }]] = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint?.endsWith("page.jsx"));
  const links = imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `<link rel="modulepreload" href="${basename(path)}">`);
  return html.replace("</head>", `${links.join("")}</head>`);
}

/** A module that is made, not read. */
const given = (path, contents) => ({
  name: "given",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, (asked) => (asked.path === path ? { path, namespace: "given" } : undefined));
    onLoad({ filter: /.*/, namespace: "given" }, () => ({ contents, loader: "js" }));
  },
});
