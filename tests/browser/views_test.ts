/** Comparing, audit, expectation, lanes and exports of a track in a real browser. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { TrackView } from "../../protocol/api.ts";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, type Pages, settledPixels, waitForOtherPixels } from "./pages.ts";
import { clock, openTrack } from "./track_page.ts";

/** Two people move seconds that lie apart to opposite corners, and one leaves a marker. */
async function correct({ server }: Pages, { id }: TrackView): Promise<void> {
  const corrections = [
    { kind: "move", timeSeconds: 1, durationSeconds: 1, value: { valence: 0.6, arousal: 0.6 }, annotator: "Ann" },
    { kind: "move", timeSeconds: 6, durationSeconds: 1, value: { valence: -0.7, arousal: -0.7 }, annotator: "Bea" },
    { kind: "note", timeSeconds: 4, durationSeconds: 1, comment: "The choir enters", annotator: "Bea" },
  ];
  for (const correction of corrections) await server.post(`/api/tracks/${id}/corrections`, correction, 201);
}

const strips = (page: Page) => page.locator(".lane-strip canvas");

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press("F1");
  const palette = page.getByRole("dialog", { name: "Commands and tracks" });
  await palette.getByRole("combobox").fill(command);
  await palette.getByRole("option", { name: command }).first().waitFor();
  await page.keyboard.press("Enter");
}

Deno.test("the model is compared with the corrected version, side by side and as a difference, by keys", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline);
  await correct(moodline, track);
  const page = await openTrack(moodline, track);
  await run(page, "Compare with the Prediction");
  await page.getByText("2 disagreements").waitFor();
  assert.match(page.url(), /compare=predicted/);
  assert.deepEqual(await page.locator(".lanes-version").allTextContents(), ["Corrected", "As predicted"]);
  assert.equal(await page.locator(".maps .map").count(), 2);
  await page.keyboard.press("F7");
  assert.equal(await clock(page), "0:01.0");
  await page.keyboard.press("F7");
  assert.equal(await clock(page), "0:06.0");
  await page.keyboard.press("Shift+F7");
  assert.equal(await clock(page), "0:01.0");
  const before = await settledPixels(strips(page).nth(2));
  await page.keyboard.press("Shift+D");
  await page.getByRole("heading", { name: "Corrected less As predicted" }).waitFor();
  await waitForOtherPixels(strips(page).nth(2), before);
  await page.getByRole("img", { name: /Difference at 0:01: orange is likelier in Corrected/ }).waitFor();
  await page.getByText("Way to go").click();
  await page.locator(".lane-level .lane-high", { hasText: /^\d\.\d\d$/ }).waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "track-difference");
  await page.reload();
  await page.getByRole("heading", { name: "Corrected less As predicted" }).waitFor();
});

Deno.test("one annotator is compared with another", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline);
  await correct(moodline, track);
  const page = await openTrack(moodline, track);
  await page.getByLabel("Compare with").selectOption("by:Bea");
  await page.getByLabel("Corrections by").selectOption("Ann");
  assert.deepEqual(await page.locator(".lanes-version").allTextContents(), ["Corrected by Ann", "Corrected by Bea"]);
  await page.getByText("2 disagreements").waitFor();
  await page.getByLabel("Corrections by").selectOption("");
  await page.getByText("1 disagreement", { exact: true }).waitFor();
  await page.getByLabel("Compare with").selectOption("");
  await page.locator(".comparing").waitFor({ state: "detached" });
});

Deno.test("the audit lists findings that lead there, hears the sound when asked, and follows corrections", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  await run(page, "Show Audit");
  const findings = page.locator(".findings li");
  await findings.first().waitFor();
  await correct(moodline, track);
  await page.getByRole("button", { name: /0:01 – 0:02.*Corrected by .*1 correction/ }).click();
  assert.equal(await clock(page), "0:01.0");
  await page.getByText("0:01 – 0:02 (1 s)", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Check them" }).click();
  await page.getByText("have not been checked yet").waitFor({ state: "detached" });
  await page.keyboard.press("Home");
  const seen = [];
  for (let i = await findings.count(); i > 0; i--) {
    await page.keyboard.press("F8");
    seen.push(await clock(page));
  }
  assert.ok(seen.includes("0:06.0"), seen.join());
  assert.deepEqual(seen, seen.toSorted());
  await page.keyboard.press("Shift+F8");
  assert.notEqual(await clock(page), seen.at(-1));
  await assertAccessible(page);
  await browser.screenshot(page, "track-audit");
});

Deno.test("the panel tells where the model expects the emotion to go", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline));
  await run(page, "Show Where It Goes Next");
  await page.getByRole("heading", { name: "Where the emotion goes next" }).waitFor();
  await page.locator(".expectation").getByText(/takes every second by itself|stays with/).first().waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "History" }).click();
  await page.getByText("Nobody has corrected this track yet").waitFor();
});

Deno.test("lanes and lines are switched in a menu, by keys, and stay as they are", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline);
  await correct(moodline, track);
  const page = await openTrack(moodline, track), lanes = page.locator(".lanes");
  const marker = lanes.locator(".lane-markers").getByRole("button", { name: "0:04, Bea: The choir enters" });
  await marker.click();
  assert.equal(await clock(page), "0:04.0");
  const before = await settledPixels(strips(page).first());
  await page.getByRole("button", { name: "View", exact: true }).focus();
  await page.keyboard.press("Enter");
  const item = (name: string) => page.getByRole("menuitemcheckbox", { name });
  await item("Spectrogram").waitFor();
  assert.ok(await item("Corrections").evaluate((element) => element === document.activeElement));
  await page.keyboard.press("ArrowUp");
  assert.ok(await item("Markers").evaluate((element) => element === document.activeElement));
  await page.keyboard.press("Enter");
  await marker.waitFor({ state: "detached" });
  await item("Entropy").click();
  await item("What the Model Does Not Know").click();
  await item("Traces of Annotators").click();
  await item("Model and Corrected").click();
  await waitForOtherPixels(strips(page).first(), before);
  assert.deepEqual(await page.locator(".trace-key li").allTextContents(), ["As predicted", "Corrected", "Ann", "Bea"]);
  await assertAccessible(page);
  await browser.screenshot(page, "track-lanes-menu");
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  assert.ok(
    await page.getByRole("button", { name: "View", exact: true }).evaluate((e) => e === document.activeElement),
  );
  assert.equal(await clock(page), "0:04.0", "no key went to the editor");
  await page.reload();
  await page.locator(".trace-key li").first().waitFor();
  assert.equal(await lanes.getByText("Entropy").count(), 0);
  await lanes.getByText("Unknown").waitFor();
  await browser.screenshot(page, "track-lanes");
});

Deno.test("the timeline is exported as table and JSON, what is in sight and a row of maps as pictures", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  await correct(moodline, track);
  await page.locator(".lane-markers").getByText("The choir enters").waitFor();
  const exported = async (name: string) => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const csv = await exported("Export Timeline as CSV");
  assert.match(csv.name, /\.csv$/);
  assert.ok(csv.bytes.toString().split("\n").length > 8);
  assert.equal(JSON.parse((await exported("Export Timeline as JSON")).bytes.toString()).format, "moodline-timeline");
  const svg = await exported("Export What Is in Sight as SVG");
  assert.equal(svg.name, "tone.svg");
  for (const text of ["Arousal", "Valence", "energetic", "Entropy", "The choir enters"]) {
    assert.ok(svg.bytes.toString().includes(text), text);
  }
  assert.doesNotMatch(svg.bytes.toString(), />(Move|Brush|Record|Why\?)</, "what is for acting");
  assert.equal(
    svg.bytes.toString().match(/<image /g)?.length,
    8,
    "ruler, waveform, spectrogram, strips, entropy, map, legend",
  );
  const maps = await exported("Export Row of Maps as SVG");
  assert.equal(maps.name, "tone-maps.svg");
  assert.match(maps.bytes.toString(), /^<svg|^<\?xml/);
  for (const name of ["Export What Is in Sight as PNG", "Export Row of Maps as PNG"]) {
    const png = await exported(name);
    assert.deepEqual([...png.bytes.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    assert.ok(png.bytes.length > 5000, `${png.bytes.length} bytes`);
    await Deno.writeFile(new URL(`../../artifacts/${png.name}`, import.meta.url), png.bytes);
  }
});

Deno.test("a newcomer's first track begins with a tour of its real parts, by keys alone, once", async () => {
  await using moodline = await openPages({ newcomer: true });
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const tour = page.getByRole("dialog", { name: "Listen" });
  await tour.waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "tour");
  const parts = [".play", ".lane-strip", ".lane-field", ".map-editable", "[aria-label='Correct it'] .buttons"];
  for (const part of parts) {
    // The spot goes along after a frame.
    await page.waitForFunction((part) => {
      const [spot, shown] = [".tour-spot", part].map((one) => document.querySelector(one)!.getBoundingClientRect());
      return (["x", "y", "width", "height"] as const).every((side) => Math.abs(spot[side] - shown[side]) < 1);
    }, part);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("dialog", { name: "Retrain" }).waitFor();
  await browser.screenshot(page, "tour-last");
  await page.keyboard.press("Enter");
  const card = page.locator(".tour-card");
  await card.waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".lanes").waitFor();
  await page.getByText("Connected").waitFor();
  assert.equal(await card.count(), 0, "once");
  await run(page, "Show Tour");
  await tour.waitFor();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
});
