/**
 * Whether the playhead is where the sound is: a track of clicks is played, a worklet at the output hears them, and what the
 * playhead showed at the times when they came out is compared with where they are in the track.
 * @module
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { createWav } from "../../audio/wav.ts";
import { openPages, type Pages } from "./pages.ts";

const SAMPLE_RATE = 44100;
/** Between clicks; no multiple of the blocks in which sound is fetched and played. */
const CLICK_SECONDS = 0.5;
/** Of one click after the other, one sample long: which of them was heard is known but for 4 s. */
export const LOUDNESSES = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

/** Writes a track of clicks, one at every half second but the first. */
async function writeClickTrack(path: string, seconds: number): Promise<void> {
  const wav = await createWav(path, SAMPLE_RATE), block = new Float32Array(CLICK_SECONDS * SAMPLE_RATE);
  await wav.write(block);
  for (let click = 1; click < seconds / CLICK_SECONDS; click++) {
    block[0] = LOUDNESSES[click % LOUDNESSES.length];
    await wav.write(block);
  }
  await wav.finish();
}

/** Hears clicks on their way to the output; for `openPages({ scripts })`. */
const CLICK_DETECTOR = {
  "/click-detector.js": `registerProcessor("click-detector", class extends AudioWorkletProcessor {
  process([input]) {
    const samples = input[0] ?? [];
    for (let i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) > 0.5) this.port.postMessage([(currentFrame + i) / sampleRate, samples[i]]);
    }
    return true;
  }
});`,
};

/** What the page has seen and heard, by its audio clock. */
export interface Heard {
  /** When clicks left for the output, and how loud they were. */
  clicks: [seconds: number, loudness: number][];
  /**
   * When the page asked what comes out, what the browser said (a machine with too much to do shows it later, which is not
   * counted), and where the playhead went then, as a share of the view.
   */
  frames: [seconds: number, share: number][];
}

/** Must be called before the page is opened. */
async function detectClicks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: Heard = { clicks: [], frames: [] };
    Object.assign(globalThis, { heard });
    const connect = AudioNode.prototype.connect as (this: AudioNode, target: AudioNode) => AudioNode;
    // deno-lint-ignore no-explicit-any -- stands in for an overloaded function
    (AudioNode.prototype as any).connect = function (this: AudioNode, target: AudioNode) {
      const context = this.context as AudioContext;
      if (target === context.destination) {
        context.audioWorklet.addModule("/click-detector.js").then(() => {
          const detector = new AudioWorkletNode(context, "click-detector", { numberOfOutputs: 1 });
          detector.port.onmessage = ({ data }) => heard.clicks.push(data);
          connect.call(this, detector);
          connect.call(detector, target); // only what leads to the output is run; it adds silence
        });
        const playhead = document.querySelector<HTMLElement>(".playhead")!;
        let asked = NaN;
        const { getOutputTimestamp } = AudioContext.prototype;
        AudioContext.prototype.getOutputTimestamp = function () {
          const stamp = getOutputTimestamp.call(this);
          // Nothing comes out that was not made, whatever the machine has to do.
          const now = stamp.contextTime! + (performance.now() - stamp.performanceTime!) / 1000;
          asked = Math.min(now, this.currentTime);
          return stamp;
        };
        new MutationObserver(() => {
          const share = Number(/\(([\d.e-]+)%/.exec(playhead.style.transform)?.[1]) / 100;
          if (context.state === "running") heard.frames.push([asked, share]);
        }).observe(playhead, { attributes: true });
      }
      return connect.call(this, target);
    };
  });
}

interface SyncFigures {
  clicks: number;
  /** Clicks that a break in the sound came next to: the machine had too much to do. */
  interrupted: number;
  /** How far the playhead was from the click that came out, over all clicks: the median, the most, and from start to end. */
  medianMs: number;
  worstMs: number;
  driftMs: number;
}

/** @param seconds in view, all of the track. */
async function measureSync(page: Page, seconds: number): Promise<SyncFigures> {
  const { clicks, frames } = await heardOn(page);
  const errors: number[] = [];
  let interrupted = 0;
  let at = 0;
  for (const [click, loudness] of clicks) {
    while (at + 1 < frames.length && frames[at + 1][0] <= click) at++;
    const [[t0, a], [t1, b]] = [frames[at], frames[at + 1] ?? [NaN, NaN]];
    if (!(t0 <= click && t1 > click)) continue;
    // The sound was interrupted between the two: where the playhead was meanwhile cannot be told.
    if (Math.abs(seconds * (b - a) - (t1 - t0)) > 0.02) {
      interrupted++;
      continue;
    }
    const shown = seconds * (a + (b - a) * (click - t0) / (t1 - t0));
    const which = LOUDNESSES.findIndex((one) => Math.abs(one - Math.abs(loudness)) < 0.02);
    const cycle = LOUDNESSES.length * CLICK_SECONDS;
    const click0 = which * CLICK_SECONDS, expected = click0 + cycle * Math.round((shown - click0) / cycle);
    errors.push(1000 * (shown - expected));
  }
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const tenth = Math.max(1, Math.floor(errors.length / 10));
  return {
    clicks: errors.length,
    interrupted,
    medianMs: errors.toSorted((x, y) => x - y)[errors.length >> 1],
    worstMs: errors.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
    driftMs: mean(errors.slice(-tenth)) - mean(errors.slice(0, tenth)),
  };
}

export interface ClickTrack extends AsyncDisposable {
  pages: Pages;
  page: Page;
  /** Of the track, all of which is in view: invented timelines end half a second before their last step does. */
  durationSeconds: number;
}

/** The page of a track of clicks, whose output is listened to. */
export async function openClickTrack(seconds: number): Promise<ClickTrack> {
  const path = await Deno.makeTempFile({ suffix: ".wav" });
  await writeClickTrack(path, seconds);
  const pages = await openPages({
    stepsOf: () => seconds,
    scripts: CLICK_DETECTOR,
    uploadLimits: { bytesPerFile: 1e9, files: 1 },
  });
  const { browser, origin, server } = pages;
  const [{ track }] = await server.upload({ "clicks.wav": await Deno.readFile(path) });
  await server.settled();
  const page = await browser.context.newPage();
  await detectClicks(page);
  await page.goto(`${origin}/tracks/${track.id}`);
  await page.locator(".lanes").waitFor();
  await page.getByText("Connected").waitFor();
  return { pages, page, durationSeconds: seconds - 0.5, [Symbol.asyncDispose]: () => pages[Symbol.asyncDispose]() };
}

export function heardOn(page: Page): Promise<Heard> {
  return page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);
}

/** Plays a track of clicks to its end, says what was measured, and fails beyond 10 ms. */
export async function checkSync(seconds: number): Promise<void> {
  await using track = await openClickTrack(seconds);
  const { page, pages: { browser }, durationSeconds } = track;
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor({ timeout: 1500 * seconds + 30_000 });
  const { clicks, interrupted, medianMs, worstMs, driftMs } = await measureSync(page, durationSeconds);
  const figures = [medianMs, worstMs, driftMs].map((ms) => ms.toFixed(2));
  console.log(`${clicks} clicks (${interrupted} interrupted): median, worst and drift ${figures.join(", ")} ms`);
  await browser.screenshot(page, "track-clicks");
  assert.ok(clicks + interrupted > 1.8 * seconds && clicks > seconds, `${clicks} clicks were heard`);
  assert.ok(worstMs < 10, `it is off by ${worstMs} ms`);
  assert.ok(Math.abs(driftMs) < 10, `it drifts by ${driftMs} ms`);
}
