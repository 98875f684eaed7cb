/**
 * The pictures of every screen in `docs/`, of the real server with its demo clips: `deno task screenshots`. Corrections
 * are made before: two people, and a marker.
 * @module
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { TracksView, TrackView } from "../protocol/api.ts";
import { dataFile, openMoodline, type RealMoodline } from "../tests/browser/real_moodline.ts";
import { root } from "./source_files.ts";

const CLIPS = ["awakening.mp3", "hunting.mp3", "desert.opus", "advanced-simulacra.ogg"];
const ANALYSIS_MS = 300_000;
const VIEWPORT = { width: 1440, height: 900 };

type Corrections = { kind: string; timeSeconds: number; durationSeconds: number; annotator: string }[];

const CORRECTIONS: Corrections & Record<string, unknown>[] = [
  { kind: "move", timeSeconds: 6, durationSeconds: 5, value: { valence: 0.45, arousal: 0.3 }, annotator: "Ann" },
  { kind: "move", timeSeconds: 18, durationSeconds: 6, value: { valence: -0.4, arousal: 0.5 }, annotator: "Bea" },
  { kind: "note", timeSeconds: 12, durationSeconds: 1, comment: "The strings enter", annotator: "Bea" },
];

async function post(url: string, body: unknown): Promise<void> {
  const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`Cannot prepare the pictures: ${response.status} ${await response.text()}`);
}

async function addClips({ origin }: RealMoodline): Promise<TrackView[]> {
  const form = new FormData();
  for (const name of CLIPS) form.append("files", new File([await Deno.readFile(dataFile(`demo/${name}`))], name));
  await (await fetch(`${origin}/api/tracks`, { method: "POST", body: form })).json();
  for (const start = performance.now(); performance.now() - start < ANALYSIS_MS;) {
    const { tracks } = await (await fetch(`${origin}/api/tracks`)).json() as TracksView;
    if (tracks.length === CLIPS.length && tracks.every(({ timelines }) => timelines.length > 0)) return tracks;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Cannot take pictures: the clips must be analysed within ${ANALYSIS_MS / 1000} s`);
}

/** The clip whose music is the least like what the model learned from. */
async function leastFamiliar({ origin }: RealMoodline, tracks: readonly TrackView[]): Promise<TrackView> {
  const unfamiliarity = await Promise.all(tracks.map(async ({ id }) => {
    const timeline = await (await fetch(`${origin}/api/tracks/${id}/timeline`)).json() as HeatmapTimeline;
    return timeline.unfamiliarity ?? 0;
  }));
  return tracks[unfamiliarity.indexOf(Math.max(...unfamiliarity))];
}

/** Opens an address and waits until it is alive and painted. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByText("Connected").waitFor();
  if (address.includes("/tracks/")) await page.locator(".lanes").waitFor();
  await page.waitForTimeout(1000);
}

async function setTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((theme) => {
    localStorage.setItem("moodline.settings.1", JSON.stringify({ "moodline.appearance.theme": theme }));
  }, theme);
}

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press("F1");
  const palette = page.getByRole("dialog", { name: "Commands and tracks" });
  await palette.getByRole("combobox").fill(command);
  await palette.getByRole("option", { name: command }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(1500);
}

/** Each picture by its name: where it is taken, and what is done before. */
function shots(track: TrackView, unfamiliar: TrackView) {
  const workbench = async (page: Page) => {
    await page.locator(".lane-strip").first().click({ position: { x: 500, y: 60 } });
    await page.waitForTimeout(500);
  };
  return [
    ["workbench", `/tracks/${track.id}`, workbench],
    ["unfamiliar", `/tracks/${unfamiliar.id}`],
    ["tracks", "/"],
    ["models", "/models"],
    ["jobs", "/jobs"],
    ["comparing", `/tracks/${track.id}?compare=predicted`, async (page: Page) => {
      await run(page, "Compare Side by Side or as Difference");
      await run(page, "Go to Largest Disagreement");
    }],
    ["audit", `/tracks/${track.id}`, (page: Page) => run(page, "Show Audit")],
    ["expectation", `/tracks/${track.id}`, (page: Page) => run(page, "Show Where It Goes Next")],
    ["settings", "/settings"],
    ["keybindings", "/keybindings"],
    ["palette", `/tracks/${track.id}`, async (page: Page) => {
      await page.keyboard.press("F1");
      await page.waitForTimeout(500);
    }],
  ] as const satisfies readonly (readonly [name: string, path: string, before?: (page: Page) => Promise<unknown>])[];
}

async function takeAll(folder: string): Promise<void> {
  await using moodline = await openMoodline({ viewport: VIEWPORT });
  const { browser, origin } = moodline, tracks = await addClips(moodline);
  const track = tracks.find(({ name }) => name === CLIPS[0])!, unfamiliar = await leastFamiliar(moodline, tracks);
  for (const correction of CORRECTIONS) await post(`${origin}/api/tracks/${track.id}/corrections`, correction);
  const page = await browser.open(origin);
  for (const theme of ["light", "dark"] as const) {
    for (const [name, path, before] of shots(track, unfamiliar)) {
      await page.evaluate(() => sessionStorage.clear());
      await page.evaluate(() => localStorage.removeItem("moodline.layout.1"));
      await setTheme(page, theme);
      await show(page, origin + path);
      await before?.(page);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
  }
  if (browser.errors.length > 0) {
    throw new Error(`Cannot keep the pictures: pages complained\n${browser.errors.join("\n")}`);
  }
}

if (import.meta.main) {
  const folder = Deno.args[0] ?? join(root, "docs/screens");
  await Deno.mkdir(folder, { recursive: true });
  await takeAll(folder);
}
