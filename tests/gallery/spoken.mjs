// What a screen reader reads, in its order, of the states that matter most: kept as text, so that a
// picture that lost its words, a heading in the wrong place or a number without a name is seen.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open, rested, show } from "./gallery.mjs";

/** States, and which part of the page is read of each; all of it where none is named. */
export const SPOKEN = {
  "choose-one": "main",
  call: "main",
  "two-chains": "main",
  liquidated: "main",
  "top-up-choose": "dialog",
  "top-up-review": "dialog",
  "top-up-done": "dialog",
};

const file = (state) => join(import.meta.dirname, "spoken", `${state}.txt`);

/** What was read when it was kept. */
export const keptWords = (state) => readFileSync(file(state), "utf8");

/** What is read now. */
export async function wordsOf(browser, url, state) {
  const { page, context } = await open(browser, url);
  await show(page, state);
  await rested(page);
  const words = await page.locator(SPOKEN[state]).first().ariaSnapshot();
  await context.close();
  return `${words}\n`;
}

/** Keeps what is read now. */
export async function keepWords(browser, url) {
  mkdirSync(join(import.meta.dirname, "spoken"), { recursive: true });
  for (const state of Object.keys(SPOKEN)) writeFileSync(file(state), await wordsOf(browser, url, state));
}
