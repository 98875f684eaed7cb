/**
 * Transition potentials that are conditioned on what is heard: every step has a matrix of its own.
 *
 * Their inputs are the conditions z [n, C] of n steps, their matrices A_t(r, s) [n, S, S]: the one of a step leads into it
 * from the step before. Matrices, and gradients of an objective with respect to them, may be f32 or f64; all else is f64.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { gaussianForm, type GridKernel, gridKernelTransitions } from "./grid_kernels.ts";

/** Where a potential is differentiated. */
export interface StepPoint {
  /** θ */
  parameters: Float64Array;
  /** z, shape [n, C]. */
  conditions: Reals;
  /** A at θ and z, as `matricesInto` wrote it, shape [n, S, S]. */
  matrices: Reals;
}

/** As `TransitionPotential`, with a matrix for each step. */
export interface StepTransitionPotential {
  readonly perStep: true;
  readonly kind: string;
  /** Shape of the parameters; their number P is its product. */
  readonly shape: readonly number[];
  /** Whether every A_t is linear in θ, so that a path's score is too. */
  readonly linear: boolean;
  /** Write where training starts; the same each time. */
  startInto(parameters: Float64Array): void;
  /** @throws RangeError if a condition is one that the potential can not use. */
  matricesInto(parameters: Float64Array, conditions: Reals, matrices: Reals, kernels: Kernels): void;
  /** Back-propagate: gradient[i] += Σ_trs matrixGradients[t, r, s] · ∂A_t[r, s] / ∂θ_i. */
  gradientInto(matrixGradients: Reals, at: StepPoint, gradient: Float64Array, kernels: Kernels): void;
  /**
   * Diagonal of the Fisher information: curvature[i] += Σ_t Var(∂A_t[r, s] / ∂θ_i) under the step's expected transitions,
   * the steps taken to be independent.
   * @param edges expected number of transitions into each step [n, S, S].
   */
  curvatureInto(edges: Reals, at: StepPoint, curvature: Float64Array): void;
}

/**
 * A_t = Σ of the matrices of the features that a step shows: CRF++'s bigram features, the seed's L×L×N. A condition is a
 * feature's number, or -1 for none. Shape [F, S, S].
 */
export function nominalTransitions(states: number, conditions: number, features: number): StepTransitionPotential {
  const size = states * states, C = conditions;
  /** Visit the features of a step. */
  function forActive(z: Reals, t: number, visit: (feature: number) => void): void {
    for (let c = 0; c < C; c++) {
      const feature = z[t * C + c];
      if (!(Number.isInteger(feature) && feature >= -1 && feature < features)) {
        throw new RangeError(
          `Cannot use conditions: a feature's number must be an integer in -1 … ${features - 1}, ` +
            `current value of step ${t}, condition ${c} is ${feature}`,
        );
      }
      if (feature >= 0) visit(feature);
    }
  }
  return {
    perStep: true,
    kind: "nominal",
    shape: [features, states, states],
    linear: true,
    startInto: (parameters) => void parameters.fill(0),
    matricesInto(parameters, z, matrices) {
      const sum = new Float64Array(size);
      for (let t = 0; t * size < matrices.length; t++) {
        sum.fill(0);
        forActive(z, t, (feature) => {
          const matrix = parameters.subarray(feature * size, (feature + 1) * size);
          for (let i = 0; i < size; i++) sum[i] += matrix[i];
        });
        matrices.set(sum, t * size);
      }
    },
    gradientInto(matrixGradients, { conditions: z }, gradient) {
      for (let t = 0; t * size < matrixGradients.length; t++) {
        forActive(z, t, (feature) => {
          for (let i = 0; i < size; i++) gradient[feature * size + i] += matrixGradients[t * size + i];
        });
      }
    },
    curvatureInto(edges, { conditions: z }, curvature) {
      for (let t = 0; t * size < edges.length; t++) {
        const step = edges.subarray(t * size, (t + 1) * size), total = sumOf(step);
        if (total === 0) continue;
        forActive(z, t, (feature) => {
          for (let i = 0; i < size; i++) curvature[feature * size + i] += step[i] * (1 - step[i] / total);
        });
      }
    },
  };
}

/** Size of the first random factors of a product: at zero both gradients vanish, and training would never leave it. */
export const FACTOR_START = 0.1;

/**
 * A_t(r, s) = A(r, s) + Σ_k (z_t·C)_k·U[r, k]·V[s, k]: a dense matrix, and R patterns of rank one that what is heard turns
 * up or down. Parameters, one after another: A [S, S], C [conditions, R], U [S, R], V [S, R].
 * Cost of a call: 2·n·R·S² operations, in the kernels.
 */
export function conditionedLowRankTransitions(
  states: number,
  conditions: number,
  rank: number,
): StepTransitionPotential {
  const S = states, size = S * S, C = conditions, R = rank;
  const at = { mix: size, left: size + C * R, right: size + C * R + S * R, end: size + C * R + 2 * S * R };

  /** The patterns U[:, k] ⊗ V[:, k], after the dense matrix: [1 + R, S, S]. */
  function patterns(parameters: Float64Array, out: Reals): Reals {
    out.set(parameters.subarray(0, size));
    for (let k = 0; k < R; k++) {
      for (let r = 0; r < S; r++) {
        const left = parameters[at.left + r * R + k], row = (1 + k) * size + r * S;
        for (let s = 0; s < S; s++) out[row + s] = left * parameters[at.right + s * R + k];
      }
    }
    return out;
  }
  /** How far each pattern is turned up at each step, after the dense matrix's 1: [n, 1 + R]. */
  function amounts(parameters: Float64Array, z: Reals, out: Reals): Reals {
    for (let t = 0; t < out.length / (1 + R); t++) {
      out[t * (1 + R)] = 1;
      for (let k = 0; k < R; k++) {
        let amount = 0;
        for (let c = 0; c < C; c++) amount += z[t * C + c] * parameters[at.mix + c * R + k];
        out[t * (1 + R) + 1 + k] = amount;
      }
    }
    return out;
  }
  const take = (kernels: Kernels, like: Reals, length: number): Reals =>
    like instanceof Float32Array ? kernels.float32(length) : kernels.float64(length);

  return {
    perStep: true,
    kind: "conditionedLowRank",
    shape: [at.end],
    linear: false,
    startInto(parameters) {
      const random = seededRandom(0);
      for (let i = 0; i < at.end; i++) parameters[i] = i < size ? 0 : FACTOR_START * random.normal();
    },
    matricesInto(parameters, z, matrices, kernels) {
      const n = matrices.length / size;
      kernels.scope(() => {
        const a = amounts(parameters, z, take(kernels, matrices, n * (1 + R)));
        const b = patterns(parameters, take(kernels, matrices, (1 + R) * size));
        kernels.gemm({ m: n, n: size, k: 1 + R, a, b, c: matrices });
      });
    },
    gradientInto(matrixGradients, { parameters, conditions: z }, gradient, kernels) {
      const n = matrixGradients.length / size;
      kernels.scope(() => {
        const given = (length: number) => take(kernels, matrixGradients, length);
        const turned = amounts(parameters, z, given(n * (1 + R))), shown = patterns(parameters, given((1 + R) * size));
        const dPatterns = given((1 + R) * size), dAmounts = given(n * (1 + R));
        kernels.gemm({
          m: 1 + R,
          n: size,
          k: n,
          a: turned,
          b: matrixGradients,
          c: dPatterns,
          transposeA: true,
        });
        kernels.gemm({
          m: n,
          n: 1 + R,
          k: size,
          a: matrixGradients,
          b: shown,
          c: dAmounts,
          transposeB: true,
        });
        for (let i = 0; i < size; i++) gradient[i] += dPatterns[i];
        for (let t = 0; t < n; t++) {
          for (let c = 0; c < C; c++) {
            const heard = z[t * C + c];
            for (let k = 0; k < R; k++) gradient[at.mix + c * R + k] += heard * dAmounts[t * (1 + R) + 1 + k];
          }
        }
        for (let k = 0; k < R; k++) {
          for (let r = 0; r < S; r++) {
            const row = (1 + k) * size + r * S, left = parameters[at.left + r * R + k];
            let slope = 0;
            for (let s = 0; s < S; s++) {
              slope += dPatterns[row + s] * parameters[at.right + s * R + k];
              gradient[at.right + s * R + k] += dPatterns[row + s] * left;
            }
            gradient[at.left + r * R + k] += slope;
          }
        }
      });
    },
    curvatureInto(edges, { parameters, conditions: z }, curvature) {
      const turned = amounts(parameters, z, new Float64Array(edges.length / size * (1 + R)));
      for (let t = 0; t * size < edges.length; t++) {
        const step = edges.subarray(t * size, (t + 1) * size), total = sumOf(step);
        if (total === 0) continue;
        for (let i = 0; i < size; i++) curvature[i] += step[i] * (1 - step[i] / total);
        for (let k = 0; k < R; k++) {
          const amount = turned[t * (1 + R) + 1 + k], left = new Float64Array(S), right = new Float64Array(S);
          const leftSquare = new Float64Array(S), rightSquare = new Float64Array(S);
          let mean = 0, square = 0;
          for (let r = 0; r < S; r++) {
            const u = parameters[at.left + r * R + k];
            for (let s = 0; s < S; s++) {
              const count = step[r * S + s], v = parameters[at.right + s * R + k];
              left[r] += count * v;
              leftSquare[r] += count * v * v;
              right[s] += count * u;
              rightSquare[s] += count * u * u;
              mean += count * u * v;
              square += count * u * u * v * v;
            }
          }
          const variance = (squares: number, sum: number) => squares - sum * sum / total;
          for (let s = 0; s < S; s++) {
            curvature[at.left + s * R + k] += amount * amount * variance(leftSquare[s], left[s]);
            curvature[at.right + s * R + k] += amount * amount * variance(rightSquare[s], right[s]);
          }
          for (let c = 0; c < C; c++) curvature[at.mix + c * R + k] += z[t * C + c] ** 2 * variance(square, mean);
        }
      }
    },
  };
}

/** Parameters of one Gaussian kernel. */
const KERNEL = 5;
/** First log precisions of the kernels: from narrow to wide, deviations of about ½, 1, 2 … cells. */
const WIDTH_RATIO = Math.LN2;

/**
 * A mixture of Gaussian kernels whose shares depend on what is heard, e.g. a narrow one while the music goes on as it was and
 * a wide one where it turns:
 *   A_t(r, s) = log Σ_k g_k(z_t)·exp K_k(r, s),   g = softmax_k(b_k0 + Σ_c b_kc·z_tc),
 * each kernel normalised at the border (`grid_kernels.ts`). Parameters: K kernels [K, 5], then b [K, 1 + C].
 */
export function noveltyTransitions(
  rows: number,
  columns: number,
  conditions: number,
  kernelCount: number,
): StepTransitionPotential {
  const S = rows * columns, size = S * S, C = conditions, K = kernelCount, gates = K * KERNEL;
  const kernel: GridKernel = gridKernelTransitions(gaussianForm(rows, columns), rows, columns);
  const ownOf = (values: Float64Array, k: number) => values.subarray(k * KERNEL, (k + 1) * KERNEL);

  /** The kernels' log matrices, [K, S, S]. */
  function logKernels(parameters: Float64Array): Float64Array {
    const matrices = new Float64Array(K * size);
    for (let k = 0; k < K; k++) kernel.matrixInto(ownOf(parameters, k), matrices.subarray(k * size, (k + 1) * size));
    return matrices;
  }
  /** log g of a step. */
  function logShares(parameters: Float64Array, z: Reals, t: number): Float64Array {
    const shares = new Float64Array(K);
    for (let k = 0; k < K; k++) {
      shares[k] = parameters[gates + k * (1 + C)];
      for (let c = 0; c < C; c++) shares[k] += parameters[gates + k * (1 + C) + 1 + c] * z[t * C + c];
    }
    const highest = shares.reduce((a, b) => Math.max(a, b));
    const logSum = highest + Math.log(shares.reduce((sum, share) => sum + Math.exp(share - highest), 0));
    return shares.map((share) => share - logSum);
  }

  return {
    perStep: true,
    kind: "novelty",
    shape: [K * (KERNEL + 1 + C)],
    linear: false,
    startInto(parameters) {
      parameters.fill(0);
      for (let k = 0; k < K; k++) {
        const own = ownOf(parameters, k);
        kernel.startInto(own);
        own[0] = own[2] = WIDTH_RATIO * (1 - k);
      }
    },
    matricesInto(parameters, z, matrices) {
      const kernels = logKernels(parameters), probabilities = kernels.map(Math.exp), mixed = new Float64Array(size);
      for (let t = 0; t * size < matrices.length; t++) {
        const logShare = logShares(parameters, z, t);
        mixInto(logShare.map(Math.exp), probabilities, mixed);
        for (let i = 0; i < size; i++) {
          matrices[t * size + i] = mixed[i] > UNDERFLOWN ? Math.log(mixed[i]) : logMixture(logShare, kernels, i);
        }
      }
    },
    // With the posterior share ρ_k = g_k·exp(K_k - A): ∂A = Σ_k ρ_k·(∂ log g_k + ∂K_k).
    gradientInto(matrixGradients, { parameters, conditions: z }, gradient) {
      const kernels = logKernels(parameters), probabilities = kernels.map(Math.exp), mixed = new Float64Array(size);
      const dKernels = new Float64Array(K * size), part = new Float64Array(K);
      for (let t = 0; t * size < matrixGradients.length; t++) {
        const logShare = logShares(parameters, z, t), share = logShare.map(Math.exp), dShare = new Float64Array(K);
        mixInto(share, probabilities, mixed);
        // slope / mixed, in its place; where that is lost, element by element.
        for (let i = 0; i < size; i++) {
          const slope = matrixGradients[t * size + i];
          if (mixed[i] > UNDERFLOWN) mixed[i] = slope / mixed[i];
          else {
            mixed[i] = 0;
            if (slope === 0) continue;
            mixturePartsInto(logShare, share, kernels, probabilities, i, part);
            for (let k = 0; k < K; k++) {
              dShare[k] += slope * part[k];
              dKernels[k * size + i] += slope * part[k];
            }
          }
        }
        for (let k = 0; k < K; k++) {
          let sum = 0;
          for (let i = 0, j = k * size; i < size; i++, j++) {
            const own = mixed[i] * share[k] * probabilities[j];
            sum += own;
            dKernels[j] += own;
          }
          dShare[k] += sum;
        }
        const total = sumOf(dShare);
        for (let k = 0; k < K; k++) {
          const slope = dShare[k] - share[k] * total, gate = gates + k * (1 + C);
          gradient[gate] += slope;
          for (let c = 0; c < C; c++) gradient[gate + 1 + c] += slope * z[t * C + c];
        }
      }
      for (let k = 0; k < K; k++) {
        const matrix = kernels.subarray(k * size, (k + 1) * size), slopes = dKernels.subarray(k * size, (k + 1) * size);
        kernel.gradientInto(slopes, { parameters: ownOf(parameters, k), matrix }, ownOf(gradient, k));
      }
    },
    curvatureInto(edges, { parameters, conditions: z }, curvature) {
      const kernels = logKernels(parameters), probabilities = kernels.map(Math.exp), part = new Float64Array(K);
      const columns = Array.from({ length: K * KERNEL }, (_, j) => {
        const k = Math.floor(j / KERNEL), matrix = kernels.subarray(k * size, (k + 1) * size);
        const column = new Float64Array(size);
        kernel.columnInto(j % KERNEL, { parameters: ownOf(parameters, k), matrix }, column);
        return column;
      });
      for (let t = 0; t * size < edges.length; t++) {
        const step = edges.subarray(t * size, (t + 1) * size), total = sumOf(step);
        if (total === 0) continue;
        const logShare = logShares(parameters, z, t), share = logShare.map(Math.exp);
        const mean = new Float64Array(gates + K), square = new Float64Array(gates + K);
        for (let i = 0; i < size; i++) {
          const count = step[i];
          if (count === 0) continue;
          mixturePartsInto(logShare, share, kernels, probabilities, i, part);
          for (let j = 0; j < gates + K; j++) {
            const k = j < gates ? Math.floor(j / KERNEL) : j - gates;
            const slope = j < gates ? part[k] * columns[j][i] : part[k] - share[k];
            mean[j] += count * slope;
            square[j] += count * slope * slope;
          }
        }
        const variance = (j: number) => square[j] - mean[j] * mean[j] / total;
        for (let j = 0; j < gates; j++) curvature[j] += variance(j);
        for (let k = 0; k < K; k++) {
          const gate = gates + k * (1 + C);
          curvature[gate] += variance(gates + k);
          for (let c = 0; c < C; c++) curvature[gate + 1 + c] += variance(gates + k) * z[t * C + c] ** 2;
        }
      }
    },
  };
}

/** Sums of probabilities below this have lost digits: the log domain takes over. */
const UNDERFLOWN = 1e-290;

/** mixed ← Σ_k share_k·P_k, of all elements. */
function mixInto(share: Float64Array, probabilities: Float64Array, mixed: Float64Array): void {
  mixed.fill(0);
  for (let k = 0; k < share.length; k++) {
    for (let i = 0, j = k * mixed.length; i < mixed.length; i++, j++) mixed[i] += share[k] * probabilities[j];
  }
}

/** log Σ_k exp(logShare_k + K_k) of one element. */
function logMixture(logShare: Float64Array, kernels: Float64Array, i: number): number {
  const size = kernels.length / logShare.length;
  let highest = -Infinity, sum = 0;
  for (let k = 0; k < logShare.length; k++) highest = Math.max(highest, logShare[k] + kernels[k * size + i]);
  for (let k = 0; k < logShare.length; k++) sum += Math.exp(logShare[k] + kernels[k * size + i] - highest);
  return highest + Math.log(sum);
}

/** ρ_k of one element of a mixture's matrix. */
function mixturePartsInto(
  logShare: Float64Array,
  share: Float64Array,
  kernels: Float64Array,
  probabilities: Float64Array,
  i: number,
  part: Float64Array,
): void {
  const K = share.length, size = kernels.length / K;
  let sum = 0;
  for (let k = 0; k < K; k++) sum += part[k] = share[k] * probabilities[k * size + i];
  if (!(sum > UNDERFLOWN)) {
    const logSum = logMixture(logShare, kernels, i);
    for (let k = 0; k < K; k++) part[k] = Math.exp(logShare[k] + kernels[k * size + i] - logSum);
    sum = 1;
  }
  for (let k = 0; k < K; k++) part[k] /= sum;
}

function sumOf(values: Reals): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
