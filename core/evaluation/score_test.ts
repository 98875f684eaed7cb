import assert from "node:assert/strict";
import fc from "fast-check";
import type { RatingSeries } from "../annotation/series.ts";
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import { correlation, mean } from "../statistics.ts";
import { ratingDensity } from "./density.ts";
import { jsDivergenceNats, klDivergenceNats } from "./divergence.ts";
import { energyScore } from "./energy_score.ts";
import { scorePiece } from "./score.ts";

function series(times: number[], points: Point[]): RatingSeries {
  return {
    piece: "p",
    annotator: "a",
    times: Float64Array.from(times),
    arousal: Float64Array.from(points, ({ arousal }) => arousal),
    valence: Float64Array.from(points, ({ valence }) => valence),
  };
}

/** Maps [T, 121] with the given probabilities of two cells, the rest spread over the others. */
function twoCells(cells: [number, number], rows: [number, number][]): Float64Array {
  return Float64Array.from(rows.flatMap(([first, second]) =>
    Array.from({ length: CELL_COUNT }, (_, cell) => {
      const at = cells.indexOf(cell);
      return at === 0 ? first : at === 1 ? second : (1 - first - second) / (CELL_COUNT - 2);
    })
  ));
}

const close = (actual: number | null, expected: number, what = "") =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${what} is ${actual}, expected ${expected}`);

const ZERO = { valence: 0, arousal: 0 }, HIGH = cellToPoint(115); // arousal 10 / 11
const CELLS: [number, number] = [60, 115];

Deno.test("ratings that do not meet the steps: an example worked out by hand", () => {
  // Step 0: .6 at the middle, .2 high. Step 1: .1 and .5. Two annotators change at 1.5 s, one never does.
  const maps = twoCells(CELLS, [[0.6, 0.2], [0.1, 0.5]]);
  const score = scorePiece("p", maps, [
    series([0, 1.5], [ZERO, HIGH]),
    series([0, 1.5], [ZERO, ZERO]),
    series([0], [HIGH]),
  ], 1);
  // [0, 1.5): two thirds of step 0. [0, 2): half and half. [1.5, 2): step 1.
  const long = 2 / 3 * 0.6 + 1 / 3 * 0.1, whole = 0.5 * 0.2 + 0.5 * 0.5;
  assert.equal(score.ratings, 5);
  close(score.nllNats, -(2 * Math.log(long) + Math.log(whole) + Math.log(0.5) + Math.log(0.1)) / 5, "NLL");
  close(score.observed.arousal, 2 / 5 * HIGH.arousal, "mean over ratings");
  close(score.observed.valence, 0);

  const bins = [[2 / 3, 1 / 3], [1 / 2, 1 / 2], [0, 1]];
  const maps3 = bins.map(([a, b]) => Array.from({ length: CELL_COUNT }, (_, c) => a * maps[c] + b * maps[121 + c]));
  const means = maps3.map(heatmapMean);
  close(score.predicted.arousal, mean(means.map(({ arousal }) => arousal)), "mean over bins");
  const rated = [0, HIGH.arousal, HIGH.arousal / 2];
  close(
    score.stepDistance,
    mean(means.map((p, i) => Math.hypot(p.valence, p.arousal - rated[i]))),
    "distance of a bin",
  );
  assert.equal(score.withinValence, null, "nobody moved in valence");
  close(score.withinArousal, correlation(means.map((p) => p.arousal), rated)!);
});

Deno.test("a map that puts all on the rated cell scores near 0 in everything", () => {
  const maps = normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, cell) => cell === 115 ? 1 : 0));
  const score = scorePiece("p", maps, [series([0], [HIGH])], 1);
  assert.ok(score.nllNats < 1e-9 && score.stepDistance < 1e-9 && score.emd < 1e-9);
});

Deno.test("uniform maps score log 121 whatever was rated; every bin counts once, long or short", () => {
  const point = fc.record({
    valence: fc.double({ min: -1, max: 1, noNaN: true }),
    arousal: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (points, steps) => {
      const one = series(points.map((_, i) => i * 0.7), points);
      const score = scorePiece("p", new Float64Array(steps * CELL_COUNT).fill(1 / CELL_COUNT), [one], 1);
      close(score.nllNats, Math.log(CELL_COUNT));
      close(score.observed.valence, mean(points.map(({ valence }) => valence)));
      assert.equal(score.ratings, points.length);
    }),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("earth mover's distance is between the bin's map and the ratings' own frequencies", () => {
  const maps = normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, cell) => cell === 60 ? 1 : 0), 0);
  const left = cellToPoint(55), right = cellToPoint(65);
  close(scorePiece("p", maps, [series([0], [left]), series([0], [right])], 1).emd, 10 / 11);
});

Deno.test("nothing to score is refused", () => {
  const message = "Cannot score p: there must be at least one step and one rating, current values are";
  const one = series([0], [ZERO]);
  assert.throws(() => scorePiece("p", new Float64Array(0), [one], 1), new RangeError(`${message} 0 and 1`));
  assert.throws(() => scorePiece("p", new Float64Array(CELL_COUNT), [], 1), new RangeError(`${message} 1 and 0`));
});

Deno.test("standing still: each rating against the mean map of the bins", () => {
  const maps = twoCells(CELLS, [[0.6, 0.2], [0.1, 0.5]]);
  const score = scorePiece("p", maps, [series([0, 1], [ZERO, HIGH]), series([0, 1], [ZERO, ZERO])], 1);
  close(score.nllStillNats, -(3 * Math.log(0.35) + Math.log(0.35)) / 4);
  const flat = scorePiece("p", twoCells(CELLS, [[0.6, 0.2]]), [series([0], [ZERO])], 1);
  close(flat.nllStillNats, flat.nllNats, "one bin cannot move");
});

Deno.test("energy score counts every rating once, divergences and modes every bin", () => {
  const maps = twoCells(CELLS, [[0.6, 0.2], [0.1, 0.5]]), map = (t: number) => maps.slice(121 * t, 121 * t + 121);
  const score = scorePiece(
    "p",
    maps,
    [series([0, 1], [ZERO, HIGH]), series([0, 1], [ZERO, ZERO]), series([0], [ZERO])],
    1,
  );
  const whole = map(0).map((p, cell) => (p + map(1)[cell]) / 2);
  const said: [Float64Array, Point[]][] = [[map(0), [ZERO, ZERO]], [whole, [ZERO]], [map(1), [HIGH, ZERO]]];
  const alone = said.flatMap(([map, points]) => points.map((point) => energyScore(map, [point])));
  close(score.energyScore, mean(alone));
  close(score.klNats, mean(said.map(([map, points]) => klDivergenceNats(ratingDensity(points), map))));
  close(score.jsNats, mean(said.map(([map, points]) => jsDivergenceNats(ratingDensity(points), map))));
});

Deno.test("modes: a map with one peak finds one of two camps, and is not wrong about it", () => {
  const maps = twoCells(CELLS, [[0.9, 0.05]]);
  const { modeRecall, modePrecision } = scorePiece("p", maps, [series([0], [ZERO]), series([0], [HIGH])], 1);
  assert.deepEqual([modeRecall, modePrecision], [0.5, 1]);
});

Deno.test("coverage of 80 %: the likeliest cell is in wholly, the next by what is left", () => {
  const maps = twoCells(CELLS, [[0.6, 0.35]]);
  const { coverage80 } = scorePiece("p", maps, [series([0], [ZERO]), series([0], [HIGH])], 1);
  close(coverage80, (1 + 0.2 / 0.35) / 2);
});
