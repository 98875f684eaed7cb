/** Loops, speeds, shuttling and scrubbing in a real browser: what comes out, and where the playhead is meanwhile. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type ClickTrack, type Heard, heardOn, LOUDNESSES, openClickTrack } from "./click_track.ts";
import { addTrack, openPages } from "./pages.ts";
import { clock, openTrack, press, selectSteps } from "./track_page.ts";

const playButton = (page: Page) => page.getByRole("button", { name: "Play", exact: true });

/** Waits until so many clicks came out, and says which: click n is at n half seconds, and sounds like click n + 8. */
async function clicksHeard(page: Page, count: number): Promise<number[]> {
  await page.waitForFunction(
    (count) => (globalThis as unknown as { heard: Heard }).heard.clicks.length >= count,
    count,
    { timeout: 1000 * count + 15_000 },
  );
  const { clicks } = await heardOn(page);
  return clicks.map(([, loudness]) => LOUDNESSES.findIndex((one) => Math.abs(one - Math.abs(loudness)) < 0.02));
}

/** Seconds of the track a second of the audio clock, over the next frames that the playhead moves. */
async function speedOf({ page, durationSeconds }: ClickTrack, frames = 12): Promise<number> {
  const from = (await heardOn(page)).frames.length;
  await page.waitForFunction(
    (count) => (globalThis as unknown as { heard: Heard }).heard.frames.length >= count,
    from + frames,
  );
  const moved = (await heardOn(page)).frames.slice(from);
  const speeds = moved.slice(1).map(([t, share], i) => durationSeconds * (share - moved[i][1]) / (t - moved[i][0]));
  return speeds.toSorted((a, b) => a - b)[speeds.length >> 1];
}

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.1 * Math.abs(expected), `${actual} seconds a second, not ${expected}`);

Deno.test("a loop plays its selection over and over, and the track goes on when it ends", async () => {
  await using track = await openClickTrack(8);
  const { page } = track;
  await selectSteps(page, 1, 2);
  await page.keyboard.press("o");
  assert.ok(await page.getByLabel("Loop").isChecked());
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  const heard = await clicksHeard(page, 10);
  assert.deepEqual(heard.slice(0, 10), [1, 2, 3, 4, 5, 2, 3, 4, 5, 2]);
  const seconds = Number((await clock(page))!.split(":")[1]);
  assert.ok(seconds >= 1 && seconds <= 3, `the playhead is at ${seconds} s`);
  await page.keyboard.press("o");
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:03.6");
  const after = (await clicksHeard(page, 1)).slice(10);
  assert.deepEqual(after.slice(after.indexOf(6)), [6, 7, 0, 1].slice(0, after.length - after.indexOf(6)));
  assert.ok(after.includes(6), `click 6 is beyond the loop: ${after}`);
});

Deno.test("it plays at half and at double speed, by keys, and the playhead with it", async () => {
  await using track = await openClickTrack(40);
  const { page } = track;
  await press(page, "[", 2);
  assert.equal(await page.getByLabel("Speed").inputValue(), "0.5");
  await page.keyboard.press("Space");
  near(await speedOf(track), 0.5);
  await press(page, "]", 2);
  near(await speedOf(track), 1);
  await press(page, "]", 3);
  near(await speedOf(track), 2);
  await page.keyboard.press("Space");
  await playButton(page).waitFor();
});

Deno.test("J, K and L shuttle: backwards, faster, stop", async () => {
  await using track = await openClickTrack(60);
  const { page } = track;
  await press(page, "ArrowRight", 30);
  await page.keyboard.press("l");
  near(await speedOf(track), 1);
  await page.keyboard.press("l");
  near(await speedOf(track), 2);
  await page.keyboard.press("k");
  await playButton(page).waitFor();
  const stopped = await clock(page);
  await page.keyboard.press("j");
  near(await speedOf(track), -1);
  await page.keyboard.press("j");
  near(await speedOf(track), -2);
  assert.ok((await clock(page))! < stopped!);
  await page.keyboard.press("l");
  near(await speedOf(track), -1);
  await page.keyboard.press("k");
  await playButton(page).waitFor();
});

Deno.test("scrubbing is heard: a click where there is one, nothing between two", async () => {
  await using track = await openClickTrack(8);
  const { page, durationSeconds } = track;
  const { x, y, width } = (await page.locator(".ruler").boundingBox())!;
  const scrub = (seconds: number) => page.mouse.move(x + width * seconds / durationSeconds, y + 10);
  await scrub(2.1);
  await page.mouse.down();
  for (const seconds of [2.2, 2.3, 2.4]) {
    await scrub(seconds);
    await page.waitForTimeout(120); // each grain is heard before the next
  }
  assert.deepEqual((await heardOn(page)).clicks, []);
  assert.equal(await clock(page), "0:02.4");
  await scrub(2.5);
  await clicksHeard(page, 1);
  assert.equal(await clock(page), "0:02.5");
  await page.mouse.up();
  assert.equal(await playButton(page).count(), 1, "it does not play on");
});

const notPlayed = (page: Page) => page.getByText("The audio could not be loaded or played.");

Deno.test("J without the code that it takes stops and says so, and works once it can be fetched", async () => {
  await using track = await openClickTrack(60);
  const { page, pages: { browser } } = track;
  browser.expectErrors(/net::ERR_FAILED/);
  await page.route("**/assets/time_stretch*", (route) => route.abort());
  await press(page, "ArrowRight", 30);
  await page.keyboard.press("j");
  await notPlayed(page).waitFor();
  await playButton(page).waitFor();
  assert.equal(await clock(page), "0:30.0");
  assert.deepEqual((await heardOn(page)).clicks, []);
  await page.unroute("**/assets/time_stretch*");
  await page.keyboard.press("j");
  near(await speedOf(track), -1);
  assert.equal(await notPlayed(page).count(), 0);
});

Deno.test("code that cannot be fetched changes nothing when it is known only after a stop", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  browser.expectErrors(/net::ERR_FAILED/);
  const asked = Promise.withResolvers<void>(), held = Promise.withResolvers<void>();
  await page.route("**/assets/time_stretch*", async (route) => {
    asked.resolve();
    await held.promise;
    await route.abort();
  });
  await page.keyboard.press("[");
  await page.keyboard.press("j");
  await asked.promise;
  await page.keyboard.press("k");
  const failed = page.waitForEvent("requestfailed");
  held.resolve();
  await failed;
  await page.waitForTimeout(200); // what would change is a matter of microtasks
  assert.equal(await page.getByLabel("Speed").inputValue(), "0.75");
  assert.equal(await notPlayed(page).count(), 0);
});

Deno.test("an editor that is closed while its sound is being opened closes it once", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, { id } = await addTrack(moodline), page = await browser.open("about:blank");
  await page.addInitScript(() => {
    const { addModule } = AudioWorklet.prototype, { close } = AudioContext.prototype;
    const opening = { open: () => {}, begun: 0, closed: 0 };
    const open = new Promise<void>((resolve) => opening.open = resolve);
    AudioWorklet.prototype.addModule = async function (url) {
      opening.begun++;
      await open;
      await addModule.call(this, url);
    };
    AudioContext.prototype.close = function () {
      opening.closed++;
      return close.call(this);
    };
    Object.assign(globalThis, { opening });
  });
  const opening = (key: "begun" | "closed") =>
    page.waitForFunction((key) => (globalThis as unknown as { opening: Record<string, number> }).opening[key] > 0, key);
  await page.goto(`${origin}/tracks/${id}`);
  await page.locator(".lanes").waitFor();
  await page.getByText("Connected").waitFor();
  await page.locator(".ruler").click(); // heard once it is open
  await page.keyboard.press("Space");
  await opening("begun");
  await page.getByRole("button", { name: "Close tone.wav" }).click();
  await page.locator(".lanes").waitFor({ state: "detached" });
  await page.evaluate(() => (globalThis as unknown as { opening: { open(): void } }).opening.open());
  await opening("closed");
  await page.waitForTimeout(200); // a second time would follow at once
  const closed = await page.evaluate(() => (globalThis as unknown as { opening: { closed: number } }).opening.closed);
  assert.equal(closed, 1);
});
