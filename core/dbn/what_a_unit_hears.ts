/**
 * The input that each hidden unit listens for: its weights projected down to the input, and the input that excites it most
 * (activation maximisation; Erhan, Bengio, Courville & Vincent 2009). Everything in f64, one row at a time.
 * @module
 */
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Random } from "../random.ts";
import type { Dbn } from "./dbn.ts";

/** A hidden unit: layers and the units of each count from 0. */
export interface UnitAddress {
  layer: number;
  unit: number;
}

/** What network functions need; the head decides nothing below it. */
export type Layers = Pick<Dbn, "layers">;

/** Every hidden unit, layer by layer from the input upwards. */
export function unitsOf({ layers }: Layers): UnitAddress[] {
  return layers.flatMap(({ hidden }, layer) => Array.from({ length: hidden }, (_, unit) => ({ layer, unit })));
}

/**
 * What a unit's sigmoid is taken of, z = a_{l-1}·w_u + b_u, and its exact gradient:
 *   ∂z/∂a_{l-1} = w_u,  ∂z/∂a_{k-1} = W_k·(∂z/∂a_k ∘ a_k ∘ (1 - a_k)).
 * Cost O(Σ V·H) up to the unit's layer.
 * @param x standardised input, [V].
 * @param gradientInto [V], overwritten with ∂z/∂x.
 * @throws RangeError if there is no such unit, TypeError if the input does not fit.
 */
export function netInput({ layers }: Layers, x: Float64Array, at: UnitAddress, gradientInto?: Float64Array): number {
  requireUnit({ layers }, at);
  if (x.length !== layers[0].visible) {
    throw new TypeError(
      `Cannot excite a unit: the input must have ${layers[0].visible} numbers, current value is ${x.length}`,
    );
  }
  const activations = [x];
  for (let l = 0; l < at.layer; l++) {
    const { hidden, weights, bias } = layers[l], below = activations[l], a = Float64Array.from(bias);
    for (let v = 0; v < below.length; v++) for (let h = 0; h < hidden; h++) a[h] += below[v] * weights[v * hidden + h];
    activations.push(a.map((z) => 1 / (1 + Math.exp(-z))));
  }
  const { visible, hidden, weights, bias } = layers[at.layer], below = activations[at.layer];
  let z = bias[at.unit];
  let slope = new Float64Array(visible);
  for (let v = 0; v < visible; v++) z += below[v] * (slope[v] = weights[v * hidden + at.unit]);
  if (!gradientInto) return z;
  for (let l = at.layer - 1; l >= 0; l--) {
    const { visible, hidden, weights } = layers[l], a = activations[l + 1], lower = new Float64Array(visible);
    for (let h = 0; h < hidden; h++) slope[h] *= a[h] * (1 - a[h]);
    for (let v = 0; v < visible; v++) {
      for (let h = 0; h < hidden; h++) lower[v] += weights[v * hidden + h] * slope[h];
    }
    slope = lower;
  }
  gradientInto.set(slope);
  return z;
}

/**
 * A unit's weights projected down to the input: the gradient of its net input at the mean of the training music (x = 0),
 *   P = W_1·D_1·W_2·D_2 … w_u,  D_k = diag(a_k ∘ (1 - a_k)) at x = 0.
 * In the first layer these are its weights. Erhan et al. (2009) leave the D_k out; with them it is exact to first order.
 * @returns [V], change of the net input for a deviation of each input.
 */
export function projectedWeights(dbn: Layers, at: UnitAddress): Float64Array {
  const visible = dbn.layers[0].visible, gradient = new Float64Array(visible);
  netInput(dbn, new Float64Array(visible), at, gradient);
  return gradient;
}

/** The same shape, scaled to a root mean square of `deviations`; zeros stay zeros. */
export function scaledTo(pattern: Float64Array, deviations: number): Float64Array {
  const square = pattern.reduce((sum, value) => sum + value * value, 0);
  const scale = square > 0 ? deviations * Math.sqrt(pattern.length / square) : 0;
  return pattern.map((value) => value * scale);
}

export interface MaximisationOptions {
  /** Root mean square of the input, in deviations of the training music: 1 is as unusual as a training step is. */
  deviations: number;
  /**
   * How much neighbouring inputs are drawn together, ≥ 0. At 1, inputs without any order cost as much as the most that a
   * linear unit could gain. Without it the result is full of teeth that no music has.
   */
  smoothness: number;
  /** How many inputs are neighbours of each other, from the first on: the bins of one spectrum, say. All by default. */
  runLength?: number;
  /** Climbs from this many random inputs beside the projected weights; the highest top is kept. */
  randomStarts: number;
  maxIterations: number;
}

/** The input that excites a unit most. */
export interface PreferredInput {
  /** x*, [V], in deviations of the training music. */
  input: Float64Array;
  /** The unit's activation there, in (0, 1). */
  activation: number;
  /** And at the mean of the training music. */
  activationAtMean: number;
}

/**
 * Activation maximisation:
 *   x* = argmax z(x) - ½·λ·Σ_i (x_{i+1} - x_i)² (i and i + 1 in one run)  on  |x|² = V·deviations²,  λ = smoothness·|∂z/∂x (0)|/(√V·deviations).
 * The net input instead of the activation (same order, never flat), by L-BFGS on x = R·y/|y|. Deterministic for a seed.
 * @throws RangeError if an option is out of range.
 * @example
 * ```ts
 * import { seededRandom } from "../random.ts";
 * import { preferredInput } from "./what_a_unit_hears.ts";
 * const layer = { visible: 2, hidden: 1, weights: Float32Array.of(3, 4), bias: Float32Array.of(0) };
 * const options = { deviations: 1, smoothness: 0, randomStarts: 1, maxIterations: 50 };
 * const { input } = preferredInput({ layers: [layer] }, { layer: 0, unit: 0 }, options, seededRandom(1));
 * if (Math.abs(input[1] / input[0] - 4 / 3) > 1e-4) throw new Error("a unit of the first layer prefers its weights");
 * ```
 */
export function preferredInput(
  dbn: Layers,
  at: UnitAddress,
  options: MaximisationOptions,
  random: Random,
): PreferredInput {
  const { deviations, smoothness, randomStarts, maxIterations } = options;
  requireAtLeast("deviations", deviations, Number.MIN_VALUE);
  requireAtLeast("smoothness", smoothness, 0);
  requireAtLeast("randomStarts", randomStarts, 0);
  const V = dbn.layers[0].visible,
    { runLength = V } = options,
    radius = Math.sqrt(V) * deviations,
    projected = projectedWeights(dbn, at);
  const steepness = Math.sqrt(projected.reduce((sum, value) => sum + value * value, 0));
  const lambda = smoothness * steepness / radius;
  const objective = (y: Float64Array, gradientInto: Float64Array) => {
    const length = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0)), unit = y.map((value) => value / length);
    const x = unit.map((value) => value * radius);
    const value = smoothExcitement(dbn, at, { lambda, runLength }, x, gradientInto);
    // Only the part along the sphere moves x; it counts R/|y|.
    const outwards = gradientInto.reduce((sum, slope, i) => sum + slope * unit[i], 0);
    for (let i = 0; i < V; i++) gradientInto[i] = -(gradientInto[i] - outwards * unit[i]) * radius / length;
    return -value;
  };
  let best: { x: Float64Array; value: number } | null = null;
  for (let start = 0; start <= randomStarts; start++) {
    const from = start === 0 && steepness > 0 ? projected : Float64Array.from({ length: V }, () => random.normal());
    const found = lbfgs(objective, scaledTo(from, deviations), { maxIterations });
    if (!best || found.value < best.value) best = found;
  }
  const input = scaledTo(best!.x, deviations),
    activation = (x: Float64Array) => 1 / (1 + Math.exp(-netInput(dbn, x, at)));
  return { input, activation: activation(input), activationAtMean: activation(new Float64Array(V)) };
}

/** z(x) less the cost of its teeth, and the gradient. */
function smoothExcitement(
  dbn: Layers,
  at: UnitAddress,
  { lambda, runLength }: { lambda: number; runLength: number },
  x: Float64Array,
  gradientInto: Float64Array,
): number {
  let value = netInput(dbn, x, at, gradientInto);
  for (let i = 0; i + 1 < x.length; i++) {
    if ((i + 1) % runLength === 0) continue;
    const tooth = x[i + 1] - x[i];
    value -= 0.5 * lambda * tooth * tooth;
    gradientInto[i] += lambda * tooth;
    gradientInto[i + 1] -= lambda * tooth;
  }
  return value;
}

/** @throws RangeError if the network has no such unit. */
function requireUnit({ layers }: Layers, { layer, unit }: UnitAddress): void {
  if (Number.isInteger(layer) && Number.isInteger(unit) && unit >= 0 && unit < (layers[layer]?.hidden ?? 0)) return;
  throw new RangeError(
    `Cannot find the unit: it must be one of layers of ${layers.map(({ hidden }) => hidden).join(", ")} units, ` +
      `current value is unit ${unit} of layer ${layer} (both count from 0)`,
  );
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (value >= least && value < Infinity) return;
  throw new RangeError(
    `Cannot maximise an activation: ${name} must be ${least > 0 ? "> 0" : "≥ 0"}, current value is ${value}`,
  );
}
