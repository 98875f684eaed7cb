/**
 * A whole network with its head as one function of its parameters.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { Objective } from "../optimize/objective.ts";
import type { Dbn, DbnHead, DbnLayer } from "./dbn.ts";
import { headLoss, type HeadSpec, type HeadTargets } from "./heads/head.ts";

/** Layers from below, then the head. */
function parts(dbn: Dbn): (DbnLayer | DbnHead)[] {
  return [...dbn.layers, dbn.head];
}

/** All parameters in one vector: each layer's weights and bias from below, then the head's. */
export function flattenDbn(dbn: Dbn): Float64Array {
  const vector = new Float64Array(parts(dbn).reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0));
  let at = 0;
  for (const { weights, bias } of parts(dbn)) {
    vector.set(weights, at);
    vector.set(bias, at + weights.length);
    at += weights.length + bias.length;
  }
  return vector;
}

/** The network with the shape of `like` and the parameters of a vector made by {@link flattenDbn}. */
export function unflattenDbn(like: Dbn, parameters: Float64Array): Dbn {
  let at = 0;
  const take = (length: number) => Float32Array.from(parameters.subarray(at, at += length));
  const layers = like.layers.map((layer) => ({
    ...layer,
    weights: take(layer.weights.length),
    bias: take(layer.bias.length),
  }));
  const head = { ...like.head, weights: take(like.head.weights.length), bias: take(like.head.bias.length) };
  return { layers, head };
}

export interface LossSpec {
  /** Default: regression. */
  head?: HeadSpec;
  /** h of the penalty ½·h·Σ w² over all weights (not the biases), beside the mean loss of a row. */
  weightDecay: number;
}

/** A network's objective on rows that can be chosen. */
export interface NetworkObjective {
  evaluate: Objective;
  /** Look at these rows from now on, as many as the batch holds. */
  choose(rows: Uint32Array): void;
}

/**
 * Mean loss of a head with weight decay, and its gradient by back-propagation:
 *   E(θ) = 1/N Σ_n loss(y_n, t_n) + ½·h·Σ w²
 *   δ_top = ∂loss/∂y / N,  δ_l = (δ_{l+1}·W_{l+1}ᵀ) ∘ a_l ∘ (1 - a_l),  ∂E/∂W_l = a_{l-1}ᵀ·δ_l + h·W_l
 * Products in f32, sums of the loss in f64. Must be called inside one `kernels.scope` that outlives the objective.
 * Cost O(N · Σ V·H), three products a layer.
 * @param batchRows rows of one evaluation; those chosen first are the first ones. All rows by default.
 * @throws TypeError if inputs and targets have no rows, or not as many.
 */
export function networkObjective(
  dbn: Dbn,
  inputs: Float32Array,
  targets: HeadTargets,
  { head = { kind: "regression" }, weightDecay }: LossSpec,
  kernels: Kernels,
  batchRows?: number,
): NetworkObjective {
  const total = targets.values.length / targets.outputs, visible = dbn.layers[0].visible;
  if (!(Number.isInteger(total) && total >= 1) || inputs.length !== total * visible) {
    throw new TypeError(
      `Cannot fine-tune: inputs [N, ${visible}] and targets [N, ${targets.outputs}] must have the same N ≥ 1, ` +
        `current lengths are ${inputs.length} and ${targets.values.length}`,
    );
  }
  const rows = Math.min(batchRows ?? total, total);
  const { stages, top } = stagesOf(dbn, rows, kernels), loss = headLoss(head);
  const own = (values: Float32Array) => {
    const copy = kernels.float32(values.length);
    copy.set(values);
    return copy;
  };
  const allInputs = own(inputs), allTargets = own(targets.values);
  const x = rows === total ? allInputs : kernels.float32(rows * visible);
  const t = rows === total ? allTargets : kernels.float32(rows * targets.outputs);
  const choose = (chosen: Uint32Array) => {
    if (rows === total) return;
    kernels.gatherRowsInto(allInputs, chosen, x);
    kernels.gatherRowsInto(allTargets, chosen, t);
  };
  choose(Uint32Array.from({ length: rows }, (_, row) => row));
  const inputOf = (stage: number) => stage === 0 ? x : stages[stage - 1].out;

  function forward(parameters: Float64Array): void {
    let at = 0;
    stages.forEach(({ below, units, weights, bias, out }, stage) => {
      weights.set(parameters.subarray(at, at += below * units));
      bias.set(parameters.subarray(at, at += units));
      kernels.gemm({ m: rows, n: units, k: below, a: inputOf(stage), b: weights, c: out });
      if (stage < top) kernels.sigmoidRowInto(out, bias);
      else kernels.addRowInto(out, bias);
    });
  }

  function backward(gradient: Float64Array): void {
    let end = gradient.length;
    for (let stage = top; stage >= 0; stage--) {
      const { below, units, weights, delta, gradient: products } = stages[stage];
      const bias = gradient.subarray(end - units, end);
      bias.fill(0);
      for (let n = 0; n < rows; n++) for (let u = 0; u < units; u++) bias[u] += delta[n * units + u];
      kernels.gemm({ m: below, n: units, k: rows, a: inputOf(stage), b: delta, c: products, transposeA: true });
      end -= units + below * units;
      for (let i = 0; i < products.length; i++) gradient[end + i] = products[i] + weightDecay * weights[i];
      if (stage === 0) continue;
      const lower = stages[stage - 1];
      kernels.gemm({ m: rows, n: below, k: units, a: delta, b: weights, c: lower.delta, transposeB: true });
      for (let i = 0; i < lower.delta.length; i++) lower.delta[i] *= lower.out[i] * (1 - lower.out[i]);
    }
  }

  const evaluate: Objective = (parameters, gradient) => {
    forward(parameters);
    const { out, delta } = stages[top], sum = loss(out, t, delta);
    for (let i = 0; i < delta.length; i++) delta[i] /= rows;
    let decay = 0;
    for (const { weights } of stages) for (const weight of weights) decay += weight * weight;
    backward(gradient);
    return sum / rows + 0.5 * weightDecay * decay;
  };
  return { evaluate, choose };
}

/** Arrays of each layer and of the head, for some rows. */
function stagesOf(dbn: Dbn, rows: number, kernels: Kernels) {
  const sizes = [
    ...dbn.layers.map(({ visible, hidden }) => ({ below: visible, units: hidden })),
    { below: dbn.layers[dbn.layers.length - 1].hidden, units: dbn.head.outputs },
  ];
  const stages = sizes.map(({ below, units }) => ({
    below,
    units,
    weights: kernels.float32(below * units),
    bias: kernels.float32(units),
    gradient: kernels.float32(below * units),
    out: kernels.float32(rows * units),
    delta: kernels.float32(rows * units),
  }));
  return { stages, top: stages.length - 1 };
}
