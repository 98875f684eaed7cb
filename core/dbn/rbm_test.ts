import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { type Random, seededRandom } from "../random.ts";
import { type Rbm, type RbmOptions, trainRbm, type VisibleKind } from "./rbm.ts";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Options under which the difference of two runs is one bare update. */
const bare: RbmOptions = {
  visibleKind: "bernoulli",
  hidden: 3,
  epochs: 1,
  batchRows: 1e6,
  learningRate: 1,
  momentum: 0,
  weightDecay: 0,
  gibbsSteps: 1,
};

/** A stream whose normal deviates, of which the first weights are made, are so large that units respond to each other. */
function loud(seed: number): Random {
  const random = seededRandom(seed);
  return { ...random, normal: () => 100 * random.normal() };
}

/** A small machine in f64, in the reading of the equations: every state of its units can be visited. */
class Machine {
  readonly visible: number;
  readonly hidden: number;
  readonly hiddenStates: number[][];
  constructor(readonly rbm: Rbm, readonly kind: VisibleKind) {
    this.visible = rbm.layer.visible;
    this.hidden = rbm.layer.hidden;
    this.hiddenStates = binaryStates(this.hidden);
  }
  /** p(h_j = 1 | v) */
  up(v: ArrayLike<number>): number[] {
    const { weights, bias } = this.rbm.layer;
    return Array.from(bias, (b, j) => {
      for (let i = 0; i < this.visible; i++) b += v[i] * weights[i * this.hidden + j];
      return logistic(b);
    });
  }
  /** E[v_i | h] */
  down(h: ArrayLike<number>): number[] {
    return Array.from(this.rbm.visibleBias, (a, i) => {
      for (let j = 0; j < this.hidden; j++) a += h[j] * this.rbm.layer.weights[i * this.hidden + j];
      return this.kind === "bernoulli" ? logistic(a) : a;
    });
  }
  /** p(h | v) of every hidden state. */
  chances(v: ArrayLike<number>): number[] {
    const p = this.up(v);
    return this.hiddenStates.map((h) => h.reduce((product, on, j) => product * (on ? p[j] : 1 - p[j]), 1));
  }
  /** Expected update of CD-n from rows with the given weights, by visiting every hidden state. */
  expectedUpdate(rows: readonly number[][], share: readonly number[], steps: number): Update {
    const data = zeroUpdate(this.visible, this.hidden);
    let chain = new Array(this.hiddenStates.length).fill(0);
    rows.forEach((v, r) => {
      addInto(data, share[r], v, this.up(v));
      this.chances(v).forEach((chance, s) => chain[s] += share[r] * chance);
    });
    for (let step = 1; step < steps; step++) {
      const next = new Array(chain.length).fill(0);
      this.hiddenStates.forEach((h, s) =>
        this.chances(this.down(h)).forEach((chance, t) => next[t] += chain[s] * chance)
      );
      chain = next;
    }
    this.hiddenStates.forEach((h, s) => {
      const v = this.down(h);
      addInto(data, -chain[s], v, this.up(v));
    });
    return data;
  }
  /** p(v) of every visible state of a Bernoulli machine, by the energy. */
  distribution(): number[] {
    const { weights, bias } = this.rbm.layer;
    const free = binaryStates(this.visible).map((v) => {
      let log = v.reduce((sum, on, i) => sum + on * this.rbm.visibleBias[i], 0);
      for (let j = 0; j < this.hidden; j++) {
        let input = bias[j];
        for (let i = 0; i < this.visible; i++) input += v[i] * weights[i * this.hidden + j];
        log += Math.log1p(Math.exp(input));
      }
      return Math.exp(log);
    });
    const z = free.reduce((a, b) => a + b);
    return free.map((p) => p / z);
  }
  /** Gradient of the mean log-likelihood of rows: statistics of the data less those of the machine itself. */
  likelihoodGradient(rows: readonly number[][], share: readonly number[]): Update {
    const update = zeroUpdate(this.visible, this.hidden);
    rows.forEach((v, r) => addInto(update, share[r], v, this.up(v)));
    const p = this.distribution();
    binaryStates(this.visible).forEach((v, s) => addInto(update, -p[s], v, this.up(v)));
    return update;
  }
}

/** Change of the weights [V, H], the visible and the hidden biases, one after the other. */
type Update = Float64Array;

const zeroUpdate = (visible: number, hidden: number) => new Float64Array(visible * hidden + visible + hidden);

/** Add the statistics of one pair of states. */
function addInto(update: Update, weight: number, v: number[], h: number[]): void {
  v.forEach((x, i) => h.forEach((y, j) => update[i * h.length + j] += weight * x * y));
  v.forEach((x, i) => update[v.length * h.length + i] += weight * x);
  h.forEach((y, j) => update[v.length * h.length + v.length + j] += weight * y);
}

function binaryStates(units: number): number[][] {
  return Array.from({ length: 2 ** units }, (_, s) => Array.from({ length: units }, (_, i) => (s >> i) & 1));
}

const flatten = ({ layer, visibleBias }: Rbm) => Float64Array.of(...layer.weights, ...visibleBias, ...layer.bias);

/** Far more rows than patterns, so that what is sampled averages out. */
const COUNTS = [9000, 4000, 16000, 3000, 8000];
const SHARES = COUNTS.map((count) => count / 40000);

function repeat(patterns: readonly number[][]): Float32Array {
  return Float32Array.from(patterns.flatMap((pattern, r) => Array.from({ length: COUNTS[r] }, () => pattern)).flat());
}

const PATTERNS: Record<VisibleKind, number[][]> = {
  bernoulli: [[0, 0, 1, 1], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]],
  gaussian: [[0.5, -1, 0, 2], [-1, 0.2, 1.5, 0.3], [0, 0, -0.7, -1.2], [1, 1, 1, 1], [-0.4, -1.5, 0.1, 0.6]],
};

/** The second update: from a machine whose weights and biases have all left their start. */
function secondUpdate(kind: VisibleKind, steps: number): { machine: Machine; update: Update } {
  const data = repeat(PATTERNS[kind]), options = { ...bare, visibleKind: kind, gibbsSteps: steps };
  const first = trainRbm(data, 4, options, loud(1), kernels);
  const second = flatten(trainRbm(data, 4, { ...options, epochs: 2 }, loud(1), kernels));
  return { machine: new Machine(first, kind), update: second.map((value, i) => value - flatten(first)[i]) };
}

Deno.test("an update is the expectation of CD-n over all hidden states, Bernoulli and Gaussian", () => {
  for (const kind of ["bernoulli", "gaussian"] as const) {
    for (const steps of [1, 2, 4]) {
      const { machine, update } = secondUpdate(kind, steps);
      const expected = machine.expectedUpdate(PATTERNS[kind], SHARES, steps);
      // 40,000 samples of terms of size 1 (Bernoulli) or 4 (Gaussian, two units of 2 each): five standard errors.
      const tolerance = 5 * (kind === "bernoulli" ? 0.5 : 4) / Math.sqrt(40000);
      expected.forEach((value, i) => assert.ok(Math.abs(update[i] - value) < tolerance, `${kind} ${steps}: ${i}`));
      assert.ok(Math.max(...expected.map(Math.abs)) > 5 * tolerance, "the update must stand out of the noise");
    }
  }
});

Deno.test("CD-n goes up the likelihood's gradient by enumeration, and the more directly for larger n", () => {
  const cosines = [1, 4].map((steps) => {
    const { machine, update } = secondUpdate("bernoulli", steps);
    const exact = machine.likelihoodGradient(PATTERNS.bernoulli, SHARES);
    const product = update.reduce((sum, value, i) => sum + value * exact[i], 0);
    return product / (Math.hypot(...update) * Math.hypot(...exact));
  });
  // Not 1 in the limit: reconstructions are means.
  assert.ok(cosines[0] > 0.85 && cosines[1] > 0.9 && cosines[1] > cosines[0] + 0.01, cosines.join(" "));
});

Deno.test("weight decay pulls the weights and momentum adds the last update again", () => {
  const data = repeat(PATTERNS.bernoulli);
  const run = (options: Partial<RbmOptions>) => flatten(trainRbm(data, 4, { ...bare, ...options }, loud(2), kernels));
  const start = run({ epochs: 0 }), plain = run({}), decayed = run({ weightDecay: 0.25 });
  start.forEach((value, i) => {
    // f32 weights of size 1.
    assert.ok(Math.abs(plain[i] - decayed[i] - (i < 12 ? 0.25 * value : 0)) < 1e-6, `parameter ${i}`);
  });
  const two = run({ epochs: 2 }), pushed = run({ epochs: 2, momentum: 0.5 });
  two.forEach((value, i) =>
    assert.ok(Math.abs(pushed[i] - value - 0.5 * (plain[i] - start[i])) < 2e-6, `parameter ${i}`)
  );
});

Deno.test("bars and stripes: the machine finds them among 512 pictures", () => {
  const lines = binaryStates(3),
    pictures = [
      ...lines.map((line) => line.flatMap((on) => [on, on, on])),
      ...lines.map((line) => [...line, ...line, ...line]),
    ];
  const data = Float32Array.from(Array.from({ length: 10 }, () => pictures).flat(2)), errors: number[] = [];
  const options = { ...bare, hidden: 10, epochs: 400, batchRows: 16, learningRate: 0.2, momentum: 0.5 };
  const onEpoch = (epoch: number, error: number) => assert.equal(errors.push(error), epoch);
  const rbm = trainRbm(data, 9, { ...options, onEpoch }, seededRandom(3), kernels);
  assert.ok(errors[0] > 0.2 && errors[399] < 0.06, `${errors[0]} to ${errors[399]}`);
  const p = new Machine(rbm, "bernoulli").distribution();
  const seen = new Set(pictures.map((picture) => picture.reduce((sum, on, i) => sum + (on << i), 0)));
  const mass = [...seen].reduce((sum, state) => sum + p[state], 0);
  assert.ok(seen.size === 14 && mass > 0.4, `14 of 512 pictures have ${mass} of the probability`);
});

Deno.test("Gaussian units: two clouds are told apart, and the error falls to about the noise", () => {
  const random = seededRandom(5), rows = 400, visible = 6;
  const data = Float32Array.from({ length: rows * visible }, (_, i) => {
    const sign = Math.floor(i / visible) % 2 === 0 ? 1 : -1;
    return sign * (i % 2 === 0 ? 1.5 : -1.5) + 0.5 * random.normal();
  });
  const errors: number[] = [], options = { ...bare, visibleKind: "gaussian" as const, hidden: 2, epochs: 60 };
  const rbm = trainRbm(
    data,
    visible,
    {
      ...options,
      batchRows: 20,
      learningRate: 0.02,
      momentum: 0.5,
      onEpoch: (_, error) => errors.push(error),
    },
    seededRandom(6),
    kernels,
  );
  // Variance 2.5 a unit: 2.25 between the clouds, 0.25 within.
  assert.ok(errors[0] > 2 && errors.at(-1)! < 0.35, `${errors[0]} to ${errors.at(-1)}`);
  const machine = new Machine(rbm, "gaussian");
  const [one, other] = [1.5, -1.5].map((x) => machine.up([x, -x, x, -x, x, -x]));
  assert.ok(one.some((p, j) => Math.abs(p - other[j]) > 0.9));
});

Deno.test("the same stream gives the same machine, another one another; the data stay as they were", () => {
  const data = repeat(PATTERNS.bernoulli).subarray(0, 4 * 500), before = data.slice();
  const run = (seed: number) => trainRbm(data, 4, { ...bare, batchRows: 7, epochs: 3 }, seededRandom(seed), kernels);
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1).layer.weights, run(2).layer.weights);
  assert.deepEqual(data, before);
});

Deno.test("one row, constant data and batches longer than the data are fine", () => {
  for (const visibleKind of ["bernoulli", "gaussian"] as const) {
    for (const data of [Float32Array.of(0, 1), new Float32Array(20), new Float32Array(20).fill(1)]) {
      const { layer } = trainRbm(
        data,
        2,
        { ...bare, visibleKind, epochs: 5, learningRate: 0.1 },
        seededRandom(1),
        kernels,
      );
      assert.ok(layer.weights.length === 6 && layer.weights.every(Number.isFinite));
    }
  }
});

Deno.test("divergence is reported, whether the error or only the weights overflowed", () => {
  const random = seededRandom(9), data = Float32Array.from({ length: 4000 }, () => random.normal());
  const run = (options: Partial<RbmOptions>) => () =>
    trainRbm(data, 4, { ...bare, visibleKind: "gaussian", ...options }, seededRandom(1), kernels);
  const message = (epoch: number, rate: number) =>
    new RangeError(
      `Cannot train an RBM: it diverged in epoch ${epoch}; the learning rate must be smaller, ` +
        `current value is ${rate} (is the data standardised?)`,
    );
  assert.throws(run({ learningRate: 1e20, batchRows: 100 }), message(1, 1e20));
  assert.throws(run({ learningRate: 1e42 }), message(1, 1e42), "the only batch of the epoch");
});

Deno.test("data and options that can not be are refused", () => {
  const run = (length: number, options: Partial<RbmOptions>) => () =>
    trainRbm(new Float32Array(length), 4, { ...bare, ...options }, seededRandom(1), kernels);
  for (const length of [0, 6]) {
    const message = `Cannot train an RBM: data must hold whole rows of 4 numbers, current length is ${length}`;
    assert.throws(run(length, {}), new RangeError(message));
  }
  for (const name of ["hidden", "batchRows", "gibbsSteps"]) {
    for (const value of [0, 1.5]) {
      const message = `Cannot train an RBM: ${name} must be a positive integer, current value is ${value}`;
      assert.throws(run(8, { [name]: value }), new RangeError(message));
    }
  }
});
