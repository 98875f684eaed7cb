/** The page that listens, in a real browser with a microphone that plays a file. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { wavBytes } from "../../audio/testing.ts";
import { modelContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { seededRandom } from "../../core/random.ts";
import { writeModelFile } from "../../formats/model_file.ts";
import { createWasmKernels } from "../../kernels/wasm.ts";
import type { LiveMap } from "../../components/live_messages.ts";
import { mapsOf, openLive, openLivePage } from "./live_pages.ts";
import { assertAccessible } from "./accessibility.ts";
import { openPages, settledPixels, tone, waitForOtherPixels } from "./pages.ts";

const MODEL = writeModelFile(modelContents(trainModel(songs(8, 2), TINY_RECIPE, 1, await createWasmKernels())));
/** Rates of the audio hardware that Chromium pretends to have. */
const RATE = 44_100;

/** Seconds of noise and chords, now soft, now loud. */
function music(seconds: number): Uint8Array<ArrayBuffer> {
  const random = seededRandom(9);
  const samples = Float32Array.from({ length: seconds * RATE }, (_, n) => {
    const t = n / RATE, loud = t % 4 < 2 ? 0.3 : 0.05, root = 220 * 2 ** ((Math.floor(t) * 5 % 12) / 12);
    return loud * (Math.sin(6.2832 * root * t) + Math.sin(6.2832 * 1.5 * root * t)) / 2 + 0.2 * loud * random.normal();
  });
  return wavBytes(samples, { sampleRate: RATE });
}

const MUSIC = music(8);

const mapOf = (page: Page) => page.locator(".map canvas").first();
const figure = async (page: Page, name: string) => await page.locator(`[data-figure=${name}]`).textContent() ?? "";

function assertDistribution({ heatmap }: LiveMap): void {
  assert.equal(heatmap.length, 121);
  assert.ok(heatmap.every((p) => p > 0 && p < 1));
  assert.ok(Math.abs(heatmap.reduce((sum, p) => sum + p) - 1) < 1e-9);
}

Deno.test("the microphone is mapped while it sounds, without the server once it listens", async () => {
  await using moodline = await openLive(MODEL, MUSIC);
  const { browser } = moodline, page = await openLivePage(moodline);
  await assertAccessible(page);
  assert.equal(await mapOf(page).getAttribute("aria-label"), "Map of the last second: nothing is heard yet.");
  await page.getByRole("button", { name: "Microphone" }).click();
  await page.getByText("Listening", { exact: true }).waitFor();
  const plugIn = moodline.unplug();
  const maps = await mapsOf(page, 40);
  maps.forEach(assertDistribution);
  assert.ok(maps.every(({ heardSeconds }, i) => i === 0 || heardSeconds > maps[i - 1].heardSeconds), "time goes on");
  assert.ok(new Set(maps.map(({ heatmap }) => heatmap[60])).size > 30, "maps differ");
  const painted = await mapOf(page).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await waitForOtherPixels(mapOf(page), painted);
  assert.match(
    await mapOf(page).getAttribute("aria-label") ?? "",
    /^Map of the last second: on average .+; likeliest spot .+\.$/,
  );
  assert.match(await figure(page, "updates"), /^\d+\.\d$/);
  assert.match(await figure(page, "behind"), /^\d+ ms \(at most \d+ ms\)$/);
  assert.match(await figure(page, "engine"), /^TensorFlow.js (wasm|webgl|cpu), kernels wasm$/);
  await browser.screenshot(page, "live");
  await assertAccessible(page);
  plugIn();

  await page.keyboard.press("Escape");
  await page.getByText("Not listening", { exact: true }).first().waitFor();
});

Deno.test("a file that is picked, and a track, are mapped while they play; a second start is a new song", async () => {
  await using moodline = await openLive(MODEL, MUSIC);
  const { server } = moodline;
  await server.upload({ "tone.wav": tone(7.5) });
  await server.settled();
  const page = await openLivePage(moodline);
  await page.getByLabel("Audio file…").and(page.locator("input")).setInputFiles({
    name: "music.wav",
    mimeType: "audio/wav",
    buffer: Buffer.from(MUSIC),
  });
  const first = await mapsOf(page, 20);
  first.forEach(assertDistribution);
  assert.ok(await page.locator("audio").evaluate((audio) => (audio as HTMLAudioElement).currentTime) > 1);

  // The music pauses, and so does the map.
  await page.locator("audio").evaluate((audio) => (audio as HTMLAudioElement).pause());
  await settledPixels(mapOf(page));
  await page.getByLabel("Track").selectOption({ label: "tone.wav" });
  const count = (await mapsOf(page, 20)).length, both = await mapsOf(page, count + 20);
  assert.ok(
    both.at(-1)!.songSeconds < both.length * 0.2 &&
      both.some(({ songSeconds }, i) => i > 0 && songSeconds < both[i - 1].songSeconds),
  );
  await page.getByRole("button", { name: "Stop" }).click();
  assert.equal(await page.locator("audio").count(), 0);
});

for (const backend of ["webgl", "cpu"]) {
  Deno.test(`the network runs on ${backend} too`, async () => {
    await using moodline = await openLive(MODEL, MUSIC);
    const page = await openLivePage(moodline, `?backend=${backend}`);
    await page.getByRole("button", { name: "Microphone" }).click();
    (await mapsOf(page, 10)).forEach(assertDistribution);
    assert.equal(await figure(page, "engine"), `TensorFlow.js ${backend}, kernels wasm`);
  });
}

Deno.test("a refused microphone is said, and can be tried again", async () => {
  await using moodline = await openLive(MODEL, "refused");
  const page = await openLivePage(moodline);
  await page.getByRole("button", { name: "Microphone" }).click();
  assert.match(await page.getByRole("alert").textContent() ?? "", /^The microphone was refused\./);
  assert.equal(await page.getByRole("button", { name: "Microphone" }).isEnabled(), true);
  await assertAccessible(page);
});

Deno.test("stopped while the model loads nobody is asked for the microphone; one that is unplugged is told of", async () => {
  await using moodline = await openLive(MODEL, music(8));
  const page = await openLivePage(moodline);
  await page.evaluate(() => {
    const asked: MediaStream[] = [], { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    Object.assign(globalThis, { asked });
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await getUserMedia(wanted);
      asked.push(stream);
      return stream;
    };
  });
  const asked = () => page.evaluate(() => (globalThis as never as { asked: MediaStream[] }).asked.length);
  const gate = Promise.withResolvers<void>();
  await page.route("**/api/models/*/file", async (route) => {
    await gate.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: "Microphone" }).click();
  await page.getByText("Loading the model…").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  const ready = page.waitForFunction(
    () =>
      (globalThis as never as { probes: { said: { type: string }[] } }).probes.said.some(({ type }) =>
        type === "ready"
      ),
    undefined,
    { timeout: 60_000 },
  );
  gate.resolve();
  await ready;
  await page.waitForTimeout(300);
  assert.equal(await asked(), 0);

  await page.getByRole("button", { name: "Microphone" }).click();
  await page.getByText("Listening", { exact: true }).waitFor();
  assert.equal(await asked(), 1);
  // What a browser does when the device is gone.
  await page.evaluate(() => {
    const [track] = (globalThis as never as { asked: MediaStream[] }).asked[0].getTracks();
    track.dispatchEvent(new Event("ended"));
  });
  await page.getByText("The microphone is gone.").waitFor();
});

Deno.test("without a model the page leads to the models; without worklets it says so", async () => {
  await using moodline = await openPages({ bare: true });
  const page = await openLivePage(moodline);
  await page.getByText("There is no active model to listen with.").waitFor();
  await page.getByRole("link", { name: "Go to the models" }).click();
  await page.waitForURL("**/models");

  await using other = await openLive(MODEL, MUSIC);
  const old = await other.browser.context.newPage();
  await old.addInitScript(() => Reflect.deleteProperty(BaseAudioContext.prototype, "audioWorklet"));
  await old.goto(`${other.origin}/live`);
  await old.getByRole("button", { name: "Microphone" }).click();
  assert.match(await old.getByRole("alert").textContent() ?? "", /^This browser cannot hand sound to a program/);
});
