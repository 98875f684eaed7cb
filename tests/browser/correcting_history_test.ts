/** Any edit is taken back, restored and compared, in a real browser. */
import assert from "node:assert/strict";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels, waitForOtherPixels, waitForPixels } from "./pages.ts";
import { cells, eventsOf, mapOf, openTrack, press, reloadTrack, save, savedMessage } from "./track_page.ts";

Deno.test("any edit is taken back and restored from the history, across a reload, and compared without and with it", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const toBroadMap = async () => {
    await press(page, "ArrowRight", 3);
    await page.getByRole("img", { name: /^Map at 0:03/ }).first().waitFor();
  };
  await toBroadMap();
  const predicted = await settledPixels(mapOf(page));
  await page.getByRole("slider", { name: "Mean of the map" }).focus();
  await press(page, "ArrowUp", 3);
  await save(moodline, track, page);
  await page.keyboard.press("b"); // not a mean again: it would be reached whether or not the first one was
  await cells(page).locator("[tabindex='0']").focus();
  await page.keyboard.press("Space");
  await save(moodline, track, page);
  await page.keyboard.press("v");
  await cells(page).waitFor({ state: "detached" });
  const both = await settledPixels(mapOf(page)), events = await eventsOf(moodline, track);
  await page.keyboard.press("Control+j");
  const rows = page.locator(".history tbody tr");
  await rows.nth(1).getByRole("button", { name: /^Compare/ }).click();
  const maps = page.locator(".history-maps .map");
  await maps.nth(1).waitFor();
  assert.notEqual(
    await settledPixels(maps.nth(0).locator("canvas")),
    await settledPixels(maps.nth(1).locator("canvas")),
  );
  await assertAccessible(page);
  await browser.screenshot(page, "correcting-history");
  await rows.nth(1).getByRole("button", { name: /^Undo/ }).click(); // the older of the two
  await waitForOtherPixels(mapOf(page), both);
  await savedMessage(page).waitFor();
  await reloadTrack(page);
  await page.getByRole("button", { name: /^Restore/ }).first().waitFor();
  await toBroadMap();
  await page.getByRole("button", { name: /^Restore/ }).first().click();
  await waitForPixels(mapOf(page), both);
  await press(page, "Control+z", 2);
  await waitForPixels(mapOf(page), predicted);
  await page.keyboard.press("Control+Shift+Z");
  await page.keyboard.press("Control+Shift+Z");
  await waitForPixels(mapOf(page), both);
  await page.waitForFunction(() => document.querySelectorAll(".history tbody tr").length === 8);
  assert.deepEqual(
    (await eventsOf(moodline, track)).slice(2, 4).map((event) => "target" in event && [event.kind, event.target]),
    [["undo", events[0].id], ["redo", events[0].id]],
  );
});
