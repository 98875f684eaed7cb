/**
 * What a page tells of its own painting: when the strips first showed colours, how long maps take, how even frames are.
 * @module
 */
import type { Page } from "playwright-core";

interface Probes {
  /** Since navigation began; null before. */
  firstStripMs: number | null;
  mapPaintsMs: number[];
  frames: number[];
}

declare global {
  var probes: Probes;
}

export interface Frames {
  fps: number;
  p99Ms: number;
}

/** Before the page is loaded: keep when it paints. */
export async function watchPaints(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probes: Probes = { firstStripMs: null, mapPaintsMs: [], frames: [] };
    globalThis.probes = probes;
    const { drawImage } = CanvasRenderingContext2D.prototype, RealImage = ImageData;
    let mapBegan = 0;
    // A map is a picture of 11 × 11, and nothing else is; strips are drawn into canvases of their lanes.
    globalThis.ImageData = new Proxy(RealImage, {
      construct(target, args) {
        const began = performance.now(), image = Reflect.construct(target, args) as ImageData;
        if (image.width === 11 && image.height === 11) mapBegan = began;
        return image;
      },
    });
    CanvasRenderingContext2D.prototype.drawImage = function (...args: unknown[]) {
      Reflect.apply(drawImage, this, args);
      const picture = args[0] as HTMLCanvasElement;
      if (picture.width === 11 && picture.height === 11 && mapBegan > 0) {
        probes.mapPaintsMs.push(performance.now() - mapBegan);
        mapBegan = 0;
      }
      if (probes.firstStripMs === null && this.canvas.closest(".lane-strip")) {
        requestAnimationFrame(() => probes.firstStripMs ??= performance.now());
      }
    };
    const onFrame = (at: number) => {
      probes.frames.push(at);
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
}

/** How even frames were while something was done. */
export async function collectFrames(page: Page, work: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(() => globalThis.probes.frames = []);
  await work();
  const frames = await page.evaluate(() => globalThis.probes.frames);
  if (frames.length < 20) {
    throw new Error(`Cannot measure: the page must make frames, current value is ${frames.length}`);
  }
  const gaps = frames.slice(1).map((at, i) => at - frames[i]).sort((a, b) => a - b);
  return {
    fps: 1000 * gaps.length / (frames.at(-1)! - frames[0]),
    p99Ms: gaps[Math.ceil(0.99 * gaps.length) - 1],
  };
}

/** Memory in use by the page's scripts after collecting what is not. */
export async function heapMb(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  await cdp.detach();
  return usedSize / 2 ** 20;
}
