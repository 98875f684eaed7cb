/** Traces that are recorded while the track plays, in a real browser. */
import assert from "node:assert/strict";
import { addTrack, openPages, settledPixels, waitForOtherPixels } from "./pages.ts";
import { drag, eventsOf, openTrack, placeOn, press, reloadTrack, save, selectSteps, strip } from "./track_page.ts";

Deno.test("a trace is recorded while it plays: the ring follows the pointer for the selection, arrow keys without one", async () => {
  await using moodline = await openPages({ stepsOf: () => 40 }); // the one without a selection does not come to its end
  const { browser } = moodline,
    track = await addTrack(moodline, "tone.wav", 40),
    page = await openTrack(moodline, track);
  await selectSteps(page, 1, 6);
  const before = await settledPixels(strip(page, 0));
  await page.keyboard.press("r");
  await page.getByText("Recording:").waitFor();
  const pad = page.locator(".map-pad"), [right, left] = [await placeOn(pad, 0.9, 0.1), await placeOn(pad, 0.1, 0.1)];
  await page.mouse.move(...right);
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.4");
  await page.mouse.move(...left);
  await browser.screenshot(page, "correcting-recording");
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
  await press(page, "ArrowDown", 20);
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.3");
  await page.keyboard.press("Escape");
  await page.getByText(/^Recorded /).waitFor();
  const typed = await save(moodline, track, page);
  assert.ok(typed.kind === "trace" && typed.tool === "trace-keys");
  assert.equal(typed.timeSeconds, 0);
  assert.ok(typed.durationSeconds >= 2 && typed.durationSeconds <= 4, "only what was recorded");
  assert.equal(typed.value.at(-1)![2], -1);
});

Deno.test("R held down records until it is let go; a gamepad's stick moves the ring", async () => {
  await using moodline = await openPages({ stepsOf: () => 40 });
  const track = await addTrack(moodline, "tone.wav", 40), page = await openTrack(moodline, track);
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
});

Deno.test("after a reload while it is recorded, what was recorded is the draft, and no second more", async () => {
  await using moodline = await openPages({ stepsOf: () => 40 });
  const track = await addTrack(moodline, "tone.wav", 40), page = await openTrack(moodline, track);
  await page.getByRole("button", { name: "Record" }).click();
  await page.getByText("Recording:").waitFor();
  await press(page, "ArrowDown", 20);
  await page.waitForFunction(() => document.querySelector(".clock strong")!.textContent! >= "0:01.3");
  await reloadTrack(page);
  const lanes = page.locator(".lane-field"), at = (seconds: number): [number, number] => [seconds / 40, 0.3];
  await drag(page, lanes, { from: at(10.2), to: at(11.8) });
  await page.getByText("0:10 – 0:12 (2 s)").first().waitFor();
  assert.equal(
    await page.getByRole("button", { name: "Save correction" }).isEnabled(),
    false,
    "nothing of it is there",
  );
  await page.keyboard.press("a");
  await page.getByText("Accepted").first().waitFor();
  await drag(page, lanes, { from: at(0.1), to: at(3.8) });
  await page.getByText("0:00 – 0:04 (4 s)").first().waitFor();
  const event = await save(moodline, track, page);
  assert.deepEqual((await eventsOf(moodline, track)).map(({ kind }) => kind), ["accept", "trace"]);
  assert.ok(event.kind === "trace" && event.timeSeconds === 0);
  assert.ok(event.durationSeconds >= 1 && event.durationSeconds <= 4, `${event.durationSeconds} s`);
});
