/**
 * What tests do and look at on the page of a track.
 * @module
 */
import assert from "node:assert/strict";
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { CorrectionsView, TrackView } from "../../protocol/api.ts";
import type { Pages } from "./pages.ts";

/** Opens a page of the workbench, alive: before, it is a picture that hears no click. */
export const openAt = ({ browser, origin }: Pages, path: string, context?: BrowserContext): Promise<Page> =>
  browser.open(origin + path, context);

export async function openTrack(pages: Pages, { id }: TrackView, context?: BrowserContext): Promise<Page> {
  const page = await openAt(pages, `/tracks/${id}`, context);
  await page.locator(".lanes").waitFor();
  return page;
}

/** The page of a track anew, as soon as it hears keys. */
export async function reloadTrack(page: Page): Promise<void> {
  await page.reload();
  await page.getByText("Connected").waitFor();
  await page.locator(".lanes").waitFor();
  await page.getByRole("button", { name: "Record" }).and(page.locator(":enabled")).waitFor();
}

/** The map that is corrected. */
export const mapOf = (page: Page) => page.locator(".panel-map .map canvas").first();
export const strip = (page: Page, n: number) => page.locator(".lane-strip canvas").nth(n);
export const ring = (page: Page) => page.getByRole("slider", { name: "Mean of the map" });
export const cells = (page: Page) => page.getByRole("grid", { name: "Cells of the map" });
export const clock = (page: Page) => page.locator(".clock strong").textContent();
export const savedMessage = (page: Page) => page.getByText("All corrections saved");

/** A place of the map on the screen, by shares of its width and height. */
export async function placeOn(target: Locator, left: number, top: number): Promise<[number, number]> {
  const { x, y, width, height } = (await target.boundingBox())!;
  return [x + left * width, y + top * height];
}

export async function drag(
  page: Page,
  target: Locator,
  { from, to }: { from: [number, number]; to: [number, number] },
): Promise<void> {
  await page.mouse.move(...await placeOn(target, ...from));
  await page.mouse.down();
  await page.mouse.move(...await placeOn(target, ...to), { steps: 6 });
  await page.mouse.up();
}

/** Keys are for the whole page again: a ring or a grid with the focus has arrow keys of its own. */
export const leaveFocus = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

/** Press a key so many times. */
export async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

/** Select steps by keys, from the first on. */
export async function selectSteps(page: Page, first: number, count: number): Promise<void> {
  await leaveFocus(page);
  await page.keyboard.press("Home");
  await press(page, "ArrowRight", first);
  await press(page, "Shift+ArrowRight", count);
  await page.getByText(new RegExp(`^0:0${first} – 0:0${first + count} `)).first().waitFor();
}

export async function eventsOf({ server }: Pages, track: TrackView): Promise<CorrectionsView["events"]> {
  return (await server.json<CorrectionsView>(`/api/tracks/${track.id}/corrections`)).events;
}

/** Enter, and the event that the server has then. */
export async function save(pages: Pages, track: TrackView, page: Page) {
  const { length } = await eventsOf(pages, track);
  await page.keyboard.press("Enter");
  for (let tries = 0; tries < 200; tries++) {
    const events = await eventsOf(pages, track);
    if (events.length > length) {
      await savedMessage(page).waitFor();
      return events.at(-1)!;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return assert.fail("nothing was saved within 5 s");
}
