/**
 * Looking around in a long track: what is painted while the view moves, and how long the frames take.
 * @module
 */
import type { Page } from "playwright-core";

export interface FrameFigures {
  frames: number;
  /** Time between frames. */
  medianMs: number;
  p99Ms: number;
  /** Time that painting everything for another view takes. */
  workMs: number;
}

/** Zooms in by the wheel, scrolls a while, zooms out, by one step a frame. */
export function lookAround(page: Page, frames = 240): Promise<FrameFigures> {
  return page.evaluate(async (frames) => {
    const field = document.querySelector(".lane-field")!, { left, width, top } = field.getBoundingClientRect();
    const wheel = (init: WheelEventInit) =>
      field.dispatchEvent(
        new WheelEvent("wheel", {
          clientX: left + width / 2,
          clientY: top + 60,
          cancelable: true,
          bubbles: true,
          ...init,
        }),
      );
    const times: number[] = [], work: number[] = [];
    for (let i = 0; i < frames; i++) {
      times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
      const before = performance.now();
      if (i < frames / 4) wheel({ ctrlKey: true, deltaY: -24 });
      else if (i < 3 * frames / 4) wheel({ deltaX: 30 });
      else wheel({ ctrlKey: true, deltaY: 24 });
      work.push(performance.now() - before);
    }
    const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
    const gaps = sorted(times.slice(1).map((time, i) => time - times[i]));
    return {
      frames,
      medianMs: gaps[gaps.length >> 1],
      p99Ms: gaps[Math.floor(0.99 * gaps.length)],
      workMs: sorted(work)[work.length >> 1],
    };
  }, frames);
}

/** Shares of a canvas's pixels that are not transparent, in as many strips from left to right as asked for. */
export function paintedShares(page: Page, selector: string, strips: number): Promise<number[]> {
  return page.locator(selector).evaluate((element, strips) => {
    const canvas = element as HTMLCanvasElement, { width, height } = canvas;
    const pixels = canvas.getContext("2d")!.getImageData(0, 0, width, height).data;
    const counts = new Array(strips).fill(0);
    for (let i = 0; i < width * height; i++) {
      if (pixels[4 * i + 3] > 0) counts[Math.floor((i % width) * strips / width)] += strips / (width * height);
    }
    return counts;
  }, strips);
}
