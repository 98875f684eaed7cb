/** The lanes of a track's sound, from tiles, in a real browser. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openPages, settledPixels, waitForOtherPixels } from "./pages.ts";
import { lookAround, paintedShares } from "./scroll_and_zoom.ts";

/** Real music, the same clip again and again: frames of mp3 can be joined. */
async function longMp3(times: number): Promise<Uint8Array<ArrayBuffer>> {
  const clip = await Deno.readFile(fileURLToPath(new URL("../../data/demo/hunting.mp3", import.meta.url)));
  return new Uint8Array(await new Blob(new Array(times).fill(clip)).arrayBuffer());
}

Deno.test("music of several minutes shows its waveform and spectrogram at every zoom, from few tiles at a time", async () => {
  const seconds = 180;
  await using moodline = await openPages({ stepsOf: () => seconds });
  const { browser, origin, server } = moodline;
  const [{ track }] = await server.upload({ "music.mp3": await longMp3(5) });
  await server.settled();
  const page = await browser.context.newPage(), asked: string[] = [];
  page.on("request", (request) => request.url().includes("/tiles/") && asked.push(request.url()));
  await page.goto(`${origin}/tracks/${track.id}`);
  const wave = page.locator(".lane-wave canvas"), picture = page.locator(".lane-spectrogram canvas");
  await picture.waitFor();
  const whole = await settledPixels(picture);
  await settledPixels(wave);
  for (const share of await paintedShares(page, ".lane-spectrogram canvas", 10)) assert.ok(share > 0.95, `${share}`);
  for (const share of await paintedShares(page, ".lane-wave canvas", 10)) assert.ok(share > 0.05, `${share}`);
  assert.ok(asked.length < 24, `${asked.length} tiles for the whole piece`);
  await browser.screenshot(page, "track-spectrogram");
  await page.keyboard.press("+");
  for (let i = 0; i < 3; i++) await page.keyboard.press("+");
  await waitForOtherPixels(picture, whole);
  await settledPixels(picture);
  await browser.screenshot(page, "track-spectrogram-close");
  const figures = await lookAround(page);
  console.log(
    `${figures.frames} frames: median ${figures.medianMs.toFixed(1)} ms, of which ${
      figures.workMs.toFixed(1)
    } ms painting`,
  );
  await settledPixels(picture);
  for (const share of await paintedShares(page, ".lane-spectrogram canvas", 10)) assert.ok(share > 0.95, `${share}`);
  assert.equal(new Set(asked).size, asked.length, "no tile is asked for twice");
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "Spectrogram" }).click();
  await picture.waitFor({ state: "detached" });
});
