import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { dbnActivations, type DbnLayer } from "./dbn.ts";
import { inputGradient } from "./input_gradient.ts";
import { type Layers, netInput, preferredInput, projectedWeights, scaledTo, unitsOf } from "./what_a_unit_hears.ts";

/** A network of random weights. */
function network(sizes: number[], seed: number): Layers {
  const random = seededRandom(seed), draw = (length: number) => Float32Array.from({ length }, () => random.normal());
  const layers: DbnLayer[] = sizes.slice(1).map((hidden, l) => ({
    visible: sizes[l],
    hidden,
    weights: draw(sizes[l] * hidden),
    bias: draw(hidden),
  }));
  return { layers };
}
const normals = (length: number, seed: number) => {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => random.normal());
};
const OPTIONS = { deviations: 1, smoothness: 0.5, randomStarts: 3, maxIterations: 300 };
const NET = network([7, 5, 4, 3], 1);

Deno.test("netInput's gradient is that of finite differences, in every layer", () => {
  const x = normals(7, 2), gradient = new Float64Array(7), h = 1e-5;
  for (const at of unitsOf(NET)) {
    netInput(NET, x, at, gradient);
    for (let i = 0; i < x.length; i++) {
      const moved = (by: number) => netInput(NET, x.map((value, j) => j === i ? value + by : value), at);
      // The third derivative times h² is below 1e-8.
      assert.ok(Math.abs((moved(h) - moved(-h)) / (2 * h) - gradient[i]) < 1e-8, `layer ${at.layer}, input ${i}`);
    }
  }
});

Deno.test("netInput is what the network's own activations are the sigmoid of", () => {
  const x = normals(7, 3), layers = dbnActivations({ ...NET, head: null! }, Float32Array.from(x), referenceKernels);
  for (const { layer, unit } of unitsOf(NET)) {
    const activation = 1 / (1 + Math.exp(-netInput(NET, x, { layer, unit })));
    assert.ok(Math.abs(activation - layers[layer][unit]) < 1e-6); // f32
  }
});

Deno.test("a first layer's projected weights are its weights", () => {
  const { hidden, weights } = NET.layers[0];
  assert.deepEqual(
    projectedWeights(NET, { layer: 0, unit: 2 }),
    Float64Array.from({ length: 7 }, (_, v) => weights[v * hidden + 2]),
  );
});

Deno.test("without smoothness a first layer's unit prefers its weights, which is the closed form", () => {
  const at = { layer: 0, unit: 1 }, { input } = preferredInput(NET, at, { ...OPTIONS, smoothness: 0 }, seededRandom(1));
  scaledTo(projectedWeights(NET, at), 1).forEach((value, i) => assert.ok(Math.abs(value - input[i]) < 1e-4));
});

Deno.test("the preferred input lies on its sphere, and nothing drawn there excites the unit more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0.2, max: 4, noNaN: true }),
      (n, seed, deviations) => {
        const at = unitsOf(NET)[n], options = { ...OPTIONS, deviations, smoothness: 0 };
        const { input, activation } = preferredInput(NET, at, options, seededRandom(seed));
        const square = input.reduce((sum, value) => sum + value * value, 0);
        assert.ok(Math.abs(square / 7 - deviations ** 2) < 1e-9);
        const top = netInput(NET, input, at);
        assert.ok(Math.abs(activation - 1 / (1 + Math.exp(-top))) < 1e-12);
        for (let draw = 0; draw < 20; draw++) {
          // Optima are flat: two climbs end within 1e-6 of each other.
          assert.ok(netInput(NET, scaledTo(normals(7, seed + draw), deviations), at) <= top + 1e-6);
        }
      },
    ),
    { seed: 4, numRuns: 40 },
  );
});

Deno.test("at the preferred input the slope of excitement and smoothness points straight out of the sphere", () => {
  const at = { layer: 2, unit: 0 }, { input } = preferredInput(NET, at, OPTIONS, seededRandom(1));
  const slope = new Float64Array(7), radius = Math.sqrt(7);
  netInput(NET, input, at, slope);
  const lambda = 0.5 * Math.hypot(...projectedWeights(NET, at)) / radius;
  for (let i = 0; i < 6; i++) {
    slope[i] += lambda * (input[i + 1] - input[i]);
    slope[i + 1] -= lambda * (input[i + 1] - input[i]);
  }
  const outwards = slope.reduce((sum, value, i) => sum + value * input[i], 0) / 7;
  slope.forEach((value, i) => assert.ok(Math.abs(value - outwards * input[i]) < 1e-3 * Math.hypot(...slope)));
});

Deno.test("smoothness takes the teeth out", () => {
  const at = { layer: 0, unit: 0 }, wide = network([40, 3], 5);
  const teeth = (smoothness: number) => {
    const { input } = preferredInput(wide, at, { ...OPTIONS, smoothness }, seededRandom(1));
    return input.slice(1).reduce((sum, value, i) => sum + (value - input[i]) ** 2, 0);
  };
  assert.ok(teeth(2) < 0.5 * teeth(0));
});

Deno.test("between two runs nothing is drawn together", () => {
  const at = { layer: 0, unit: 0 }, flat = { ...OPTIONS, smoothness: 1e4 }, wide = network([40, 3], 5);
  const { input } = preferredInput(wide, at, { ...flat, runLength: 20 }, seededRandom(1));
  const weights = projectedWeights(wide, at),
    mean = (first: number) => weights.slice(first, first + 20).reduce((sum, value) => sum + value / 20, 0);
  // Each run is as good as even, at the mean of its weights.
  const [low, high] = scaledTo(Float64Array.of(mean(0), mean(20)), 1);
  input.forEach((value, i) => assert.ok(Math.abs(value - (i < 20 ? low : high)) < 0.01, `${i}`));
});

Deno.test("the same seed gives the same input, bit by bit", () => {
  const run = () => preferredInput(NET, { layer: 2, unit: 1 }, OPTIONS, seededRandom(9)).input;
  assert.deepEqual(run(), run());
});

Deno.test("a dead unit and weights of 1e4 give finite inputs", () => {
  const dead: Layers = { layers: [{ ...NET.layers[0], weights: new Float32Array(35) }] };
  const loud: Layers = { layers: NET.layers.map((one) => ({ ...one, weights: one.weights.map((w) => 1e4 * w) })) };
  for (const [net, at] of [[dead, { layer: 0, unit: 0 }], [loud, { layer: 2, unit: 0 }]] as const) {
    const { input, activation } = preferredInput(net, at, OPTIONS, seededRandom(1));
    assert.ok([...input, activation].every(Number.isFinite));
  }
});

Deno.test("inputGradient goes back through all layers as finite differences do", () => {
  const x = normals(14, 6), direct = NET.layers.map(({ hidden }, l) => normals(2 * hidden, 10 + l)), h = 1e-5;
  const layersOf = (inputs: Float64Array) =>
    NET.layers.map(({ hidden }, layer) =>
      Float64Array.from({ length: 2 * hidden }, (_, i) => {
        const row = inputs.slice(7 * Math.floor(i / hidden), 7 * Math.floor(i / hidden) + 7);
        return 1 / (1 + Math.exp(-netInput(NET, row, { layer, unit: i % hidden })));
      })
    );
  const f = (inputs: Float64Array) =>
    layersOf(inputs).reduce((sum, a, l) => sum + a.reduce((part, value, i) => part + value * direct[l][i], 0), 0);
  const gradient = inputGradient(NET, layersOf(x), direct);
  assert.equal(gradient.length, 14);
  gradient.forEach((slope, i) => {
    const moved = (by: number) => f(x.map((value, j) => j === i ? value + by : value));
    assert.ok(Math.abs((moved(h) - moved(-h)) / (2 * h) - slope) < 1e-8);
  });
});

Deno.test("what cannot be asked is refused", () => {
  assert.throws(() => netInput(NET, new Float64Array(7), { layer: 3, unit: 0 }), {
    name: "RangeError",
    message: "Cannot find the unit: it must be one of layers of 5, 4, 3 units, current value is unit 0 of layer 3 " +
      "(both count from 0)",
  });
  assert.throws(() => netInput(NET, new Float64Array(6), { layer: 0, unit: 0 }), {
    name: "TypeError",
    message: "Cannot excite a unit: the input must have 7 numbers, current value is 6",
  });
  assert.throws(() => preferredInput(NET, { layer: 0, unit: 0 }, { ...OPTIONS, deviations: 0 }, seededRandom(1)), {
    name: "RangeError",
    message: "Cannot maximise an activation: deviations must be > 0, current value is 0",
  });
  const five = NET.layers.map(() => new Float64Array(5));
  assert.throws(() => inputGradient(NET, five, five), {
    name: "TypeError",
    message: "Cannot go back through the network: layer 1 must have 1 × 4 activations and slopes, " +
      "current lengths are 5 and 5",
  });
});
