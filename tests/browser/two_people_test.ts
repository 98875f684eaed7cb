/** Two people on one track, each with a browser of their own. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import type { TrackView } from "../../protocol/api.ts";
import { addTrack, openPages, type Pages, settledPixels } from "./pages.ts";
import {
  cells,
  eventsOf,
  leaveFocus,
  mapOf,
  openAt,
  openTrack,
  press,
  ring,
  savedMessage,
  selectSteps,
} from "./track_page.ts";

/** Somebody who has said their name, before the track and the history of its edits. */
async function open(pages: Pages, track: TrackView, name: string, context: BrowserContext): Promise<Page> {
  const settings = await openAt(pages, "/settings", context);
  await settings.getByRole("textbox", { name: "Annotator", exact: true }).fill(name);
  await settings.keyboard.press("Tab");
  await settings.close();
  const page = await openTrack(pages, track, context);
  await page.keyboard.press("Control+j");
  await page.locator(".panel-body").waitFor();
  return page;
}

const rows = (page: Page) => page.locator(".history tbody tr");

/** The map of a step, once the page has the newest. */
async function pixelsAt(page: Page, step: number): Promise<string> {
  await leaveFocus(page);
  await page.keyboard.press("Home");
  await press(page, "ArrowRight", step);
  return await settledPixels(mapOf(page));
}

async function moveUp(page: Page, step: number): Promise<void> {
  await selectSteps(page, step, 1);
  await ring(page).focus();
  await press(page, "ArrowUp", 3);
  await page.keyboard.press("Enter");
}

Deno.test("two people on one track: the edits of both are kept and shown to both at once; each takes back their own", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline);
  const ann = await open(moodline, track, "Ann", browser.context);
  const bea = await open(moodline, track, "Bea", await browser.anotherPerson());
  const predicted = await pixelsAt(bea, 3);

  await selectSteps(ann, 2, 2);
  await ring(ann).focus();
  await press(ann, "ArrowUp", 3);
  await ann.keyboard.press("Enter");
  await rows(bea).filter({ hasText: "Ann" }).waitFor();
  assert.notEqual(await pixelsAt(bea, 3), predicted);
  await selectSteps(bea, 3, 2); // over a second of Ann's
  await bea.keyboard.press("b");
  await cells(bea).locator("[tabindex='0']").focus();
  await bea.keyboard.press("Space");
  await bea.keyboard.press("Enter");
  await rows(ann).filter({ hasText: "Bea" }).waitFor();
  await bea.keyboard.press("v");
  await cells(bea).waitFor({ state: "detached" });
  assert.equal(await pixelsAt(ann, 2), await pixelsAt(bea, 2));
  const both = await pixelsAt(bea, 3);
  assert.equal(await pixelsAt(ann, 3), both);

  await Promise.all([moveUp(ann, 6), moveUp(bea, 6)]);
  for (const page of [ann, bea]) {
    await savedMessage(page).waitFor();
    await rows(page).nth(3).waitFor();
    await browser.screenshot(page, page === ann ? "two-people-ann" : "two-people-bea");
  }
  const events = await eventsOf(moodline, track);
  assert.deepEqual(events.slice(0, 2).map(({ kind, annotator }) => [kind, annotator]), [["move", "Ann"], [
    "paint",
    "Bea",
  ]]);
  assert.deepEqual(events.slice(2).map(({ kind, annotator }) => [kind, annotator]).sort(), [["move", "Ann"], [
    "move",
    "Bea",
  ]]);
  assert.equal(await pixelsAt(ann, 6), await pixelsAt(bea, 6));

  // Whichever of the two came last, Ann's keys take back what Ann did, and nothing more.
  await leaveFocus(ann);
  await press(ann, "Control+z", 5);
  await savedMessage(ann).waitFor();
  await rows(bea).nth(5).waitFor();
  const own = events.filter(({ annotator }) => annotator === "Ann").map(({ id }) => id).reverse();
  assert.deepEqual(
    (await eventsOf(moodline, track)).slice(4).map((event) => "target" in event && [event.kind, event.target]),
    own.map((id) => ["undo", id]),
  );
  assert.equal(await bea.locator(".correction.undone").count(), 2);
  assert.equal(await pixelsAt(ann, 6), await pixelsAt(bea, 6));
  await leaveFocus(ann);
  await ann.keyboard.press("Control+Shift+z");
  await rows(bea).nth(6).waitFor();
  assert.equal(await bea.locator(".correction.undone").count(), 1);
  assert.equal(await pixelsAt(bea, 3), both);
});
