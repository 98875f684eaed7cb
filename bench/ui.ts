/**
 * `deno task bench ui [--minutes N]`: is the track's page pleasant? In headless Chromium, with tracks of 2 hours and of 10 minutes, as
 * the real server analysed them. Unsuffixed keys: 2 hours.
 *
 * `firstPaintMs`: from the click on the address to strips with colours, empty cache, medians of 5. `scriptKbGz`: all
 * JavaScript fetched until the map first follows playback, of a page that is opened and played, in 1000 bytes. `…Fps`
 * and `…P99FrameMs`: frames the browser made while the ruler was scrubbed, the lanes zoomed and scrolled by the wheel,
 * and while it played. `p99FrameMs` is the worst of the three. `mapPaintMs`: from an empty 11×11 picture to its being
 * drawn. `heapGrowthMb`: what playback leaves behind, after collecting, from its 5th second to its last; it plays for 15
 * seconds, or for so many minutes.
 * @module
 */
import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";
import { wavBytes } from "../audio/testing.ts";
import type { TracksView, TrackView } from "../protocol/api.ts";
import { openMoodline, type RealMoodline } from "../tests/browser/real_moodline.ts";
import { collectFrames, heapMb, watchPaints } from "./ui/page_probes.ts";
import { median, type Metrics } from "./measure.ts";

const LENGTHS = { "": 7200, TenMinutes: 600 };
const LOADS = 5, GESTURE_MS = 4000, PLAYED_SECONDS = 15, SAMPLE_RATE = 8000;
const ANALYSIS_MS = 240_000, SETTLE_MS = 2000;

export const takes = ["minutes"];

/** Chords that change every two seconds, louder and softer: something to see in every lane. */
function music(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  for (let i = 0; i < samples.length; i++) {
    const t = i / SAMPLE_RATE, root = 110 * 2 ** ((Math.floor(t / 2) * 7 % 12) / 12);
    const chord = Math.sin(2 * Math.PI * root * t) + Math.sin(2 * Math.PI * root * 1.26 * t);
    samples[i] = 0.2 * chord * (0.6 + 0.4 * Math.sin(t / 30)) * Math.exp(-2 * (t % 0.5));
  }
  return wavBytes(samples, { sampleRate: SAMPLE_RATE });
}

async function addTracks({ origin }: RealMoodline): Promise<TrackView[]> {
  for (const seconds of Object.values(LENGTHS)) {
    const form = new FormData();
    form.append("files", new File([music(seconds)], `${seconds}.wav`));
    await (await fetch(`${origin}/api/tracks`, { method: "POST", body: form })).json();
  }
  for (const start = performance.now(); performance.now() - start < ANALYSIS_MS;) {
    const { tracks } = await (await fetch(`${origin}/api/tracks`)).json() as TracksView;
    if (tracks.every(({ timelines }) => timelines.length > 0)) return tracks;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Cannot measure: the tracks must be analysed within ${ANALYSIS_MS / 1000} s`);
}

async function firstPaintMs({ browser }: RealMoodline, url: string): Promise<number> {
  const times = [];
  for (let load = 0; load < LOADS; load++) {
    const page = await browser.context.newPage(), cdp = await browser.context.newCDPSession(page);
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    await watchPaints(page);
    await page.goto(url);
    await page.waitForFunction(() => globalThis.probes.firstStripMs !== null);
    times.push(await page.evaluate(() => globalThis.probes.firstStripMs!));
    await page.close();
  }
  return median(times);
}

/** Scrub there and back along the ruler. */
async function scrub(page: Page): Promise<void> {
  const box = (await page.locator(".ruler").boundingBox())!, y = box.y + box.height / 2;
  await page.mouse.move(box.x + 10, y);
  await page.mouse.down();
  for (const start = performance.now(); performance.now() - start < GESTURE_MS;) {
    const share = 0.5 - 0.5 * Math.cos((performance.now() - start) / 400);
    await page.mouse.move(box.x + 10 + share * (box.width - 20), y);
  }
  await page.mouse.up();
}

/** Zoom in, scroll along, zoom out, again and again. */
async function zoomAndScroll(page: Page): Promise<void> {
  const box = (await page.locator(".lane-field").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const turn = async (dx: number, dy: number, { times, zooms }: { times: number; zooms: boolean }) => {
    if (zooms) await page.keyboard.down("Control");
    for (let i = 0; i < times; i++) await page.mouse.wheel(dx, dy);
    if (zooms) await page.keyboard.up("Control");
  };
  for (const start = performance.now(); performance.now() - start < GESTURE_MS;) {
    await turn(0, -60, { times: 20, zooms: true });
    await turn(40, 0, { times: 20, zooms: false });
    await turn(0, 60, { times: 20, zooms: true });
  }
}

/** Press Space, and wait until the map follows. */
async function play(page: Page): Promise<void> {
  const before = await page.evaluate(() => globalThis.probes.mapPaintsMs.length);
  await page.keyboard.press("Space");
  await page.waitForFunction((count) => globalThis.probes.mapPaintsMs.length > count, before, { timeout: 60_000 });
}

async function scriptKbGz({ browser }: RealMoodline, url: string): Promise<number> {
  const page = await browser.context.newPage(), scripts: Response[] = [];
  page.on(
    "response",
    (response) => /javascript/.test(response.headers()["content-type"] ?? "") && scripts.push(response),
  );
  await watchPaints(page);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.probes.firstStripMs !== null);
  await page.waitForTimeout(SETTLE_MS);
  await play(page);
  let bytes = 0;
  for (const response of scripts) bytes += gzipSync(await response.body()).length;
  await page.close();
  return bytes / 1000;
}

/** @param playedSeconds how long it plays after its first 5 seconds. */
async function measureTrack(moodline: RealMoodline, url: string, playedSeconds: number): Promise<Metrics> {
  const { browser } = moodline, firstPaint = await firstPaintMs(moodline, url);
  const kilobytes = await scriptKbGz(moodline, url), page = await browser.context.newPage();
  await watchPaints(page);
  await page.goto(url);
  await page.locator(".lane-strip canvas").first().waitFor();
  await page.waitForFunction(() => globalThis.probes.firstStripMs !== null);
  await page.waitForTimeout(SETTLE_MS);
  const scrubbed = await collectFrames(page, () => scrub(page));
  const zoomed = await collectFrames(page, () => zoomAndScroll(page));
  await page.locator(".ruler").focus();
  await page.keyboard.press("Home");
  await play(page);
  await page.waitForTimeout(5000);
  const heapBefore = await heapMb(page);
  const played = await collectFrames(page, () => page.waitForTimeout(1000 * playedSeconds));
  const heapAfter = await heapMb(page), paints = await page.evaluate(() => globalThis.probes.mapPaintsMs);
  await browser.screenshot(page, `bench-ui-${url.slice(-4)}`);
  await page.close();
  return {
    firstPaintMs: firstPaint,
    scriptKbGz: kilobytes,
    scrubFps: scrubbed.fps,
    zoomFps: zoomed.fps,
    playFps: played.fps,
    p99FrameMs: Math.max(scrubbed.p99Ms, zoomed.p99Ms, played.p99Ms),
    scrubP99FrameMs: scrubbed.p99Ms,
    zoomP99FrameMs: zoomed.p99Ms,
    playP99FrameMs: played.p99Ms,
    mapPaintMs: median(paints),
    heapGrowthMb: heapAfter - heapBefore,
  };
}

export default async function ui({ minutes = PLAYED_SECONDS / 60 }: { minutes?: number } = {}): Promise<Metrics> {
  await using moodline = await openMoodline({
    bytesPerFile: 200_000_000,
    args: ["--autoplay-policy=no-user-gesture-required"],
  });
  console.error("analysing 2 hours and 10 minutes of sound");
  const tracks = await addTracks(moodline), metrics: Metrics = {};
  for (const [suffix, seconds] of Object.entries(LENGTHS)) {
    const { id } = tracks.find(({ name }) => name === `${seconds}.wav`)!;
    console.error(`measuring a page of ${seconds} s`);
    const playedSeconds = Math.min(60 * minutes, seconds - 10);
    const measured = await measureTrack(moodline, `${moodline.origin}/tracks/${id}`, playedSeconds);
    for (const [key, value] of Object.entries(measured)) metrics[`${key}${suffix}`] = value;
  }
  if (moodline.browser.errors.length > 0) throw new Error(moodline.browser.errors.join("\n"));
  return metrics;
}
