/**
 * What a map of probabilities loses to the raters' map, and its slopes.
 * @module
 */
import { CELL_COUNT, cellDistances, cellToPoint } from "../emotion/grid.ts";
import type { Reals } from "../kernels.ts";

/**
 * - `kl`: Σ q·log(q / p), the Kullback–Leibler divergence from the raters' map q, in nats; p is mixed with {@link FLOOR} of
 *   the uniform map, so that it stays finite.
 * - `earthMovers`: the earth mover's distance in the form that has a gradient everywhere, sliced (Rabin et al. 2012): the
 *   average of the distances between the maps' projections on lines, each of which is the area between two cumulative sums,
 *     π/2 · mean_θ ∫ h(F_p,θ(x) - F_q,θ(x)) dx,   h(d) = √(d² + δ²) - δ,
 *   in units of the plane. Where all of the mass moves alike, from point to point say, it is the earth mover's distance
 *   itself (to 0.3 %, with {@link DIRECTIONS} lines); else at most π/2 times it, and usually less, since what crosses cancels;
 *   at least the distance between the maps' means. The exact distance, a linear programme, has corners, at which a line search
 *   stops, and costs milliseconds a step; this costs microseconds (`evaluation/transport.ts` has the exact one).
 * - `energy`: the energy distance 2·E|X - Y| - E|X - X'| - E|Y - Y'| on the plane (Székely & Rizzo 2013), X from p and Y from q:
 *   quadratic where the earth mover's is linear, twice Cramér's distance on a line. At least 0, and 0 only when p = q; two
 *   certain maps are twice their earth mover's distance apart.
 * - `expectation`: Σ q·p, the expectation of any numbers q of the states. Not to train on: its gradient tells how something
 *   read off a map moves with the scores of all steps.
 *
 * `earthMovers` and `energy` only for the grid's 121 states.
 */
export type SoftLoss = "kl" | "earthMovers" | "energy" | "expectation";

/** Share of the uniform map in p, for `kl`. */
const FLOOR = 1e-9;

const DISTANCES = cellDistances();

/** Lines that maps are projected on, evenly over the half circle. */
const DIRECTIONS = 16;
/** δ: a difference of mass well below it counts by its square. It makes a distance smaller by less than 0.005. */
const CORNER = 1e-3;

/** A line: the cells in order along it, and how far each is from the next (0 after the last). */
interface Line {
  order: Int32Array;
  gaps: Float64Array;
}

const LINES: readonly Line[] = Array.from({ length: DIRECTIONS }, (_, k) => {
  const angle = Math.PI * (k + 0.5) / DIRECTIONS;
  const along = Float64Array.from({ length: CELL_COUNT }, (_, cell) => {
    const { valence, arousal } = cellToPoint(cell);
    return Math.cos(angle) * valence + Math.sin(angle) * arousal;
  });
  const order = Int32Array.from(along.keys()).sort((a, b) => along[a] - along[b] || a - b);
  const gaps = Float64Array.from(order, (cell, i) => i + 1 < CELL_COUNT ? along[order[i + 1]] - along[cell] : 0);
  return { order, gaps };
});

/**
 * The loss of one step, and its gradient.
 * @param p marginals, [S], sum 1.
 * @param q target, [S], sum 1.
 * @param slopes [S], overwritten with ∂loss/∂p.
 */
export function softLoss(loss: SoftLoss, p: Reals, q: Reals, slopes: Float64Array): number {
  if (loss === "kl") return divergence(p, q, slopes);
  if (loss === "expectation") return expectation(p, q, slopes);
  if (p.length !== CELL_COUNT) {
    throw new RangeError(`Cannot measure ${loss}: there must be ${CELL_COUNT} states, current value is ${p.length}`);
  }
  return loss === "energy" ? energy(p, q, slopes) : slicedDistance(p, q, slopes);
}

function divergence(p: Reals, q: Reals, slopes: Float64Array): number {
  const S = p.length;
  let value = 0;
  for (let s = 0; s < S; s++) {
    const mixed = (1 - FLOOR) * p[s] + FLOOR / S;
    slopes[s] = -(1 - FLOOR) * q[s] / mixed;
    if (q[s] > 0) value += q[s] * Math.log(q[s] / mixed);
  }
  return value;
}

function expectation(p: Reals, q: Reals, slopes: Float64Array): number {
  let value = 0;
  for (let s = 0; s < p.length; s++) value += (slopes[s] = q[s]) * p[s];
  return value;
}

/** With d = p - q: -Σ_ab d_a·|a - b|·d_b. */
function energy(p: Reals, q: Reals, slopes: Float64Array): number {
  const S = CELL_COUNT;
  let value = 0;
  for (let a = 0; a < S; a++) {
    let reach = 0;
    for (let b = 0; b < S; b++) reach += DISTANCES[a * S + b] * (p[b] - q[b]);
    value -= (p[a] - q[a]) * reach;
    slopes[a] = -2 * reach;
  }
  return value;
}

/** A cell's mass counts in all cumulative sums from its place on. */
function slicedDistance(p: Reals, q: Reals, slopes: Float64Array): number {
  const scale = Math.PI / 2 / DIRECTIONS, tilts = new Float64Array(CELL_COUNT);
  let value = 0;
  slopes.fill(0);
  for (const { order, gaps } of LINES) {
    let surplus = 0, tilt = 0;
    for (let i = 0; i < CELL_COUNT; i++) {
      surplus += p[order[i]] - q[order[i]];
      const root = Math.sqrt(surplus * surplus + CORNER * CORNER);
      value += scale * gaps[i] * (root - CORNER);
      tilts[i] = scale * gaps[i] * surplus / root;
    }
    for (let i = CELL_COUNT - 1; i >= 0; i--) slopes[order[i]] += tilt += tilts[i];
  }
  return value;
}
