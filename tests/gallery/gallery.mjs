// Serves the gallery, as `build.mjs` built it, under the strict policy that hosts may have, and opens it.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const built = join(root, "target/gallery");
const require = createRequire(import.meta.url);
const axe = require.resolve("axe-core/axe.min.js");

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** What axe is asked for: everything, or what depends on colours. */
export const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
export const CONTRAST = ["color-contrast"];

const FONTS = {
  "sans.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "mono.woff2": "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
};

function find(name) {
  if (FONTS[name]) return require.resolve(FONTS[name]);
  const places = [
    join(built, name),
    join(here, name),
    join(root, "style", name),
  ];
  return places.find((place) => existsSync(place));
}

/** Serves the gallery; resolves to its address and a function that ends it. */
export async function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const file = name.includes("/") ? undefined : find(name);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Starts the browser. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens the gallery in one appearance; `complaints` gathers what the browser objects to. */
export async function open(browser, url, { colorScheme = "light", width = 960, height = 900, forcedColors = "none", scale = 1, locale = "en-GB" } = {}) {
  const context = await browser.newContext({
    colorScheme,
    forcedColors,
    viewport: { width, height },
    deviceScaleFactor: scale,
    reducedMotion: "reduce",
    locale,
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForFunction(() => globalThis.gallery);
  // Past the page's policy, as a browser extension would run it: axe is a tool, not a part.
  await page.evaluate(readFileSync(axe, "utf8"));
  return { page, context, complaints };
}

/** Puts a state on the screen, drawn: some of it comes a frame after the rest. */
export async function show(page, state) {
  await page.evaluate((name) => globalThis.gallery.open(name), state);
  await page.waitForFunction(() => !globalThis.gallery.root.querySelector("[data-first-look]"));
  await drawn(page);
}

/** At another width, drawn. */
export async function widen(page, width) {
  await page.setViewportSize({ width, height: 900 });
  await drawn(page);
}

/** Waits until what is there is drawn; fails, rather than hang, where the browser draws no more. */
const drawn = (page) =>
  page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))));

/** Waits for buttons that rest: they look otherwise, and are read otherwise, a moment later. */
export const rested = (page) => page.waitForFunction(() => !globalThis.gallery.root.querySelector("[data-resting]"));

/** All of what is on the screen, as PNG. */
export async function takePicture(page, width) {
  await rested(page);
  // A dialog is as high as the window lets it be.
  const dialog = await page.evaluate(() => globalThis.gallery.root.querySelector("dialog")?.scrollHeight);
  await page.setViewportSize({ width, height: dialog ? dialog + 64 : 900 });
  return page.screenshot({ fullPage: !dialog });
}

/** By how much the page, or the dialog over it, is wider than there is room. */
export const overflow = (page) =>
  page.evaluate(() => {
    const boxes = [document.documentElement, globalThis.gallery.root.querySelector("dialog")];
    return Math.max(...boxes.filter(Boolean).map((box) => box.scrollWidth - box.clientWidth));
  });

/** What axe objects to on the page, in lines. */
export async function violations(page, rules = WCAG) {
  const found = await page.evaluate(async (rules) => {
    const result = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return result.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(" ")}: ${failureSummary}`),
    );
  }, rules);
  return found;
}
