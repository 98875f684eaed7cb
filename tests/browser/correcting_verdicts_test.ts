/** What is said of maps in a real browser: verdicts, notes, answers without having seen the prediction. */
import assert from "node:assert/strict";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels, waitForOtherPixels } from "./pages.ts";
import {
  clock,
  eventsOf,
  leaveFocus,
  mapOf,
  openTrack,
  press,
  save,
  savedMessage,
  selectSteps,
  strip,
} from "./track_page.ts";

Deno.test("one key accepts, rejects, or accepts and goes on to what nobody has judged; the ruler shows it", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const ruler = page.locator(".ruler canvas"), bare = await settledPixels(ruler);
  await selectSteps(page, 0, 2);
  const model = new URL(page.url()).searchParams.get("model");
  await page.keyboard.press("Shift+A");
  await page.getByText(/^0:02 – 0:04 /).first().waitFor();
  await waitForOtherPixels(ruler, bare);
  await page.getByLabel("How sure").fill("0.6");
  await page.getByRole("textbox", { name: "Comment" }).fill("the drums are missed");
  await page.locator(".ruler").focus();
  await page.keyboard.press("x");
  await page.getByText("Rejected 0:02 – 0:04").waitFor();
  await page.keyboard.press("Shift+A");
  await page.keyboard.press("a");
  await savedMessage(page).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".correction").length === 4);
  await assertAccessible(page);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => document.documentElement.dataset.theme = theme, theme);
    await browser.screenshot(page, `correcting-judged-${theme}`);
  }
  const events = await eventsOf(moodline, track);
  assert.deepEqual(
    events.map((event) => "timeSeconds" in event && [event.kind, event.timeSeconds, event.durationSeconds]),
    [["accept", 0, 2], ["reject", 2, 2], ["accept", 2, 2], ["accept", 4, 2]],
  );
  const [accepted, rejected] = events;
  assert.ok(accepted.kind === "accept" && accepted.modelId === model);
  assert.ok(rejected.kind === "reject" && rejected.confidence === 0.6);
  assert.equal(rejected.comment, "the drums are missed");
  assert.ok(events[2].kind === "accept" && events[2].confidence === 1, "the next answer begins anew");
});

Deno.test("accept and next plays what comes next when the setting says so, and tells when nothing is left", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline);
  const settings = await browser.open(`${origin}/settings`);
  await settings.getByLabel("Autoplay").check();
  const page = await openTrack(moodline, track);
  await selectSteps(page, 0, 4); // half of it
  await page.keyboard.press("Shift+A");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.keyboard.press("Shift+A");
  await page.getByText("Every second was judged.").waitFor();
});

Deno.test("a note is left at the playhead, marked once, in its lane or on the ruler, and told in the history", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline);
  const settings = await browser.open(`${origin}/settings`);
  await settings.getByRole("textbox", { name: "Annotator", exact: true }).fill("Ann");
  await settings.keyboard.press("Tab");
  const page = await openTrack(moodline, track);
  await press(page, "ArrowRight", 3);
  await page.keyboard.press("n");
  const input = page.getByRole("textbox", { name: "Note at the playhead" });
  await input.waitFor();
  await page.keyboard.type("the choir enters");
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  await page.getByRole("button", { name: "0:03, Ann: the choir enters" }).waitFor();
  const mark = page.getByRole("button", { name: "Note at 0:03, Ann: the choir enters" });
  assert.equal(await mark.count(), 0, "the lane of markers has it");
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "Markers" }).click();
  await page.keyboard.press("Escape");
  await page.locator(".lane-markers").waitFor({ state: "detached" });
  await mark.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab"); // by a key, so that the focus is seen
  await page.locator(".note-text").waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "correcting-note");
  const [event] = await eventsOf(moodline, track);
  assert.ok(event.kind === "note" && event.comment === "the choir enters" && event.annotator === "Ann");
  assert.deepEqual([event.timeSeconds, event.durationSeconds], [3, 1]);
  await page.reload();
  await mark.waitFor();
  await page.keyboard.press("Control+j");
  const row = page.locator(".history tbody tr");
  assert.match(await row.first().textContent() ?? "", /the choir enters.*Ann/);
});

Deno.test("blind first: nothing of the prediction is seen before the own answer, then it is shown beside it", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline), shown = await openTrack(moodline, track);
  const seen = await settledPixels(mapOf(shown)), seenStrip = await settledPixels(strip(shown, 0));
  const settings = await browser.open(`${origin}/settings`);
  await settings.getByLabel("Blind First").check();
  await waitForOtherPixels(mapOf(shown), seen);
  await waitForOtherPixels(strip(shown, 0), seenStrip);
  await shown.close();

  const page = await openTrack(moodline, track), ring = page.getByRole("slider", { name: "Mean of the map" });
  await page.getByText("Hidden until you say where you hear it").first().waitFor();
  assert.deepEqual(await page.locator(".readout dd").allTextContents(), ["–", "–", "–"]);
  assert.match(await ring.getAttribute("aria-valuetext") ?? "", /^neutral/, "the ring does not tell either");
  assert.doesNotMatch(
    await page.getByRole("slider", { name: "Position" }).getAttribute("aria-valuetext") ?? "",
    /calm|energetic|positive|negative/,
  );
  await browser.screenshot(page, "correcting-blind");
  await assertAccessible(page);
  await page.keyboard.press("b");
  await page.getByText("Answer first:").waitFor();
  await page.keyboard.press("v");
  await page.keyboard.press("a");
  await page.getByText("Answer first:").waitFor();
  assert.deepEqual(await eventsOf(moodline, track), [], "what is hidden cannot be accepted");
  await page.keyboard.press("Shift+A");
  await page.waitForTimeout(200);
  assert.equal(await clock(page), "0:00.0", "nor is it passed over");

  await ring.focus();
  await page.keyboard.press("ArrowUp");
  assert.match(await ring.getAttribute("aria-valuetext") ?? "", /Arousal \+0.09/);
  await save(moodline, track, page);
  await page.getByRole("img", { name: /^Map at 0:00/ }).nth(1).waitFor();
  assert.deepEqual(await page.locator(".panel-map figcaption").allTextContents(), ["Corrected", "As predicted"]);
  const [corrected, predicted] = [0, 1].map((n) => page.locator(".panel-map .map canvas").nth(n));
  assert.notEqual(await settledPixels(predicted), await settledPixels(corrected));
  await browser.screenshot(page, "correcting-blind-answered");
  await leaveFocus(page);
  await page.keyboard.press("ArrowRight");
  await page.getByText("Hidden until you say where you hear it").first().waitFor();
  await page.reload();
  await page.getByRole("img", { name: /^Map at 0:00/ }).nth(1).waitFor();
});
