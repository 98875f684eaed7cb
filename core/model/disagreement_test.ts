import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { entropyNats, normalizeHeatmap } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import { calibrateMap } from "./calibration.ts";
import { Disagreement } from "./disagreement.ts";

function randomMaps(seed: number, steps: number): Float64Array {
  const random = seededRandom(seed), maps = new Float64Array(steps * CELL_COUNT);
  for (let at = 0; at < maps.length; at += CELL_COUNT) {
    maps.set(normalizeHeatmap(Float64Array.from({ length: CELL_COUNT }, () => Math.exp(random.normal()))), at);
  }
  return maps;
}

const mapAt = (maps: Float64Array, t: number) => maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT);

function nats(members: Float64Array[], steps: number): Float64Array {
  const found = new Disagreement(steps);
  for (const maps of members) found.add(maps);
  return found.nats;
}

Deno.test("it is the entropy of the mean map less the mean entropy, of calibrated maps", () => {
  const calibration = { power: 0.7, bias: Float64Array.from({ length: CELL_COUNT }, (_, c) => Math.sin(c)) };
  const members = [1, 2, 3].map((seed) => randomMaps(seed, 4));
  for (const own of [null, calibration]) {
    const found = new Disagreement(4, own);
    for (const maps of members) found.add(maps);
    found.nats.forEach((value, t) => {
      const maps = members.map((one) => calibrateMap(own, mapAt(one, t)));
      const mean = maps[0].map((_, c) => maps.reduce((sum, map) => sum + map[c] / 3, 0));
      const expected = entropyNats(mean) - maps.reduce((sum, map) => sum + entropyNats(map) / 3, 0);
      assert.ok(Math.abs(value - expected) < 1e-12, `${value} instead of ${expected}`);
    });
  }
});

Deno.test("it lies in 0 … log M, and is 0 for members that say the same", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 9 }), (seeds) => {
      const values = nats(seeds.map((seed) => randomMaps(seed, 2)), 2);
      assert.ok(values.every((value) => value >= 0 && value <= Math.log(seeds.length) + 1e-12));
      const same = nats(seeds.map(() => randomMaps(seeds[0], 2)), 2);
      assert.ok(same.every((value) => value >= 0 && value < 1e-13), "nothing but rounding");
    }),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("every second step of longer maps is compared; zeros are as good as nothing", () => {
  const members = [randomMaps(4, 5), randomMaps(5, 5)], every = new Disagreement(3);
  for (const maps of members) every.add(maps, 2);
  assert.deepEqual(every.nats, nats(members, 5).filter((_, t) => t % 2 === 0));
  const at = (cell: number) => Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0);
  assert.ok(Math.abs(nats([at(0), at(0), at(120), at(120)], 1)[0] - Math.log(2)) < 1e-8);
  assert.deepEqual([...new Disagreement(2).nats, nats([], 0).length], [0, 0, 0]);
});
