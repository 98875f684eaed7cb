/**
 * The reference of the kernels that work on rows, element by element: what layers of units and their training need beside
 * products.
 * @module
 */
import { checkAscent, checkCompare, checkGather, checkNormal, checkRow, checkSample } from "./kernel_checks.ts";
import { normalAt, uniformAt } from "./kernel_random.ts";
import type { AscentStep } from "./kernels.ts";

function sampleInto(probabilities: Float32Array, state: Uint32Array, samples: Float32Array): void {
  checkSample(probabilities, state, samples);
  const [key, position] = state;
  for (let i = 0; i < samples.length; i++) samples[i] = uniformAt(key, position + i) < probabilities[i] ? 1 : 0;
  state[1] += samples.length;
}

function addRowInto(x: Float32Array, row: Float32Array): void {
  checkRow(x, row);
  for (let i = 0; i < x.length; i++) x[i] += row[i % row.length];
}

function sigmoidRowInto(x: Float32Array, row: Float32Array): void {
  checkRow(x, row);
  for (let i = 0; i < x.length; i++) x[i] = 1 / (1 + Math.exp(-x[i] - row[i % row.length]));
}

/** The row kernels of the reference. */
export const referenceRows = {
  sampleInto,
  addRowInto,
  sigmoidRowInto,
  sigmoidSampleInto(x: Float32Array, row: Float32Array, state: Uint32Array, samples: Float32Array): void {
    checkRow(x, row);
    checkSample(x, state, samples);
    sigmoidRowInto(x, row);
    sampleInto(x, state, samples);
  },
  normalInto(state: Uint32Array, out: Float32Array): void {
    checkNormal(state);
    const [key, position] = state;
    for (let i = 0; i < out.length; i++) out[i] = normalAt(key, position + i);
    state[1] += out.length;
  },
  compareRowsInto(x: Float32Array, y: Float32Array, differences: Float32Array): number {
    checkCompare(x, y, differences);
    const columns = differences.length, sums = new Float64Array(columns);
    let squares = 0;
    for (let i = 0; i < x.length; i++) {
      const difference = x[i] - y[i];
      sums[i % columns] += difference;
      squares += difference * difference;
    }
    differences.set(sums);
    return squares;
  },
  ascendInto(x: Float32Array, speed: Float32Array, step: AscentStep): void {
    checkAscent(x, speed, step);
    const { positive, negative, momentum, up, down, decay } = step;
    for (let i = 0; i < x.length; i++) {
      speed[i] = momentum * speed[i] + up * positive[i] - down * negative[i] - decay * x[i];
      x[i] += speed[i];
    }
  },
  gatherRowsInto(x: Float32Array, indices: Uint32Array, out: Float32Array): void {
    const columns = checkGather(x, indices, out);
    indices.forEach((row, n) => out.set(x.subarray(row * columns, (row + 1) * columns), n * columns));
  },
};
