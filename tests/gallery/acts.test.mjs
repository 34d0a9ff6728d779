// What a person does to a state of the interface, and what a new block leaves as it was. Of the gallery as
// `build.mjs` last built it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, overflow, rested, show } from "./gallery.mjs";
import { browser, server } from "./opened.mjs";

/** Opens the gallery at a state and hands the page to `body`. */
async function at(state, body) {
  const { page, context, complaints } = await open(browser, server.url);
  await show(page, state);
  await body(page);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** Opens a setting; one that stands open stays so. */
const setting = async (page, name) => {
  const folded = page.locator(`.setting[part=${name}]`);
  if (!(await folded.evaluate((it) => it.open))) await folded.locator("summary").first().click();
};
/** Opens what the ways to top up lead to. */
const goal = (page) => page.locator("dialog .goal > summary").click();
const turn = (page, state) => page.evaluate((name) => globalThis.gallery.turn(name), state);
const actions = (page) => page.evaluate(() => globalThis.gallery.actions());
/** Waits until a button can be pressed. */
const ready = (page, name) => page.getByRole("button", { name, disabled: false }).waitFor();
/** Waits until what is focused reads so. */
const focusIsOn = (page, text) =>
  page.waitForFunction((text) => globalThis.gallery.root.activeElement?.textContent === text, text);
/** Waits until a field, and nothing else, takes what is typed. */
const focusIsIn = async (field) => {
  await field.waitFor();
  await field.page().waitForFunction((it) => it.getRootNode().activeElement === it, await field.elementHandle());
};
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
/** Waits until a place reads so, to the letter: a browser tells of what was done in a task of its own. */
const reads = (place, text) => place.filter({ hasText: new RegExp(`^\\s*${escaped(text)}\\s*$`) }).waitFor();
/** Waits until there are so many. */
const areThere = async (all, count) => {
  if (count > 0) await all.nth(count - 1).waitFor();
  await all.nth(count).waitFor({ state: "detached" });
};

/** What was changed in the document by what the engine showed: each change, and where. */
const changes = (page, what) =>
  page.evaluate(async (name) => {
    const { root } = globalThis.gallery;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const place = (node) => {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      return element.closest("[class]")?.getAttribute("class") ?? "";
    };
    const records = [];
    const observer = new MutationObserver((seen) => records.push(...seen));
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    globalThis.gallery[name]();
    await frame();
    observer.disconnect();
    return records.map(({ type, attributeName, target }) => `${attributeName ?? type} in ${place(target)}`).sort();
  }, what);

/** With the first second the last of so many whole days until liquidation has begun. */
const later = (page) => changes(page, "wait");

test("while nothing happens nothing on the page is touched", async () => {
  for (const state of ["healthy", "two-chains", "pre-liquidation"]) {
    await at(state, async (page) => {
      await later(page);
      assert.deepEqual(await changes(page, "wait"), [], state);
    });
  }
});

test("a block in which nothing changed changes what names the block", async () => {
  await at("healthy", async (page) => {
    await later(page);
    assert.deepEqual(await changes(page, "next_block"), [
      "characterData in block",
      "characterData in hint",
      "characterData in inputs",
      "characterData in inputs",
    ]);
  });
});

test("a price that moves changes texts in their places, and makes nothing anew", async () => {
  await at("healthy", async (page) => {
    await later(page);
    const all = await changes(page, "drift");
    assert.deepEqual(all.filter((one) => one.startsWith("childList") || one.startsWith("class ")), []);
    assert.ok(all.length >= 8 && all.length <= 32, all.join("\n"));
  });
});

test("what is typed, focused and opened outlives a new block", async () => {
  await at("healthy", async (page) => {
    await setting(page, "thresholds");
    const field = page.getByLabel("Margin call", { exact: true });
    const details = page.getByText("How this is computed");
    await details.click();
    await field.fill("1.2");
    await turn(page, "watch");
    await page.getByText("Below your watch threshold.").first().waitFor();
    assert.equal(await field.inputValue(), "1.2");
    assert.ok(await field.evaluate((element) => element.getRootNode().activeElement === element));
    await page.getByText("Health factor, all digits").waitFor();
    await page.getByRole("button", { name: "Set thresholds" }).click();
    assert.deepEqual(await actions(page), [
      'SetLadder(Usual, LadderInput { watch: "20%", call: "1.2", urgent: "5%" })',
    ]);
  });
});

/** Which positions are listed, and which of them stand open. */
const listed = (page) =>
  page.locator("article.position").evaluateAll((all) => all.map((one) => [one.getAttribute("aria-label"), one.hasAttribute("data-open")]));

test("a position that is overtaken stays open where a person may be in the midst of it", async () => {
  await at("many", async (page) => {
    const [[worst], [second]] = await listed(page);
    const slider = page.getByRole("slider", { name: /^What if/ });
    await slider.fill("7");
    await page.evaluate(() => globalThis.gallery.exchange(0, 1));
    await page.waitForFunction((name) => globalThis.gallery.root.querySelector("article.position").getAttribute("aria-label") === name, second);
    assert.deepEqual((await listed(page)).slice(0, 2), [[second, true], [worst, true]]);
    const own = page.getByRole("article", { name: worst });
    const behind = page.getByRole("region", { name: `${worst}: details` });
    assert.equal(await behind.getByRole("slider", { name: /^What if/ }).inputValue(), "7");
    await own.getByRole("button", { expanded: true }).first().click();
    assert.deepEqual((await listed(page)).slice(0, 2), [[second, true], [worst, false]]);
  });
});

test("positions of one level keep their places while their health changes", async () => {
  await at("many", async (page) => {
    const before = await listed(page);
    const changed = await page.evaluate(async () => {
      const list = globalThis.gallery.root.querySelector("article.position").parentElement;
      const records = [];
      const observer = new MutationObserver((seen) => records.push(...seen));
      observer.observe(list, { childList: true });
      globalThis.gallery.exchange(2, 6);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return records.length + observer.takeRecords().length;
    });
    assert.equal(changed, 0);
    assert.deepEqual(await listed(page), before);
  });
});

test("an address is typed first, and then asked is what may be read for it", async () => {
  await at("choose-one", async (page) => {
    await page.getByRole("button", { name: "Watch an address" }).click();
    const field = page.getByLabel("Address to watch");
    await focusIsIn(field);
    const allow = page.getByRole("button", { name: "Allow public endpoints" });
    assert.equal(await allow.count(), 0);
    await page.keyboard.type("0x12");
    await turn(page, "choose-waits");
    await page.getByRole("alert").filter({ hasText: "Whoever runs one sees which address you watch." }).waitFor();
    assert.equal(await field.inputValue(), "0x12");
    await allow.click();
    assert.deepEqual(await actions(page), ["AllowPublic(None)"]);
    await turn(page, "choose");
    await areThere(allow, 0);
    await field.focus();
    await turn(page, "rejected");
    await page.getByText("You declined in the wallet.").waitFor();
    assert.equal(await field.inputValue(), "0x12");
    await page.keyboard.press("Enter");
    assert.deepEqual(await actions(page), ["AllowPublic(None)", 'Watch("0x12")']);
  });
  await at("no-wallet-bad-address", async (page) => {
    assert.equal(await page.getByLabel("Address to watch").getAttribute("aria-invalid"), "true");
  });
});

test("thresholds are set once they are others, and what is in force takes the place of what was typed", async () => {
  await at("healthy", async (page) => {
    await setting(page, "thresholds");
    const field = page.getByLabel("Watch", { exact: true });
    const set = page.getByRole("button", { name: "Set thresholds" });
    assert.equal(await set.count(), 0);
    await field.fill("1.25");
    assert.equal(await set.count(), 0, "20% is a health factor of 1.25");
    await field.fill("1.7");
    await set.waitFor();
    await turn(page, "thresholds-own");
    await set.waitFor({ state: "detached" });
    assert.equal(await field.inputValue(), "1.6");
  });
});

test("thresholds of what moves together are set without those of all others", async () => {
  await at("healthy", async (page) => {
    await setting(page, "thresholds");
    await page.getByLabel("Watch, moving together", { exact: true }).fill("5%");
    await page.getByRole("button", { name: "Set thresholds" }).click();
    assert.deepEqual(await actions(page), [
      'SetLadder(Correlated, LadderInput { watch: "5%", call: "2%", urgent: "1%" })',
    ]);
  });
});

test("a position's own thresholds are typed on its card, and given up there", async () => {
  await at("thresholds-of-position", async (page) => {
    await page.getByText(/^Called at .* own thresholds$/).click();
    await page.getByLabel("Watch, this position", { exact: true }).fill("1.5");
    await page.getByRole("button", { name: "Set own thresholds" }).click();
    await page.getByRole("button", { name: "Use the usual ones" }).click();
    const [set, back] = await actions(page);
    assert.match(set, /^SetLadder\(Position\(PositionKey \{.*\}\), LadderInput \{ watch: "1.5", call: "20%", urgent: "1.12" \}\)$/);
    assert.match(back, /^UseUsualLadder\(PositionKey \{/);
  });
});

test("a level is announced once, urgently when it is urgent, and not again by a new block", async () => {
  await at("watch", async (page) => {
    const changes = await page.evaluateHandle(() => {
      const seen = [];
      for (const region of globalThis.gallery.root.querySelectorAll(".announcements > *")) {
        new MutationObserver(() => seen.push([region.getAttribute("role"), region.textContent])).observe(
          region,
          { characterData: true, childList: true, subtree: true },
        );
      }
      return seen;
    });
    const seen = () => changes.evaluate((seen) => seen.splice(0));
    await turn(page, "watch-next");
    await page.getByText("23,001,235").first().waitFor();
    assert.deepEqual(await seen(), []);
    await turn(page, "urgent");
    const sentence = "Aave v3 Ethereum Core: Urgent. Act now: a small move liquidates it.";
    await page.locator(".announcements").getByText(sentence).waitFor({ state: "attached" });
    const told = (await seen()).filter(([, text]) => text.trim() !== "");
    assert.deepEqual(told, [["alert", sentence]]);
  });
});

test("the focus goes to the top-up and its screens, and back when it closes", async () => {
  await at("call", async (page) => {
    await page.getByRole("button", { name: "Top up…" }).click();
    assert.match((await actions(page)).join(), /^OpenTopUp/);
    await turn(page, "top-up-choose");
    await page.getByRole("heading", { name: "Top up", exact: true }).waitFor();
    await focusIsOn(page, "Top up");
    await turn(page, "top-up-review");
    await page.getByRole("heading", { name: "Review what you will sign" }).waitFor();
    await focusIsOn(page, "Review what you will sign");
    await turn(page, "call");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await focusIsOn(page, "Top up…");
    // Also from where the page behind can be used.
    await turn(page, "top-up-signing");
    await page.getByRole("heading", { name: "Confirm in your wallet" }).waitFor();
    await focusIsOn(page, "Confirm in your wallet");
    await turn(page, "call");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await focusIsOn(page, "Top up…");
  });
});

test("the top-up is closed by its button and by Escape, also while the wallet asks", async () => {
  for (const state of ["top-up-choose", "top-up-review", "top-up-signing", "top-up-pending"]) {
    await at(state, async (page) => {
      const dialog = page.getByRole("dialog");
      assert.equal(await dialog.evaluate((it) => it.matches(":modal")), state !== "top-up-signing", state);
      await dialog.getByRole("button", { name: "Close" }).click();
      assert.deepEqual(await actions(page), ["CloseTopUp"], state);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => globalThis.gallery.actions().length > 1);
      assert.deepEqual(await actions(page), ["CloseTopUp", "CloseTopUp"], state);
    });
  }
});

test("a new block moves neither the choice nor the focus, the scroll or what is typed", async () => {
  await at("top-up-choose", async (page) => {
    await page.setViewportSize({ width: 360, height: 600 });
    const names = () => page.getByRole("radio").evaluateAll((all) => all.map((one) => one.labels[0].querySelector("strong").textContent));
    const scrolled = () => page.getByRole("dialog").evaluate((dialog) => dialog.scrollTop);
    const before = await names();
    await goal(page);
    const target = page.getByLabel("Restore the health factor to");
    await target.fill("1.50");
    assert.deepEqual(await actions(page), ['SetTarget("1.50")']);
    await page.getByRole("dialog").evaluate((dialog) => (dialog.scrollTop = 120));
    await turn(page, "top-up-choose-next");
    await page.getByText("8,299.11 USDC", { exact: true }).waitFor();
    assert.deepEqual(await names(), before);
    assert.equal(await target.inputValue(), "1.50");
    assert.equal(await scrolled(), 120);
    assert.ok(await target.evaluate((element) => element.getRootNode().activeElement === element));
    const radio = page.getByRole("radio", { name: /^Add WETH/ });
    await radio.focus();
    await turn(page, "top-up-choose");
    await page.getByText("8,306.23 USDC", { exact: true }).waitFor();
    assert.ok(await radio.evaluate((element) => element.getRootNode().activeElement === element));
    // What becomes known later stands where it belongs.
    await turn(page, "top-up-choose-mix");
    await page.getByText("Several together", { exact: true }).waitFor();
    assert.deepEqual(await names(), ["Several together", ...before]);
  });
});

test("a click meant for another review, or for what stood there before, signs nothing", async () => {
  // In the frame in which it appears: how long a driver takes to click must not decide.
  const clicksAtOnce = (page, state) => page.evaluate(async (name) => {
    globalThis.gallery.turn(name);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const buttons = [...globalThis.gallery.root.querySelectorAll("dialog button")];
    buttons.find((button) => button.textContent.startsWith("Sign in wallet")).click();
  }, state);
  await at("top-up-choose", async (page) => {
    await clicksAtOnce(page, "top-up-review");
    assert.deepEqual(await actions(page), []);
    await ready(page, "Sign in wallet (1 of 2)");
    await clicksAtOnce(page, "top-up-review-changed");
    assert.deepEqual(await actions(page), []);
    await page.getByText("The amount has changed since you last saw it").waitFor();
    await ready(page, "Sign in wallet (2 of 2)");
    await page.getByRole("button", { name: "Sign in wallet (2 of 2)" }).click();
    assert.deepEqual(await actions(page), ["Sign"]);
  });
});

test("other words about the same doubt leave in place what a person has begun to say", async () => {
  await at("top-up-waits", async (page) => {
    await rested(page);
    const said = page.getByRole("button", { name: "I cancelled it in the wallet" });
    const element = await said.elementHandle();
    await said.click();
    await turn(page, "top-up-unseen");
    await page.getByText("no node that was asked has heard of it").waitFor();
    assert.equal(await element.textContent(), "Yes, the wallet lists it as cancelled");
    await rested(page);
    await page.getByRole("button", { name: "Yes, the wallet lists it as cancelled" }).click();
    assert.deepEqual(await actions(page), ["SayCancelled"]);
  });
});

test("what is opened of a step stays open while it goes from screen to screen", async () => {
  await at("top-up-signing", async (page) => {
    const raw = page.locator("dialog .steps details").first();
    await raw.locator("summary").click();
    for (const [state, heading] of [["top-up-pending", "On its way"], ["top-up-rereading", "Reading your position again"]]) {
      await turn(page, state);
      await page.getByRole("heading", { name: heading }).waitFor();
      assert.ok(await raw.evaluate((it) => it.open), state);
    }
  });
});

test("a target that was typed stands there again once an amount counts no more", async () => {
  await at("top-up-choose", async (page) => {
    const target = page.getByLabel("Restore the health factor to");
    const before = await target.inputValue();
    await turn(page, "top-up-choose-typed");
    await page.waitForFunction((before) => globalThis.gallery.root.querySelector("#mc-target").value !== before, before);
    await turn(page, "top-up-choose");
    await page.waitForFunction((before) => globalThis.gallery.root.querySelector("#mc-target").value === before, before);
  });
});

test("that a test was seen is said by no click that was meant for what stood there", async () => {
  await at("notifications-sent", async (page) => {
    await page.evaluate(async () => {
      globalThis.gallery.turn("notifications-shown");
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const buttons = [...globalThis.gallery.root.querySelectorAll("[part=notifications] button")];
      buttons.find((button) => button.textContent.trim() === "Yes, I saw it").click();
    });
    assert.deepEqual(await actions(page), []);
    await rested(page);
    await page.getByRole("button", { name: "Yes, I saw it" }).click();
    assert.deepEqual(await actions(page), ["TestSeen(true)"]);
  });
});

test("the review shows what the wallet will show: exact amounts and whole contract addresses", async () => {
  await at("top-up-review", async (page) => {
    const shown = await page.getByRole("dialog").innerText();
    for (const part of [
      "Repay 8,306.23 USDC",
      "Allow exactly 8,306.220184 USDC",
      "Repay 8,306.220184 USDC",
      "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
      "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2",
      "Ethereum (1)",
    ]) {
      assert.ok(shown.includes(part), part);
    }
  });
});

test("the keyboard alone connects, chooses a strategy and signs", async () => {
  await at("choose", async (page) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await actions(page), ['Connect(Announced("id-Frame"))']);
  });
  await at("top-up-choose", async (page) => {
    await page.getByRole("radio", { name: /Repay USDC/ }).focus();
    await page.keyboard.press("ArrowDown");
    assert.match((await actions(page)).join(), /^ChooseStrategy\(.*AddCollateral/);
  });
  await at("top-up-review", async (page) => {
    await ready(page, "Sign in wallet (1 of 2)");
    await page.getByRole("button", { name: "Sign in wallet (1 of 2)" }).focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await actions(page), ["Sign"]);
  });
});

const slide = async (page, steps) => {
  const slider = page.getByRole("slider", { name: /^What if/ });
  await slider.focus();
  for (let step = 0; step < steps; step += 1) await page.keyboard.press("ArrowRight");
  return slider;
};

test("the slider moves everything: the gauge, the legs, what a liquidation would take", async () => {
  await at("healthy", async (page) => {
    const price = page.locator(".legs .leg td.price").first();
    const cost = page.locator(".stats div").filter({ hasText: "A liquidation costs you" });
    const before = [await price.innerText(), await cost.innerText()];
    const slider = await slide(page, 10);
    await reads(page.locator(".gauge .health"), "1.69");
    await reads(page.locator(".gauge .caption"), "Health factor after −10.0%");
    assert.equal(await slider.getAttribute("aria-valuetext"), "after −10.0%: health factor 1.69, Healthy");
    assert.notEqual(await price.innerText(), before[0]);
    await page.getByRole("button", { name: "Back to now" }).click();
    await reads(page.locator(".gauge .health"), "1.88");
    assert.deepEqual([await price.innerText(), await cost.innerText()], before);
    await page.getByRole("textbox", { name: "Fall in percent" }).fill("50");
    await reads(page.locator(".gauge .health"), "0.941");
    // What is supposed is said as that, and coloured as that; what can be done is done to what is.
    await reads(page.locator(".outlook .meaning"), "Then anyone could liquidate it, and keep the penalty.");
    await reads(page.locator(".title .badge"), "Now: Healthy");
    assert.equal(await page.locator(".overview button").count(), 0);
    assert.notEqual(await cost.innerText(), before[1]);
  });
});

test("a new block does not take away what a person asks about", async () => {
  await at("healthy", async (page) => {
    await slide(page, 10);
    await turn(page, "watch");
    await page.getByText("23,001,234").first().waitFor();
    await reads(page.locator(".gauge .caption"), "Health factor after −10.0%");
  });
});

test("a day that happened says by how much prices fell, and who says so", async () => {
  await at("healthy", async (page) => {
    await page.getByRole("button", { name: "12 Mar 2020" }).click();
    await reads(page.locator(".gauge .caption"), "Health factor on 12 Mar 2020");
    assert.match(await page.locator(".what-if .hint").first().innerText(), /^ETH −43\.0%, BTC −40\.0% against the day before\. For minutes prices were lower still\. By NewsBTC, .*\. Source$/);
  });
});

test("the map of two prices is a table too, with today in it and each level as a word", async () => {
  await at("healthy", async (page) => {
    assert.ok((await page.locator(".cells .band").count()) > 3, "bands");
    await page.getByText("The map as a table").click();
    const table = page.getByRole("table", { name: /^BTC up, ETH across/ });
    await areThere(table.getByRole("row"), 8);
    const level = /^\d\.\d+ (Healthy|Watch|Margin call|Urgent|Liquidatable)$/;
    for (const cell of await table.getByRole("cell").allInnerTexts()) assert.match(cell.replace(/\s+/g, " ").trim(), level);
    await areThere(table.getByRole("columnheader", { name: "now", exact: true }), 1);
    await areThere(table.getByRole("rowheader", { name: "now", exact: true }), 1);
    assert.match(await table.locator("[data-now]").innerText(), /^\s*1\.88\s+Healthy\s*$/);
  });
});

test("the map says what is now, where a person points, and keeps what a finger pointed at", async () => {
  await at("call", async (page) => {
    const told = page.locator(".map .told-at");
    await reads(told, "now: 1.086 Margin call");
    const cells = page.locator(".cells");
    await cells.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await cells.boundingBox();
    await page.mouse.move(x + width * 0.02, y + height * 0.98);
    await told.filter({ hasText: /^ETH −\d+%, BTC −\d+%: 0\.\d+ Liquidatable$/ }).waitFor();
    await page.mouse.move(x + width / 2, y - 40);
    await reads(told, "now: 1.086 Margin call");
    for (const kind of ["pointerdown", "pointerleave"]) {
      await cells.dispatchEvent(kind, { pointerType: "touch", clientX: x + width * 0.98, clientY: y + height * 0.02, bubbles: true });
    }
    await told.filter({ hasText: /^ETH \+\d+%, BTC \+\d+%: / }).waitFor();
    assert.deepEqual(await page.locator(".cells .label").allInnerTexts(), ["liquidated", "1.05", "1.11", "1.25"]);
  });
});

test("what is asked about is on the map, however far it is", async () => {
  await at("call", async (page) => {
    assert.equal(await page.locator(".cells .asked").count(), 0);
    await page.getByRole("button", { name: "12 Mar 2020" }).click();
    await reads(page.locator(".cells .asked"), "on 12 Mar 2020");
    for (const fall of ["45", "90"]) {
      await page.getByLabel("Fall in percent").fill(fall);
      await reads(page.locator(".cells .asked"), `after −${fall}.0%`);
      await reads(page.locator(".cells .today"), "now");
    }
  });
});

test("what is asked about covers no name of a line on the map", async () => {
  const { page, context } = await open(browser, server.url, { width: 360 });
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await show(page, "healthy");
    await page.locator(".cells").scrollIntoViewIfNeeded();
    const field = page.getByLabel("Fall in percent");
    for (let fall = 3; fall <= 60; fall += 3) {
      await field.fill(`${fall}`);
      await reads(page.locator(".cells .asked"), `after −${fall}.0%`);
      const covered = await page.evaluate(() => {
        const { root } = globalThis.gallery;
        const words = root.querySelector(".cells .asked > b").getBoundingClientRect();
        const lies = (box) => box.left < words.right && words.left < box.right && box.top < words.bottom && words.top < box.bottom;
        const labels = [...root.querySelectorAll(".cells > .label")];
        return labels.filter((one) => lies(one.getBoundingClientRect())).map((one) => one.textContent);
      });
      assert.deepEqual(covered, [], `${fall}% at ${width} px`);
    }
  }
  await context.close();
});

test("when a line begins and ends stands on one line in every language", async () => {
  for (const locale of ["en-US", "de", "lt", "pt-BR", "zh-TW", "el", "fi"]) {
    const { page, context } = await open(browser, server.url, { width: 360, locale });
    for (const state of ["call", "urgent"]) {
      await show(page, state);
      assert.equal(await overflow(page), 0, locale);
      const ends = await page.locator(".chart .times").evaluateAll((all) =>
        all.map((one) => [...one.querySelectorAll("span")].map((end) => end.getBoundingClientRect().top)));
      assert.ok(ends.length > 2);
      for (const [from, to] of ends) assert.equal(from, to, locale);
    }
    await context.close();
  }
});

test("a price that is past where it liquidates is drawn and said with its way back", async () => {
  await at("liquidatable", async (page) => {
    const paths = page.locator(".path");
    for (const place of [0, 1]) {
      const path = paths.nth(place);
      assert.match(await path.locator(".liquidates").innerText(), /^liquidates below \$[\d,.]+, \d+\.\d% above now$/);
      assert.equal(await path.locator(".across[data-level=liquidatable]").count(), 1);
      const [line, now] = await path.evaluate((one) => [".across", ".line"].map((it) => {
        const { y, height } = one.querySelector(it).getBBox();
        return y + height;
      }));
      assert.ok(line < now, "it lies above the price of now");
    }
    const leg = page.locator(".legs .leg").first();
    assert.match(await leg.locator(".liquidation").innerText(), /^\$[\d,.]+$/);
    assert.match(await leg.locator(".move").innerText(), /^passed, \d+\.\d% higher$/);
    await leg.getByRole("button").click();
    await page.getByText("It is past its liquidation price. Shown is the first safe one").waitFor();
  });
});

test("the readings of a price can be gone through by keyboard", async () => {
  await at("call", async (page) => {
    const probe = page.getByRole("slider", { name: "Price of WETH" });
    await probe.focus();
    const last = await probe.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowLeft");
    assert.match(last, /^\$[\d,.]+ · /);
    await page.waitForFunction(([it, last]) => it.getAttribute("aria-valuetext") !== last, [await probe.elementHandle(), last]);
  });
});

test("what is marked on a line is said with its reading, and the lines across are named", async () => {
  await at("call", async (page) => {
    const history = page.locator("[part=history]");
    const probe = history.getByRole("slider", { name: "Health so far" });
    await probe.fill("13");
    await history.locator(".told-at", { hasText: / · Margin call$/ }).waitFor();
    await probe.fill("12");
    await history.locator(".told-at", { hasText: /:\d\d$/ }).waitFor();
    assert.deepEqual(await history.locator(".names > span").allInnerTexts(), ["Urgent", "Margin call", "Watch"]);
    assert.equal(await history.locator(".mark .icon").count(), 3);
  });
});

test("at 360 by 800, and in 400 px of a page, the first look has what matters, and the button", async () => {
  for (const width of [360, 400]) {
    const { page, context } = await open(browser, server.url, { width });
    await page.setViewportSize({ width, height: 800 });
    for (const state of ["call", "urgent", "two-positions"]) {
      await show(page, state);
      for (const place of [".pill", ".gauge .health", ".distance", ".driver", "[data-opens=top-up]"]) {
        const { y, height } = await page.locator(place).first().boundingBox();
        assert.ok(y + height <= 800, `${state}: ${place} ends at ${y + height}`);
      }
    }
    await context.close();
  }
});

test("at 360 by 800 the button of a top-up is in sight wherever there is one", async () => {
  const { page, context } = await open(browser, server.url, { width: 360 });
  await page.setViewportSize({ width: 360, height: 800 });
  let buttons = 0;
  for (const state of await page.evaluate(() => globalThis.gallery.states())) {
    // There a dialog is over the page.
    if (state.startsWith("top-up")) continue;
    await show(page, state);
    const button = page.locator("[data-opens=top-up].primary").first();
    if ((await button.count()) === 0) continue;
    const { y, height } = await button.boundingBox();
    assert.ok(y + height <= 800, `${state}: ends at ${y + height}`);
    buttons += 1;
  }
  assert.ok(buttons > 20, `${buttons}`);
  await context.close();
});

test("a number that is contradicted is called unconfirmed, never healthy", async () => {
  await at("divergent", async (page) => {
    await reads(page.locator(".title .badge"), "Unconfirmed");
    await page.getByText("The chain says 1.88, we compute 1.38. No top-up until they agree.").waitFor();
    assert.equal(await page.getByText("Healthy").count(), 0);
  });
  await at("disputed", async (page) => {
    await reads(page.locator("article .row-button .badge"), "Unconfirmed");
    await page.getByText("The worse answer is shown. No top-up on Base until they agree.").waitFor();
  });
});

test("what is watched without its wallet offers the wallets where the top-up would be", async () => {
  await at("wallet-elsewhere", async (page) => {
    const worst = page.getByRole("article").first();
    await worst.getByRole("button", { name: "Connect Frame" }).click();
    assert.deepEqual(await actions(page), ['Connect(Announced("id-Frame"))']);
  });
  await at("watch-only", async (page) => {
    await page.getByText("To top up, open this page in your wallet’s browser: no wallet was found here.").waitFor();
  });
});

test("an amount is only typed where a person wants one, and exact where they ask for that", async () => {
  await at("top-up-choose", async (page) => {
    await goal(page);
    const amount = page.getByLabel("or repay exactly");
    assert.equal(await amount.inputValue(), "");
    assert.equal(await amount.getAttribute("placeholder"), "8306.23");
    await page.getByRole("button", { name: "Use exact amount" }).click();
    assert.equal(await amount.inputValue(), "8306.220184");
    await focusIsIn(amount);
    assert.deepEqual(await actions(page), ['SetAmount("8306.220184")']);
  });
});

test("of several the worst stands open, another opens at a click, and many are filtered", async () => {
  await at("many", async (page) => {
    const all = page.getByRole("article");
    assert.equal(await all.count(), 10);
    assert.equal(await page.locator(".gauge").count(), 1);
    const row = page.getByRole("button", { name: /Base 5/, expanded: false });
    await row.click();
    await areThere(page.locator(".gauge"), 2);
    await page.getByRole("button", { name: "Below a threshold" }).click();
    await areThere(all, 1);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await areThere(all, 10);
  });
});

test("an example needs no wallet and no chain, and is marked as one", async () => {
  await at("choose", async (page) => {
    await page.getByRole("button", { name: "See an example" }).click();
    const example = page.getByRole("region", { name: "Example" });
    await example.getByText("This is an example").waitFor();
    // In the place of what was clicked, and read from its beginning.
    assert.equal(await page.getByRole("heading", { name: "Know before the liquidators do" }).count(), 0);
    await page.waitForFunction(() => globalThis.gallery.root.activeElement?.getAttribute("aria-label") === "Example");
    await reads(example.locator(".gauge .health"), "1.291");
    // How it came there is drawn, too: both prices, and its health.
    await areThere(example.locator(".path"), 2);
    await reads(example.locator(".history h3 .hint"), "lowest 1.264");
    await reads(example.locator(".title .badge"), "Healthy");
    await slide(page, 20);
    await reads(example.locator(".gauge .health"), "1.033");
    // Nothing of it is green but the badge, which is of now, and says so.
    await reads(example.locator(".title .badge"), "Now: Healthy");
    const colour = (place, property) => example.locator(place).first().evaluate((one, property) => getComputedStyle(one)[property], property);
    const urgent = await colour(".what-if .badge", "color");
    assert.equal(await colour(".gauge .left", "stroke"), urgent);
    assert.equal(await colour(".distance strong", "color"), urgent);
    assert.notEqual(await colour(".title .badge", "color"), urgent);
    assert.equal(await example.getByRole("button", { name: "Top up…" }).count(), 0);
    assert.deepEqual(await actions(page), []);
    await example.getByRole("button", { name: "Close the example" }).click();
    await areThere(example, 0);
    await focusIsOn(page, "See an example");
  });
});

test("numbers are cut against the flattering side", async () => {
  await at("call", async (page) => {
    // 1.086211948200117455, a debt of 25,207.901433, a distance of 7.93…%.
    const shown = (selector) => page.locator(selector).first().innerText();
    assert.equal(await shown(".gauge .health"), "1.086");
    assert.equal(await page.locator(".legs .leg .amount").last().innerText(), "25,207.91");
    assert.match(await shown(".outlook .distance"), /−7\.9%/);
  });
});

test("every failure says what happened to the money", async () => {
  const said = {
    "top-up-rejected": "Nothing more was sent. The earlier steps are on the chain, as shown below.",
    "top-up-would-revert": "Nothing was sent.",
    "top-up-changed-account": "Nothing was sent.",
    "top-up-unseen": "It may have been sent: no node that was asked has heard of it.",
    "top-up-waits": "It may have been sent: something of this account is waiting for a block.",
    "top-up-not-stored": "Nothing more was sent. The earlier steps are on the chain, as shown below.",
    "top-up-other-waits": "Nothing was sent.",
    "top-up-replaced": "It did not happen: another transaction took its place.",
    "top-up-reverted": "It reverted: the fee was spent, nothing else.",
  };
  for (const [state, sentence] of Object.entries(said)) {
    await at(state, async (page) => {
      assert.equal(await page.getByRole("alert").filter({ hasText: sentence }).innerText(), sentence);
    });
  }
});

test("while it is not known what became of a transaction, nothing is offered in its place", async () => {
  for (const state of ["top-up-unseen", "top-up-waits", "top-up-untold", "top-up-unreadable"]) {
    await at(state, async (page) => {
      const buttons = page.getByRole("dialog", { name: "Not settled yet" }).getByRole("button");
      const names = await buttons.evaluateAll((all) => all.map((one) => one.textContent).filter((name) => !name.startsWith("Copy") && name !== ""));
      assert.deepEqual(names, ["Close", "Look it up again", "I cancelled it in the wallet"], state);
    });
  }
});

test("notifications are only called working when one was seen", async () => {
  const wrong = ["blocked", "unsupported", "untested", "shown", "failed"];
  for (const state of wrong) {
    await at(`notifications-${state}`, async (page) => {
      assert.equal(await page.getByText(/^On, tested /).count(), 0, state);
    });
  }
});

test("beside the name stands that nobody would be called, as loud as it matters, until a call was seen", async () => {
  const said = {
    "notifications-off": ["Notifications off", "warn", "Turn on notifications", ["EnableNotifications"]],
    "notifications-off-called": ["Notifications off", "bad", "Turn on notifications", ["EnableNotifications"]],
    "notifications-off-no-debt": ["Notifications off", "quiet", "Turn on notifications", ["EnableNotifications"]],
    "notifications-untested": ["Notifications not tested", "warn", "Test notifications", ["TestNotification"]],
    "notifications-shown": ["Did you see the test?", "warn", "Answer whether you saw the test", []],
    "notifications-blocked": ["Notifications blocked", "warn", "What to do about notifications", []],
  };
  for (const [state, [words, colours, button, done]] of Object.entries(said)) {
    await at(state, async (page) => {
      const header = page.getByRole("banner").or(page.locator(".header")).first();
      const pill = header.locator(".unarmed .pill");
      await reads(pill, words);
      assert.equal(await pill.getAttribute("data-state"), colours, state);
      await header.getByRole("button", { name: button, exact: true }).click();
      assert.deepEqual(await actions(page), done);
      if (done.length === 0) await page.waitForFunction(() => globalThis.gallery.root.querySelector("[part=notifications]").getBoundingClientRect().top < innerHeight);
    });
  }
  await at("call", async (page) => assert.equal(await page.locator(".unarmed").count(), 0));
});

test("the small window is opened large enough, and its button is in sight however it is sized", async () => {
  const { page, context } = await open(browser, server.url);
  await page.evaluate(() => {
    const frame = document.createElement("iframe");
    const requestWindow = async ({ width, height }) => {
      frame.style.cssText = `position: fixed; inset: 0 auto auto 0; border: 0; width: ${width}px; height: ${height}px`;
      document.body.append(frame);
      globalThis.small = frame;
      return frame.contentWindow;
    };
    Object.defineProperty(globalThis, "documentPictureInPicture", { value: { requestWindow } });
  });
  await show(page, "call");
  await page.getByRole("button", { name: "Keep in view" }).click();
  const small = page.frameLocator("iframe");
  await small.locator(".glance .primary").waitFor();
  const seen = (size) => page.evaluate(async (size) => {
    const frame = globalThis.small;
    if (size) [frame.style.width, frame.style.height] = size.map((side) => `${side}px`);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { innerHeight } = frame.contentWindow;
    const root = frame.contentDocument.querySelector("[data-margin-call]").shadowRoot;
    const { dir, lang } = root.querySelector(".glance");
    if (dir !== "ltr" || lang !== "en") throw new Error(`read as ${lang}, ${dir}`);
    const [button, dial, number] = [".glance .primary", ".dial", ".gauge .health"].map((place) => root.querySelector(place).getBoundingClientRect());
    return { innerHeight, all: frame.contentDocument.documentElement.scrollHeight, button, dial, number };
  }, size);
  const asked = await seen();
  assert.ok(asked.all <= asked.innerHeight, `${asked.all} in ${asked.innerHeight}`);
  for (const size of [[300, 330], [320, 300], [400, 600], [900, 700]]) {
    const { innerHeight, button, dial, number } = await seen(size);
    assert.ok(button.top >= 0 && button.bottom <= innerHeight, `${size}: ${button.bottom}`);
    assert.ok(button.height < 60, `${size}: ${button.height}`);
    assert.ok(number.top >= dial.top && number.bottom <= dial.bottom + 8, `${size}`);
  }
  await context.close();
});

test("what is folded away of a step is named for what it holds", async () => {
  await at("top-up-review", async (page) => {
    assert.deepEqual(await page.locator("dialog .step summary").allInnerTexts(), ["Raw data", "Addresses and raw data"]);
  });
});

test("a contract that may act first has a button where its factory vouches for it, and an address can be typed", async () => {
  await at("protection", async (page) => {
    const buttons = page.getByRole("button", { name: "Authorise it…" });
    await areThere(buttons, 2);
    await areThere(page.getByText("Not made by Morpho’s factory"), 1);
    await areThere(page.getByText("It goes by an oracle of its own", { exact: true }), 1);
    await buttons.first().click();
    assert.match((await actions(page)).at(-1), /^ReviewWay\(.*Authorize \{ contract: 0x1d08a9f5.*may: true/i);
    await page.getByLabel("Another contract").fill("0x12");
    await page.getByRole("button", { name: "Look at it" }).click();
    assert.equal((await actions(page)).at(-1), 'TypeContract("0x12")');
    await page.getByRole("button", { name: "Protect automatically" }).click();
    assert.equal((await actions(page)).at(-1), "CloseProtection");
  });
  await at("protection-authorised", async (page) => {
    await page.getByRole("button", { name: "Take it back…" }).first().click();
    assert.match((await actions(page)).at(-1), /^ReviewWay\(.*may: false/);
  });
});
