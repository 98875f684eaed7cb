/**
 * Mixtures of kernels of displacement, gated by what is heard.
 * @module
 */
import type { Reals } from "../kernels.ts";
import { gaussianForm, type GridKernel, gridKernelTransitions } from "./grid_kernels.ts";
import { type StepTransitionPotential, sumOf } from "./step_transitions.ts";

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
