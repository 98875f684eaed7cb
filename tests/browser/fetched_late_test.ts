/** Parts of the page whose code is fetched on use, while there is no network: in a real browser. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./accessibility.ts";
import { addTrack, openPages, settledPixels, waitForOtherPixels } from "./pages.ts";
import {
  cells,
  clock,
  eventsOf,
  mapOf,
  openAt,
  openTrack,
  ring,
  save,
  savedMessage,
  selectSteps,
} from "./track_page.ts";

/** Holds back what is fetched from now on. @returns lets it come. */
async function holdAssets(page: Page): Promise<() => void> {
  const { promise: held, resolve: arrive } = Promise.withResolvers<void>();
  await page.route("**/assets/**", async (route) => {
    await held;
    await route.continue();
  });
  return arrive;
}

const notFetched = (page: Page) => page.getByRole("alert").filter({ hasText: "could not be fetched" });

Deno.test("a part that cannot be fetched says so, and opens by itself when the network is back", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  browser.expectErrors(/net::ERR_INTERNET_DISCONNECTED/);
  await browser.context.setOffline(true);
  await page.keyboard.press("Control+j");
  await notFetched(page).waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "not-fetched");
  await page.keyboard.press("F1");
  await notFetched(page).nth(1).waitFor();
  await browser.context.setOffline(false);
  await page.getByRole("dialog", { name: "Commands and tracks" }).waitFor();
  await page.getByText("Nobody has corrected this track yet").waitFor();
  assert.equal(await notFetched(page).count(), 0);
});

Deno.test("an editor that cannot be fetched is tried again at a press", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openAt(moodline, "/");
  browser.expectErrors(/net::ERR_FAILED/);
  await page.route("**/assets/**", (route) => route.abort());
  await page.getByRole("link", { name: "Settings" }).first().click();
  await notFetched(page).waitFor();
  await page.unroute("**/assets/**");
  await notFetched(page).getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor({ timeout: 3000 });
});

Deno.test("tools, panels and colours that could not be fetched are there once the server is", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openTrack(moodline, track);
  const settings = await openAt(moodline, "/settings"), before = await settledPixels(mapOf(page));
  browser.expectErrors(/net::ERR_INTERNET_DISCONNECTED/);
  await browser.context.setOffline(true);
  await page.keyboard.press("b");
  await page.getByText("The Moodline server cannot be reached.").first().waitFor();
  await ring(page).focus();
  await page.keyboard.press("ArrowUp");
  await settings.getByLabel("Colour Map").selectOption("inferno");
  await browser.context.setOffline(false);
  await waitForOtherPixels(mapOf(page), before);
  await page.getByText("The Moodline server cannot be reached.").first().waitFor({ state: "detached" });
  await page.getByLabel("How sure").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await cells(page).waitFor();
});

Deno.test("a verdict is of the step where its key was pressed, however long its code takes to come", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const arrive = await holdAssets(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await page.keyboard.press("ArrowRight");
  assert.equal(await clock(page), "0:02.0");
  arrive();
  await savedMessage(page).waitFor();
  const [event] = await eventsOf(moodline, track);
  assert.ok(event.kind === "accept" && event.timeSeconds === 1);
});

Deno.test("a track with corrections is shown as soon as the code that applies them could be fetched", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, track = await addTrack(moodline), first = await openTrack(moodline, track);
  await selectSteps(first, 1, 2);
  await ring(first).focus();
  await first.keyboard.press("ArrowUp");
  await save(moodline, track, first);
  await first.close();
  browser.expectErrors(/net::ERR_FAILED/);
  const page = await browser.context.newPage();
  let failures = 0;
  await page.route("**/assets/apply-*", (route) => failures++ < 2 ? route.abort() : route.continue());
  await page.goto(`${origin}/tracks/${track.id}`);
  await page.getByText("The Moodline server cannot be reached.").first().waitFor();
  await page.locator(".lanes").waitFor();
  assert.ok(failures > 0);
  await page.getByText("The Moodline server cannot be reached.").first().waitFor({ state: "detached" });
});

Deno.test("a drop whose code cannot be fetched says so where the files would be", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  await page.route("**/assets/**", (route) => route.abort());
  browser.expectErrors(/net::ERR_FAILED/);
  const dataTransfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(8)], "dropped.wav"));
    return data;
  });
  await page.dispatchEvent(".lanes", "drop", { dataTransfer });
  await notFetched(page).waitFor();
  await page.unroute("**/assets/**");
  await notFetched(page).getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").getByText("The Moodline server cannot be reached.").waitFor();
});

Deno.test("what is typed while the palette is on its way is for the palette, and does nothing else", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const arrive = await holdAssets(page);
  await page.keyboard.press("F1");
  await page.keyboard.type("accept");
  arrive();
  const palette = page.getByRole("dialog", { name: "Commands and tracks" });
  await palette.waitFor();
  await page.keyboard.type(" and");
  assert.equal(await palette.getByRole("combobox").inputValue(), "accept and");
  await palette.getByRole("option", { selected: true }).getByText("Accept and Go to Next").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  assert.deepEqual(await eventsOf(moodline, track), [], "nothing was accepted");
});
