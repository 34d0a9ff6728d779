// The pictures of the README, of states of the gallery as `build.mjs` last built it: `make
// readme-pictures` takes them anew.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, open, rested, serve, show } from "./gallery.mjs";

/** Clear of what is pictured, on each side. */
const MARGIN = 20;

/** A place that holds all of these, with a margin, within the page. */
async function around(page, ...places) {
  const boxes = await Promise.all(places.map((place) => page.locator(place).first().boundingBox()));
  const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - MARGIN);
  const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)) - MARGIN);
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** What a person sees first: as far as it can be read without a cut. */
const fold = async (page) => {
  const { y, height } = await page.locator("[part=prices]").first().boundingBox();
  return { x: 0, y: 0, width: page.viewportSize().width, height: y + height + MARGIN };
};

/** Another page around it, in which it has 400 pixels. */
const hosted = (page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      body { margin: 0; background: #0b0d10; color: #c9d1d9; font: 16px/1.6 "Gallery Sans"; }
      main { display: block; width: 400px; }
      .page { display: grid; grid-template-columns: 300px 400px; gap: 40px; padding: 40px; }
      .page h1 { margin: 0 0 16px; color: #fff; font-size: 28px; line-height: 1.2; }
      .page p { margin: 0 0 16px; }
    `);
    document.adoptedStyleSheets = [sheet];
    const page = document.createElement("div");
    page.className = "page";
    const words = document.createElement("div");
    const add = (tag, text) => words.append(Object.assign(document.createElement(tag), { textContent: text }));
    add("h1", "Borrowing against ether");
    add("p", "You keep the ether and spend the dollars. What you owe stays what it is; what you hold does not.");
    add("p", "When the price falls far enough, anyone may repay a part of your debt and take your collateral for it, at a discount.");
    add("p", "On the right is how far that is for you. Nothing leaves this page but what your wallet is asked to sign.");
    page.append(words, document.querySelector("main"));
    document.body.append(page);
  });

const PICTURES = {
  "readme-page": { state: "call", width: 1024, clip: fold },
  "readme-top-up": { state: "top-up-choose", width: 640, height: 1400, clip: (page) => around(page, "dialog") },
  "readme-map": {
    state: "healthy",
    width: 560,
    act: async (page) => {
      await page.getByLabel("Fall in percent").fill("20");
      await page.locator(".map .asked").waitFor();
    },
    clip: (page) => around(page, ".what-if", ".map"),
  },
  "readme-embedding": {
    state: "urgent",
    width: 820,
    colorScheme: "dark",
    act: hosted,
    clip: async (page) => {
      const { y } = await page.locator(".stats").first().boundingBox();
      return { x: 0, y: 0, width: page.viewportSize().width, height: y };
    },
  },
};

const server = await serve();
const browser = await launch();
for (const [name, { state, width, height = 2400, colorScheme, act, clip }] of Object.entries(PICTURES)) {
  const { page, context, complaints } = await open(browser, server.url, { colorScheme, width, height, scale: 1.5 });
  await show(page, state);
  await act?.(page);
  await rested(page);
  // Nobody is at it.
  await page.evaluate(() => globalThis.gallery.root.activeElement?.blur());
  await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))));
  writeFileSync(join(import.meta.dirname, `${name}.png`), await page.screenshot({ clip: await clip(page) }));
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  await context.close();
}
await browser.close();
await server.close();
