/**
 * What every implementation of {@link Kernels} asks of its arguments, so that all refuse the same calls with the same words.
 * @module
 */
import type {
  AscentStep,
  ChainBatch,
  ChainExpectations,
  FilterBank,
  GemmSpec,
  PolyphaseFilter,
  Reals,
  SpectrumSpec,
} from "./kernels.ts";

/** Elements two views share if they lie in one buffer. */
function overlap(x: Reals, y: Reals): boolean {
  return x.buffer === y.buffer && x.byteOffset < y.byteOffset + y.byteLength &&
    y.byteOffset < x.byteOffset + x.byteLength;
}

function checkCount(action: string, name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const kind = least > 0 ? "a positive integer" : "an integer ≥ 0";
  throw new RangeError(`Cannot ${action}: ${name} must be ${kind}, current value is ${value}`);
}

function checkLength(action: string, name: string, view: ArrayLike<number>, length: number, formula: string): void {
  if (view.length === length) return;
  throw new TypeError(
    `Cannot ${action}: ${name} must hold ${formula} = ${length} numbers, current value is ${view.length}`,
  );
}

function checkOneType(action: string, views: Record<string, Reals>): void {
  const kinds = Object.values(views).map((view) => Object.prototype.toString.call(view).slice(8, -1));
  if ((kinds[0] === "Float32Array" || kinds[0] === "Float64Array") && kinds.every((kind) => kind === kinds[0])) return;
  throw new TypeError(
    `Cannot ${action}: ${Object.keys(views).join(", ")} must all be Float32Array or all Float64Array, ` +
      `current value is ${kinds.join(", ")}`,
  );
}

/**
 * @throws RangeError on a size that is no whole number
 * @throws TypeError on arrays of different element types, of the wrong length, or where C overlaps an operand.
 */
export function checkGemm({ m, n, k, a, b, c }: GemmSpec): void {
  const action = "multiply matrices";
  checkCount(action, "m", m, 0);
  checkCount(action, "n", n, 0);
  checkCount(action, "k", k, 0);
  checkOneType(action, { a, b, c });
  checkLength(action, "a", a, m * k, "m · k");
  checkLength(action, "b", b, k * n, "k · n");
  checkLength(action, "c", c, m * n, "m · n");
  for (const [name, operand] of [["a", a], ["b", b]] as const) {
    if (overlap(operand, c)) {
      throw new TypeError(
        `Cannot ${action}: c must not overlap ${name}, current value is a shared buffer (write to a third array)`,
      );
    }
  }
}

function checkState(action: string, state: Uint32Array): void {
  checkLength(action, "state", state, 2, "key and position");
}

/** @throws TypeError on arrays of the wrong length. */
export function checkSample(probabilities: Float32Array, state: Uint32Array, samples: Float32Array): void {
  const action = "draw samples";
  checkState(action, state);
  checkLength(action, "samples", samples, probabilities.length, "probabilities.length");
}

/** @throws TypeError if the state is none. */
export function checkNormal(state: Uint32Array): void {
  checkState("draw normal deviates", state);
}

/**
 * @returns number of rows
 * @throws TypeError if x does not hold whole rows.
 */
export function checkRow(x: Float32Array, row: Float32Array): number {
  return wholeRows("add a row", "x", x, row.length);
}

function wholeRows(action: string, name: string, x: Float32Array, columns: number): number {
  const rows = columns === 0 ? 0 : x.length / columns;
  if (Number.isInteger(rows) && rows * columns === x.length) return rows;
  throw new TypeError(
    `Cannot ${action}: ${name} must hold whole rows of ${columns} numbers, current value is ${x.length}`,
  );
}

/**
 * @returns number of rows
 * @throws TypeError on arrays of the wrong length.
 */
export function checkCompare(x: Float32Array, y: Float32Array, differences: Float32Array): number {
  const action = "compare rows";
  checkLength(action, "y", y, x.length, "x.length");
  return wholeRows(action, "x", x, differences.length);
}

/** @throws TypeError on arrays of the wrong length. */
export function checkAscent(x: Float32Array, speed: Float32Array, { positive, negative }: AscentStep): void {
  for (const [name, view] of Object.entries({ speed, positive, negative })) {
    checkLength("make a step", name, view, x.length, "x.length");
  }
}

/**
 * @returns columns of a row
 * @throws TypeError if a table does not hold whole rows; RangeError on a row that is not there.
 */
export function checkGather(x: Float32Array, indices: Uint32Array, out: Float32Array): number {
  const action = "gather rows", columns = indices.length === 0 ? 0 : out.length / indices.length;
  if (!Number.isInteger(columns) || indices.length === 0 && out.length > 0) {
    throw new TypeError(
      `Cannot ${action}: out must hold ${indices.length} whole rows, current value is ${out.length} numbers`,
    );
  }
  if (columns === 0) return 0;
  const rows = wholeRows(action, "x", x, columns);
  for (const row of indices) {
    if (row >= rows) throw new RangeError(`Cannot ${action}: indices must be below ${rows}, current value is ${row}`);
  }
  return columns;
}

/**
 * @returns number of frames
 * @throws RangeError on a filter that reaches beyond the bins or the weights
 * @throws TypeError on arrays of the wrong length.
 */
export function checkBands(spectra: Float32Array, { bins, plan, weights }: FilterBank, out: Float32Array): number {
  const action = "filter spectra", bands = plan.length / 3, frames = spectra.length / bins;
  checkCount(action, "bins", bins, 1);
  checkLength(action, "plan", plan, Math.floor(bands) * 3, "3 · bands");
  checkLength(action, "spectra", spectra, Math.floor(frames) * bins, "frames · bins");
  checkLength(action, "out", out, frames * bands, "frames · bands");
  for (let b = 0; b < bands; b++) {
    const first = plan[3 * b], offset = plan[3 * b + 1], count = plan[3 * b + 2];
    if (Math.min(first, offset, count) >= 0 && first + count <= bins && offset + count <= weights.length) continue;
    throw new RangeError(
      `Cannot ${action}: every filter must lie within ${bins} bins and ${weights.length} weights, ` +
        `current value is first bin ${first}, offset ${offset}, count ${count}`,
    );
  }
  return frames;
}

/**
 * @returns number of frames
 * @throws TypeError on arrays of the wrong length.
 */
export function checkFrames(spectra: Float32Array, sums: Float64Array): number {
  const frames = sums.length > 0 ? spectra.length / sums.length : 0;
  checkLength("add up frames", "spectra", spectra, Math.floor(frames) * sums.length, "frames · bins");
  return frames;
}

/**
 * @returns number of frames
 * @throws RangeError on a frame or hop length that can not be
 * @throws TypeError on arrays of the wrong length.
 */
export function checkSpectra(samples: Float32Array, spec: SpectrumSpec, out: Float32Array): number {
  const action = "compute power spectra", { frameSamples, hopSamples, window } = spec;
  if (!Number.isInteger(Math.log2(frameSamples)) || frameSamples < 16 || frameSamples > 16384) {
    throw new RangeError(
      `Cannot ${action}: frameSamples must be a power of two in 16 … 16384, current value is ${frameSamples}`,
    );
  }
  if (!Number.isSafeInteger(hopSamples) || hopSamples < 1) {
    throw new RangeError(
      `Cannot ${action}: hopSamples must be a positive integer, current value is ${hopSamples}` +
        (hopSamples > 0 && hopSamples < 1 ? " (is this in seconds?)" : ""),
    );
  }
  checkLength(action, "window", window, frameSamples, "frameSamples");
  const bins = frameSamples / 2 + 1, frames = Math.ceil(out.length / bins);
  checkLength(action, "out", out, frames * bins, "frames · (frameSamples / 2 + 1)");
  const needed = frames === 0 ? 0 : (frames - 1) * hopSamples + frameSamples;
  if (samples.length < needed) {
    throw new TypeError(
      `Cannot ${action}: samples must hold at least ${needed} numbers for ${frames} whole frames, ` +
        `current value is ${samples.length}`,
    );
  }
  return frames;
}

/**
 * @throws RangeError on a ratio, phase or tap count that can not be
 * @throws TypeError on arrays of the wrong length.
 */
export function checkResample(
  samples: Float32Array,
  filter: PolyphaseFilter,
  startPhase: number,
  out: Float32Array,
): void {
  const action = "resample", { up, down, tapsPerPhase, taps } = filter;
  checkCount(action, "up", up, 1);
  checkCount(action, "down", down, 1);
  checkCount(action, "startPhase", startPhase, 0);
  if (!Number.isSafeInteger(tapsPerPhase) || tapsPerPhase < 8 || tapsPerPhase % 8 !== 0) {
    throw new RangeError(
      `Cannot ${action}: tapsPerPhase must be a positive multiple of 8, current value is ${tapsPerPhase}`,
    );
  }
  checkLength(action, "taps", taps, up * tapsPerPhase, "up · tapsPerPhase");
  if (out.length === 0) return;
  const needed = Math.floor((startPhase + (out.length - 1) * down) / up) + tapsPerPhase;
  if (samples.length < needed) {
    throw new TypeError(
      `Cannot ${action}: samples must hold at least ${needed} numbers for ${out.length} outputs, ` +
        `current value is ${samples.length}`,
    );
  }
}

/**
 * @throws RangeError on a state count or offsets that can not be
 * @throws TypeError on arrays of different element types or of the wrong length.
 */
export function checkChains(batch: ChainBatch, out: ChainExpectations): void {
  const action = "compute chain expectations", { states: S, offsets, scores, transitions, weights } = batch;
  checkCount(action, "states", S, 1);
  checkOneType(action, { scores, transitions, marginals: out.marginals, edges: out.edges });
  if (offsets.length === 0 || offsets[0] !== 0) {
    throw new RangeError(`Cannot ${action}: offsets must start with 0, current value is ${offsets[0]}`);
  }
  const C = offsets.length - 1;
  for (let c = 0; c < C; c++) {
    if (offsets[c + 1] >= offsets[c]) continue;
    throw new RangeError(
      `Cannot ${action}: offsets must not fall, current value is ${offsets[c]}, ${offsets[c + 1]} at chain ${c}`,
    );
  }
  checkLength(action, "scores", scores, offsets[C] * S, "steps · states");
  if (transitions.length !== S * S && transitions.length !== offsets[C] * S * S) {
    throw new TypeError(
      `Cannot ${action}: transitions must hold states · states = ${S * S} numbers, or as many for each of ` +
        `${offsets[C]} steps, current value is ${transitions.length}`,
    );
  }
  checkLength(action, "weights", weights, C, "chains");
  checkLength(action, "marginals", out.marginals, offsets[C] * S, "steps · states");
  checkLength(action, "edges", out.edges, transitions.length, "transitions");
  checkLength(action, "logPartitions", out.logPartitions, C, "chains");
}
