// The pictures of every state that are kept, as fingerprints: a file for each appearance, a line for
// each state. `make pictures` takes them anew, and what is read aloud, once a change was looked at and
// is meant.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, open, serve, show, takePicture } from "./gallery.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { keepWords } from "./spoken.mjs";

/** Each width in one of the two themes. */
export const PICTURED = { light: [360, 1280], dark: [320, 768] };

const file = (colorScheme, width) => join(import.meta.dirname, "pictures", `${colorScheme}-${width}.txt`);

/** The kept fingerprints of an appearance, by state. */
export function kept(colorScheme, width) {
  const path = file(colorScheme, width);
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
}

async function keep() {
  const server = await serve();
  const browser = await launch();
  mkdirSync(join(import.meta.dirname, "pictures"), { recursive: true });
  for (const [colorScheme, widths] of Object.entries(PICTURED)) {
    for (const width of widths) {
      console.log(`${colorScheme}, ${width} px`);
      const { page, context } = await open(browser, server.url, { colorScheme, width });
      let lines = "";
      for (const state of await page.evaluate(() => globalThis.gallery.states())) {
        await show(page, state);
        lines += `${state} ${fingerprint(await takePicture(page, width))}\n`;
      }
      writeFileSync(file(colorScheme, width), lines);
      await context.close();
    }
  }
  await keepWords(browser, server.url);
  await browser.close();
  await server.close();
}

if (process.argv[1] === import.meta.filename) await keep();
