/** Where the parts of the editor of a track stand, wide, narrow and enlarged, in a real browser. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { TrackView } from "../../protocol/api.ts";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages } from "./pages.ts";
import { openTrack, press, ring } from "./track_page.ts";

const group = (page: Page, n: number) => page.getByRole("region", { name: `Editor group ${n}` });

/** How much of an element lies in sight: within another one, and not below what lies over it. */
async function shareInSight(part: Locator, within: Locator): Promise<number> {
  const [a, b] = [(await part.boundingBox())!, (await within.boundingBox())!];
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, height) / a.height;
}

/** The parts of a bar that are in sight do not lie below one another. */
async function isOneRow(bar: Locator): Promise<boolean> {
  return await bar.evaluate((element) => {
    const parts = [...element.children].map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 0);
    return Math.max(...parts.map(({ top }) => top)) < Math.min(...parts.map(({ bottom }) => bottom)) &&
      Math.max(...parts.map(({ right }) => right)) <= element.getBoundingClientRect().right + 0.5;
  });
}

Deno.test("the bars of the editor take one row each, however wide it is", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline)), { server } = moodline;
  const [{ id }] = (await server.json<{ tracks: TrackView[] }>("/api/tracks")).tracks;
  for (const annotator of ["Ann", "Bea"]) {
    await server.post(`/api/tracks/${id}/corrections`, {
      kind: "move",
      timeSeconds: 1,
      durationSeconds: 1,
      value: { valence: 0.5, arousal: 0.5 },
      annotator,
    }, 201);
  }
  await page.getByLabel("Compare with").waitFor();
  for (const [width, height] of [[1920, 1080], [1280, 800], [1024, 768], [768, 1024], [390, 844], [360, 640]]) {
    await page.setViewportSize({ width, height });
    assert.ok(await isOneRow(page.locator(".version-bar")), `toolbar at ${width} px`);
    if (width >= 768) assert.ok(await isOneRow(page.locator(".transport")), `transport at ${width} px`);
  }
});

Deno.test("in a narrow split the map stays in sight, wherever the lanes are scrolled", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  await page.keyboard.press("Control+\\");
  const second = group(page, 2), body = second.locator(".group-body"), map = second.locator(".map-field");
  await map.waitFor();
  for (const share of [0, 0.5, 1]) {
    await body.evaluate((element, share) => element.scrollTop = share * element.scrollHeight, share);
    assert.ok(await shareInSight(map, body) > 0.99, `map, scrolled by ${share}`);
  }
  await body.evaluate((element) => element.scrollTop = 0);
  const play = second.getByRole("button", { name: "Play", exact: true });
  assert.ok(await shareInSight(play, body) > 0.99, "one can play");
  await play.click();
  await second.getByRole("button", { name: "Pause" }).click();
  await assertAccessible(page);
  await browser.screenshot(page, "split-narrow");
});

Deno.test("saving is in sight as soon as there is something to save, on a phone, too", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await ring(page).focus();
    await page.keyboard.press("ArrowUp");
    const save = page.getByRole("button", { name: "Save correction" });
    assert.ok(await shareInSight(save, page.locator(".group-body")) > 0.99, `${width} px`);
    assert.ok(
      await save.evaluate((button) => {
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      }),
      `nothing lies over it at ${width} px`,
    );
  }
  await browser.screenshot(page, "phone-correcting");
});

Deno.test("a tab that goes to the other group, or is opened again, goes on where it was", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline, "one.wav", 30));
  await page.getByRole("complementary").getByRole("link", { name: "Add music" }).click();
  await page.getByRole("heading", { name: "Tracks", level: 1 }).waitFor();
  await page.locator(".tab", { hasText: "one.wav" }).getByRole("link").click();
  await page.keyboard.press("+");
  await press(page, "ArrowRight", 4);
  await press(page, "Shift+ArrowRight", 2);
  const state = async () => ({
    clock: await page.locator(".clock strong").textContent(),
    selected: await page.locator(".draft strong").textContent(),
    scrolled: await page.getByRole("scrollbar").getAttribute("aria-valuenow"),
  });
  await page.getByText("0:04 – 0:06 (2 s)").waitFor();
  const before = await state();
  assert.equal(before.clock, "0:05.0");
  await page.keyboard.press("Control+Alt+ArrowRight");
  await group(page, 2).locator(".lanes").waitFor();
  assert.deepEqual(await state(), before);
  await page.keyboard.press("Alt+w");
  await page.locator(".lanes").waitFor({ state: "detached" });
  await page.keyboard.press("Alt+Shift+T");
  await page.locator(".lanes").waitFor();
  assert.deepEqual(await state(), before);
});

Deno.test("a side view that was folded is folded in what the server sends", async () => {
  await using moodline = await openPages();
  const { browser, origin, server } = moodline, page = await browser.open(`${origin}/`);
  await page.getByText("Connected").waitFor();
  const classOf = async (cookie: string) =>
    /<aside[^>]* class="([^"]*)"/.exec(await (await server.fetch("/", { headers: { cookie } })).text())?.[1];
  const cookie = () => page.evaluate(() => document.cookie);
  assert.equal(await classOf(await cookie()), "side-view");
  await page.keyboard.press("Control+b");
  await page.locator(".side-view").waitFor({ state: "hidden" });
  assert.equal(await classOf(await cookie()), "side-view folded");
  await page.keyboard.press("Control+b");
  await page.locator(".side-view").waitFor();
  assert.equal(await classOf(await cookie()), "side-view");
});
