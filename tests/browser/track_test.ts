/** The page of one track in a real browser, over the real store and API and invented timelines. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels, waitForOtherPixels, waitForPixels } from "./pages.ts";
import { clock, eventsOf, mapOf, openTrack, ring, savedMessage } from "./track_page.ts";

/** Drag the mouse over the lanes, from one share of their width to another. */
async function dragOverLanes(page: Page, from: number, to: number): Promise<void> {
  const { x, y, width } = (await page.locator(".lane-field").boundingBox())!;
  await page.mouse.move(x + from * width, y + 150);
  await page.mouse.down();
  await page.mouse.move(x + to * width, y + 160, { steps: 4 });
  await page.mouse.up();
}

Deno.test("scrubbing moves the playhead and changes the map and the numbers", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  assert.equal(await clock(page), "0:00.0");
  const before = await settledPixels(mapOf(page)), summary = await mapOf(page).getAttribute("aria-label");
  const { x, y, width } = (await page.locator(".ruler").boundingBox())!;
  await page.mouse.click(x + 0.5 * width, y + 10);
  assert.equal(await clock(page), "0:03.7");
  await waitForOtherPixels(mapOf(page), before);
  assert.notEqual(await mapOf(page).getAttribute("aria-label"), summary);
  assert.match(
    await page.getByRole("slider", { name: "Position" }).getAttribute("aria-valuetext") ?? "",
    /^0:03 of 0:07, /,
  );
  await page.keyboard.press("Home");
  await waitForPixels(mapOf(page), before); // the same step is painted the same way
  await page.keyboard.press("ArrowRight");
  assert.equal(await clock(page), "0:01.0");
  await assertAccessible(page);
  await browser.screenshot(page, "track");
});

Deno.test("playing moves the playhead with the sound, and pausing stops it", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline));
  await page.locator(".segments").getByText("As predicted").click();
  await page.keyboard.press("Space"); // plays: the click did not leave the keys with the choice
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.5");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  const shown = await clock(page);
  assert.ok(shown! >= "0:01.5", shown!);
  await page.waitForTimeout(200);
  assert.equal(await clock(page), shown);
});

Deno.test("audio that failed to load is tried again when it is next played", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline), page = await browser.open(origin);
  browser.expectErrors(/ 422 .*pcm/);
  const refusal = { status: 422, json: { error: { status: 422, message: "nothing was decoded" } } };
  await page.route("**/pcm", (route) => route.fulfill(refusal));
  await page.goto(`${origin}/tracks/${track.id}`);
  const banner = page.getByText("The audio could not be loaded or played.");
  await banner.waitFor();
  await page.unroute("**/pcm");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:00.5");
  await banner.waitFor({ state: "detached" });
});

Deno.test("a passage is selected and its map moved with the mouse; the correction is there after a reload", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await dragOverLanes(page, 0.3, 0.6);
  await page.getByText("0:02 – 0:05 (3 s)").waitFor();
  const predicted = await settledPixels(mapOf(page)), strip = page.locator(".lane-strip canvas").first();
  const stripBefore = await settledPixels(strip);
  const { x, y, width, height } = (await page.locator(".map-field").boundingBox())!;
  await page.mouse.move(x + 0.5 * width, y + 0.5 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.75 * width, y + 0.3 * height, { steps: 5 });
  await waitForOtherPixels(mapOf(page), predicted); // the map follows while the button is down
  await waitForOtherPixels(strip, stripBefore); // and so do the strips
  await page.mouse.up();
  await browser.screenshot(page, "track-correcting");
  const drafted = await settledPixels(mapOf(page));
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  await waitForPixels(mapOf(page), drafted);
  const [event] = await eventsOf(moodline, track);
  assert.ok(event.kind === "move");
  assert.deepEqual([event.timeSeconds, event.durationSeconds, event.tool], [2, 3, "map-drag"]);
  assert.ok(Math.abs(event.value.valence - 0.5) < 0.02 && Math.abs(event.value.arousal - 0.4) < 0.02);

  await page.reload();
  await page.getByRole("button", { name: /^0:02 – 0:05/ }).click();
  await waitForPixels(mapOf(page), drafted);
  await page.locator(".segments").getByText("As predicted").click();
  assert.ok(await page.getByRole("radio", { name: "As predicted" }).isChecked());
  await waitForPixels(mapOf(page), predicted);
  await page.keyboard.press("m");
  await waitForPixels(mapOf(page), drafted);
});

Deno.test("everything of a correction can be done with keys alone, and taken back", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.keyboard.press("ArrowRight");
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("0:01 – 0:04 (3 s)").waitFor();
  while (!await ring(page).evaluate((element) => element === document.activeElement)) await page.keyboard.press("Tab");
  const before = await ring(page).getAttribute("aria-valuetext");
  for (const key of ["ArrowUp", "ArrowUp", "Shift+ArrowLeft"]) await page.keyboard.press(key);
  assert.notEqual(await ring(page).getAttribute("aria-valuetext"), before);
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByText("undone").waitFor();
  await savedMessage(page).waitFor();
  await page.keyboard.press("Control+Shift+z");
  await page.getByText("undone").waitFor({ state: "detached" });
  await savedMessage(page).waitFor();
  assert.deepEqual((await eventsOf(moodline, track)).map(({ kind }) => kind), ["move", "undo", "redo"]);
  await assertAccessible(page);
});

Deno.test("a draft survives a reload, Escape gives it up", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline));
  await dragOverLanes(page, 0.1, 0.3);
  await ring(page).focus();
  await page.keyboard.press("ArrowUp");
  const drafted = await page.locator(".draft").textContent();
  await page.reload();
  await page.locator(".draft").waitFor();
  assert.equal(await page.locator(".draft").textContent(), drafted);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.locator(".draft").waitFor({ state: "detached" });
  await page.locator(".selection").waitFor({ state: "hidden" });
});

Deno.test("corrections made while the server is away wait, survive a reload, and arrive once", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  moodline.browser.expectErrors(/503/);
  const plugIn = moodline.unplug();
  await ring(page).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByText("1 correction waiting to be sent").first().waitFor();
  assert.deepEqual(await eventsOf(moodline, track), []);
  plugIn();
  await page.reload();
  await savedMessage(page).waitFor();
  assert.equal((await eventsOf(moodline, track)).length, 1);
});

Deno.test("corrections that a track's page could not send are sent by the list of tracks", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  moodline.browser.expectErrors(/503/);
  const plugIn = moodline.unplug();
  await ring(page).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByText("1 correction waiting to be sent").first().waitFor();
  plugIn();
  await page.goto(`${moodline.origin}/`);
  await page.locator("tr", { hasText: "tone.wav" }).locator("td:last-child:text-is('1')").waitFor();
  assert.equal((await eventsOf(moodline, track)).length, 1);
});

Deno.test("colours show movement instead of probability, with the legend that goes with them", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  const pictures = [mapOf(page), page.locator(".lane-strip canvas").first(), page.locator(".legend canvas")];
  const before = await Promise.all(pictures.map(settledPixels));
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "Colours of Movement" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("Against the average").waitFor();
  for (const [i, picture] of pictures.entries()) await waitForOtherPixels(picture, before[i]);
  await assertAccessible(page);
  await browser.screenshot(page, "track-movement");
  await page.keyboard.press("c");
  for (const [i, picture] of pictures.entries()) await waitForPixels(picture, before[i]);
});

Deno.test("how to read the picture is said below it until it is folded away", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline));
  await page.getByText("A column is a second.").waitFor();
  await page.getByText("How to read this").click();
  await page.getByText("A column is a second.").waitFor({ state: "hidden" });
  await page.reload();
  await page.getByText("How to read this").waitFor();
  assert.equal(await page.getByText("A column is a second.").isVisible(), false);
});

Deno.test("zoomed in, the lanes scroll; at 200 % and on a phone nothing is cut off", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  const strip = page.locator(".lane-strip canvas").first();
  const whole = await settledPixels(strip);
  assert.equal(await page.getByRole("scrollbar").isVisible(), false);
  await page.keyboard.press("+");
  await waitForOtherPixels(strip, whole);
  const bar = page.getByRole("scrollbar", { name: "Part of the track in sight" });
  await bar.waitFor();
  await bar.focus();
  const atStart = await settledPixels(strip);
  await page.keyboard.press("ArrowRight");
  await waitForOtherPixels(strip, atStart);
  await page.keyboard.press("0");
  await waitForPixels(strip, whole);
  for (const [width, height] of [[640, 400], [360, 700]]) {
    await page.setViewportSize({ width, height });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px wide`);
  }
  await browser.screenshot(page, "track-narrow");
});
