/** One suite for every implementation's kernels on rows and random numbers: see `conformance_test.ts`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { normalAt, uniformAt } from "../core/kernel_random.ts";
import { type Kernels, referenceKernels } from "../core/kernels.ts";
import { assertClose, floats, places, runs, sumOf, testEach } from "./conformance.ts";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const room = (kernels: Kernels, length: number, own: boolean) =>
  own ? kernels.float32(length) : new Float32Array(length);

/** Some rows of some columns; thousands of rows are divided between threads. */
const tables = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(3001)),
  columns: fc.integer({ min: 1, max: 21 }),
  own: fc.boolean(),
});

testEach("a row is added to every row, and sigmoid of the sum is right to 1e-6; nothing else is touched", (kernels) => {
  fc.assert(
    fc.property(tables, ({ rows, columns, own }) =>
      kernels.scope(() => {
        const around = floats(kernels, rows * columns + 8, 4, { scale: 20, own }),
          row = floats(kernels, columns, 5, { own });
        const before = around.slice(), x = around.subarray(4, 4 + rows * columns);
        const inside = (i: number) => i >= 4 && i < 4 + rows * columns;
        kernels.addRowInto(x, row);
        const sums = before.map((value, i) => inside(i) ? value + row[(i - 4) % columns] : value);
        assertClose(around, sums, 2e-6, "sum");
        around.set(before);
        kernels.sigmoidRowInto(x, row);
        assertClose(around, sums.map((value, i) => inside(i) ? logistic(value) : value), 1e-6, "sigmoid");
      })),
    runs,
  );
});

testEach("samples are those of the stream, call after call, however long", (kernels) => {
  for (const own of places) {
    const state = Uint32Array.of(0x9e3779b9, 0xfffffff0);
    let position = 0xfffffff0;
    for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 1001, 0, 64, 500000]) {
      kernels.scope(() => {
        const p = floats(kernels, length, length, { own }).map(Math.abs), samples = room(kernels, length, own);
        kernels.sampleInto(p, state, samples);
        const wrong = samples.findIndex((drawn, i) => drawn !== (uniformAt(0x9e3779b9, position + i) < p[i] ? 1 : 0));
        assert.equal(wrong, -1);
        position += length;
        assert.deepEqual([...state], [0x9e3779b9, position % 2 ** 32]);
      });
    }
  }
});

testEach("sigmoid and sample in one pass are the two passes, in place too", (kernels) => {
  fc.assert(
    fc.property(tables, fc.nat(), ({ rows, columns, own }, key) =>
      kernels.scope(() => {
        const x = floats(kernels, rows * columns, 1, { scale: 4, own }), row = floats(kernels, columns, 2, { own });
        const twice = x.slice(), inPlace = room(kernels, x.length, own), samples = room(kernels, x.length, own);
        inPlace.set(x);
        const [one, two, three] = [1, 2, 3].map(() => Uint32Array.of(key, 7));
        kernels.sigmoidSampleInto(x, row, one, samples);
        kernels.sigmoidRowInto(twice, row);
        assert.deepEqual(x.slice(), twice);
        const expected = new Float32Array(x.length);
        kernels.sampleInto(twice, two, expected);
        assert.deepEqual(samples.slice(), expected);
        kernels.sigmoidSampleInto(inPlace, row, three, inPlace);
        assert.deepEqual(inPlace.slice(), expected);
        assert.deepEqual([one, one], [two, three]);
      })),
    runs,
  );
});

testEach("probability 0 never and probability 1 always draws a 1; 0.3 does so three times in ten", (kernels) => {
  const state = Uint32Array.of(77, 1), samples = new Float32Array(1e5);
  const mean = (probability: number) => {
    kernels.sampleInto(new Float32Array(1e5).fill(probability), state, samples);
    return sumOf(samples) / 1e5;
  };
  assert.equal(mean(0), 0);
  assert.equal(mean(1), 1);
  // Five standard deviations of a mean of 1e5 draws.
  assert.ok(Math.abs(mean(0.3) - 0.3) < 5 * Math.sqrt(0.21 / 1e5));
});

testEach("normal deviates are those of the stream to 2e-6", (kernels) => {
  for (const own of places) {
    const state = Uint32Array.of(3, 0);
    let position = 0;
    for (const length of [1, 5, 0, 64, 300001]) {
      kernels.scope(() => {
        const out = room(kernels, length, own);
        kernels.normalInto(state, out);
        assertClose(out, Float64Array.from(out, (_, i) => normalAt(3, position + i)), 2e-6, "normal");
        position += length;
        assert.equal(state[1], position);
      });
    }
  }
});

testEach("rows are compared by their summed differences and squares", (kernels) => {
  fc.assert(
    fc.property(tables, ({ rows, columns, own }) =>
      kernels.scope(() => {
        const [x, y] = [1, 2].map((seed) => floats(kernels, rows * columns, seed, { own }));
        const out = room(kernels, columns, own).fill(9);
        const squares = kernels.compareRowsInto(x, y, out), expected = new Float64Array(columns);
        x.forEach((value, i) => expected[i % columns] += value - y[i]);
        const square = x.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0);
        // f32 sums of 3,001 terms below 2, that grow to some 50.
        assertClose(out, expected, 2e-3, "differences");
        assertClose([squares], [square], 1e-5 * square, "squares");
      })),
    runs,
  );
});

testEach("wide rows are compared the same on every thread", (kernels) => {
  const x = floats(kernels, 1000 * 513, 1, { own: false }), y = floats(kernels, 1000 * 513, 2, { own: false });
  const out = new Float32Array(513), expected = new Float32Array(513);
  const squares = kernels.compareRowsInto(x, y, out), right = referenceKernels.compareRowsInto(x, y, expected);
  assertClose(out, expected, 1e-3, "differences");
  assertClose([squares], [right], 1e-5 * right, "squares");
});

testEach("a step adds what its formula says to the speed, and the speed to the array", (kernels) => {
  for (const own of places) {
    for (const length of [0, 1, 3, 4, 7, 64, 700001]) {
      kernels.scope(() => {
        const [x, speed, positive, negative] = [1, 2, 3, 4].map((seed) => floats(kernels, length, seed, { own }));
        const [before, old] = [x.slice(), speed.slice()];
        kernels.ascendInto(x, speed, { positive, negative, momentum: 0.5, up: 0.25, down: 0.125, decay: 0.01 });
        const expected = old.map((v, i) => 0.5 * v + 0.25 * positive[i] - 0.125 * negative[i] - 0.01 * before[i]);
        assertClose(speed, expected, 5e-7, "speed");
        assertClose(x, before.map((value, i) => value + expected[i]), 5e-7, "x");
      });
    }
  }
});

testEach("rows are gathered by number, also many times over", (kernels) => {
  for (const own of places) {
    kernels.scope(() => {
      for (const [count, columns] of [[0, 3], [1, 1], [5, 7], [9000, 130]]) {
        const x = floats(kernels, 11 * columns, 1, { own }), out = room(kernels, count * columns, own);
        const indices = Uint32Array.from({ length: count }, (_, i) => (i * 7 + 3) % 11);
        kernels.gatherRowsInto(x, indices, out);
        assert.equal(
          out.findIndex((value, i) => value !== x[indices[Math.floor(i / columns)] * columns + i % columns]),
          -1,
        );
      }
    });
  }
});

testEach("refused calls on rows say what must hold", (kernels) => {
  const f = (n: number) => new Float32Array(n), state = Uint32Array.of(1, 0);
  const step = { positive: f(4), negative: f(4), momentum: 0, up: 1, down: 1, decay: 0 };
  const refusals: [() => void, string, string][] = [
    [
      () => kernels.sampleInto(f(3), new Uint32Array(16), f(3)),
      "TypeError",
      "Cannot draw samples: state must hold key and position = 2 numbers, current value is 16",
    ],
    [
      () => kernels.sampleInto(f(3), state, f(4)),
      "TypeError",
      "Cannot draw samples: samples must hold probabilities.length = 3 numbers, current value is 4",
    ],
    [
      () => kernels.sigmoidSampleInto(f(4), f(2), state, f(3)),
      "TypeError",
      "Cannot draw samples: samples must hold probabilities.length = 4 numbers, current value is 3",
    ],
    [
      () => kernels.normalInto(new Uint32Array(1), f(3)),
      "TypeError",
      "Cannot draw normal deviates: state must hold key and position = 2 numbers, current value is 1",
    ],
    [
      () => kernels.addRowInto(f(5), f(2)),
      "TypeError",
      "Cannot add a row: x must hold whole rows of 2 numbers, current value is 5",
    ],
    [
      () => kernels.compareRowsInto(f(4), f(5), f(2)),
      "TypeError",
      "Cannot compare rows: y must hold x.length = 4 numbers, current value is 5",
    ],
    [
      () => kernels.ascendInto(f(4), f(4), { ...step, negative: f(3) }),
      "TypeError",
      "Cannot make a step: negative must hold x.length = 4 numbers, current value is 3",
    ],
    [
      () => kernels.gatherRowsInto(f(6), Uint32Array.of(0, 3), f(4)),
      "RangeError",
      "Cannot gather rows: indices must be below 3, current value is 3",
    ],
    [
      () => kernels.gatherRowsInto(f(6), Uint32Array.of(0, 1), f(5)),
      "TypeError",
      "Cannot gather rows: out must hold 2 whole rows, current value is 5 numbers",
    ],
  ];
  for (const [call, name, message] of refusals) assert.throws(call, { name, message });
});
