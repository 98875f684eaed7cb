/** From a file to an accepted correction without a mouse: in a real browser, with the default model. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import type { CorrectionsView, TracksView } from "../../protocol/api.ts";
import { tone } from "./pages.ts";
import { openMoodline } from "./real_moodline.ts";
import { press, ring, savedMessage } from "./track_page.ts";

/** Tab until something has the focus. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${target} is not reached by ${most} presses of Tab`);
}

Deno.test("from upload to an accepted correction with the keyboard alone", async () => {
  await using moodline = await openMoodline();
  const { browser, origin } = moodline;
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { pointerEvents: seen });
    for (const type of ["pointerdown", "mousedown", "touchstart"]) addEventListener(type, () => seen.push(type), true);
  });
  await page.goto(`${origin}/`);
  await page.getByText("Connected").waitFor();
  await tabTo(page, page.getByRole("button", { name: "Add files" }));
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles({ name: "tone.wav", mimeType: "audio/wav", buffer: Buffer.from(tone(8)) });
  await page.locator("tr", { hasText: "tone.wav" }).getByText("Ready").waitFor({ timeout: 60_000 });
  await tabTo(page, page.locator(".tracks").getByRole("link", { name: "tone.wav" }));
  await page.keyboard.press("Enter");
  await page.locator(".lanes").waitFor();

  await tabTo(page, page.getByRole("slider", { name: "Position" }));
  await page.keyboard.press("ArrowRight");
  await press(page, "Shift+ArrowRight", 3);
  await page.getByText("0:01 – 0:04 (3 s)").waitFor();
  await tabTo(page, ring(page));
  await press(page, "ArrowUp", 4);
  await page.keyboard.press("Enter");
  await savedMessage(page).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+A");
  await page.waitForFunction(() => document.querySelectorAll(".correction").length === 2);
  await savedMessage(page).waitFor();
  await browser.screenshot(page, "keyboard-only");

  const json = async <T>(path: string) => await (await fetch(origin + path)).json() as T;
  const [{ id }] = (await json<TracksView>("/api/tracks")).tracks;
  const { events } = await json<CorrectionsView>(`/api/tracks/${id}/corrections`);
  assert.deepEqual(
    events.map((event) => "timeSeconds" in event && [event.kind, event.timeSeconds, event.durationSeconds]),
    [["move", 1, 3], ["accept", 3, 1]],
  );
  assert.deepEqual(await page.evaluate("pointerEvents"), []);
});
