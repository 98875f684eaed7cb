/**
 * The hot loops behind one interface, and their plain-TypeScript reference. Faster implementations live in `kernels/`;
 * `kernels/conformance_test.ts` holds every one of them to the reference.
 *
 * Arrays may come from anywhere. Those from {@link Kernels.float32} and {@link Kernels.float64} lie in the kernels' own
 * memory and are used without a copy. That memory may be shared between threads: copy (`slice`) before handing such an array
 * to an API that refuses shared memory (files, hashes, sockets), or out of the {@link Kernels.scope}.
 * @module
 */
import { checkBands, checkChains, checkFrames, checkGemm, checkResample, checkSpectra } from "./kernel_checks.ts";
import { referenceRows } from "./kernel_rows.ts";
import { powerSpectrum } from "./signal/fft.ts";

/** A dense row-major array of reals; both operands and the result of one call have the same type. */
export type Reals = Float32Array | Float64Array;

/** C = op(A) · op(B) (+ C). All matrices are dense and row-major. */
export interface GemmSpec {
  /** Rows of C. */
  m: number;
  /** Columns of C. */
  n: number;
  /** Length of the inner sums. */
  k: number;
  /** [m, k], or [k, m] when `transposeA`. */
  a: Reals;
  /** [k, n], or [n, k] when `transposeB`. */
  b: Reals;
  /** [m, n], written. */
  c: Reals;
  transposeA?: boolean;
  transposeB?: boolean;
  /** Add to C instead of overwriting it. */
  accumulate?: boolean;
}

/** How frames are cut from samples and windowed. */
export interface SpectrumSpec {
  /** Length of a frame and of the Fourier transform; a power of two, 16 … 16,384. */
  frameSamples: number;
  hopSamples: number;
  /** [frameSamples] */
  window: Float32Array;
}

/** Filters over the bins of a spectrum, each of which sums a run of neighbouring bins. */
export interface FilterBank {
  /** Bins of a spectrum; every filter lies within them. */
  bins: number;
  /** [bands, 3]: a filter's first bin, where its weights begin in `weights`, how many it has. */
  plan: Int32Array;
  /** The weights of all filters. */
  weights: Float32Array;
}

/** A rational resampler: `up` phases of a low-pass filter. Made by `core/signal/resample.ts`. */
export interface PolyphaseFilter {
  up: number;
  down: number;
  /** Taps of a phase, a multiple of 8. */
  tapsPerPhase: number;
  /** [up, tapsPerPhase]: the taps in the order in which they meet the samples (a plain dot product). */
  taps: Float32Array;
}

/** A step up a difference of two statistics, with momentum: see {@link Kernels.ascendInto}. */
export interface AscentStep {
  positive: Float32Array;
  negative: Float32Array;
  momentum: number;
  /** Factor of `positive`. */
  up: number;
  /** Factor of `negative`. */
  down: number;
  /** Share of x that it loses. */
  decay: number;
}

/** Linear chains. S = states, C = chains, N = steps of all chains together. */
export interface ChainBatch {
  states: number;
  /** [C + 1], ascending from 0 to N: chain c holds the steps offsets[c] … offsets[c + 1] - 1. */
  offsets: Int32Array;
  /** Emission scores [N, S] in nats. */
  scores: Reals;
  /**
   * A, shape [S, S], shared by all steps: row is the state at step t-1, column the state at step t, in nats. -Infinity
   * forbids a transition. Or a matrix for each step, shape [N, S, S]: it leads into its step, a chain's first is not used.
   */
  transitions: Reals;
  /** [C]: how often each chain counts in `edges`. */
  weights: Float64Array;
}

/** Where {@link Kernels.chainExpectations} writes. */
export interface ChainExpectations {
  /** [N, S]: probability of each state at each step, unweighted. */
  marginals: Reals;
  /**
   * Expected number of transitions, of the shape of the batch's: summed over steps and weighted chains, [S, S], or weighted
   * and a step each, [N, S, S] (0 into a chain's first).
   */
  edges: Reals;
  /** [C]: log Z of each chain, in nats; 0 for a chain without steps. */
  logPartitions: Float64Array;
}

/** What can be asked for by name; `auto` is the fastest that this machine has. */
export const KERNEL_NAMES = ["auto", "wasm", "openblas", "tfjs", "reference"] as const;
export type KernelName = typeof KERNEL_NAMES[number];

/** One implementation of the hot loops. All calls are synchronous and may use several threads. */
export interface Kernels {
  /** `reference`, `wasm`, … */
  readonly id: string;
  readonly threads: number;
  /** CPU features in use, e.g. `simd128`, `relaxed-simd`: part of what a model records. */
  readonly features: readonly string[];

  /** Zeroed memory, freed at the end of the enclosing {@link scope}. */
  float32(length: number): Float32Array;
  /** Zeroed memory, freed at the end of the enclosing {@link scope}. */
  float64(length: number): Float64Array;
  /** Run `work` and free all memory it took from {@link float32} and {@link float64}. Scopes nest; results are copied out first. */
  scope<T>(work: () => T): T;

  /** Dense matrix product; C must not overlap A or B. Cost 2·m·n·k operations. */
  gemm(spec: GemmSpec): void;
  /** x ← 1 / (1 + exp(-x)), finite for every finite x. */
  sigmoidInto(x: Float32Array): void;
  /** x ← x + row, for every row of x [N, U]; row [U]. */
  addRowInto(x: Float32Array, row: Float32Array): void;
  /** x ← σ(x + row), for every row of x [N, U]; row [U]. Accurate and finite as {@link sigmoidInto}. */
  sigmoidRowInto(x: Float32Array, row: Float32Array): void;
  /**
   * samples[i] ← 1 with probability probabilities[i], else 0.
   * @param state [2]: key and position of a stream of `kernel_random.ts`; the position advances by the samples' number.
   */
  sampleInto(
    probabilities: Float32Array,
    state: Uint32Array,
    samples: Float32Array,
  ): void;
  /** {@link sigmoidRowInto} and {@link sampleInto} of what it gives, in one pass. `samples` may be `x` itself. */
  sigmoidSampleInto(x: Float32Array, row: Float32Array, state: Uint32Array, samples: Float32Array): void;
  /**
   * Standard normal deviates, `normalAt` of the stream to 2e-6.
   * @param state as in {@link sampleInto}.
   */
  normalInto(state: Uint32Array, out: Float32Array): void;
  /**
   * differences[u] ← Σ_n (x[n, u] - y[n, u]), for x and y [N, U].
   * @returns Σ (x - y)² over all elements.
   */
  compareRowsInto(x: Float32Array, y: Float32Array, differences: Float32Array): number;
  /** speed ← momentum·speed + up·positive - down·negative - decay·x; x ← x + speed. All arrays have one length. */
  ascendInto(x: Float32Array, speed: Float32Array, step: AscentStep): void;
  /** out ← the rows of x [N, U] with the given numbers, [indices.length, U]. */
  gatherRowsInto(x: Float32Array, indices: Uint32Array, out: Float32Array): void;
  /**
   * Power spectra |X|² of windowed frames, unscaled.
   * Frame f covers samples f·hop … f·hop + frameSamples - 1; only whole frames are made.
   * @param out [frames, frameSamples / 2 + 1]; frames = out.length / bins, all of which must fit in `samples`.
   */
  powerSpectraInto(
    samples: Float32Array,
    spec: SpectrumSpec,
    out: Float32Array,
  ): void;
  /**
   * Bands of power spectra: out[f, b] = Σ_i weights_b[i] · spectra[f, first_b + i].
   * @param spectra [frames, bank.bins]
   * @param out [frames, bands]
   */
  filterBandsInto(spectra: Float32Array, bank: FilterBank, out: Float32Array): void;
  /**
   * Add frames up: sums[k] += Σ_f spectra[f, k], or Σ_f √spectra[f, k] with `roots`. Sums in f64, frame after frame.
   * @param spectra [frames, sums.length]
   */
  sumFramesInto(spectra: Float32Array, sums: Float64Array, options: { roots: boolean }): void;
  /**
   * out[n] = Σ_j taps[phase_n, j] · samples[base_n + j], where position p_n = startPhase + n·down, phase_n = p_n mod up,
   * base_n = floor(p_n / up). The caller sees to it that base_n + tapsPerPhase ≤ samples.length.
   */
  resampleInto(
    samples: Float32Array,
    filter: PolyphaseFilter,
    startPhase: number,
    out: Float32Array,
  ): void;
  /**
   * Forward–backward over every chain (Rabiner 1989, scaled; Lafferty et al. 2001).
   * Exact to rounding for any finite scores; cost O(N·S²), several times more with a matrix for each step. All of scores, transitions, marginals and edges have one type.
   * A chain with a NaN score, or none of whose paths is allowed, has NaN marginals and spoils `edges`, but no other chain.
   */
  chainExpectations(batch: ChainBatch, out: ChainExpectations): void;

  /** Stop the threads. The kernels can not be used afterwards. */
  close(): void;
}

function gemm(
  { m, n, k, a, b, c, transposeA, transposeB, accumulate }: GemmSpec,
): void {
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    for (let p = 0; p < k; p++) {
      const left = transposeA ? a[p * m + i] : a[i * k + p];
      if (transposeB) {
        for (let j = 0; j < n; j++) row[j] += left * b[j * k + p];
      } else for (let j = 0; j < n; j++) row[j] += left * b[p * n + j];
    }
    for (let j = 0; j < n; j++) {
      c[i * n + j] = accumulate ? c[i * n + j] + row[j] : row[j];
    }
  }
}

function powerSpectraInto(
  samples: Float32Array,
  spec: SpectrumSpec,
  out: Float32Array,
): void {
  const { frameSamples, hopSamples, window } = spec;
  const bins = frameSamples / 2 + 1;
  const frame = new Float64Array(frameSamples);
  for (let f = 0; f < out.length / bins; f++) {
    for (let i = 0; i < frameSamples; i++) {
      frame[i] = samples[f * hopSamples + i] * window[i];
    }
    out.set(powerSpectrum(frame), f * bins);
  }
}

function filterBandsInto(spectra: Float32Array, { bins, plan, weights }: FilterBank, out: Float32Array): void {
  const bands = plan.length / 3;
  for (let i = 0; i < out.length; i++) {
    const frame = Math.floor(i / bands), [first, offset, count] = plan.subarray(i % bands * 3, i % bands * 3 + 3);
    let sum = 0;
    for (let j = 0; j < count; j++) sum += weights[offset + j] * spectra[frame * bins + first + j];
    out[i] = sum;
  }
}

function resampleInto(
  samples: Float32Array,
  filter: PolyphaseFilter,
  startPhase: number,
  out: Float32Array,
): void {
  const { up, down, tapsPerPhase, taps } = filter;
  for (let n = 0; n < out.length; n++) {
    const position = startPhase + n * down;
    const phase = position % up, base = (position - phase) / up;
    let sum = 0;
    for (let j = 0; j < tapsPerPhase; j++) {
      sum += taps[phase * tapsPerPhase + j] * samples[base + j];
    }
    out[n] = sum;
  }
}

/** log Σ exp(value); -Infinity for no finite term, NaN for a NaN. */
function logSumExp(values: Float64Array): number {
  let max = -Infinity;
  for (const value of values) max = Math.max(max, value);
  if (max === -Infinity) return -Infinity;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - max);
  return max + Math.log(sum);
}

/**
 * Forward–backward of one chain in the log domain, f64:
 * α_t(s) = score_t(s) + log Σ_r exp(α_{t-1}(r) + A(r, s)), β_t(r) = log Σ_s exp(A(r, s) + score_{t+1}(s) + β_{t+1}(s)).
 */
function chainInto(
  batch: ChainBatch,
  chain: number,
  edges: Float64Array,
  marginals: Reals,
): number {
  const { states: S, scores, transitions: A } = batch;
  const start = batch.offsets[chain], T = batch.offsets[chain + 1] - start;
  const size = A.length === S * S ? 0 : S * S, matrixOf = (t: number) => (start + t) * size;
  if (T === 0) return 0;
  const alpha = new Float64Array(T * S),
    beta = new Float64Array(T * S),
    terms = new Float64Array(S);
  const score = (t: number, s: number) => scores[(start + t) * S + s];
  for (let s = 0; s < S; s++) alpha[s] = score(0, s);
  for (let t = 1; t < T; t++) {
    const matrix = matrixOf(t);
    for (let s = 0; s < S; s++) {
      for (let r = 0; r < S; r++) {
        terms[r] = alpha[(t - 1) * S + r] + A[matrix + r * S + s];
      }
      alpha[t * S + s] = score(t, s) + logSumExp(terms);
    }
  }
  for (let t = T - 2; t >= 0; t--) {
    const matrix = matrixOf(t + 1);
    for (let r = 0; r < S; r++) {
      for (let s = 0; s < S; s++) {
        terms[s] = A[matrix + r * S + s] + score(t + 1, s) + beta[(t + 1) * S + s];
      }
      beta[t * S + r] = logSumExp(terms);
    }
  }
  const logZ = logSumExp(alpha.subarray((T - 1) * S));
  for (let i = 0; i < T * S; i++) {
    marginals[start * S + i] = Math.exp(alpha[i] + beta[i] - logZ);
  }
  for (let t = 1; t < T; t++) {
    const matrix = matrixOf(t);
    for (let r = 0; r < S; r++) {
      const from = alpha[(t - 1) * S + r] - logZ;
      for (let s = 0; s < S; s++) {
        edges[matrix + r * S + s] += batch.weights[chain] *
          Math.exp(from + A[matrix + r * S + s] + score(t, s) + beta[t * S + s]);
      }
    }
  }
  return logZ;
}

/** {@link Kernels.chainExpectations} in the log domain: slow, and right for scores of any size. */
export function chainExpectationsLog(
  batch: ChainBatch,
  out: ChainExpectations,
): void {
  const edges = new Float64Array(batch.transitions.length);
  for (let chain = 0; chain < batch.offsets.length - 1; chain++) {
    out.logPartitions[chain] = chainInto(batch, chain, edges, out.marginals);
  }
  out.edges.set(edges);
}

/** The plain-TypeScript reference: sums in f64, one thread, no memory of its own. */
export const referenceKernels: Kernels = {
  id: "reference",
  threads: 1,
  features: [],
  float32: (length) => new Float32Array(length),
  float64: (length) => new Float64Array(length),
  scope: (work) => work(),
  gemm(spec) {
    checkGemm(spec);
    gemm(spec);
  },
  sigmoidInto(x) {
    for (let i = 0; i < x.length; i++) x[i] = 1 / (1 + Math.exp(-x[i]));
  },
  ...referenceRows,
  powerSpectraInto(samples, spec, out) {
    checkSpectra(samples, spec, out);
    powerSpectraInto(samples, spec, out);
  },
  filterBandsInto(spectra, bank, out) {
    checkBands(spectra, bank, out);
    filterBandsInto(spectra, bank, out);
  },
  sumFramesInto(spectra, sums, { roots }) {
    checkFrames(spectra, sums);
    for (let i = 0; i < spectra.length; i++) {
      sums[i % sums.length] += roots ? Math.fround(Math.sqrt(spectra[i])) : spectra[i];
    }
  },
  resampleInto(samples, filter, startPhase, out) {
    checkResample(samples, filter, startPhase, out);
    resampleInto(samples, filter, startPhase, out);
  },
  chainExpectations(batch, out) {
    checkChains(batch, out);
    chainExpectationsLog(batch, out);
  },
  close() {},
};
