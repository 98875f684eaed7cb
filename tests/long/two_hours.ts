/** Two hours of music in a real browser: it scrolls, zooms and plays, and is never in memory as a whole. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openPages, settledPixels } from "../browser/pages.ts";
import { lookAround, paintedShares } from "../browser/scroll_and_zoom.ts";

const SECONDS = 7200;

Deno.test("two hours of music scroll, zoom and play from tiles and pieces", async () => {
  const clip = await Deno.readFile(fileURLToPath(new URL("../../data/demo/hunting.mp3", import.meta.url)));
  const music = new Blob(new Array(200).fill(clip));
  await using moodline = await openPages({ stepsOf: () => SECONDS, uploadLimits: { bytesPerFile: 1e9, files: 1 } });
  const { browser, origin, server } = moodline;
  const [{ track }] = await server.upload({ "two-hours.mp3": music });
  while ((await server.json<{ timelines: unknown[] }>(`/api/tracks/${track.id}`)).timelines.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const page = await browser.open(`${origin}/tracks/${track.id}`), picture = page.locator(".lane-spectrogram canvas");
  await picture.waitFor();
  await settledPixels(picture);
  const figures = await lookAround(page, 600);
  console.log(
    `two hours, ${figures.frames} frames: median ${figures.medianMs.toFixed(1)} ms, p99 ${
      figures.p99Ms.toFixed(1)
    } ms, ` +
      `painting ${figures.workMs.toFixed(1)} ms`,
  );
  await settledPixels(picture);
  for (const share of await paintedShares(page, ".lane-spectrogram canvas", 10)) assert.ok(share > 0.95, `${share}`);
  await browser.screenshot(page, "track-two-hours");
  const heap = () =>
    page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  const before = await heap(), clock = page.locator(".clock strong");
  // From the middle, which is not decoded yet: it is waited for.
  const { x, y, width } = (await page.locator(".ruler").boundingBox())!;
  await page.mouse.click(x + width / 2, y + 10);
  await page.keyboard.press("Space");
  const start = await clock.textContent();
  await page.waitForFunction((start) => document.querySelector(".clock strong")!.textContent !== start, start, {
    timeout: 120_000,
  });
  await page.waitForTimeout(60_000);
  assert.ok(await heap() - before < 150e6, "some seconds are in memory, not the piece");
  await page.keyboard.press("Space");
  assert.deepEqual(browser.errors, []);
});
