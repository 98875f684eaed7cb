import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { softLoss } from "./soft_loss.ts";
import { type SoftTargets, softTargetTerm } from "./soft_targets.ts";
import { assertClose, enumerate, normals } from "./testing.ts";

/** A random distribution. */
function randomMap(S: number, random: ReturnType<typeof seededRandom>): Float64Array {
  const values = Float64Array.from({ length: S }, () => random.uniform()), sum = values.reduce((a, b) => a + b);
  return values.map((value) => value / sum);
}

interface Shape {
  seed: number;
  S: number;
  lengths: number[];
  own: boolean;
  scale?: number;
  loss?: SoftTargets["loss"];
}

function problemOf({ seed, S, lengths, own, scale = 1, loss = "kl" }: Shape): SoftTargets {
  const random = seededRandom(seed), offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => offsets[i + 1] = offsets[i] + length);
  const N = offsets[lengths.length], targets = new Float64Array(N * S);
  for (let n = 0; n < N; n++) targets.set(randomMap(S, random), n * S);
  return {
    states: S,
    offsets,
    targets,
    scores: normals(N * S, random, scale),
    transitions: normals((own ? N : 1) * S * S, random, scale),
    weights: Float64Array.from({ length: N }, () => random.uniform() < 0.2 ? 0 : 2 * random.uniform()),
    loss,
  };
}

const gradientsOf = (problem: SoftTargets) => ({
  scores: new Float64Array(problem.scores.length),
  transitions: new Float64Array(problem.transitions.length),
});

/** The term by enumeration of all paths. */
function byEnumeration({ states: S, offsets, scores, transitions, targets, weights, loss }: SoftTargets): number {
  let value = 0;
  for (let c = 0; c + 1 < offsets.length; c++) {
    const [first, end] = [offsets[c], offsets[c + 1]];
    if (first === end) continue;
    const own = transitions.length === S * S ? transitions : transitions.subarray(first * S * S, end * S * S);
    const { marginals } = enumerate(Float64Array.from(scores.subarray(first * S, end * S)), Float64Array.from(own), S);
    for (let t = first; t < end; t++) {
      const p = marginals.subarray((t - first) * S, (t - first + 1) * S);
      value += weights[t] * softLoss(loss, p, targets.subarray(t * S, (t + 1) * S), new Float64Array(S));
    }
  }
  return value;
}

const SHAPES = fc.record({
  seed: fc.nat(),
  S: fc.integer({ min: 1, max: 4 }),
  lengths: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
  own: fc.boolean(),
  loss: fc.constantFrom("kl" as const, "expectation" as const),
});

Deno.test("the term is that of the enumerated marginals, and its gradients are finite differences", () => {
  fc.assert(
    fc.property(SHAPES, (shape) => {
      const problem = problemOf(shape), out = gradientsOf(problem);
      assertClose([softTargetTerm(problem, out)], [byEnumeration(problem)], 1e-9);
      for (const name of ["scores", "transitions"] as const) {
        const values = Float64Array.from(problem[name]);
        const slopes = values.map((_, i) => {
          const at = (shift: number) =>
            softTargetTerm({ ...problem, [name]: values.map((v, j) => i === j ? v + shift : v) }, gradientsOf(problem));
          return (at(1e-5) - at(-1e-5)) / 2e-5;
        });
        assertClose(out[name], slopes, 1e-6, name);
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

for (const loss of ["energy", "earthMovers"] as const) {
  Deno.test(`on the 121 cells the gradient of ${loss} is a finite difference along random directions`, () => {
    for (const own of [false, true]) {
      const problem: SoftTargets = { ...problemOf({ seed: 2, S: 121, lengths: [3, 1], own }), loss };
      const out = gradientsOf(problem), random = seededRandom(3);
      softTargetTerm(problem, out);
      for (let trial = 0; trial < 5; trial++) {
        const d = { scores: normals(out.scores.length, random), transitions: normals(out.transitions.length, random) };
        const at = (h: number) =>
          softTargetTerm({
            ...problem,
            scores: Float64Array.from(problem.scores, (v, i) => v + h * d.scores[i]),
            transitions: Float64Array.from(problem.transitions, (v, i) => v + h * d.transitions[i]),
          }, gradientsOf(problem));
        const slope = out.scores.reduce((sum, v, i) => sum + v * d.scores[i], 0) +
          out.transitions.reduce((sum, v, i) => sum + v * d.transitions[i], 0);
        const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert.ok(Math.abs(difference - slope) <= 1e-6 * Math.max(0.1, Math.abs(slope)), `${difference}, ${slope}`);
      }
    }
  });
}

Deno.test("scores of ±1e4 stay finite and exact", () => {
  for (const own of [false, true]) {
    const problem = problemOf({ seed: 4, S: 3, lengths: [4, 2], own, scale: 1e4 }), out = gradientsOf(problem);
    assertClose([softTargetTerm(problem, out)], [byEnumeration(problem)], 1e-8);
    assert.ok([...out.scores, ...out.transitions].every(Number.isFinite));
  }
});

Deno.test("a state that starts hopeless and wins in the end is not lost to underflow", () => {
  // Two states that never change; the first leads by 800 at the first step and then loses ten a step.
  const T = 82, scores = Float64Array.from({ length: 2 * T }, (_, i) => i === 0 ? 800 : i % 2 === 0 ? -10 : 0);
  const problem: SoftTargets = {
    states: 2,
    offsets: Int32Array.of(0, T),
    scores,
    transitions: Float64Array.of(0, -Infinity, -Infinity, 0),
    targets: new Float64Array(2 * T).fill(0.5),
    weights: new Float64Array(T).fill(1),
    loss: "kl",
  };
  const value = softTargetTerm(problem, gradientsOf(problem)), first = 1 / (1 + Math.exp(10));
  assertClose([value], [T * (-Math.log(2) - (Math.log(first) + Math.log(1 - first)) / 2)], 1e-3);
});

Deno.test("a map that is the target costs nothing; certain maps cost twice their distance in energy", () => {
  const random = seededRandom(5), q = randomMap(121, random), slopes = new Float64Array(121);
  assertClose([softLoss("energy", q, q, slopes)], [0], 1e-15);
  assertClose(slopes, new Float64Array(121), 1e-15);
  assertClose([softLoss("kl", q, q, slopes)], [0], 1e-7);
  // All slopes alike: no direction that keeps the sum is better.
  assertClose(slopes, new Float64Array(121).fill(-1), 1e-6);
  const at = (cell: number) => Float64Array.from({ length: 121 }, (_, i) => i === cell ? 1 : 0);
  assertClose([softLoss("energy", at(0), at(3), slopes)], [2 * 3 * 2 / 11], 1e-12);
  const p = randomMap(121, random), half = p.map((value, i) => (value + q[i]) / 2);
  for (const loss of ["kl", "energy", "earthMovers"] as const) {
    const [whole, middle] = [softLoss(loss, p, q, slopes), softLoss(loss, half, q, slopes)];
    assert.ok(middle > 0 && middle < whole / 2, `${loss} is convex`);
  }
});

Deno.test("what can not be is refused", () => {
  const forbidden = { ...problemOf({ seed: 6, S: 2, lengths: [2], own: false }), weights: Float64Array.of(1, 1) };
  assert.throws(
    () => softTargetTerm({ ...forbidden, transitions: new Float64Array(4).fill(-Infinity) }, gradientsOf(forbidden)),
    {
      name: "RangeError",
      message: "Cannot train on soft targets: a path must be possible, current log Z is -Infinity",
    },
  );
  for (const loss of ["energy", "earthMovers"] as const) {
    assert.throws(() => softTargetTerm({ ...forbidden, loss }, gradientsOf(forbidden)), {
      name: "RangeError",
      message: `Cannot measure ${loss}: there must be 121 states, current value is 2`,
    });
  }
});
