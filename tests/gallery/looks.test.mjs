// How every state of the interface looks and is read: no accessibility violation, nothing that the strict
// policy refuses, nothing wider than its place. Of the gallery as `build.mjs` last built it.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, test } from "node:test";
import { difference, fingerprint } from "./fingerprint.mjs";
import { CONTRAST, WCAG, launch, open, overflow, show, takePicture, violations, widen } from "./gallery.mjs";
import { browser, server } from "./opened.mjs";
import { PICTURED, kept } from "./pictures.mjs";
import { SPOKEN, keptWords, wordsOf } from "./spoken.mjs";

const ROOT = join(import.meta.dirname, "../..");
const DIFFERING = join(ROOT, "target/gallery/differing");
const of = ([colorScheme, widths]) => [colorScheme, Object.fromEntries(widths.map((width) => [width, kept(colorScheme, width)]))];
const PICTURES = Object.fromEntries(Object.entries(PICTURED).map(of));

/** How states are looked at: of two themes only the colours differ, and so what is checked of them. */
const APPEARANCES = [
  { colorScheme: "light", widths: [1280, 768, 360, 320], rules: WCAG },
  { colorScheme: "dark", widths: [360, 320, 768, 1280], rules: CONTRAST },
];

describe("every state is accessible, fits, and looks as it did", { concurrency: APPEARANCES.length }, () => {
  for (const { colorScheme, widths, rules } of APPEARANCES) {
    test(colorScheme, async (context) => {
      // A browser of its own: two pages of one that are pictured at the same time can stop each other
      // from being drawn.
      const own = await launch();
      context.after(() => own.close());
      const opened = await open(own, server.url, { colorScheme, width: widths[0] });
      const { page, complaints } = opened;
      for (const state of await page.evaluate(() => globalThis.gallery.states())) {
        await context.test(state, async () => {
          await widen(page, widths[0]);
          await show(page, state);
          assert.deepEqual(await violations(page, rules), []);
          const looks = [];
          for (const width of widths) {
            await widen(page, width);
            assert.equal(await overflow(page), 0, `nothing is wider than ${width} px`);
            if (PICTURED[colorScheme].includes(width)) looks.push(await lookAt(page, state, colorScheme, width));
          }
          assert.deepEqual(looks.filter(Boolean), [], "look at it; `make pictures` where it is meant");
          assert.deepEqual(complaints.splice(0), []);
        });
      }
      await opened.context.close();
    });
  }
});

/** What a state looks unlike, in words, with the picture beside; null where it looks as it did. */
async function lookAt(page, state, colorScheme, width) {
  const picture = await takePicture(page, width);
  const differs = difference(PICTURES[colorScheme][width].get(state), fingerprint(picture));
  if (differs === null) return null;
  const path = join(DIFFERING, `${state}-${colorScheme}-${width}.png`);
  mkdirSync(DIFFERING, { recursive: true });
  writeFileSync(path, picture);
  return `${relative(ROOT, path)} ${differs}`;
}

test("what changed on a picture is seen, and what a browser smooths is not", () => {
  const squares = (...shades) => `96x48 ${shades.join("")}`;
  assert.equal(difference(squares("Z", "Z"), squares("Z", "X")), null);
  assert.equal(difference(squares("Z", "Z"), squares("Z", "W")), "differs at 48,0");
  assert.equal(difference("96x48 ZZ", "96x96 ZZZZ"), "is 96x96, not 96x48");
  assert.notEqual(difference(undefined, squares("Z", "Z")), null);
});

test("with everything opened, at 320 px, it is accessible and fits", async () => {
  const { page, context, complaints } = await open(browser, server.url, { width: 320 });
  for (const state of ["call", "top-up-choose", "top-up-review", "top-up-signing", "top-up-done", "misconfigured"]) {
    await show(page, state);
    await page.evaluate(() => {
      for (const details of globalThis.gallery.root.querySelectorAll("details")) details.open = true;
    });
    assert.deepEqual(await violations(page), [], state);
    assert.equal(await overflow(page), 0, state);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const state of Object.keys(SPOKEN)) {
  test(`a screen reader reads ${state} as it did`, async () => {
    assert.equal(await wordsOf(browser, server.url, state), keptWords(state), "read it; `make pictures` where it is meant");
  });
}

test("a page that is read from right to left changes nothing: the words are English", async () => {
  for (const state of ["call", "top-up-review"]) {
    const looks = await Promise.all(["ltr", "rtl"].map(async (direction) => {
      const { page, context } = await open(browser, server.url);
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      await show(page, state);
      const picture = fingerprint(await takePicture(page, 960));
      await context.close();
      return picture;
    }));
    assert.equal(difference(...looks), null, state);
  }
});

test("how bad it is comes first, and all else in the frames after", async () => {
  const { page, context } = await open(browser, server.url);
  const [first, later] = await page.evaluate(async () => {
    const { open, root } = globalThis.gallery;
    const parts = () => ["gauge", "legs", "stress", "alarm"].filter((part) => root.querySelector(`[part~=${part}]`));
    open("call");
    const first = [...parts(), ...[...root.querySelectorAll("button.primary")].map((button) => button.textContent.trim())];
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
    return [first, parts()];
  });
  assert.deepEqual(first, ["gauge", "Top up…"]);
  assert.deepEqual(later, ["gauge", "legs", "stress", "alarm"]);
  await context.close();
});

test("in forced colours everything is told by shape and word, and can be read", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, context, complaints } = await open(browser, server.url, { colorScheme, forcedColors: "active" });
    for (const state of ["call", "liquidated", "top-up-choose", "top-up-review", "two-chains"]) {
      await show(page, state);
      assert.deepEqual(await violations(page), [], state);
      const bare = await page.locator(".badge, .pill, .notice").evaluateAll((all) =>
        all.filter((one) => getComputedStyle(one).borderTopStyle === "none").map((one) => one.textContent));
      assert.deepEqual(bare, [], state);
      assert.equal(await page.locator(".pill .dot:visible").count(), 0, "a dot would be a hole");
    }
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test("at twice the size all of a dialog is in reach", async () => {
  // A window of 1,280 x 720 at 200%.
  const { page, context } = await open(browser, server.url, { width: 640, height: 360 });
  for (const [state, name] of [["top-up-choose", "Review"], ["top-up-review", "Sign in wallet (1 of 2)"]]) {
    await show(page, state);
    assert.equal(await overflow(page), 0, state);
    const button = page.getByRole("button", { name });
    await button.scrollIntoViewIfNeeded();
    const { y, height } = await button.boundingBox();
    assert.ok(y >= 0 && y + height <= 360, `${name} at ${y}`);
  }
  await context.close();
});
