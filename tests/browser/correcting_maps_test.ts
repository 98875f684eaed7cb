/** The brush, peaks, neighbours: maps that are corrected, in a real browser: what is shown, stored, taken back. */
import assert from "node:assert/strict";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels, waitForOtherPixels, waitForPixels } from "./pages.ts";
import {
  cells,
  drag,
  eventsOf,
  mapOf,
  openTrack,
  press,
  save,
  savedMessage,
  selectSteps,
  strip,
} from "./track_page.ts";

Deno.test("the brush paints the map and a strip, with the mouse and with keys; Alt takes away", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const predicted = await settledPixels(mapOf(page));
  await selectSteps(page, 1, 3);
  await page.keyboard.press("b");
  await cells(page).waitFor();
  const before = await settledPixels(mapOf(page)), stripBefore = await settledPixels(strip(page, 0));
  await drag(page, cells(page), { from: [0.8, 0.2], to: [0.9, 0.1] });
  await waitForOtherPixels(mapOf(page), before);
  await waitForOtherPixels(strip(page, 0), stripBefore);
  await assertAccessible(page);
  await browser.screenshot(page, "correcting-brush");
  const painted = await save(moodline, track, page);
  assert.ok(painted.kind === "paint");
  assert.deepEqual([painted.timeSeconds, painted.durationSeconds, painted.tool], [1, 3, "map-brush"]);
  const [cell, nats] = painted.value.reduce((most, next) => next[1] > most[1] ? next : most);
  assert.ok(cell % 11 >= 8 && Math.floor(cell / 11) >= 8 && nats > 0.5, `up and right: ${cell}, ${nats}`);

  await selectSteps(page, 1, 3);
  await cells(page).locator("[tabindex='0']").focus();
  const spoken = () => page.evaluate(() => document.activeElement!.getAttribute("aria-label"));
  assert.match(await spoken() ?? "", /^neutral: [\d.]+ %$/);
  await press(page, "ArrowLeft", 4);
  assert.match(await spoken() ?? "", /^very negative: [\d.]+ %$/);
  const quiet = await spoken();
  await page.keyboard.press("d");
  await press(page, "Space", 2);
  assert.notEqual(await spoken(), quiet);
  const darkened = await save(moodline, track, page);
  assert.ok(darkened.kind === "paint" && darkened.tool === "map-brush-keys");
  assert.deepEqual(darkened.value.find(([cell]) => cell === 56), [56, -1]);
  await page.keyboard.press("d");

  await selectSteps(page, 1, 3);
  const brush = page.locator(".strip-brush").first(), arousalBefore = await settledPixels(strip(page, 0));
  await drag(page, brush, { from: [0.5, 0.1], to: [0.5, 0.15] });
  await waitForOtherPixels(strip(page, 0), arousalBefore);
  const onStrip = await save(moodline, track, page);
  assert.ok(onStrip.kind === "paint" && onStrip.tool === "strip-brush");
  const top = onStrip.value.filter(([cell]) => Math.floor(cell / 11) === 9).map(([, nats]) => nats);
  assert.ok(top.length === 11 && new Set(top).size === 1, "all valences alike");

  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("Control+z");
    await page.waitForFunction((n) => document.querySelectorAll(".correction.undone").length === n, i + 1);
  }
  await page.keyboard.press("Home");
  await waitForPixels(mapOf(page), predicted);
});

Deno.test("a draft is thrown away by Escape; what was drafted with another tool is saved before the next one begins", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  await press(page, "ArrowRight", 3); // to a map that is not all in one cell
  const before = await settledPixels(mapOf(page));
  await page.getByText("Brush", { exact: true }).click();
  await cells(page).waitFor();
  await drag(page, cells(page), { from: [0.2, 0.2], to: [0.2, 0.3] });
  await waitForOtherPixels(mapOf(page), before);
  await page.keyboard.press("Escape");
  await waitForPixels(mapOf(page), before);
  assert.deepEqual(await eventsOf(moodline, track), []);

  await drag(page, cells(page), { from: [0.2, 0.2], to: [0.2, 0.3] });
  await page.keyboard.press("v");
  await cells(page).waitFor({ state: "detached" });
  await drag(page, page.locator(".map-field").first(), { from: [0.6, 0.6], to: [0.7, 0.3] });
  await savedMessage(page).waitFor();
  assert.deepEqual((await eventsOf(moodline, track)).map(({ kind }) => kind), ["paint"]);
  assert.equal((await save(moodline, track, page)).kind, "move");
});

Deno.test("a peak is moved, spread, sharpened and split, with the mouse and with keys", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await press(page, "ArrowRight", 3); // to a map whose peaks have room to go
  await page.keyboard.press("h");
  await cells(page).waitFor();
  await page.locator(".marker-peak").first().waitFor();
  const before = await settledPixels(mapOf(page));
  await drag(page, cells(page), { from: [0.5, 0.5], to: [0.7, 0.4] });
  await waitForOtherPixels(mapOf(page), before);
  await assertAccessible(page);
  await browser.screenshot(page, "correcting-peak");
  const moved = await save(moodline, track, page);
  assert.ok(moved.kind === "reshape" && moved.value.how === "move" && moved.tool === "peak-drag");
  const { at, to } = moved.value;
  assert.ok(Math.abs(to!.valence - at.valence - 0.4) < 0.03 && Math.abs(to!.arousal - at.arousal - 0.2) < 0.03);

  const done = [];
  for (const [name, how] of [["Spread", "spread"], ["Sharpen", "sharpen"], ["Split", "split"]] as const) {
    await page.locator(".tool-options").getByText(name, { exact: true }).click();
    const earlier = await settledPixels(mapOf(page));
    await cells(page).locator("[tabindex='0']").focus();
    await page.keyboard.press("Space");
    await waitForOtherPixels(mapOf(page), earlier);
    await page.keyboard.press("}"); // a little more of it
    await page.evaluate(() => dispatchEvent(new Event("pagehide"))); // when drafts are kept at once
    const { value } = await page.evaluate(() =>
      JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith("moodline.draft"))![1]).edit
    );
    const event = await save(moodline, track, page);
    assert.ok(event.kind === "reshape" && event.tool === "peak-keys");
    assert.deepEqual(event.value, value);
    done.push([event.value.how, event.value.amount]);
    assert.equal(event.value.how, how);
  }
  assert.deepEqual(done, [["spread", 0.24], ["sharpen", 1.2], ["split", 0.66]]);

  await page.locator(".tool-options").getByText("Move", { exact: true }).click();
  await cells(page).locator("[tabindex='0']").focus();
  await page.keyboard.press("Space");
  await page.getByText("A peak is held").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Space");
  const byKeys = await save(moodline, track, page);
  assert.ok(byKeys.kind === "reshape" && byKeys.value.how === "move" && byKeys.tool === "peak-keys");
  assert.ok(Math.abs(byKeys.value.to!.arousal - byKeys.value.at.arousal - 2 / 11) < 1e-6);
});

Deno.test("a range is made the same as its neighbour, and the way between two answers is filled in", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const first = await settledPixels(mapOf(page));
  await selectSteps(page, 1, 2);
  await page.keyboard.press(",");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await waitForPixels(mapOf(page), first);
  const same = await save(moodline, track, page);
  assert.ok(same.kind === "set" && same.tool === "same-as-before");
  assert.deepEqual([same.timeSeconds, same.durationSeconds, same.value.from], [1, 2, same.value.to]);

  await selectSteps(page, 0, 2);
  await page.keyboard.press("i");
  await page.getByText("Select at least three steps").waitFor();
  await page.keyboard.press("Escape");
  await selectSteps(page, 2, 4);
  await page.keyboard.press("i");
  const filled = await save(moodline, track, page);
  assert.ok(filled.kind === "set" && filled.tool === "interpolate");
  const { from } = filled.value; // of a map that was made to sum to one again, in 32-bit floats: 7 digits are alike
  assert.equal(from.length, same.value.to.length);
  same.value.to.forEach((p, cell) => assert.ok(Math.abs(from[cell] - p) <= 1e-6 * p, `${cell}: ${from[cell]}, ${p}`));
  assert.notDeepEqual(filled.value.from, filled.value.to);
});
