/** Correcting by touch and with a pen, in a real browser. */
import assert from "node:assert/strict";
import { addTrack, openPages, settledPixels, waitForOtherPixels } from "./pages.ts";
import { cells, mapOf, openTrack, placeOn, save, selectSteps } from "./track_page.ts";

Deno.test("a finger and a pen move the mass, paint and record, as the mouse does", async () => {
  await using moodline = await openPages({ stepsOf: () => 40 }); // no recording comes to its end
  const track = await addTrack(moodline, "tone.wav", 40), page = await openTrack(moodline, track);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: [number, number]) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [{ x: at[0], y: at[1] }] : [] });
  const pen = (type: "mousePressed" | "mouseMoved" | "mouseReleased", [x, y]: [number, number]) =>
    devtools.send("Input.dispatchMouseEvent", {
      ...{ type, x, y, pointerType: "pen", button: "left", buttons: type === "mouseReleased" ? 0 : 1, force: 0.5 },
    });
  const field = page.locator(".map-field").first(), tools: unknown[] = [];
  const saved = async () => {
    const { kind, ...said } = await save(moodline, track, page);
    tools.push([kind, "tool" in said && said.tool]);
  };
  await selectSteps(page, 1, 2);
  let before = await settledPixels(mapOf(page));
  await touch("touchStart", await placeOn(field, 0.5, 0.5));
  for (const share of [0.6, 0.7, 0.8]) await touch("touchMove", await placeOn(field, share, 0.4));
  await touch("touchEnd");
  await waitForOtherPixels(mapOf(page), before);
  await saved();

  await selectSteps(page, 1, 2);
  await page.keyboard.press("b");
  await cells(page).waitFor();
  before = await settledPixels(mapOf(page));
  await pen("mouseMoved", await placeOn(field, 0.8, 0.2));
  await pen("mousePressed", await placeOn(field, 0.8, 0.2));
  for (const share of [0.85, 0.9]) await pen("mouseMoved", await placeOn(field, share, 0.1));
  await pen("mouseReleased", await placeOn(field, 0.9, 0.1));
  await waitForOtherPixels(mapOf(page), before);
  await saved();

  await page.keyboard.press("v");
  await page.keyboard.press("Home");
  await page.keyboard.press("r");
  await page.getByText("Recording:").waitFor();
  await touch("touchStart", await placeOn(page.locator(".map-pad"), 0.8, 0.2));
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.2");
  await touch("touchMove", await placeOn(page.locator(".map-pad"), 0.2, 0.2));
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:02.2");
  await touch("touchEnd");
  await page.keyboard.press("Escape");
  await page.getByText(/^Recorded /).waitFor();
  await saved();
  assert.deepEqual(tools, [["move", "map-drag"], ["paint", "map-brush"], ["trace", "trace-touch"]]);
});
