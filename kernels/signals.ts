/** Spectra, filter banks and resampling on the WASM kernels. @module */
import { checkBands, checkFrames, checkResample, checkSpectra } from "../core/kernel_checks.ts";
import type { FilterBank, PolyphaseFilter, SpectrumSpec } from "../core/kernels.ts";
import type { Arena } from "./arena.ts";
import type { Pool } from "./pool.ts";
import { splitRange } from "./split.ts";

/** Outputs of one thread start at whole cache lines. */
const LINE_FLOATS = 16;

/** exp(-2πik/M), k < M, then exp(-πik/M), k ≤ M/2, as pairs; M = frameSamples / 2. */
function twiddleFactors(frameSamples: number): Float32Array {
  const M = frameSamples / 2, factors = new Float32Array(2 * M + M + 2);
  for (let k = 0; k < M; k++) factors.set(unitRoot(2 * k / M), 2 * k);
  for (let k = 0; k <= M / 2; k++) factors.set(unitRoot(k / M), 2 * M + 2 * k);
  return factors;
}

/** exp(-iπ·halfTurns) */
function unitRoot(halfTurns: number): [number, number] {
  return [Math.cos(Math.PI * halfTurns), -Math.sin(Math.PI * halfTurns)];
}

/** The lengths in use are few. */
const twiddles = new Map<number, Float32Array>();

export function powerSpectraInto(
  arena: Arena,
  pool: Pool,
  samples: Float32Array,
  spec: SpectrumSpec,
  out: Float32Array,
): void {
  const frames = checkSpectra(samples, spec, out);
  if (frames === 0) return;
  const { frameSamples: N, hopSamples: hop, window } = spec, bins = N / 2 + 1;
  const factors = twiddles.get(N) ?? twiddleFactors(N);
  twiddles.set(N, factors);
  arena.lend((loan) => {
    const X = loan.read(samples), W = loan.read(window), T = loan.read(factors), P = loan.write(out);
    const ranges = splitRange(frames, pool.threads, 4, frames * N * Math.log2(N));
    pool.run(ranges.map(({ from, to }) => {
      const work = loan.scratch(32 * N);
      return ["powerSpectra", to - from, X + 4 * from * hop, hop, N, W, T, P + 4 * from * bins, work];
    }));
  });
}

/** On one thread: a block of frames takes less than waking another. */
export function filterBandsInto(
  arena: Arena,
  pool: Pool,
  spectra: Float32Array,
  bank: FilterBank,
  out: Float32Array,
): void {
  const frames = checkBands(spectra, bank, out), { bins, plan, weights } = bank;
  arena.lend((loan) => {
    const X = loan.read(spectra), P = loan.read(plan), W = loan.read(weights), Y = loan.write(out);
    pool.run([["filterBands", frames, bins, X, plan.length / 3, P, W, Y]]);
  });
}

/** By columns, so that the sums are the same for every number of threads. */
export function sumFramesInto(
  arena: Arena,
  pool: Pool,
  spectra: Float32Array,
  sums: Float64Array,
  { roots }: { roots: boolean },
): void {
  const frames = checkFrames(spectra, sums), bins = sums.length;
  arena.lend((loan) => {
    const X = loan.read(spectra), S = loan.update(sums);
    const ranges = splitRange(bins, pool.threads, LINE_FLOATS, frames * bins);
    pool.run(ranges.map(({ from, to }) => {
      return ["sumFrames", frames, to - from, bins, X + 4 * from, roots ? 1 : 0, S + 8 * from];
    }));
  });
}

export function resampleInto(
  arena: Arena,
  pool: Pool,
  samples: Float32Array,
  filter: PolyphaseFilter,
  startPhase: number,
  out: Float32Array,
): void {
  checkResample(samples, filter, startPhase, out);
  if (out.length === 0) return;
  const { up, down, tapsPerPhase, taps } = filter;
  arena.lend((loan) => {
    const X = loan.read(samples), H = loan.read(taps), Y = loan.write(out);
    const ranges = splitRange(out.length, pool.threads, LINE_FLOATS, out.length * tapsPerPhase);
    pool.run(ranges.map(({ from, to }) => {
      const position = startPhase + from * down, phase = position % up, base = (position - phase) / up;
      return ["resample", X + 4 * base, H, tapsPerPhase, up, down, phase, to - from, Y + 4 * from];
    }));
  });
}
