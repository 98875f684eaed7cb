import assert from "node:assert/strict";
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";
import { type Random, seededRandom } from "../random.ts";
import { softLoss } from "./soft_loss.ts";
import { assertClose } from "./testing.ts";

const slopes = new Float64Array(CELL_COUNT);
const distance = (p: Float64Array, q: Float64Array) => softLoss("earthMovers", p, q, slopes);

function scaled(values: Float64Array): Float64Array {
  const sum = values.reduce((a, b) => a + b);
  return values.map((value) => value / sum);
}

/** A Gaussian about a random point. */
function blob(random: Random): Float64Array {
  const [valence, arousal] = [0, 1].map(() => 1.6 * random.uniform() - 0.8), width = 0.15 + 0.4 * random.uniform();
  return scaled(Float64Array.from({ length: CELL_COUNT }, (_, cell) => {
    const at = cellToPoint(cell);
    return Math.exp(-((at.valence - valence) ** 2 + (at.arousal - arousal) ** 2) / (2 * width * width));
  }));
}

/** What thirty raters of a blob say. */
function raters(random: Random): Float64Array {
  const map = blob(random), counts = new Float64Array(CELL_COUNT);
  for (let n = 0; n < 30; n++) {
    let cell = 0, left = random.uniform();
    while (cell < CELL_COUNT - 1 && (left -= map[cell]) > 0) cell++;
    counts[cell]++;
  }
  return scaled(counts);
}

const noise = (random: Random) => scaled(Float64Array.from({ length: CELL_COUNT }, () => random.uniform()));
const certain = (cell: number) => Float64Array.from({ length: CELL_COUNT }, (_, i) => i === cell ? 1 : 0);

function meanOf(map: Float64Array): Point {
  const mean = { valence: 0, arousal: 0 };
  map.forEach((p, cell) => {
    mean.valence += p * cellToPoint(cell).valence;
    mean.arousal += p * cellToPoint(cell).arousal;
  });
  return mean;
}

Deno.test("between points, and of a map that moves as a whole, the sliced distance is the earth mover's", () => {
  for (const [from, to] of [[0, 120], [0, 10], [60, 71], [60, 62], [5, 27], [110, 12]]) {
    const exact = earthMoversDistance(certain(from), certain(to));
    assertClose([distance(certain(from), certain(to)) / exact], [1], 0.03, `${from} to ${to}`);
  }
  // Two columns to the right, three rows up.
  const block = new Float64Array(CELL_COUNT), moved = block.slice();
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      block[row * 11 + column] = (1 + row + 2 * column) / 36;
      moved[(row + 3) * 11 + column + 2] = block[row * 11 + column];
    }
  }
  const exact = earthMoversDistance(block, moved);
  assertClose([exact], [Math.hypot(2, 3) * 2 / 11], 1e-12);
  assertClose([distance(block, moved) / exact], [1], 0.015);
});

Deno.test("it lies between the distance of the means and π/2 times the earth mover's, whatever the maps", () => {
  const random = seededRandom(1), makers = [blob, raters, noise, (r: Random) => certain(r.integer(CELL_COUNT))];
  for (let trial = 0; trial < 60; trial++) {
    const p = makers[trial % 4](random), q = makers[Math.floor(trial / 4) % 4](random), found = distance(p, q);
    const [a, b] = [meanOf(p), meanOf(q)], means = Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
    // 16 lines see a length to 0.4 %; rounded corners take at most 0.005.
    assert.ok(found >= 0.996 * means - 0.005, `${found}, means ${means}`);
    assert.ok(found <= 1.004 * Math.PI / 2 * earthMoversDistance(p, q), `${found}`);
    assertClose([distance(q, p)], [found], 1e-12, "either way");
  }
});

Deno.test("it orders predictions of a raters' map as the earth mover's distance does", () => {
  const random = seededRandom(2);
  const pairs = Array.from({ length: 60 }, () => {
    const [p, q] = [blob(random), raters(random)];
    return [distance(p, q), earthMoversDistance(p, q)];
  });
  const mean = [0, 1].map((i) => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length);
  const moment = (i: number, j: number) =>
    pairs.reduce((sum, pair) => sum + (pair[i] - mean[i]) * (pair[j] - mean[j]), 0);
  const correlation = moment(0, 1) / Math.sqrt(moment(0, 0) * moment(1, 1));
  assert.ok(correlation > 0.995, `${correlation}`);
  const ratios = pairs.map(([sliced, exact]) => sliced / exact).sort((a, b) => a - b);
  assert.ok(ratios[30] > 0.95 && ratios[59] < 1.01, `median ${ratios[30]}, largest ${ratios[59]}`);
});

Deno.test("its slopes are finite differences in every cell, and vanish at the target", () => {
  const random = seededRandom(3), q = raters(random), p = blob(random), found = new Float64Array(CELL_COUNT);
  softLoss("earthMovers", p, q, found.fill(7));
  const differences = p.map((_, cell) => {
    const at = (shift: number) => distance(p.map((value, i) => i === cell ? value + shift : value), q);
    return (at(1e-7) - at(-1e-7)) / 2e-7;
  });
  assertClose(found, differences, 1e-6);
  assert.equal(distance(q, q), 0);
  assertClose(slopes, new Float64Array(CELL_COUNT), 0);
});
