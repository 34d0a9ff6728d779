// Pictures of every state, for people to look at: target/gallery/pictures.
// `node tests/gallery/shoot.mjs [state ...]`; BUILT=1 takes the gallery as it was built last.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build, launch, open, serve, show } from "./gallery.mjs";

const folder = join(import.meta.dirname, "../../target/gallery/pictures");
const only = process.argv.slice(2);

if (!process.env.BUILT) build();
mkdirSync(folder, { recursive: true });
const server = await serve();
const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 960]) {
    const { page, context, complaints } = await open(browser, server.url, { colorScheme, width });
    const states = await page.evaluate(() => globalThis.gallery.states());
    for (const state of states.filter((name) => only.length === 0 || only.includes(name))) {
      await show(page, state);
      // A dialog is as high as the window lets it be.
      const dialog = await page.evaluate(() => globalThis.gallery.root.querySelector("dialog")?.scrollHeight);
      await page.setViewportSize({ width, height: dialog ? dialog + 64 : 900 });
      await page.screenshot({ path: join(folder, `${state}-${colorScheme}-${width}.png`), fullPage: !dialog });
    }
    if (complaints.length > 0) console.error(complaints.join("\n"));
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(folder);
