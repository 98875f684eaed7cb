/**
 * `deno task bench live`: does the page that listens keep up? In headless Chromium, with a microphone that plays a demo clip.
 *
 * Measured where a map is put onto its canvas, by the audio clock: `behindMs` is `AudioContext.currentTime` at that moment
 * less the time of the newest sample that the map has heard; `oldestMs` the same for the map that it replaces, thus the
 * oldest that is ever seen. What the sound card adds before the clock and behind it is not in it. `updatesPerSecond`: over
 * all seconds, after 18 s, when the longest time-scale is full. `…P95`: 95 of 100 are better. `scriptKbGz`: all JavaScript
 * fetched until the first map, the worker's and TensorFlow.js's included; `binaryKbGz`: WebAssembly.
 * @module
 */
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { Response } from "playwright-core";
import { decodeAll, wavBytes } from "../audio/testing.ts";
import { openLive, openLivePage, paintedMaps } from "../tests/browser/live_pages.ts";
import { median, type Metrics } from "./measure.ts";

const MODEL = fileURLToPath(new URL("../data/default.safetensors", import.meta.url));
const CLIP = fileURLToPath(new URL("../data/demo/awakening.mp3", import.meta.url));
const CLIP_RATE = 44_100;
const WARM_UP_MS = 18_000, MEASURED_MS = 20_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The value that a share of all do not exceed. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];
}

async function kbGz(responses: readonly Response[], kind: RegExp): Promise<number> {
  let bytes = 0;
  for (const response of responses) {
    if (kind.test(response.headers()["content-type"] ?? "")) bytes += gzipSync(await response.body()).length;
  }
  return bytes / 1024;
}

export default async function live(): Promise<Metrics> {
  const samples = await decodeAll(CLIP), model = await Deno.readFile(MODEL);
  await using moodline = await openLive(model, wavBytes(samples, { sampleRate: CLIP_RATE }));
  const { browser } = moodline, responses: Response[] = [];
  browser.context.on("response", (response) => responses.push(response));
  const page = await openLivePage(moodline);
  await page.getByRole("button", { name: "Microphone" }).click();
  await page.getByText("Listening", { exact: true }).waitFor({ timeout: 60_000 });
  console.error(`listening on ${await page.locator("[data-figure=engine]").textContent()}`);
  await pause(WARM_UP_MS);
  const before = (await paintedMaps(page)).length;
  await pause(MEASURED_MS);
  const painted = (await paintedMaps(page)).slice(before), fetched = [...responses];
  if (painted.length < 2) throw new Error("Cannot measure: the page must paint maps, current value is none");
  const behind = painted.map(({ behindMs }) => behindMs), seconds = (painted.at(-1)!.at - painted[0].at) / 1000;
  await browser.screenshot(page, "live_bench");
  return {
    updatesPerSecond: (painted.length - 1) / seconds,
    behindMs: median(behind),
    behindP95Ms: quantile(behind, 0.95),
    oldestMs: median(painted.map(({ replacedMs }) => replacedMs)),
    oldestP95Ms: quantile(painted.map(({ replacedMs }) => replacedMs), 0.95),
    busyMs: median(painted.map(({ busyMs }) => busyMs)),
    scriptKbGz: await kbGz(fetched, /javascript/),
    binaryKbGz: await kbGz(fetched, /wasm/),
  };
}
