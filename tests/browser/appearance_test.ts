/** What stays in sight and in reach: forced colours, a window enlarged four times, another screen, coarse pointers. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { addTrack, openPages, settledPixels } from "./pages.ts";
import { openAt, openTrack, selectSteps } from "./track_page.ts";

const styleOf = (part: Locator, property: string, pseudo?: string) =>
  part.evaluate(
    (element, [property, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(property!),
    [property, pseudo] as const,
  );

Deno.test("in forced colours selection, scrollbar, record dot and markers keep edges", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await selectSteps(page, 1, 2);
  await page.getByRole("button", { name: "Look closer" }).click();
  await page.emulateMedia({ forcedColors: "active" });
  assert.equal(await styleOf(page.locator(".selection"), "border-left-width"), "2px");
  assert.equal(await styleOf(page.locator(".view-track"), "border-left-width"), "1px");
  for (const part of [".map .marker", ".view-thumb", ".record-dot"]) {
    assert.equal(await styleOf(page.locator(part).first(), "forced-color-adjust"), "none", part);
  }
  await browser.screenshot(page, "forced-colours");
});

Deno.test("in a window enlarged four times every item of a menu can be gone to", async () => {
  await using moodline = await openPages({ viewport: { width: 320, height: 200 } });
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.getByRole("button", { name: "View", exact: true }).click();
  const items = page.getByRole("menuitemcheckbox");
  await items.first().waitFor();
  await page.keyboard.press("End");
  const box = (await items.last().boundingBox())!;
  assert.ok(box.y >= 0 && box.y + box.height <= 200, `the last item is at ${box.y}`);
  await page.keyboard.press("Home");
  const first = (await items.first().boundingBox())!;
  await browser.screenshot(page, "menu-enlarged");
  assert.ok(first.y >= 0 && first.x >= 0, `the first item is at ${first.x}, ${first.y}`);
});

Deno.test("canvases are sharp on the screen that the window is taken to", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const map = page.locator(".map canvas").first(), widthOf = () => map.evaluate((c) => (c as HTMLCanvasElement).width);
  await settledPixels(map);
  const before = await widthOf(), box = await map.boundingBox(), devtools = await page.context().newCDPSession(page);
  // The density alone tells a headless page nothing; a row more does, and leaves the map as large as it was.
  await devtools.send("Emulation.setDeviceMetricsOverride", {
    ...{ width: 1280, height: 801, deviceScaleFactor: 2, mobile: false },
  });
  for (let tries = 0; tries < 40 && await widthOf() === before; tries++) await page.waitForTimeout(50);
  assert.deepEqual(await map.boundingBox(), box);
  assert.ok(Math.abs(await widthOf() - 2 * before) <= 1, `${before} pixels, then ${await widthOf()}`);
});

Deno.test("what is dragged can be caught beside its edge, by the first button alone, and is kept when it is let go", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, page = await browser.context.newPage();
  await page.addInitScript(() => {
    const kept: string[] = [], { setItem } = Storage.prototype;
    Object.assign(globalThis, { kept });
    Storage.prototype.setItem = function (key: string, text: string) {
      kept.push(key);
      Reflect.apply(setItem, this, [key, text]);
    };
  });
  await page.goto(origin);
  await page.getByText("Connected").waitFor();
  const sash = page.getByRole("separator", { name: "Width of the side view" });
  const writes = () =>
    page.evaluate(() =>
      (globalThis as never as { kept: string[] }).kept.filter((key) => key.includes("layout")).length
    );
  const width = async () => Number(await sash.getAttribute("aria-valuenow"));
  const { x, y, width: seen } = (await sash.boundingBox())!, from = await width(), before = await writes();
  for (const button of ["right", "left"] as const) {
    await page.mouse.move(x - 3, y + 100);
    await page.mouse.down({ button });
    await page.mouse.move(x + 57, y + 100, { steps: 12 });
    assert.equal(await writes(), before, "not while it is dragged");
    await page.mouse.up({ button });
    assert.equal(await width(), button === "left" ? from + 60 : from, `${button}, ${seen} px are seen`);
  }
  assert.equal(await writes(), before + 1);
});

Deno.test("a link to a model goes to its card, also when the models have not been opened before", async () => {
  await using moodline = await openPages({ viewport: { width: 1280, height: 260 } });
  const page = await openAt(moodline, "/");
  await page.getByRole("button", { name: "Models view" }).click();
  await page.locator(".side-view .view-row").first().click();
  await page.locator("[data-part^='model-']").waitFor();
  await page.waitForFunction(() => document.querySelector(".group-body:not([hidden])")!.scrollTop > 0);
});
