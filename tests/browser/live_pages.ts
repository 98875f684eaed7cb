/**
 * The page that listens in a browser whose microphone plays a file, with probes in it.
 * @module
 */
import type { Page } from "playwright-core";
import type { LiveMap } from "../../components/live_messages.ts";
import type { ModelView } from "../../protocol/api.ts";
import { openPages, type Pages } from "./pages.ts";

/** A map as it is put onto the canvas. */
export interface PaintedMap {
  /** Time of the page, in ms. */
  at: number;
  /** The audio clock at that moment, less the time of the newest sound in the map. */
  behindMs: number;
  /** The same for the map that was on the screen until then: the oldest that is ever seen of it. */
  replacedMs: number;
  busyMs: number;
}

interface Probes {
  said: { type: string }[];
  painted: PaintedMap[];
}

/** The same sound in the same file, so that the same Chromium hears it. */
const microphoneFiles = new Map<Uint8Array, string>();

/** Pages with a model active; the microphone plays a WAV file over and over, or is refused. */
export async function openLive(model: Uint8Array<ArrayBuffer>, microphone: Uint8Array | "refused"): Promise<Pages> {
  const args = ["--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream"];
  if (microphone === "refused") args.push("--deny-permission-prompts");
  else {
    const file = microphoneFiles.get(microphone) ?? await Deno.makeTempFile({ suffix: ".wav" });
    if (!microphoneFiles.has(microphone)) await Deno.writeFile(file, microphone);
    microphoneFiles.set(microphone, file);
    args.push("--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${file}`);
  }
  const pages = await openPages({ bare: true, args }), form = new FormData();
  form.append("file", new File([model], "model.safetensors"));
  const { id } = await pages.server.json<ModelView>("/api/models", { method: "POST", body: form, status: 201 });
  await pages.server.json(`/api/models/${id}/promote`, { method: "POST" });
  return pages;
}

/** Opens the page. What its worker says and what it paints is kept in the page. */
export async function openLivePage({ browser, origin }: Pages, search = ""): Promise<Page> {
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const probes: Probes = { said: [], painted: [] };
    let context: AudioContext | undefined, shown: LiveMap | undefined;
    const RealWorker = Worker, RealContext = AudioContext, { putImageData } = CanvasRenderingContext2D.prototype;
    const behindMs = (map: LiveMap) => 1000 * (context!.currentTime - map.heardSeconds);
    Object.assign(globalThis, {
      probes,
      Worker: class extends RealWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          this.addEventListener("message", ({ data }) => probes.said.push(data));
        }
      },
      AudioContext: class extends RealContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          context = this;
        }
      },
    });
    // A map is a picture of 11 × 11; nothing else on the page is.
    CanvasRenderingContext2D.prototype.putImageData = function (image: ImageData, ...rest: [number, number]) {
      Reflect.apply(putImageData, this, [image, ...rest]);
      const newest = probes.said.findLast(({ type }) => type === "map") as LiveMap | undefined;
      if (image.width !== 11 || image.height !== 11 || !newest || newest === shown) return;
      const replacedMs = shown ? behindMs(shown) : 0;
      probes.painted.push({ at: performance.now(), behindMs: behindMs(newest), replacedMs, busyMs: newest.busyMs });
      shown = newest;
    };
  });
  await page.goto(`${origin}/live${search}`);
  return page;
}

/** Waits until the worker has made so many maps, and gives all of them. */
export async function mapsOf(page: Page, count: number): Promise<LiveMap[]> {
  await page.waitForFunction(
    (count) =>
      (globalThis as never as { probes: Probes }).probes.said.filter(({ type }) => type === "map").length >= count,
    count,
    { timeout: 60_000 },
  );
  return await page.evaluate(() =>
    (globalThis as never as { probes: Probes }).probes.said.filter(({ type }) => type === "map")
  ) as LiveMap[];
}

/** What has been painted so far. */
export function paintedMaps(page: Page): Promise<PaintedMap[]> {
  return page.evaluate(() => (globalThis as never as { probes: Probes }).probes.painted);
}
