// Pictures of every state, for people to look at: target/gallery/pictures.
// `node tests/gallery/shoot.mjs [state ...]`, after `node tests/gallery/build.mjs`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, open, serve, show, takePicture } from "./gallery.mjs";

const folder = join(import.meta.dirname, "../../target/gallery/pictures");
const only = process.argv.slice(2);

mkdirSync(folder, { recursive: true });
const server = await serve();
const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 960]) {
    const { page, context, complaints } = await open(browser, server.url, { colorScheme, width });
    const states = await page.evaluate(() => globalThis.gallery.states());
    for (const state of states.filter((name) => only.length === 0 || only.includes(name))) {
      await show(page, state);
      writeFileSync(join(folder, `${state}-${colorScheme}-${width}.png`), await takePicture(page, width));
    }
    if (complaints.length > 0) console.error(complaints.join("\n"));
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(folder);
