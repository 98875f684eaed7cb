import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { type Random, seededRandom } from "../random.ts";
import { mean } from "../statistics.ts";
import { conformalLevel, conformalRegions, type ConformalSong } from "./conformal.ts";
import { type CoverageBin, coveredShare, neededLevel } from "./coverage.ts";
import { densityLevels } from "./highest_density.ts";

/** A song whose maps are wrong by how much the song is hard: raters follow a sharper or flatter map than the one predicted. */
function song(piece: string, fold: number, random: Random): ConformalSong {
  const sharpness = 0.5 + random.uniform();
  const bins = Array.from({ length: 2 }, (): CoverageBin => {
    const logs = Array.from({ length: CELL_COUNT }, () => random.normal());
    const truth = normalizeHeatmap(logs.map((log) => Math.exp(sharpness * log))), counts = new Float64Array(CELL_COUNT);
    for (let rating = 0; rating < 12; rating++) counts[draw(truth, random)]++;
    return { levels: densityLevels(normalizeHeatmap(logs.map((log) => Math.exp(1.6 * log)))), counts };
  });
  return { piece, fold, bins };
}

function draw(map: Float64Array, random: Random): number {
  let left = random.uniform();
  for (let cell = 0; cell < CELL_COUNT; cell++) if ((left -= map[cell]) < 0) return cell;
  return CELL_COUNT - 1;
}

const songs = (count: number, folds: number, random: Random) =>
  Array.from({ length: count }, (_, i) => song(`song ${i}`, i % folds, random));

Deno.test("the level of n scores is the ⌈(n + 1)·share⌉-th smallest, and the whole plane when there are not so many", () => {
  assert.equal(conformalLevel([0.4, 0.1, 0.3, 0.2], 0.6), 0.3);
  assert.equal(conformalLevel([0.4, 0.1, 0.3, 0.2], 0.61), 0.4);
  assert.equal(conformalLevel([0.4, 0.1, 0.3, 0.2], 0.81), 1);
  const hundredths = Array.from({ length: 99 }, (_, i) => i + 1);
  assert.equal(conformalLevel(hundredths, 0.55), 55, "100 · 0.55 is 55, not a hair more as in floating point");
  assert.equal(conformalLevel([], 0.9), 1);
});

Deno.test("the level needed is the least that covers", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.05, max: 1, noNaN: true }), (seed, share) => {
      const { bins } = song("s", 0, seededRandom(seed)), level = neededLevel(bins, share);
      assert.ok(coveredShare(bins, level) >= share);
      assert.ok(level < 1e-6 || coveredShare(bins, level - 1e-6) < share);
    }),
    { seed: 1, numRuns: 30 },
  );
});

Deno.test("each song's level is that of the other folds' songs", () => {
  const all = songs(12, 3, seededRandom(3)), found = conformalRegions(all, { ratingsShare: 0.7, songsShare: 0.8 });
  found.songs.forEach(({ piece, level, covered, neededLevel: needed }, i) => {
    const others = all.filter(({ fold }) => fold !== all[i].fold).map(({ bins }) => neededLevel(bins, 0.7));
    assert.equal(level, conformalLevel(others, 0.8));
    assert.equal(covered, coveredShare(all[i].bins, level));
    assert.equal(needed, neededLevel(all[i].bins, 0.7));
    assert.equal(piece, all[i].piece);
  });
  const covered = mean(found.songs.map((one) => one.covered >= 0.7 ? 1 : 0));
  assert.ok(Math.abs(found.songsCovered - covered) < 1e-12);
  assert.ok(Math.abs(found.meanLevel - mean(found.songs.map(({ level }) => level))) < 1e-12);
});

Deno.test("the guarantee: of new songs as many are covered as was asked for, though every map is wrong", () => {
  const random = seededRandom(4);
  let plain = 0;
  for (let trial = 0; trial < 10; trial++) {
    const all = songs(20, 20, random);
    // Each of 20 songs is new to the 19 others, whose 18th score it gets: without ties 18 of 20 are covered, always.
    assert.equal(conformalRegions(all, { ratingsShare: 0.8, songsShare: 0.9 }).songsCovered, 0.9);
    plain += all.filter(({ bins }) => coveredShare(bins, 0.8) >= 0.8).length;
  }
  assert.ok(plain < 120, `plain 80 % regions cover too few of 200 songs: ${plain}`);
});

Deno.test("areas are shares of the plane, and few songs get all of it", () => {
  const found = conformalRegions(songs(4, 2, seededRandom(5)));
  assert.deepEqual([found.meanLevel, found.area, found.songsCovered, found.ratingsCovered], [1, 1, 1, 1]);
  assert.ok(found.plainArea > 0 && found.plainArea < 0.8);
});
