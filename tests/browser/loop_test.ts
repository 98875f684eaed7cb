/** The whole loop in a real browser, with real music, workers and training. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import type { MoveCorrection } from "../../core/review/correction.ts";
import type { ModelsView, TracksView } from "../../protocol/api.ts";
import { assertAccessible } from "./accessibility.ts";
import { dataFile, openMoodline } from "./real_moodline.ts";

/** Retraining takes its time on a busy machine. */
const RETRAIN_MS = 180_000;

/** How far the mean of the maps of some steps lies from a point, on average. */
function meanDistance(
  { steps }: HeatmapTimeline,
  range: readonly [number, number],
  point: { valence: number; arousal: number },
) {
  const within = steps.filter(({ startSeconds }) => startSeconds >= range[0] && startSeconds < range[1]);
  assert.ok(within.length > 0);
  const distances = within.map(({ mean }) => Math.hypot(mean.valence - point.valence, mean.arousal - point.arousal));
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

async function dragOver(page: Page, selector: string, from: [number, number], to: [number, number]) {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 5 });
  await page.mouse.up();
}

Deno.test("upload, look, correct, retrain, compare, promote, roll back", async () => {
  await using moodline = await openMoodline();
  const { browser, origin } = moodline;
  const json = async <T>(path: string) => await (await fetch(origin + path)).json() as T;
  const page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  await page.getByLabel("Add files", { exact: true }).and(page.locator("input")).setInputFiles(
    dataFile("demo/hunting.mp3"),
  );
  await page.locator("tr", { hasText: "hunting.mp3" }).getByText("Ready").waitFor({ timeout: 60_000 });
  await page.locator(".tracks").getByRole("link", { name: "hunting.mp3" }).click();
  await page.locator(".lanes").waitFor();
  const [{ id: trackId }] = (await json<TracksView>("/api/tracks")).tracks;
  const timelinePath = `/api/tracks/${trackId}/timeline`;
  const before = await (await fetch(origin + timelinePath)).text();

  // A passage is moved to the quarter of the map that the model believes in least.
  const { valence, arousal } = (JSON.parse(before) as HeatmapTimeline).steps[15].mean;
  const target: [number, number] = [valence > 0 ? 0.2 : 0.8, arousal > 0 ? 0.8 : 0.2];
  await dragOver(page, ".lane-field", [0.3, 0.5], [0.6, 0.5]);
  await dragOver(page, ".map-field", [0.5, 0.5], target);
  await page.keyboard.press("Enter");
  await page.getByText("All corrections saved").waitFor();
  const [move] = (await json<{ events: MoveCorrection[] }>(`/api/tracks/${trackId}/corrections`)).events;
  const point = move.value, passage = [move.timeSeconds, move.timeSeconds + move.durationSeconds] as const;
  assert.ok(move.durationSeconds >= 9, `${move.durationSeconds} s`);

  await page.getByRole("button", { name: "Retrain" }).click();
  await page.getByRole("progressbar", { name: "Retraining" }).waitFor();
  const promote = page.getByRole("button", { name: /^Promote / });
  await promote.waitFor({ timeout: RETRAIN_MS });
  await page.locator(".map").nth(1).waitFor();
  assert.equal(await page.locator(".lane-strip").count(), 4, "old and new are shown together");
  await assertAccessible(page);
  await browser.screenshot(page, "loop-retrained");
  const { models } = await json<ModelsView>("/api/models");
  const [made, old] = [models.find((model) => !model.active)!, models.find((model) => model.active)!];
  assert.equal(made.parentId, old.id);
  const after = await json<HeatmapTimeline>(`${timelinePath}?model=${made.id}`);
  const [was, is] = [JSON.parse(before) as HeatmapTimeline, after].map((t) => meanDistance(t, passage, point));
  assert.ok(is < 0.9 * was, `the passage moved from ${was} to ${is} away from where it was heard`);
  assert.equal(await (await fetch(origin + timelinePath)).text(), before, "nothing changes before promotion");

  await promote.click();
  const rollBack = page.getByRole("button", { name: `Roll back to ${old.name}` });
  await rollBack.waitFor();
  assert.deepEqual(await json(timelinePath), after);
  await rollBack.click();
  await promote.waitFor();
  assert.equal(await (await fetch(origin + timelinePath)).text(), before, "the old timeline is back, byte for byte");
  await browser.screenshot(page, "loop-rolled-back");
});
