import assert from "node:assert/strict";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { likeliestCell, normalizeHeatmap } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import { calibrate, type CalibrationPiece, COVERAGE_LEVELS } from "./calibration.ts";
import { coverageBins, coveredShare } from "./coverage.ts";
import type { RatedBin } from "./rated_bins.ts";

/** Pieces whose raters are drawn from other powers of the maps that are predicted: 1 is a perfect system. */
function pieces(truthPower: number, count = 40, ratings = 60): CalibrationPiece[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, i) => {
    const bins = Array.from({ length: 5 }, (): RatedBin => {
      const map = normalizeHeatmap(Array.from({ length: CELL_COUNT }, () => Math.exp(1.5 * random.normal())));
      const truth = normalizeHeatmap(map.map((p) => p ** truthPower));
      const points = Array.from({ length: ratings }, () => {
        let left = random.uniform(), cell = 0;
        while (cell < CELL_COUNT - 1 && (left -= truth[cell]) >= 0) cell++;
        return cellToPoint(cell);
      });
      return { startSeconds: 0, endSeconds: 1, points, map };
    });
    return { piece: `p${i}`, fold: i % 5, bins };
  });
}

Deno.test("raters drawn from the maps: no error, and every region covers what it says", () => {
  const { eceCells, eceMass, eceTopCell, coverage, reliability } = calibrate(pieces(1));
  // 12,000 ratings: a share of 1/15 has a standard error of .0023, and fifteen of those in absolute value sum to .027.
  assert.ok(eceMass < 0.05, `${eceMass}`);
  assert.ok(eceTopCell < 0.03 && eceCells < 0.05 / CELL_COUNT);
  for (const { level, covered } of coverage) assert.ok(Math.abs(covered - level) < 0.02, `${covered} of ${level}`);
  assert.deepEqual(coverage.map(({ level }) => level), [...COVERAGE_LEVELS]);
  for (const { predicted, observed } of reliability) assert.ok(Math.abs(observed / predicted - 1) < 0.15);
});

Deno.test("maps that are too sure: errors, too little coverage, and likely cells that are less likely than they say", () => {
  const { eceMass, eceTopCell, coverage, reliability } = calibrate(pieces(0.5));
  assert.ok(eceMass > 0.3 && eceTopCell > 0.03);
  assert.ok(coverage.every(({ level, covered }) => covered < level - 0.03));
  assert.ok(
    reliability[0].observed > 2 * reliability[0].predicted &&
      reliability.at(-1)!.observed < 0.6 * reliability.at(-1)!.predicted,
  );
  assert.ok(
    calibrate(pieces(1.5)).coverage.every(({ level, covered }) => covered > level),
    "and ones that are not sure enough",
  );
});

Deno.test("a flat map has one bin, is as often right as it says, and covers by its share of the plane", () => {
  const flat = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  const bins = [{ startSeconds: 0, endSeconds: 1, points: [cellToPoint(3), cellToPoint(99)], map: flat }];
  const found = calibrate([{ piece: "p", fold: 0, bins }]);
  assert.equal(found.reliability.length, 1);
  assert.ok(found.eceMass < 1e-12 && found.eceCells < 1e-14);
  assert.ok(Math.abs(found.eceTopCell - 1 / CELL_COUNT) < 1e-12, "its first cell was never rated");
  for (const { level, covered } of found.coverage) assert.ok(Math.abs(covered - level) < 1e-12);
});

Deno.test("every piece weighs alike, however many ratings it has", () => {
  const [hit, miss] = [60, 0].map((rated, i): CalibrationPiece => {
    const map = normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, cell) => cell === 60 ? 1 : 1e-3));
    const points = Array.from({ length: i === 0 ? 1 : 50 }, () => cellToPoint(rated));
    return { piece: `${i}`, fold: i, bins: [{ startSeconds: 0, endSeconds: 1, points, map }] };
  });
  const map = hit.bins[0].map, found = calibrate([hit, miss]);
  assert.ok(Math.abs(found.eceTopCell - Math.abs(0.5 - map[likeliestCell(map)])) < 1e-12);
  const half = found.coverage.find(({ level }) => level === 0.5)!.covered;
  assert.ok(Math.abs(half - coveredShare(coverageBins(hit.bins), 0.5) / 2) < 1e-12 && half > 0.2);
});
