/**
 * The pictures of every screen in `docs/screens/`, of the real server with its demo clips, which two people have
 * corrected: `deno task screenshots`, or only some: `deno task screenshots phone tour`.
 * @module
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { JobView, ModelsView, TracksView, TrackView } from "../protocol/api.ts";
import { dataFile, openMoodline, type RealMoodline } from "../tests/browser/real_moodline.ts";
import { type Shot, SHOTS, type Stage, type Subjects } from "./screens/shots.ts";
import { readPng, smallPng } from "./screens/small_png.ts";
import { root } from "./source_files.ts";

const FOLDER = join(root, "docs/screens");
const CLIPS = ["awakening.mp3", "hunting.mp3", "desert.opus", "advanced-simulacra.ogg"];
const JOBS_MS = 300_000;
const VIEWPORT = { width: 1280, height: 800 };
/** What a page may still paint when everything that is waited for is there. */
const REST_MS = 1500;

const CORRECTIONS: readonly Record<string, unknown>[] = [
  { kind: "move", timeSeconds: 6, durationSeconds: 5, value: { valence: 0.45, arousal: 0.3 }, annotator: "Ann" },
  { kind: "move", timeSeconds: 18, durationSeconds: 6, value: { valence: -0.4, arousal: 0.5 }, annotator: "Bea" },
  { kind: "note", timeSeconds: 21, durationSeconds: 1, comment: "The strings enter", annotator: "Bea" },
];

async function request<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`Cannot prepare the pictures: ${response.status} ${await response.text()}`);
  return await response.json();
}

function post<T>(url: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return request(url, { method: "POST", body: JSON.stringify(body), headers });
}

async function upload({ origin }: RealMoodline, name: string, content: BlobPart): Promise<void> {
  const form = new FormData();
  form.append("files", new File([content], name));
  await request(`${origin}/api/tracks`, { method: "POST", body: form });
  await settled(origin);
}

/** Waits until no job is left to be done. */
async function settled(origin: string): Promise<void> {
  for (const start = performance.now(); performance.now() - start < JOBS_MS;) {
    const { jobs } = await request<{ jobs: JobView[] }>(`${origin}/api/jobs`);
    if (jobs.every(({ state }) => state !== "queued" && state !== "running")) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Cannot take pictures: jobs must end within ${JOBS_MS / 1000} s`);
}

/** Brings the server to a stage, from the one before. */
const STAGES: Record<Stage, (moodline: RealMoodline) => Promise<void>> = {
  empty: () => Promise.resolve(),
  async filled(moodline) {
    const { origin } = moodline;
    // One after the other: lists show the newest first.
    for (const name of CLIPS) await upload(moodline, name, await Deno.readFile(dataFile(`demo/${name}`)));
    const { id } = trackNamed(await tracksOf(origin), CLIPS[0]);
    for (const correction of CORRECTIONS) await post(`${origin}/api/tracks/${id}/corrections`, correction);
    await post(`${origin}/api/models/retrain`, {});
    await settled(origin);
  },
  failed: (moodline) => upload(moodline, "liner-notes.mp3", "no sound at all"),
};

const tracksOf = async (origin: string) => (await request<TracksView>(`${origin}/api/tracks`)).tracks;
const trackNamed = (tracks: readonly TrackView[], name: string) => tracks.find((track) => track.name === name)!;

async function subjectsOf({ origin }: RealMoodline): Promise<Subjects> {
  const tracks = await tracksOf(origin);
  if (tracks.length === 0) return { track: "", other: "", unfamiliar: "", model: "" };
  const { models } = await request<ModelsView>(`${origin}/api/models`);
  const unfamiliarity = await Promise.all(tracks.map(async ({ id }) => {
    const timeline = await request<HeatmapTimeline>(`${origin}/api/tracks/${id}/timeline`).catch(() => null);
    return timeline?.unfamiliarity ?? 0;
  }));
  return {
    track: trackNamed(tracks, CLIPS[0]).id,
    other: trackNamed(tracks, CLIPS[1]).id,
    unfamiliar: tracks[unfamiliarity.indexOf(Math.max(...unfamiliarity))].id,
    model: models.find(({ active }) => active)!.id,
  };
}

async function take(page: Page, shot: Shot, { origin, of }: { origin: string; of: Subjects }): Promise<Uint8Array> {
  const { path, theme = "light", viewport = VIEWPORT, settings, act } = shot;
  const address = typeof path === "string" ? path : path(of);
  await page.setViewportSize(viewport);
  await page.goto(`${origin}/jobs`); // any page, to set what the browser keeps
  await page.evaluate((kept) => {
    localStorage.clear();
    sessionStorage.clear();
    localStorage.setItem("moodline.settings.1", kept);
    document.cookie = "moodline-side=open; path=/";
  }, JSON.stringify({ "moodline.appearance.theme": theme, ...settings }));
  await page.goto(origin + address);
  const connected = page.locator(".connected");
  if (await page.locator(".status-bar").count() > 0) await connected.waitFor({ state: "attached" });
  if (address.startsWith("/tracks/")) await page.locator(".lanes").waitFor();
  await page.waitForTimeout(REST_MS);
  await act?.(page, of);
  await page.waitForTimeout(REST_MS);
  return smallPng(readPng(await page.screenshot()));
}

async function takeAll(names: readonly string[]): Promise<void> {
  const args = ["--autoplay-policy=no-user-gesture-required"];
  await using moodline = await openMoodline({ viewport: VIEWPORT, args });
  const { browser, origin } = moodline, page = await browser.open(origin);
  browser.expectErrors(/404/); // of the page of an address that leads nowhere
  for (const [stage, begin] of Object.entries(STAGES)) {
    const wanted = names.filter((name) => (SHOTS[name].stage ?? "filled") === stage);
    await begin(moodline);
    const of = await subjectsOf(moodline);
    for (const name of wanted) {
      const png = await take(page, SHOTS[name], { origin, of });
      await Deno.writeFile(join(FOLDER, `${name}.png`), png);
      console.log(`${name}.png ${Math.round(png.length / 1000)} kB`);
    }
  }
}

if (import.meta.main) {
  const unknown = Deno.args.filter((name) => !(name in SHOTS));
  if (unknown.length > 0) throw new TypeError(`Cannot take ${unknown.join(", ")}: there are ${Object.keys(SHOTS)}`);
  await Deno.mkdir(FOLDER, { recursive: true });
  await takeAll(Deno.args.length > 0 ? Deno.args : Object.keys(SHOTS));
}
