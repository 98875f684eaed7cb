import assert from "node:assert/strict";
import { CELL_COUNT, GRID_SIZE } from "../core/emotion/grid.ts";
import { heatmapMean } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { COLOURS, DIFFERENCE_COLOURS } from "./colour_map.ts";
import { paintStripInto, stripDifference, stripOf } from "./strip_painting.ts";

/** A timeline that is sure of one cell at each step. */
function sureTimeline(cells: number[], durationSeconds = cells.length): HeatmapTimeline {
  const steps = cells.map((path, t) => {
    const heatmap = Array.from({ length: CELL_COUNT }, (_, c) => c === path ? 1 : 0);
    return { startSeconds: t, heatmap, mean: heatmapMean(heatmap), entropyNats: 0, epistemicNats: null, path };
  });
  const source = { name: "tones.wav", sha256: "", durationSeconds, sampleRate: 8000 };
  return { source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps };
}

/** Row from the top in which each column of a painted strip has the last colour, -1 if in none. */
function brightRows(pixels: Uint32Array, width: number): number[] {
  return Array.from({ length: width }, (_, x) => {
    for (let y = 0; y < GRID_SIZE; y++) if (pixels[y * width + x] === COLOURS[255]) return y;
    return -1;
  });
}

const corner = 10 * GRID_SIZE + 2; // energetic and rather negative

Deno.test("each strip shows its own axis, high values on top", () => {
  const timeline = sureTimeline([corner, corner]);
  const pixels = new Uint32Array(4 * GRID_SIZE);
  const view = { startSeconds: 0, endSeconds: 2 };
  paintStripInto(pixels, stripOf(timeline, "arousal"), { view, width: 4 });
  assert.deepEqual(brightRows(pixels, 4), [0, 0, 0, 0]);
  paintStripInto(pixels, stripOf(timeline, "valence"), { view, width: 4 });
  assert.deepEqual(brightRows(pixels, 4), [8, 8, 8, 8]);
});

Deno.test("zoomed in, a step covers its pixels; zoomed out, a pixel is the average of its steps", () => {
  const strip = stripOf(sureTimeline([0, corner, 0, corner]), "arousal");
  const near = new Uint32Array(4 * GRID_SIZE);
  paintStripInto(near, strip, { view: { startSeconds: 0, endSeconds: 2 }, width: 4 });
  assert.deepEqual(brightRows(near, 4), [10, 10, 0, 0]);
  const far = new Uint32Array(1 * GRID_SIZE);
  paintStripInto(far, strip, { view: { startSeconds: 0, endSeconds: 4 }, width: 1 });
  assert.equal(far[0], COLOURS[128]);
  assert.equal(far[10], COLOURS[128]);
});

Deno.test("beyond the end of the piece nothing is painted, though the last step would reach further", () => {
  const strip = stripOf(sureTimeline([corner, corner], 1.5), "arousal");
  const pixels = new Uint32Array(4 * GRID_SIZE).fill(1);
  paintStripInto(pixels, strip, { view: { startSeconds: 0, endSeconds: 2 }, width: 4 });
  assert.deepEqual(brightRows(pixels, 4), [0, 0, 0, -1]);
  assert.equal(pixels[3], 0);
});

Deno.test("movement: a row is orange where it is likelier than on average, blue where less, else near white", () => {
  const strip = stripOf(sureTimeline([0, corner]), "arousal"), difference = stripDifference(strip);
  assert.deepEqual([difference.from[0], difference.from[5], difference.from[10], difference.maximum], [
    0.5,
    0,
    0.5,
    0.5,
  ]);
  const pixels = new Uint32Array(2 * GRID_SIZE);
  paintStripInto(pixels, strip, { view: { startSeconds: 0, endSeconds: 2 }, width: 2, difference });
  const [less, same, more] = [0, 127, 254].map((i) => DIFFERENCE_COLOURS[i]);
  assert.deepEqual([...pixels.slice(0, 2)], [less, more]); // energetic: the first step is not, the second is
  assert.deepEqual([...pixels.slice(10, 12)], [same, same]);
  assert.deepEqual([...pixels.slice(20)], [more, less]);
});

Deno.test("a timeline without steps is transparent", () => {
  const pixels = new Uint32Array(2 * GRID_SIZE).fill(1);
  paintStripInto(pixels, stripOf(sureTimeline([], 1), "valence"), {
    view: { startSeconds: 0, endSeconds: 2 },
    width: 2,
  });
  assert.ok(pixels.every((pixel) => pixel === 0));
});

Deno.test("two hours are painted as fast as a clip", () => {
  const strip = stripOf(sureTimeline(Array.from({ length: 7200 }, (_, t) => t % CELL_COUNT)), "arousal");
  const width = 1600, pixels = new Uint32Array(width * GRID_SIZE);
  const paint = () => paintStripInto(pixels, strip, { view: { startSeconds: 0, endSeconds: 7200 }, width });
  for (let i = 0; i < 20; i++) paint();
  const start = performance.now();
  for (let i = 0; i < 20; i++) paint();
  const each = (performance.now() - start) / 20;
  assert.ok(each < 16, `${each} ms a strip`); // measured 0.5 ms; a frame of 60 Hz lasts 16
});
