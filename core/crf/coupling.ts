/**
 * Where raters are unknown: the joint distribution of two successive states, from the distribution of each.
 * @module
 */

/** Rounds after which a coupling is taken as it is. */
const MAX_ROUNDS = 300;

/** What is coupled. S = states. */
export interface Coupling {
  /** p, shape [S], ≥ 0, sum 1. */
  before: Float64Array;
  /** q, likewise. */
  after: Float64Array;
  /** How much the coupling counts. */
  weight: number;
  /** Sum of the errors of the first margin at which it is done; the second is met to rounding. 1e-6 by default. */
  tolerance?: number;
}

/**
 * The coupling of two maps that is nearest to how states usually move: with K(r, s) > 0 how likely a state r is followed by s,
 *   argmin_E KL(E ‖ K),   Σ_s E(r, s) = p(r),   Σ_r E(r, s) = q(s);   E = diag(u)·K·diag(v),
 * the Schrödinger bridge of one step (Léonard 2014), by Sinkhorn's scaling (Sinkhorn & Knopp 1967): u and v are fitted to the
 * margins in turn, the second one last. Cost O(S²) a round; there are tens
 * of them, more for kernels that hardly move.
 * @param kernel K, shape [S, S], each > 0 and finite: row the state before, column the state after.
 * @param into [S, S]; weight·E is added to it.
 * @throws RangeError if the kernel has an entry that is not > 0: maps further apart could not be coupled.
 */
export function addCouplingInto(
  kernel: Float64Array,
  { before, after, weight, tolerance = 1e-6 }: Coupling,
  into: Float64Array,
): void {
  const S = before.length, u = new Float64Array(S), v = new Float64Array(S).fill(1);
  const reached = new Float64Array(S), left = new Float64Array(S);
  const impossible = kernel.findIndex((value) => !(value > 0 && value < Infinity));
  if (impossible >= 0) {
    throw new RangeError(
      "Cannot couple maps: every transition must be possible, " +
        `current likelihood of ${Math.floor(impossible / S)} → ${impossible % S} is ${kernel[impossible]}`,
    );
  }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (let r = 0; r < S; r++) {
      let sum = 0;
      for (let s = 0; s < S; s++) sum += kernel[r * S + s] * v[s];
      left[r] = sum;
    }
    let error = 0;
    for (let r = 0; r < S; r++) error += Math.abs(u[r] * left[r] - before[r]);
    if (round > 0 && error < tolerance) break;
    reached.fill(0);
    for (let r = 0; r < S; r++) {
      u[r] = before[r] / left[r];
      if (u[r] === 0) continue;
      for (let s = 0; s < S; s++) reached[s] += u[r] * kernel[r * S + s];
    }
    for (let s = 0; s < S; s++) v[s] = after[s] / reached[s];
  }
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) into[r * S + s] += weight * u[r] * kernel[r * S + s] * v[s];
  }
}
