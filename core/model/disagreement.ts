/**
 * Of a committee's maps, how much of their uncertainty is the members' disagreement.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Reals } from "../kernels.ts";
import type { Calibration } from "./calibration.ts";

/** Probabilities below it are as good as none. */
const LEAST = 1e-12;

/**
 * Mutual information between the cell and the member at each step (Houlsby et al. 2011, "BALD"):
 *   I = H(mean of the maps) - mean of H(maps),   0 (all say the same) … log M nats.
 * Maps are added one member at a time and calibrated on the way; only their sums are kept.
 * @example
 * ```ts
 * import { Disagreement } from "./disagreement.ts";
 * const at = (cell: number) => Float64Array.from({ length: 121 }, (_, c) => c === cell ? 1 : 0);
 * const two = new Disagreement(1);
 * for (const cell of [3, 70]) two.add(at(cell));
 * if (Math.abs(two.nats[0] - Math.log(2)) > 1e-9) throw new Error("to know the member is to know the cell");
 * ```
 */
export class Disagreement {
  readonly #calibration: Calibration | null;
  /** Σ_m q_m, [T, 121], and Σ_m Σ_c q_m·log q_m, [T]. */
  readonly #sums: Float64Array;
  readonly #negentropies: Float64Array;
  readonly #logs = new Float64Array(CELL_COUNT);
  readonly #shares = new Float64Array(CELL_COUNT);
  #members = 0;

  constructor(steps: number, calibration: Calibration | null = null) {
    this.#calibration = calibration;
    this.#sums = new Float64Array(steps * CELL_COUNT);
    this.#negentropies = new Float64Array(steps);
  }

  /**
   * Another member's maps, each ≥ 0 and of sum 1, as its chain made them.
   * @param maps [T · every, 121] or more: each `every`-th of them is compared.
   */
  add(maps: Reals, every = 1): void {
    const power = this.#calibration?.power ?? 1, bias = this.#calibration?.bias ?? null;
    const logs = this.#logs, shares = this.#shares, sums = this.#sums;
    for (let t = 0; t < this.#negentropies.length; t++) {
      const at = t * CELL_COUNT, from = at * every;
      let most = -Infinity, z = 0, product = 0;
      for (let c = 0; c < CELL_COUNT; c++) {
        const log = power * Math.log(Math.max(LEAST, maps[from + c])) + (bias ? bias[c] : 0);
        logs[c] = log;
        if (log > most) most = log;
      }
      for (let c = 0; c < CELL_COUNT; c++) z += shares[c] = Math.exp(logs[c] - most);
      for (let c = 0; c < CELL_COUNT; c++) {
        const q = shares[c] / z;
        sums[at + c] += q;
        product += q * logs[c];
      }
      this.#negentropies[t] += product - most - Math.log(z);
    }
    this.#members++;
  }

  /** I of each step, in nats, [T]; 0 without members. */
  get nats(): Float64Array {
    const M = this.#members, sums = this.#sums;
    return this.#negentropies.map((negentropy, t) => {
      let ofMean = 0;
      for (let i = t * CELL_COUNT; i < (t + 1) * CELL_COUNT; i++) {
        if (sums[i] > 0) ofMean += sums[i] * Math.log(sums[i] / M);
      }
      // Members that agree to the last digit may round below.
      return M === 0 ? 0 : Math.max(0, (negentropy - ofMean) / M);
    });
  }
}
