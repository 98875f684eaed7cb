import assert from "node:assert/strict";
import fc from "fast-check";
import { type Random, seededRandom, shuffleInto } from "./random.ts";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.uniform());

/** The published generators in whole numbers of any size, with nothing shared with the code under test. */
function published(seed: number, count: number): number[] {
  const word = (1n << 32n) - 1n;
  const mix = (h: bigint) => {
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & word;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & word;
    return h ^ (h >> 16n);
  };
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & word;
  const s = [1n, 2n, 3n, 4n].map((i) => mix((BigInt(seed) + i * 0x9e3779b9n) & word));
  return Array.from({ length: count }, () => {
    const result = (rotate((s[1] * 5n) & word, 7n) * 9n) & word, t = (s[1] << 9n) & word;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return Number(result) / 2 ** 32;
  });
}

Deno.test("uniform is xoshiro128** from a state filled by MurmurHash3's finaliser", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffffffff }),
      (seed) => assert.deepEqual(draw(seededRandom(seed), 20), published(seed, 20)),
    ),
    { seed: 1, examples: [[0], [0xffffffff], [0x61c88647]] },
  );
});

Deno.test("numbers stay what they were: models and folds depend on them", () => {
  const random = seededRandom(7), values = [random.uniform(), random.normal(), random.normal(), random.integer(1000)];
  values.push(random.fork("a").uniform(), random.fork("a").fork("b").uniform());
  // Made by the code itself; sines and logarithms may differ in the last digit elsewhere.
  const golden = [
    0.23382771760225296,
    -1.1370633851937206,
    0.37804677960264027,
    172,
    0.21534324320964515,
    0.9916319062467664,
  ];
  values.forEach((value, i) => assert.ok(Math.abs(value - golden[i]) < 1e-14, `${value} was ${golden[i]}`));
});

Deno.test("a fork depends on seed and name only, does not advance its parent, and is a stream of its own", () => {
  const random = seededRandom(3), expected = draw(seededRandom(3), 5);
  const forked = draw(random.fork("x"), 5);
  assert.deepEqual(draw(random, 5), expected);
  assert.deepEqual(draw(random.fork("x"), 5), forked, "whatever was drawn before");
  const streams = [expected, forked, draw(random.fork("y"), 5), draw(random.fork(""), 5), draw(random.fork("xy"), 5)];
  streams.push(draw(random.fork("x").fork("y"), 5), draw(seededRandom(4).fork("x"), 5));
  assert.equal(new Set(streams.flat()).size, 5 * streams.length);
});

Deno.test("uniform, normal and integer have their moments", () => {
  const count = 40000, random = seededRandom(11), uniforms = draw(random, count);
  const normals = Array.from({ length: count }, () => random.normal());
  const moment = (values: number[], power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
  // Five standard errors of each moment: sqrt(variance of x^k / 40,000).
  assert.ok(uniforms.every((u) => u >= 0 && u < 1));
  assert.ok(Math.abs(moment(uniforms, 1) - 1 / 2) < 5 * 0.289 / 200);
  assert.ok(Math.abs(moment(uniforms, 2) - 1 / 3) < 5 * 0.298 / 200);
  assert.ok(Math.abs(moment(normals, 1)) < 5 / 200);
  assert.ok(Math.abs(moment(normals, 2) - 1) < 5 * 1.42 / 200);
  assert.ok(Math.abs(moment(normals, 3)) < 5 * 3.88 / 200);
  assert.ok(Math.abs(moment(normals, 4) - 3) < 5 * 9.8 / 200);
  const pairs = normals.slice(1).reduce((sum, x, i) => sum + x * normals[i], 0) / count;
  assert.ok(Math.abs(pairs) < 5 / 200, "the two halves of Box and Muller's pair do not depend on each other");
  const counts = new Array(6).fill(0);
  for (let i = 0; i < count; i++) counts[random.integer(6)]++;
  const chiSquare = counts.reduce((sum, n) => sum + (n - count / 6) ** 2 / (count / 6), 0);
  assert.ok(chiSquare < 25.7, `5 degrees of freedom, p = 1e-4: ${chiSquare}`);
});

Deno.test("a shuffle keeps every item, and every order is as likely", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
      const shuffled = [...items];
      shuffleInto(shuffled, seededRandom(seed));
      assert.deepEqual([...shuffled].sort(), [...items].sort());
    }),
    { seed: 1 },
  );
  const random = seededRandom(5), counts = new Map<string, number>();
  for (let i = 0; i < 24000; i++) {
    const items = [0, 1, 2, 3];
    shuffleInto(items, random);
    counts.set(items.join(""), (counts.get(items.join("")) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(counts.size === 24 && chiSquare < 56, `23 degrees of freedom, p = 1e-4: ${chiSquare}`);
});

Deno.test("a seed that can not be is refused", () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
    const message = `Cannot seed: the seed must be an integer in 0 … 4294967295, current value is ${seed}`;
    assert.throws(() => seededRandom(seed), new RangeError(message));
  }
});
