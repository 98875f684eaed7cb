/** Where the focus is after keys have done something, in a real browser. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addTrack, openPages } from "./pages.ts";
import { cells, openAt, openTrack } from "./track_page.ts";

const palette = (page: Page) => page.getByRole("dialog", { name: "Commands and tracks" });
const group = (page: Page, n: number) => page.getByRole("region", { name: `Editor group ${n}` });
/** Which part has the focus; nothing when the page as a whole has it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return null;
    const part = activeElement.closest(".editor-group, .side-view, .panel-area, .title-bar, dialog");
    return part?.getAttribute("aria-label") ?? part?.className ?? activeElement.className;
  });

async function focusIs(page: Page, part: string): Promise<void> {
  for (let tries = 0; tries < 40 && await focused(page) !== part; tries++) await page.waitForTimeout(50);
  assert.equal(await focused(page), part);
}

Deno.test("a chord leaves no palette behind, and the focus is in the editor that it opened", async () => {
  await using moodline = await openPages();
  const page = await openAt(moodline, "/");
  await page.getByRole("button", { name: "Add files" }).focus();
  await page.keyboard.press("Control+k");
  await palette(page).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "Keyboard Shortcuts", level: 1 }).waitFor();
  await palette(page).waitFor({ state: "detached" });
  await focusIs(page, "Editor group 1");
});

Deno.test("after a command of the palette and after a recorded key the focus is where it was", async () => {
  await using moodline = await openPages();
  const page = await openAt(moodline, "/keybindings");
  await page.getByLabel("Search by command or key").fill("one step forward");
  const change = (keys: string) =>
    page.getByRole("button", { name: `Change the key of Track: One Step Forward: ${keys}` });
  await change("→").focus();
  await page.keyboard.press("F1");
  await page.keyboard.type("toggle side view");
  await palette(page).waitFor();
  await page.keyboard.press("Enter");
  await palette(page).waitFor({ state: "detached" });
  await page.waitForFunction((button) => button === document.activeElement, await change("→").elementHandle());
  await page.keyboard.press("Enter");
  await page.keyboard.press("Alt+q");
  const said = page.getByRole("dialog").getByRole("status");
  await said.getByText("Alt + Q").waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await change("Alt + Q").waitFor();
  assert.ok(await change("Alt + Q").evaluate((button) => button === document.activeElement), "after recording");
});

Deno.test("the palette lets an input method end its word", async () => {
  await using moodline = await openPages();
  const page = await openAt(moodline, "/");
  await page.keyboard.press("F1");
  await page.keyboard.type("open models");
  await palette(page).getByRole("option", { selected: true }).getByText("Open Models").waitFor();
  await page.evaluate(() => {
    const enter = { key: "Enter", bubbles: true, cancelable: true };
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { ...enter, isComposing: true }));
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { ...enter, keyCode: 229 }));
  });
  await page.waitForTimeout(200);
  assert.ok(await palette(page).isVisible());
  assert.equal(new URL(page.url()).pathname, "/");
});

Deno.test("the focus goes along with the keys: into the other group, and out of what is closed", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  await page.getByRole("slider", { name: "Position" }).focus();
  await page.keyboard.press("Control+\\");
  await group(page, 2).locator(".lanes").waitFor();
  await focusIs(page, "Editor group 2");
  await page.keyboard.press("Alt+1");
  await focusIs(page, "Editor group 1");
  await page.keyboard.press("Alt+2");
  await focusIs(page, "Editor group 2");
  await group(page, 2).getByRole("slider", { name: "Position" }).focus();
  await page.keyboard.press("Alt+w");
  await group(page, 2).waitFor({ state: "detached" });
  await focusIs(page, "Editor group 1");

  await page.getByRole("complementary").getByRole("button", { name: "Close the side view" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".side-view").waitFor({ state: "hidden" });
  await focusIs(page, "Editor group 1");
  await page.keyboard.press("Control+j");
  await page.getByRole("button", { name: "Close the panel" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".panel-area").waitFor({ state: "detached" });
  await focusIs(page, "Editor group 1");
  await page.keyboard.press("Alt+w");
  await page.getByText("No editor is open").waitFor();
  await focusIs(page, "Editor group 1");
});

Deno.test("going back goes to the group that shows it, and opens no second tab", async () => {
  await using moodline = await openPages();
  const page = await openAt(moodline, "/"), tabs = (n: number) => group(page, n).locator(".tab-name").allTextContents();
  await page.keyboard.press("Control+,");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.keyboard.press("Control+Alt+ArrowRight");
  await group(page, 2).getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.keyboard.press("Alt+1");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goBack();
  await page.waitForURL((url) => url.pathname === "/settings");
  await page.locator(".editor-group-focused[aria-label='Editor group 2']").waitFor();
  assert.deepEqual([await tabs(1), await tabs(2)], [["Tracks"], ["Settings"]]);
});

Deno.test("after the mouse Space plays: after a speed was chosen, and after a tool was", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const speed = page.getByLabel("Speed, at the same pitch");
  await speed.dispatchEvent("pointerdown");
  await speed.focus();
  await speed.selectOption("0.5");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator(".segments").getByText("Brush", { exact: true }).click();
  await cells(page).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause" }).click();
  assert.ok(await page.getByRole("button", { name: "Save correction" }).isDisabled(), "nothing was painted");
  await page.keyboard.press("v");
  await page.keyboard.press("b");
  await page.locator("[role=gridcell]:focus").waitFor();
  await page.keyboard.press("Alt+Space");
  assert.ok(await page.getByRole("button", { name: "Save correction" }).isDisabled(), "Alt+Space is the window's");
  await page.keyboard.press("Space");
  await page.locator("button:enabled", { hasText: "Save correction" }).waitFor();
});

Deno.test("a choice of a version is made with the mouse in a list that stays open", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline), page = await openTrack(moodline, track);
  const model = page.locator(".version-bar select").first();
  await model.click();
  assert.ok(await model.evaluate((select) => select === document.activeElement));
});

Deno.test("where the side view lies over the editor Escape puts it away, and the bar tells whether it is open", async () => {
  await using moodline = await openPages({ viewport: { width: 360, height: 700 } });
  const page = await openAt(moodline, "/"), side = page.locator(".side-view");
  const button = page.getByRole("button", { name: "Tracks view" });
  assert.equal(await button.getAttribute("aria-expanded"), "false");
  await button.click();
  await side.waitFor();
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Escape");
  await side.waitFor({ state: "hidden" });
  assert.equal(await button.getAttribute("aria-expanded"), "false");
  await focusIs(page, "Editor group 1");
});

Deno.test("recording takes only the keys of its editor, and ends when another group has them", async () => {
  await using moodline = await openPages();
  const track = await addTrack(moodline, "tone.wav", 30), page = await openTrack(moodline, track);
  await page.keyboard.press("Control+\\");
  await group(page, 2).locator(".lanes").waitFor();
  await page.keyboard.press("r");
  await page.getByText("Recording:").first().waitFor();
  const comment = group(page, 2).getByLabel("Comment");
  await comment.fill("ab");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("x");
  assert.equal(await comment.inputValue(), "axb");
  await page.keyboard.press("F1");
  await palette(page).getByRole("option").nth(1).waitFor();
  await page.keyboard.press("ArrowDown");
  await palette(page).getByRole("option", { selected: true }).and(page.locator("#palette-1")).waitFor();
  await page.keyboard.press("Escape");
  await palette(page).waitFor({ state: "detached" });
  await page.keyboard.press("Alt+1");
  await page.getByText("Recording:").first().waitFor({ state: "detached" });
  assert.ok(await group(page, 2).getByRole("button", { name: "Play", exact: true }).isVisible(), "it is silent");
});
