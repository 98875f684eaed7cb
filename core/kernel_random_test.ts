import assert from "node:assert/strict";
import { normalAt, streamState, uniformAt } from "./kernel_random.ts";
import { seededRandom } from "./random.ts";

const draws = (count: number, key: number, draw = uniformAt) => Array.from({ length: count }, (_, i) => draw(key, i));
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

Deno.test("uniform numbers fill [0, 1) evenly, for any key", () => {
  for (const key of [0, 1, 2, 0xffffffff, 123456789]) {
    const bins = new Array(64).fill(0), count = 64000;
    for (const u of draws(count, key)) bins[Math.floor(64 * u)]++;
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: five standard deviations on either side.
    assert.ok(Math.abs(chiSquare - 63) < 5 * Math.sqrt(126), `key ${key}: ${chiSquare}`);
  }
});

Deno.test("neighbours, neighbouring rows and neighbouring keys know nothing of each other", () => {
  const count = 40000, correlation = (a: number[], b: number[]) => 12 * mean(a.map((x, i) => (x - 0.5) * (b[i] - 0.5)));
  for (const key of [0, 7, 0x80000000]) {
    const u = draws(count + 1000, key);
    for (const lag of [1, 2, 3, 4, 8, 200, 513]) {
      assert.ok(
        Math.abs(correlation(u.slice(0, count), u.slice(lag, lag + count))) < 5 / Math.sqrt(count),
        `lag ${lag}`,
      );
    }
    for (const other of [key + 1, key + 2, key ^ 0x10000]) {
      assert.ok(Math.abs(correlation(u, draws(u.length, other))) < 5 / Math.sqrt(count), `keys ${key} and ${other}`);
    }
  }
});

Deno.test("the stream of a key is not another's from some position on, though their Weyl sequences are", () => {
  // x·odd = 1 modulo 2^32, by Newton's iteration.
  const inverse = (odd: number) => [1, 2, 3, 4, 5].reduce((x) => Math.imul(x, 2 - Math.imul(odd, x)), odd);
  const lag = Math.imul(inverse(0x9e3779b9), 0x85ebca6b), count = 40000;
  assert.equal(Math.imul(lag, 0x9e3779b9), 0x85ebca6b | 0);
  for (const [key, other] of [[5, 6], [0x1234567, 0x89abcdef]]) {
    const shift = Math.imul(lag, other - key) >>> 0, far = draws(count, key, (k, i) => uniformAt(k, shift + i));
    assert.ok(far.filter((value, i) => value === uniformAt(other, i)).length < 5, `${key} and ${other}`);
  }
});

/** Φ(z) by the Taylor series of erf, f64; |z| < 6. */
function normalCdf(z: number): number {
  let term = z, sum = z;
  for (let n = 1; n < 200; n++) sum += (term *= -z * z / (2 * n)) / (2 * n + 1);
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

Deno.test("a normal deviate is the quantile of its uniform number", () => {
  for (let i = 0; i < 20000; i++) {
    const u = uniformAt(5, i) + 2 ** -24, z = normalAt(5, i), density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    // Giles' 4e-7 of z, and coefficients of nine digits, around the series' own rounding in the tails.
    assert.ok(Math.abs(normalCdf(z) - u) < density * (1e-6 * Math.abs(z) + 1e-9) + 1e-10, `${i}: ${z}`);
  }
});

Deno.test("normal deviates have the moments of the standard normal distribution", () => {
  const z = draws(100000, 9, normalAt), moment = (power: number) => mean(z.map((value) => value ** power));
  [0, 1, 0, 3].forEach((expected, i) => {
    // Five standard errors: the variances of z, z², z³, z⁴ are 1, 2, 15, 96.
    assert.ok(Math.abs(moment(i + 1) - expected) < 5 * Math.sqrt([1, 2, 15, 96][i] / z.length), `moment ${i + 1}`);
  });
  assert.ok(Math.max(...z) > 3.8 && Math.max(...z.map(Math.abs)) < 5.4);
});

Deno.test("a stream starts at position 0 of a key of its own", () => {
  const random = seededRandom(3), [first, second] = [streamState(random), streamState(random)];
  assert.ok(first[1] === 0 && second[1] === 0 && first[0] !== second[0]);
});
