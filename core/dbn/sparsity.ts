/**
 * A target for how often hidden units are on (Hinton 2010, §11).
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { CdMemory } from "./contrastive_divergence.ts";

export interface SparsitySpec {
  /** Probability with which a unit shall be on, in (0, 1). */
  target: number;
  /** How strongly it is drawn there, beside the likelihood. */
  strength: number;
}

/** Share of the past in a unit's running mean. */
const REMEMBERED = 0.9;

/** Adds to the statistics of an update the slope of the cross-entropy between a unit's target and its running mean. */
export class SparsityTarget {
  readonly #spec: SparsitySpec;
  /** Running mean of each unit, [H]; null before the first batch. */
  #means: Float64Array | null = null;
  readonly #hidden: number;

  constructor(spec: SparsitySpec, hidden: number) {
    this.#spec = spec;
    this.#hidden = hidden;
  }

  /** With q the running mean of p(h | v): Δc += strength·(target - q), ΔW += strength·⟨v⟩·(target - q)ᵀ. */
  addTo(memory: CdMemory, kernels: Kernels): void {
    const H = this.#hidden, rows = memory.positive.length / H, V = memory.data.length / rows;
    const now = columnMeans(memory.positive, H), { target, strength } = this.#spec;
    const before = this.#means ?? now;
    const means = now.map((mean, j) => REMEMBERED * before[j] + (1 - REMEMBERED) * mean);
    this.#means = means;
    // Statistics are sums over the batch.
    const pull = Float32Array.from(means, (q) => rows * strength * (target - q));
    pull.forEach((value, j) => memory.hiddenDifference[j] += value);
    const visible = Float32Array.from(columnMeans(memory.data, V));
    kernels.gemm({ m: V, n: H, k: 1, a: visible, b: pull, c: memory.positiveStatistics, accumulate: true });
  }
}

function columnMeans(x: Float32Array, columns: number): Float64Array {
  const means = new Float64Array(columns), rows = x.length / columns;
  for (let n = 0, i = 0; n < rows; n++) for (let u = 0; u < columns; u++, i++) means[u] += x[i];
  return means.map((sum) => sum / rows);
}
