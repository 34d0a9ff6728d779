// The demo's market desk moves the real chain, and the widget follows.
import assert from "node:assert/strict";
import { connect, showsTheChain } from "./acts.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

scenario("dragging the price of Ether moves the chain, and the widget with it", { clock: false }, async (world) => {
  const { chain, page, widget } = world;
  await connect(world);
  const desk = page.getByRole("region", { name: "Market desk" });
  const slider = desk.getByLabel("WETH price slider");
  await slider.waitFor();
  const opening = await chain.price("WETH");
  await drag(page, slider, 0.3);
  const dragged = await eventually("the chain's price follows", () => chain.price("WETH"), (price) => price < opening);
  await eventually("it comes to rest", async () => (await slider.inputValue()) === String((await chain.price("WETH")) * 1000n / opening));
  assert.ok(dragged > 0n);
  await showsTheChain(world);
  assert.notEqual(clean(await widget.level.textContent()), "Healthy");

  await desk.getByLabel("WETH price in dollars").fill("3000.5");
  await page.keyboard.press("Enter");
  await eventually("a typed price", () => chain.price("WETH"), (price) => price === 3_000_50000000n);
  await showsTheChain(world);
});

scenario("a day passes on the desk, and interest shows in the widget", async (world) => {
  const { chain, page, widget } = world;
  await connect(world);
  const before = await widget.exactHealth.textContent();
  const { timestamp } = await chain.head();
  const desk = page.getByRole("region", { name: "Market desk" });
  await desk.getByRole("button", { name: "+1 day" }).click();
  await eventually("a day on the chain", async () => (await chain.head()).timestamp >= timestamp + 86_400);
  await showsTheChain(world);
  assert.notEqual(await widget.exactHealth.textContent(), before);
});

scenario("a crash to liquidation and a liquidation are told as such", async (world) => {
  const { page, widget } = world;
  await connect(world);
  const desk = page.getByRole("region", { name: "Market desk" });
  await desk.getByRole("button", { name: "Crash to liquidation" }).click();
  await reads(widget.level, "Liquidatable");
  await desk.getByRole("button", { name: "Liquidate it" }).click();
  await widget.position.getByText("Collateral was seized").waitFor();
  await desk.getByRole("button", { name: "Restore all prices" }).click();
  await reads(widget.level, "Healthy");
});

/** Drags a slider's thumb to a share of its width. */
async function drag(page, slider, share) {
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await slider.boundingBox();
  const [min, max, value] = await slider.evaluate(({ min, max, value }) => [min, max, value].map(Number));
  await page.mouse.move(x + width * ((value - min) / (max - min)), y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * share, y + height / 2, { steps: 12 });
  await page.mouse.up();
}
