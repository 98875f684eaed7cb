/**
 * Maps, timelines and corrections for tests of the review.
 * @module
 */
import fc from "fast-check";
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { entropyNats, type Heatmap, heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { HeatmapTimeline } from "../emotion/timeline.ts";
import type { Correction, EditContent, MoveCorrection, TracePoint } from "./correction.ts";

export const seed = 20260101;

/** Rough maps: many modes, probabilities over twelve nats. */
export const maps = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), {
  minLength: CELL_COUNT,
  maxLength: CELL_COUNT,
}).map((logs) => normalizeHeatmap(logs.map(Math.exp)));

export const places = fc.record({
  valence: fc.double({ min: -1, max: 1, noNaN: true }),
  arousal: fc.double({ min: -1, max: 1, noNaN: true }),
});

/** A round hill; with several, their mean. */
export function hills(hills: { at: Point; deviation: number; weight?: number }[]): Float64Array {
  const densities = hills.map(({ at, deviation, weight = 1 }) => {
    const map = normalizeHeatmap(Float64Array.from({ length: CELL_COUNT }, (_, cell) => {
      const { valence, arousal } = cellToPoint(cell);
      return Math.exp(-((valence - at.valence) ** 2 + (arousal - at.arousal) ** 2) / (2 * deviation ** 2));
    }));
    return map.map((p) => weight * p);
  });
  return normalizeHeatmap(densities.reduce((sum, map) => sum.map((p, cell) => p + map[cell])));
}

/** A timeline of given maps, a second each. */
export function timelineOf(heatmaps: Heatmap[]): HeatmapTimeline {
  const steps = heatmaps.map((map, startSeconds) => {
    const heatmap = Array.from(map);
    return {
      startSeconds,
      heatmap,
      mean: heatmapMean(heatmap),
      entropyNats: entropyNats(heatmap),
      epistemicNats: null,
      path: 60,
    };
  });
  const source = { name: "a.wav", sha256: "", durationSeconds: heatmaps.length, sampleRate: 8000 };
  return { source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps };
}

export function flatTimeline(stepCount: number): HeatmapTimeline {
  const flat = new Array<number>(CELL_COUNT).fill(1 / CELL_COUNT);
  return timelineOf(Array.from({ length: stepCount }, () => flat));
}

/** What of a correction a test is not about. */
export function said<C extends Pick<Correction, "kind">>(
  id: string,
  [timeSeconds, durationSeconds]: [number, number],
  content: C,
) {
  return { id, timeSeconds, durationSeconds, confidence: 1, annotator: "a", tool: "test", ...content };
}

export const move = (id: string, timeSeconds: number, durationSeconds: number, valence: number): MoveCorrection =>
  said(id, [timeSeconds, durationSeconds], { kind: "move" as const, value: { valence, arousal: 0 } });

const nats = fc.tuple(fc.integer({ min: 0, max: CELL_COUNT - 1 }), fc.double({ min: -50, max: 50, noNaN: true }));
const strokes = fc.uniqueArray(nats, { selector: ([cell]) => cell, minLength: 1, maxLength: 30 });
const reshapes = fc.record({
  at: places,
  to: places,
  how: fc.constantFrom("move" as const, "spread" as const, "sharpen" as const, "split" as const),
  amount: fc.double({ min: 0, max: 1, noNaN: true }),
});
const traces = fc.array(fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), places), { minLength: 1, maxLength: 20 })
  .map((points) =>
    points.toSorted(([a], [b]) => a - b).map(([time, place]): TracePoint => [time, place.valence, place.arousal])
  );

/** What any correction of maps may hold. */
export const contents: fc.Arbitrary<EditContent> = fc.oneof(
  places.map((value) => ({ kind: "move" as const, value })),
  strokes.map((value) => ({ kind: "paint" as const, value })),
  reshapes.map((value) => ({ kind: "reshape" as const, value })),
  fc.tuple(maps, maps).map(([from, to]) => ({ kind: "set" as const, value: { from: [...from], to: [...to] } })),
  traces.map((value) => ({ kind: "trace" as const, value })),
);

export const sum = (map: Heatmap) => Array.from(map).reduce((a, b) => a + b, 0);
