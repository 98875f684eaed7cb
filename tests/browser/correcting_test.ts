/** Every way of correcting a map, in a real browser: what is shown, what is stored, what is taken back. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { CorrectionsView, TrackView } from "../../protocol/api.ts";
import {
  addTrack,
  assertAccessible,
  openPages,
  type Pages,
  settledPixels,
  waitForOtherPixels,
  waitForPixels,
} from "./pages.ts";

async function openTrack({ browser, origin }: Pages, track: TrackView): Promise<Page> {
  const page = await browser.open(`${origin}/tracks/${track.id}`);
  await page.locator(".lanes").waitFor();
  await page.getByText("Connected").waitFor();
  return page;
}

const mapOf = (page: Page) => page.locator(".panel-map .map canvas").first();
const strip = (page: Page, n: number) => page.locator(".lane-strip canvas").nth(n);
const savedMessage = (page: Page) => page.getByText("All corrections saved");
const cells = (page: Page) => page.getByRole("grid", { name: "Cells of the map" });

/** A place of the map on the screen, by shares of its width and height. */
async function placeOn(target: Locator, left: number, top: number): Promise<[number, number]> {
  const { x, y, width, height } = (await target.boundingBox())!;
  return [x + left * width, y + top * height];
}

async function drag(page: Page, target: Locator, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...await placeOn(target, ...from));
  await page.mouse.down();
  await page.mouse.move(...await placeOn(target, ...to), { steps: 6 });
  await page.mouse.up();
}

/** Keys are for the whole page again: a ring or a grid with the focus has arrow keys of its own. */
const leaveFocus = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

/** Select steps by keys, from the first on. */
async function selectSteps(page: Page, first: number, count: number): Promise<void> {
  await leaveFocus(page);
  await page.keyboard.press("Home");
  for (let i = 0; i < first; i++) await page.keyboard.press("ArrowRight");
  for (let i = 0; i < count; i++) await page.keyboard.press("Shift+ArrowRight");
  await page.getByText(new RegExp(`^0:0${first} – 0:0${first + count} `)).first().waitFor();
}

async function eventsOf({ server }: Pages, track: TrackView) {
  return (await server.json<CorrectionsView>(`/api/tracks/${track.id}/corrections`)).events;
}

/** Enter, and the newest event that the server then has. */
async function save(pages: Pages, track: TrackView, page: Page) {
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  return (await eventsOf(pages, track)).at(-1)!;
}

Deno.test("the brush paints the map and a strip, with the mouse and with keys; Alt takes away", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const predicted = await settledPixels(mapOf(page));
  await selectSteps(page, 1, 3);
  await page.keyboard.press("b");
  await cells(page).waitFor();
  const before = await settledPixels(mapOf(page)), stripBefore = await settledPixels(strip(page, 0));
  await drag(page, cells(page), [0.8, 0.2], [0.9, 0.1]);
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
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
  assert.match(await spoken() ?? "", /^very negative: [\d.]+ %$/);
  const quiet = await spoken();
  await page.keyboard.press("Alt+Space");
  await page.keyboard.press("Alt+Space");
  assert.notEqual(await spoken(), quiet);
  const darkened = await save(moodline, track, page);
  assert.ok(darkened.kind === "paint" && darkened.tool === "map-brush-keys");
  assert.deepEqual(darkened.value.find(([cell]) => cell === 56), [56, -1]);

  await selectSteps(page, 1, 3);
  const brush = page.locator(".strip-brush").first(), arousalBefore = await settledPixels(strip(page, 0));
  await drag(page, brush, [0.5, 0.1], [0.5, 0.15]);
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
  assert.deepEqual(browser.errors, []);
});

Deno.test("a draft is thrown away by Escape; what was drafted with another tool is saved before the next one begins", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight"); // to a map that is not all in one cell
  const before = await settledPixels(mapOf(page));
  await page.getByText("Brush", { exact: true }).click();
  await cells(page).waitFor();
  await drag(page, cells(page), [0.2, 0.2], [0.2, 0.3]);
  await waitForOtherPixels(mapOf(page), before);
  await page.keyboard.press("Escape");
  await waitForPixels(mapOf(page), before);
  assert.deepEqual(await eventsOf(moodline, track), []);

  await drag(page, cells(page), [0.2, 0.2], [0.2, 0.3]);
  await page.keyboard.press("v");
  await cells(page).waitFor({ state: "detached" });
  await drag(page, page.locator(".map-field").first(), [0.6, 0.6], [0.7, 0.3]);
  await savedMessage(page).waitFor();
  assert.deepEqual((await eventsOf(moodline, track)).map(({ kind }) => kind), ["paint"]);
  assert.equal((await save(moodline, track, page)).kind, "move");
  assert.deepEqual(browser.errors, []);
});

Deno.test("a peak is moved, spread, sharpened and split, with the mouse and with keys", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight"); // to a map whose peaks have room to go
  await page.keyboard.press("h");
  await cells(page).waitFor();
  await page.locator(".marker-peak").first().waitFor();
  const before = await settledPixels(mapOf(page));
  await drag(page, cells(page), [0.5, 0.5], [0.7, 0.4]);
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
  assert.deepEqual(browser.errors, []);
});

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
  assert.deepEqual(browser.errors, []);
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
  assert.deepEqual(browser.errors, []);
});

Deno.test("a range is made the same as its neighbour, and the way between two answers is filled in", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
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
  assert.deepEqual(browser.errors, []);
});

Deno.test("a trace is recorded while it plays: the ring follows the pointer for the selection, arrow keys without one", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await selectSteps(page, 1, 6);
  const before = await settledPixels(strip(page, 0));
  await page.keyboard.press("r");
  await page.getByText("Recording:").waitFor();
  await page.mouse.move(...await placeOn(page.locator(".map-pad"), 0.9, 0.1));
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.4");
  await browser.screenshot(page, "correcting-recording");
  await page.mouse.move(...await placeOn(page.locator(".map-pad"), 0.1, 0.1), { steps: 5 });
  await page.getByText(/^Recorded /).waitFor(); // it stops at the end of the selection
  assert.match(await page.locator(".strip-trace polyline").first().getAttribute("points") ?? "", /,.* .*,/);
  await waitForOtherPixels(strip(page, 0), before);
  const drawn = await save(moodline, track, page);
  assert.ok(drawn.kind === "trace" && drawn.tool === "trace-mouse");
  assert.deepEqual([drawn.timeSeconds, drawn.durationSeconds], [1, 6]);
  const [, valence, arousal] = drawn.value.at(-1)!;
  assert.ok(Math.abs(valence + 0.8) < 0.02 && Math.abs(arousal - 0.8) < 0.02, "the last place");
  assert.ok(drawn.value.some(([, valence]) => valence > 0.7), "where it came from");

  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "Record" }).click();
  await page.getByText("Recording:").waitFor();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.3");
  await page.keyboard.press("Escape");
  await page.getByText(/^Recorded /).waitFor();
  const typed = await save(moodline, track, page);
  assert.ok(typed.kind === "trace" && typed.tool === "trace-keys");
  assert.equal(typed.timeSeconds, 0);
  assert.ok(typed.durationSeconds >= 2 && typed.durationSeconds <= 4, "only what was recorded");
  assert.equal(typed.value.at(-1)![2], -1);
  assert.deepEqual(browser.errors, []);
});

Deno.test("R held down records until it is let go; a gamepad's stick moves the ring", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.evaluate(() => {
    navigator.getGamepads = () => [{ axes: [1, -1] }] as unknown as (Gamepad | null)[];
  });
  await page.keyboard.down("r");
  await page.getByText("Recording:").waitFor();
  await page.keyboard.down("r"); // what holding a key does
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.0");
  await page.keyboard.up("r");
  await page.getByText(/^Recorded /).waitFor();
  const event = await save(moodline, track, page);
  assert.ok(event.kind === "trace" && event.tool === "trace-gamepad");
  assert.deepEqual(event.value.at(-1)!.slice(1), [1, 1]);
  assert.deepEqual(browser.errors, []);
});

Deno.test("a note is left at the playhead, marked once, in its lane or on the ruler, and told in the history", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline);
  const settings = await browser.open(`${origin}/settings`);
  await settings.getByRole("textbox", { name: "Annotator", exact: true }).fill("Ann");
  await settings.keyboard.press("Tab");
  const page = await openTrack(moodline, track);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
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
  assert.deepEqual(browser.errors, []);
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

  await ring.focus();
  await page.keyboard.press("ArrowUp");
  assert.match(await ring.getAttribute("aria-valuetext") ?? "", /Arousal \+0.09/);
  await save(moodline, track, page);
  await page.getByRole("img", { name: /^Map at 0:00/ }).nth(1).waitFor();
  assert.deepEqual(await page.locator(".panel-map figcaption").allTextContents(), ["Corrected", "As predicted"]);
  await waitForPixels(
    page.locator(".panel-map .map canvas").nth(1),
    await settledPixels(page.locator(".panel-map .map canvas").nth(1)),
  );
  await browser.screenshot(page, "correcting-blind-answered");
  await leaveFocus(page);
  await page.keyboard.press("ArrowRight");
  await page.getByText("Hidden until you say where you hear it").first().waitFor();
  await page.reload();
  await page.getByRole("img", { name: /^Map at 0:00/ }).nth(1).waitFor();
  assert.deepEqual(browser.errors, []);
});

Deno.test("any edit is taken back and restored from the history, across a reload, and compared without and with it", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const toBroadMap = async () => {
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    await page.getByRole("img", { name: /^Map at 0:03/ }).first().waitFor();
  };
  await toBroadMap();
  const predicted = await settledPixels(mapOf(page));
  await page.getByRole("slider", { name: "Mean of the map" }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowUp");
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
  await page.reload();
  await page.getByRole("button", { name: /^Restore/ }).first().waitFor();
  await toBroadMap();
  await page.getByRole("button", { name: /^Restore/ }).first().click();
  await waitForPixels(mapOf(page), both);
  for (let i = 0; i < 2; i++) await page.keyboard.press("Control+z");
  await waitForPixels(mapOf(page), predicted);
  await page.keyboard.press("Control+Shift+Z");
  await page.keyboard.press("Control+Shift+Z");
  await waitForPixels(mapOf(page), both);
  await page.waitForFunction(() => document.querySelectorAll(".history tbody tr").length === 8);
  assert.deepEqual(
    (await eventsOf(moodline, track)).slice(2, 4).map((event) => "target" in event && [event.kind, event.target]),
    [["undo", events[0].id], ["redo", events[0].id]],
  );
  assert.deepEqual(browser.errors, []);
});
