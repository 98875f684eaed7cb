/**
 * Gaussian process regression: a line and smooth departures from it, how much each group of inputs counts being learned.
 * @module
 */
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Objective } from "../optimize/objective.ts";
import type { Bumps } from "./bumps.ts";
import { nuisanceDirections, withoutDirections } from "./nuisance.ts";
import { type RidgeData, type RidgeModel, solveSymmetricInto } from "./ridge.ts";
import { standardize, type Standardized } from "./standardize.ts";

export interface ProcessData extends RidgeData {
  /** Columns of each group of inputs: those of a group count alike. Every column is in one group. */
  groups: readonly (readonly number[])[];
  /** Differences between views of the same things, in units of the inputs, [M, D]; none by default. */
  differences?: Float64Array;
  /** In how many directions of those differences the inputs do not count. */
  nuisances?: number;
}

/** Deviation of the normal prior of each logarithm about where it starts: a factor of 4.5 either way. */
const PRIOR_DEVIATION = 1.5;
const MAX_ITERATIONS = 60;
/** Noise before anything is known, as a share of the outputs' variance. */
const FIRST_NOISE = 0.3;
/** Keeps the covariance of rows that are alike positive definite; a share of the outputs' variance. */
const JITTER = 1e-8;

/**
 * Fit each output by a Gaussian process on standardised inputs z, of covariance
 *   k(z, z') = s·exp(-½·ℓ·Σ_g r_g·|z_g - z'_g|²/D_g) + b·Σ_g r_g·⟨z_g, z'_g⟩/D_g   and noise n,
 * for groups g of D_g inputs: a smooth function and a line that share the groups' relevances r. The logarithms of r, s, ℓ, b
 * and n maximise the marginal likelihood of the outputs (Rasmussen & Williams 2006, §5.4.1; groups instead of the single
 * inputs of §5.1, as there are more inputs than rows) times a normal prior, by L-BFGS. So relevance is learned from the
 * training rows alone. Where things look different from view to view, inputs are first rid of the directions of the greatest such
 * differences (`nuisance.ts`). Cost O(iterations · (N³ + G·N²) + N²·D). `columnWeights` do not count.
 * @returns the posterior mean, as a line and a bump about each training row.
 * @throws RangeError if there are no rows, or columns are in no group or in several; TypeError if the lengths disagree.
 */
export function fitGaussianProcess(data: ProcessData): RidgeModel & { bumps: Bumps } {
  const { inputs: D, outputs: O, groups } = data;
  requireGroups(groups, D);
  const standard = standardize({ ...data, columnWeights: undefined });
  const { rows: N, centre, scale, intercept } = standard;
  const differences = data.differences?.map((value, i) => value / scale[i % D]) ?? new Float64Array(0);
  const nuisances = nuisanceDirections(differences, D, data.nuisances ?? 0);
  const z = withoutDirections(standard.z, nuisances, D);
  const tables = groups.map((columns) => groupTables(z, { rows: N, inputs: D, columns }));
  const weights = new Float64Array(D * O), sharpness = new Float64Array(D * O), heights = new Float64Array(N * O);
  for (let o = 0; o < O; o++) {
    const { relevances, smooth, decay, slope, dual } = fitOutput(tables, outputOf(standard, O, o));
    groups.forEach((columns, g) => {
      for (const d of columns) {
        const relevance = relevances[g] / columns.length;
        sharpness[d * O + o] = decay * relevance;
        for (let i = 0; i < N; i++) weights[d * O + o] += slope * relevance * dual[i] * z[i * D + d];
      }
    });
    dual.forEach((value, i) => heights[i * O + o] = smooth * value);
  }
  const bumps = { rows: z, sharpness, heights, nuisances };
  return { inputs: D, outputs: O, centre, scale, weights: blindWeights(weights, nuisances, O), intercept, bumps };
}

/** Weights [D, O] that say of inputs what they say of them without the nuisances. */
function blindWeights(weights: Float64Array, nuisances: Float64Array, outputs: number): Float64Array {
  const D = weights.length / outputs, out = new Float64Array(weights.length);
  for (let o = 0; o < outputs; o++) {
    const own = Float64Array.from({ length: D }, (_, d) => weights[d * outputs + o]);
    withoutDirections(own, nuisances, D).forEach((weight, d) => out[d * outputs + o] = weight);
  }
  return out;
}

function requireGroups(groups: ProcessData["groups"], inputs: number): void {
  const columns = groups.flat().sort((a, b) => a - b);
  if (columns.length === inputs && columns.every((column, i) => column === i)) return;
  throw new RangeError(
    `Cannot fit a Gaussian process: every column of 0 … ${inputs - 1} must be in one group, ` +
      `current value is ${columns.length} columns in ${groups.length} groups`,
  );
}

/** Between each two rows of a group's inputs, over their number: squared distances and inner products, [N, N] each. */
export interface GroupTables {
  distances: Float64Array;
  products: Float64Array;
}

export function groupTables(
  z: Float64Array,
  { rows: N, inputs: D, columns }: { rows: number; inputs: number; columns: readonly number[] },
): GroupTables {
  const distances = new Float64Array(N * N), products = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      let distance = 0, product = 0;
      for (const d of columns) {
        const a = z[i * D + d], b = z[j * D + d];
        distance += (a - b) ** 2;
        product += a * b;
      }
      distances[i * N + j] = distances[j * N + i] = distance / columns.length;
      products[i * N + j] = products[j * N + i] = product / columns.length;
    }
  }
  return { distances, products };
}

/** One output, of variance 1, and its deviation. */
function outputOf({ target, rows }: Standardized, outputs: number, output: number) {
  const y = Float64Array.from({ length: rows }, (_, i) => target[i * outputs + output]);
  const deviation = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / rows);
  return deviation > 0 ? { y: y.map((value) => value / deviation), deviation } : { y, deviation: 1 };
}

function fitOutput(tables: readonly GroupTables[], { y, deviation }: { y: Float64Array; deviation: number }) {
  const G = tables.length, start = new Float64Array(G + 4).fill(-Math.log(G), 0, G);
  start[G + 3] = Math.log(FIRST_NOISE);
  const { x } = lbfgs(marginalObjective(tables, y, start), start, { maxIterations: MAX_ITERATIONS });
  const [smooth, decay, slope] = x.subarray(G).map(Math.exp), { dual } = posterior(covariance(tables, x), y);
  return { relevances: x.subarray(0, G).map(Math.exp), smooth, decay, slope, dual: dual.map((a) => a * deviation) };
}

/** Parts of a covariance: s·exp(-½ℓS), b·L and n, where S and L are the relevances' sums of distances and products. */
interface Covariance {
  distances: Float64Array;
  smooth: Float64Array;
  linear: Float64Array;
  noise: number;
}

/** @param logs logarithms of r [G], s, ℓ, b, n. */
function covariance(tables: readonly GroupTables[], logs: Float64Array): Covariance {
  const G = tables.length, size = tables[0].distances.length, [s, decay, slope, noise] = logs.subarray(G).map(Math.exp);
  const distances = new Float64Array(size), linear = new Float64Array(size);
  tables.forEach((table, g) => {
    const relevance = Math.exp(logs[g]);
    for (let i = 0; i < size; i++) {
      distances[i] += relevance * table.distances[i];
      linear[i] += slope * relevance * table.products[i];
    }
  });
  return { distances, linear, smooth: distances.map((d) => s * Math.exp(-0.5 * decay * d)), noise };
}

/** K⁻¹ [N, N], α = K⁻¹·y and log |K|; null if K is not positive definite. */
function posterior({ smooth, linear, noise }: Covariance, y: Float64Array) {
  const N = y.length,
    K = smooth.map((value, i) => value + linear[i]),
    right = new Float64Array(N * (N + 1));
  for (let i = 0; i < N; i++) {
    K[i * N + i] += noise + JITTER;
    right[i * (N + 1) + i] = 1;
    right[i * (N + 1) + N] = y[i];
  }
  solveSymmetricInto(K, right, N);
  let logDeterminant = 0;
  for (let i = 0; i < N; i++) logDeterminant += 2 * Math.log(K[i * N + i]);
  return { inverse: right, dual: Float64Array.from(y, (_, i) => right[i * (N + 1) + N]), logDeterminant };
}

/**
 * -log p(y | logs) - log p(logs), without constants: ½yᵀK⁻¹y + ½log|K| + ½Σ((log - start)/1.5)². Its gradient is
 * ½ tr((K⁻¹ - ααᵀ)·∂K) (Rasmussen & Williams 2006, eq. 5.9). Not finite where K is not positive definite.
 */
export function marginalObjective(tables: readonly GroupTables[], y: Float64Array, start: Float64Array): Objective {
  const G = tables.length, N = y.length;
  return (logs, gradient) => {
    const K = covariance(tables, logs), decay = Math.exp(logs[G + 1]), slope = Math.exp(logs[G + 2]);
    let solved: ReturnType<typeof posterior>;
    try {
      solved = posterior(K, y);
    } catch {
      gradient.fill(NaN);
      return NaN;
    }
    const { inverse, dual, logDeterminant } = solved;
    let value = logDeterminant / 2;
    for (let i = 0; i < N; i++) value += dual[i] * y[i] / 2;
    gradient.fill(0);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        const at = i * N + j, m = (inverse[i * (N + 1) + j] - dual[i] * dual[j]) / 2;
        const bySmooth = m * K.smooth[at], byDistance = -0.5 * decay * bySmooth;
        gradient[G] += bySmooth;
        gradient[G + 1] += byDistance * K.distances[at];
        gradient[G + 2] += m * K.linear[at];
        if (i === j) gradient[G + 3] += m * K.noise;
        for (let g = 0; g < G; g++) {
          gradient[g] += byDistance * tables[g].distances[at] + m * slope * tables[g].products[at];
        }
      }
    }
    for (let g = 0; g < G; g++) gradient[g] *= Math.exp(logs[g]);
    for (let p = 0; p < logs.length; p++) {
      const away = (logs[p] - start[p]) / PRIOR_DEVIATION;
      value += away * away / 2;
      gradient[p] += away / PRIOR_DEVIATION;
    }
    return value;
  };
}
