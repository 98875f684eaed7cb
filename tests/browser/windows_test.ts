/** Several windows, groups and modes of one workbench, in a real browser. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { addTrack, openPages, settledPixels } from "./pages.ts";
import { cells, clock, mapOf, openAt, openTrack, press, ring, selectSteps, strip } from "./track_page.ts";

Deno.test("a key that is changed in one window is another one in every window, at once", async () => {
  await using moodline = await openPages();
  const page = await openTrack(moodline, await addTrack(moodline)), keys = await openAt(moodline, "/keybindings");
  await keys.getByLabel("Search by command or key").fill("one step forward");
  await keys.getByRole("button", { name: "Change the key of Track: One Step Forward: →" }).click();
  await keys.keyboard.press("q");
  await keys.keyboard.press("Enter");
  await keys.getByRole("button", { name: "Change the key of Track: One Step Forward: Q" }).waitFor();
  await page.keyboard.press("q");
  assert.equal(await clock(page), "0:01.0");
  await page.keyboard.press("ArrowRight");
  assert.equal(await clock(page), "0:01.0", "the old key is nobody's");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).locator("kbd:text-is('Q')").waitFor();
  await keys.getByRole("button", { name: "Reset the keys of Track: One Step Forward" }).first().click();
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).locator("kbd:text-is('Q')").waitFor({
    state: "detached",
  });
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  assert.equal(await clock(page), "0:02.0");
});

Deno.test("a tab is dragged to the other group, and back", async () => {
  await using moodline = await openPages();
  const one = await addTrack(moodline, "one.wav"), page = await openTrack(moodline, one);
  const group = (n: number) => page.getByRole("region", { name: `Editor group ${n}` });
  const tab = (n: number, name: string) => group(n).locator(".tab a", { hasText: name });
  await page.getByRole("link", { name: /^Model: / }).click();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  await page.keyboard.press("Control+\\");
  await group(2).getByRole("heading", { name: "Models", level: 1 }).waitFor();
  await tab(1, "one.wav").dragTo(group(2).locator(".group-body:not([hidden])"));
  await tab(2, "one.wav").waitFor();
  assert.equal(await tab(1, "one.wav").count(), 0);
  await group(2).locator(".lanes").waitFor();
  assert.equal(new URL(page.url()).pathname, `/tracks/${one.id}`);
  await press(page, "ArrowRight", 2); // keys go where it went
  assert.equal(await clock(page), "0:02.0");
  await tab(2, "one.wav").dragTo(group(1).locator(".tab-bar"));
  await tab(1, "one.wav").waitFor();
  await page.reload();
  await tab(1, "one.wav").waitFor();
});

/** What is on the screen around something. */
const looks = async (page: Page, target: Locator) => {
  const { x, y, width, height } = (await target.boundingBox())!;
  const clip = { x: x - 8, y: y - 8, width: width + 16, height: height + 16 };
  return (await page.screenshot({ clip, animations: "disabled" })).toString("base64");
};

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`with forced colours (${colorScheme}) the selection, the playhead and where the focus is are seen`, async () => {
    await using moodline = await openPages();
    const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await settledPixels(mapOf(page));
    const style = (selector: string, property: string) =>
      page.locator(selector).first().evaluate(
        (e, property) => getComputedStyle(e).getPropertyValue(property),
        property,
      );
    const highlight = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = "Highlight";
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    });
    await selectSteps(page, 2, 3);
    await settledPixels(strip(page, 0));
    assert.equal(await style(".selection", "border-left-color"), highlight);
    assert.equal(await style(".selection", "border-left-style"), "solid");
    assert.equal(await style(".playhead", "border-left-color"), highlight);

    const field = page.locator(".map-field").first(), unfocused = await looks(page, field);
    await page.keyboard.press("Tab");
    await ring(page).focus();
    assert.notEqual(await looks(page, field), unfocused, "the ring's focus");
    await page.keyboard.press("b");
    await cells(page).locator("[tabindex='0']").focus();
    const middle = await looks(page, field);
    await press(page, "ArrowUp", 3);
    assert.notEqual(await looks(page, field), middle, "the cell that the focus is on");
    await browser.screenshot(page, `forced-colors-${colorScheme}`);
  });
}
