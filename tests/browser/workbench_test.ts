/** The workbench in a real browser: palette, keys, groups, settings, themes. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { TrackView } from "../../protocol/api.ts";
import { addTrack, assertAccessible, openPages, type Pages, settledPixels, waitForOtherPixels } from "./pages.ts";

async function openAt({ browser, origin }: Pages, path: string): Promise<Page> {
  const page = await browser.open(origin + path);
  await page.getByText("Connected").waitFor();
  return page;
}

const openTrack = async (pages: Pages, { id }: TrackView) => {
  const page = await openAt(pages, `/tracks/${id}`);
  await page.locator(".lanes").waitFor();
  return page;
};

const group = (page: Page, n: number) => page.getByRole("region", { name: `Editor group ${n}` });
const clockOf = (page: Page, n: number) => group(page, n).locator(".clock strong").textContent();
const tabsOf = (page: Page, n: number) => group(page, n).locator(".tab-name").allTextContents();
const palette = (page: Page) => page.getByRole("dialog", { name: "Commands and tracks" });
const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme);

Deno.test("the palette runs a command and goes to a track, by keys alone; what was used comes first", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline, "nocturne.wav"), page = await openAt(moodline, "/");
  await page.keyboard.press("F1");
  await palette(page).waitFor();
  assert.equal(await palette(page).getByText("Play or Pause").count(), 0, "no track is open: it cannot be run");
  await page.keyboard.type("opn modls");
  const chosen = palette(page).getByRole("option", { selected: true });
  await chosen.getByText("Open Models").waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "palette");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/models");

  await page.keyboard.press("Control+k");
  await chosen.getByText("Open Models").waitFor();
  await chosen.getByText("recently used").waitFor();
  await page.keyboard.type("nocturne");
  await chosen.getByText("Go to track").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".lanes").waitFor();
  assert.equal(new URL(page.url()).pathname, `/tracks/${track.id}`);
  assert.deepEqual(await tabsOf(page, 1), ["Tracks", "Models", "nocturne.wav"]);
  await page.goBack();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  assert.deepEqual(await tabsOf(page, 1), ["Tracks", "Models", "nocturne.wav"]);

  await page.keyboard.press("Control+k"); // a command by itself, and the start of a chord
  await palette(page).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "Keyboard Shortcuts", level: 1 }).waitFor();
  assert.deepEqual(browser.errors, []);
});

Deno.test("a key is recorded, shown where it clashes, survives a reload, and is reset", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, track = await addTrack(moodline), page = await openAt(moodline, "/keybindings");
  await page.getByLabel("Search by command or key").fill("one step forward");
  await page.getByRole("button", { name: "Change the key of Track: One Step Forward: →" }).click();
  await page.keyboard.press("p");
  await page.getByText("The same keys lead to Track: Play Selection.").waitFor();
  await browser.screenshot(page, "keybindings-record");
  await page.keyboard.press("q"); // a chord of two, then, as a third press begins anew, one
  await page.keyboard.press("q");
  await page.getByRole("textbox", { name: "Recorded keys" }).getByText("Q", { exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Change the key of Track: One Step Forward: Q" }).waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "keybindings");
  await page.getByLabel("When Track: One Step Forward answers to its key").fill("activeEditor == (");
  await page.keyboard.press("Enter");
  await page.getByText("Cannot read a when-clause").waitFor();

  await page.goto(`${moodline.origin}/tracks/${track.id}`);
  await page.locator(".lanes").waitFor();
  await page.keyboard.press("ArrowRight");
  assert.equal(await clockOf(page, 1), "0:00.0");
  await page.keyboard.press("q");
  assert.equal(await clockOf(page, 1), "0:01.0");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).locator("kbd:text-is('Q')").waitFor();
  await page.getByRole("button", { name: "Change keys" }).click();
  await page.getByRole("button", { name: "Reset the keys of Track: One Step Forward" }).first().click();
  await page.getByRole("button", { name: "Change the key of Track: One Step Forward: →" }).waitFor();
  assert.deepEqual(browser.errors, []);
});

Deno.test("two tracks side by side: keys go to the focused group, each keeps its own time; all is there after a reload", async () => {
  await using moodline = await openPages();
  const { browser } = moodline,
    one = await addTrack(moodline, "one.wav", 30),
    two = await addTrack(moodline, "two.wav", 6);
  const page = await openTrack(moodline, one);
  await page.keyboard.press("Control+\\");
  await group(page, 2).locator(".lanes").waitFor();
  await page.getByRole("complementary").getByRole("link", { name: "two.wav" }).click();
  await group(page, 2).getByRole("heading", { name: "two.wav" }).waitFor();
  await group(page, 2).locator(".lanes").last().waitFor();
  await group(page, 2).getByRole("button", { name: "Close one.wav" }).click();
  assert.deepEqual([await tabsOf(page, 1), await tabsOf(page, 2)], [["one.wav"], ["two.wav"]]);
  assert.equal(new URL(page.url()).pathname, `/tracks/${two.id}`);

  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Alt+1");
  await page.keyboard.press("ArrowRight");
  assert.deepEqual([await clockOf(page, 1), await clockOf(page, 2)], ["0:01.0", "0:02.0"]);
  assert.equal(new URL(page.url()).pathname, `/tracks/${one.id}`);
  await page.keyboard.press("Space");
  await group(page, 1).getByRole("button", { name: "Pause" }).waitFor();
  await page.keyboard.press("Alt+2");
  await page.keyboard.press("Space");
  await group(page, 2).getByRole("button", { name: "Pause" }).waitFor();
  await page.keyboard.press("Space");
  await group(page, 2).getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.equal(await group(page, 1).getByRole("button", { name: "Pause" }).count(), 1, "the other plays on");
  await assertAccessible(page);
  await browser.screenshot(page, "split");

  await page.getByRole("separator", { name: "Share of the first editor group" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+b");
  await page.locator(".side-view").waitFor({ state: "hidden" });
  const share = () => page.getByRole("separator", { name: "Share of the first" }).getAttribute("aria-valuenow");
  assert.equal(await share(), "48");
  await page.reload();
  await group(page, 2).locator(".lanes").waitFor();
  assert.deepEqual([await tabsOf(page, 1), await tabsOf(page, 2)], [["one.wav"], ["two.wav"]]);
  assert.equal(await share(), "48");
  assert.equal(await page.locator(".side-view").isVisible(), false);

  await page.keyboard.press("Alt+w");
  await group(page, 2).waitFor({ state: "detached" });
  await page.keyboard.press("Alt+Shift+T");
  assert.deepEqual(await tabsOf(page, 1), ["one.wav", "two.wav"]);
  await page.keyboard.press("Control+Alt+ArrowRight");
  assert.deepEqual([await tabsOf(page, 1), await tabsOf(page, 2)], [["one.wav"], ["two.wav"]]);
  await page.locator(".tab", { hasText: "two.wav" }).click({ button: "middle" });
  await group(page, 2).waitFor({ state: "detached" });
  assert.deepEqual(browser.errors, []);
});

Deno.test("settings hold at once, in other tabs too, and after a reload without a flash; canvases follow", async () => {
  await using moodline = await openPages();
  const { browser, server } = moodline, track = await addTrack(moodline), other = await openTrack(moodline, track);
  const map = other.locator(".map canvas").first(), wave = other.locator(".lane-wave canvas");
  const [mapBefore, waveBefore] = [await settledPixels(map), await settledPixels(wave)];
  const page = await openAt(moodline, "/settings");
  await page.getByLabel("Theme").selectOption("dark");
  assert.equal(await theme(page), "dark");
  await page.getByLabel("Colour Map").selectOption("inferno");
  await assertAccessible(page);
  await browser.screenshot(page, "settings");
  await waitForOtherPixels(map, mapBefore);
  await waitForOtherPixels(wave, waveBefore);
  assert.equal(await theme(other), "dark");
  const html = await (await server.fetch("/", { headers: { cookie: "a=b; moodline-theme=dark" } })).text();
  assert.match(html, /<html lang="en" data-theme="dark"/);
  const odd = await (await server.fetch("/", { headers: { cookie: 'moodline-theme="><script>' } })).text();
  assert.match(odd, /<html lang="en" data-theme="system"/);

  await page.getByRole("radio", { name: "JSON" }).check({ force: true });
  const text = page.getByLabel("Settings as JSON");
  assert.match(await text.inputValue(), /"moodline.appearance.theme": "dark"/);
  await text.fill('{\n  "moodline.appearance.theme": "blue"\n}');
  await page.getByText("Line 2, column 32").waitFor();
  await page.getByText("it must be one of system, light, dark, hcLight, hcDark").waitFor();
  assert.ok(await page.getByRole("button", { name: "Apply" }).isDisabled());
  await browser.screenshot(page, "settings-json");
  await text.fill('{\n  "moodline.appearance.theme": "hcLight" // clearer\n}');
  await page.getByRole("button", { name: "Apply" }).click();
  assert.equal(await theme(page), "hcLight");
  await page.reload();
  await page.getByText("Connected").waitFor();
  assert.equal(await theme(page), "hcLight");
  await page.getByRole("button", { name: "Reset all" }).click();
  assert.equal(await theme(page), "system");
  assert.deepEqual(browser.errors, []);
});

Deno.test("every page is accessible in every theme", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, { id } = await addTrack(moodline);
  const page = await openAt(moodline, "/jobs");
  await page.getByRole("rowheader", { name: "Analyse: tone.wav" }).waitFor();
  for (const path of ["/jobs", "/models", "/", "/live", "/settings?as=json", `/tracks/${id}`]) {
    await page.goto(moodline.origin + path);
    await page.waitForTimeout(500);
    await assertAccessible(page);
    for (const name of ["light", "dark", "hcDark"]) {
      await page.evaluate((name) => document.documentElement.dataset.theme = name, name);
      await browser.screenshot(page, `page${path.replace(id, "track").replace(/\W+/g, "-")}-${name}`);
    }
  }
  assert.deepEqual(browser.errors, []);
});

Deno.test("the panel shows the history of the track in sight", async () => {
  await using moodline = await openPages();
  const { browser } = moodline, page = await openTrack(moodline, await addTrack(moodline));
  await page.keyboard.press("Control+j");
  await page.getByText("Nobody has corrected this track yet").waitFor();
  await page.getByRole("slider", { name: "Mean of the map" }).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByText("All corrections saved").waitFor();
  await page.keyboard.press("Control+z");
  const rows = page.locator(".history tbody tr");
  await rows.nth(1).waitFor();
  assert.match(await rows.nth(0).textContent() ?? "", /^Undone: .*0:00 – 0:01/);
  assert.match(await rows.nth(1).textContent() ?? "", /0:00 – 0:01 \(1 s\)/);
  await assertAccessible(page);
  await browser.screenshot(page, "panel");
  assert.deepEqual(browser.errors, []);
});

Deno.test("on a phone the bar is below and the side view lies over the editor", async () => {
  await using moodline = await openPages({ viewport: { width: 360, height: 700 } });
  const { browser } = moodline;
  await addTrack(moodline, "a track with a name that is longer than a small screen is wide.wav");
  const page = await openAt(moodline, "/"), side = page.locator(".side-view");
  assert.equal(await side.isVisible(), false);
  await page.getByRole("button", { name: "Tracks view" }).click();
  await side.waitFor();
  await assertAccessible(page);
  await browser.screenshot(page, "phone-side-view");
  await side.getByRole("link", { name: "a track with" }).click();
  await page.locator(".lanes").waitFor();
  await side.waitFor({ state: "hidden" });
  const bar = (await page.locator(".activity-bar").boundingBox())!;
  assert.ok(bar.y + bar.height === 700 && bar.width === 360, "the bar is at the foot");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
  assert.deepEqual(browser.errors, []);
});

/** What the track page may load until the map follows playback, in bytes of gzip. */
const SCRIPT_BYTES = 60_000;

Deno.test("the track page loads at most 60 kB of script until the map follows playback", async () => {
  await using moodline = await openPages();
  const { browser, origin } = moodline, { id } = await addTrack(moodline);
  const page = await browser.open("about:blank"), sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) sizes.push(response.body().then(gzipLength));
  });
  await page.goto(`${origin}/tracks/${id}`);
  await page.locator(".lanes").waitFor();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.0");
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  assert.ok(sizes.length > 3, "scripts were seen");
  assert.ok(total <= SCRIPT_BYTES, `${total} bytes`);
});

async function gzipLength(bytes: Uint8Array): Promise<number> {
  const zipped = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}
