/** The first correction of somebody who has read nothing, in a real browser. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addTrack, openPages } from "./pages.ts";
import { clock, eventsOf, openTrack, press, savedMessage } from "./track_page.ts";

const isFocused = (page: Page, selector: string) =>
  page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);

Deno.test("the tour ends where it began, with the lanes and the map in sight, on a phone, too", async () => {
  await using moodline = await openPages({ newcomer: true, viewport: { width: 390, height: 844 } });
  const page = await openTrack(moodline, await addTrack(moodline)), scrolls = page.locator(".group-body");
  for (const title of ["Listen", "Read the strips", "Select what you hear differently", "Drag the ring", "Save"]) {
    await page.getByRole("dialog", { name: title }).waitFor();
    await page.getByRole("button", { name: "Next", exact: true }).click();
  }
  assert.ok(await scrolls.evaluate(({ scrollTop }) => scrollTop) > 0, "retraining is further down");
  await page.getByRole("button", { name: "Start listening" }).click();
  await page.locator(".tour-card").waitFor({ state: "detached" });
  assert.equal(await scrolls.evaluate(({ scrollTop }) => scrollTop), 0);
});

Deno.test("V takes the ring to the arrow keys, Enter saves, and Escape gives the arrow keys back", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.keyboard.press("ArrowRight");
  await press(page, "Shift+ArrowRight", 2);
  await page.keyboard.press("v");
  await page.waitForFunction(() => document.activeElement?.matches(".marker-ring"));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  const [event] = await eventsOf(moodline, track);
  assert.ok(event.kind === "move" && event.tool === "map-keys");
  assert.deepEqual([event.timeSeconds, event.durationSeconds], [1, 2]);
  assert.equal(await clock(page), "0:02.0");
  await page.keyboard.press("Escape");
  assert.equal(await isFocused(page, ".marker-ring"), false);
  await page.keyboard.press("ArrowRight");
  assert.equal(await clock(page), "0:03.0");
});
