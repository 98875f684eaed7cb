/** Editing without a connection, in a real browser. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addTrack, openPages, type Pages, settledPixels, waitForOtherPixels, waitForPixels } from "./pages.ts";
import {
  cells,
  eventsOf,
  mapOf,
  openTrack,
  press,
  reloadTrack,
  ring,
  savedMessage,
  selectSteps,
} from "./track_page.ts";

/** The tools are fetched by whoever selects something; from then on they need no server. */
async function goOffline({ browser }: Pages, page: Page): Promise<void> {
  await selectSteps(page, 0, 1);
  await page.getByLabel("How sure").waitFor();
  await page.keyboard.press("Escape");
  await browser.context.setOffline(true);
  browser.expectErrors(/net::ERR_/);
}

const waiting = (page: Page, n: number) =>
  page.getByText(`${n} ${n === 1 ? "correction" : "corrections"} waiting to be sent`).first();

Deno.test("edits of every kind made offline are shown at once, wait, and are sent in their order, once, when the network is back", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.keyboard.press("Control+j");
  await page.getByText("Nobody has corrected this track yet").waitFor();
  await goOffline(moodline, page);

  await selectSteps(page, 3, 2);
  const predicted = await settledPixels(mapOf(page));
  await ring(page).focus();
  await press(page, "ArrowUp", 2);
  await page.keyboard.press("Enter");
  await waiting(page, 1).waitFor();
  await waitForOtherPixels(mapOf(page), predicted);

  for (const tool of ["b", "h"]) { // brush and peaks
    await selectSteps(page, 3, 1);
    const before = await settledPixels(mapOf(page));
    await page.keyboard.press(tool);
    if (tool === "h") await page.locator(".tool-options").getByText("Spread", { exact: true }).click();
    await cells(page).locator("[tabindex='0']").focus();
    await page.keyboard.press("Space");
    await waitForOtherPixels(mapOf(page), before);
    await page.keyboard.press("Enter");
  }
  await page.keyboard.press("v");
  await selectSteps(page, 5, 2);
  await page.keyboard.press(",");
  await page.locator(".draft").getByText("→").waitFor();
  await page.keyboard.press("Enter");
  await selectSteps(page, 1, 1);
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await selectSteps(page, 2, 1);
  await page.keyboard.press("x");
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Note at the playhead" }).waitFor();
  await page.keyboard.type("without a net");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+z");
  await page.locator(".correction.undone").waitFor();
  await page.keyboard.press("Control+Shift+z");
  await page.locator(".correction.undone").waitFor({ state: "detached" });
  await waiting(page, 9).waitFor();
  assert.equal(await page.locator(".correction").count(), 7);
  assert.equal(await page.locator(".correction").getByText("waiting").count(), 7);
  assert.equal(await page.locator(".history tbody tr").count(), 9);
  assert.deepEqual(await eventsOf(moodline, track), [], "the server knows nothing of it");
  await browser.screenshot(page, "offline");
  await page.keyboard.press("Home");
  await press(page, "ArrowRight", 3);
  const edited = await settledPixels(mapOf(page));

  await browser.context.setOffline(false);
  await savedMessage(page).waitFor();
  const events = await eventsOf(moodline, track);
  assert.deepEqual(events.map(({ kind }) => kind), [
    ...["move", "paint", "reshape", "set", "accept", "reject", "note"],
    ...["undo", "redo"],
  ]);
  for (const event of events.slice(7)) assert.equal("target" in event && event.target, events[6].id);
  await waitForPixels(mapOf(page), edited);
  await reloadTrack(page);
  await press(page, "ArrowRight", 3);
  await waitForPixels(mapOf(page), edited);
});

Deno.test("edits made offline survive the tab being closed; another one sends them", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await goOffline(moodline, page);
  for (const key of ["a", "x", "a"]) {
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press(key);
  }
  await waiting(page, 3).waitFor();
  await page.close();
  await browser.context.setOffline(false);
  assert.deepEqual(await eventsOf(moodline, track), []);
  const next = await openTrack(moodline, track);
  await savedMessage(next).waitFor();
  assert.deepEqual(
    (await eventsOf(moodline, track)).map((event) => "timeSeconds" in event && [event.kind, event.timeSeconds]),
    [["accept", 1], ["reject", 2], ["accept", 3]],
  );
});

Deno.test("an edit whose answer was lost on the way is sent again, and kept once", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  moodline.browser.expectErrors(/net::ERR_/);
  let lost = 0;
  await page.route("**/corrections", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return await route.continue();
    lost++;
    assert.equal((await route.fetch()).status(), 201);
    await route.abort("connectionreset");
  });
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await waiting(page, 1).waitFor();
  await savedMessage(page).waitFor();
  assert.equal(lost, 1);
  assert.deepEqual((await eventsOf(moodline, track)).map(({ kind }) => kind), ["accept"]);
  assert.equal(await page.locator(".correction").count(), 1);
});
