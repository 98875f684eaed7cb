/**
 * Fine-tuning: the whole network as one regression, mean squared error, by nonlinear conjugate gradients.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { conjugateGradient } from "../optimize/conjugate_gradient.ts";
import type { Iteration, Objective, OptimizeResult } from "../optimize/objective.ts";
import type { Dbn, DbnHead, DbnLayer } from "./dbn.ts";

/** What the network is to predict. N = rows. */
export interface RegressionTargets {
  outputs: number;
  /** Shape [N, outputs]. */
  values: Float32Array;
}

export interface FineTuneOptions {
  maxIterations: number;
  /** h of the penalty ½·h·Σ w² over all weights (not the biases), beside the mean squared error of a row. */
  weightDecay: number;
  /** Called after each iteration; returning false stops with what was reached. */
  onIteration?: (iteration: Iteration) => boolean | void;
  signal?: { readonly aborted: boolean };
}

/** Layers from below, then the head. */
function parts(dbn: Dbn): (DbnLayer | DbnHead)[] {
  return [...dbn.layers, dbn.head];
}

/** All parameters in one vector: each layer's weights and bias from below, then the head's. */
export function flattenDbn(dbn: Dbn): Float64Array {
  return Float64Array.from(parts(dbn).flatMap(({ weights, bias }) => [...weights, ...bias]));
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

/**
 * Mean squared error with weight decay, and its gradient by back-propagation:
 *   E(θ) = 1/(2N) Σ_n |y_n - t_n|² + ½·h·Σ w²
 *   δ_top = (y - t)/N,  δ_l = (δ_{l+1}·W_{l+1}ᵀ) ∘ a_l ∘ (1 - a_l),  ∂E/∂W_l = a_{l-1}ᵀ·δ_l + h·W_l
 * Products in f32, sums of the error in f64. Must be called inside one `kernels.scope` that outlives the objective.
 * Cost O(N · Σ V·H), three products a layer.
 * @throws TypeError if inputs and targets have no rows, or not as many.
 */
export function regressionObjective(
  dbn: Dbn,
  inputs: Float32Array,
  targets: RegressionTargets,
  weightDecay: number,
  kernels: Kernels,
): Objective {
  const rows = targets.values.length / targets.outputs;
  if (!(Number.isInteger(rows) && rows >= 1) || inputs.length !== rows * dbn.layers[0].visible) {
    throw new TypeError(
      `Cannot fine-tune: inputs [N, ${dbn.layers[0].visible}] and targets [N, ${targets.outputs}] must have the same ` +
        `N ≥ 1, current lengths are ${inputs.length} and ${targets.values.length}`,
    );
  }
  const sizes = [
    ...dbn.layers.map(({ visible, hidden }) => ({ below: visible, units: hidden })),
    { below: dbn.layers[dbn.layers.length - 1].hidden, units: dbn.head.outputs },
  ];
  const stages = sizes.map(({ below, units }) => ({
    below,
    units,
    weights: kernels.float32(below * units),
    gradient: kernels.float32(below * units),
    out: kernels.float32(rows * units),
    delta: kernels.float32(rows * units),
  }));
  const x = kernels.float32(inputs.length);
  x.set(inputs);
  const top = stages.length - 1;
  const inputOf = (stage: number) => stage === 0 ? x : stages[stage - 1].out;

  function forward(parameters: Float64Array): void {
    let at = 0;
    stages.forEach(({ below, units, weights, out }, stage) => {
      weights.set(parameters.subarray(at, at += below * units));
      const bias = parameters.subarray(at, at += units);
      for (let n = 0; n < rows; n++) out.set(bias, n * units);
      kernels.gemm({ m: rows, n: units, k: below, a: inputOf(stage), b: weights, c: out, accumulate: true });
      if (stage < top) kernels.sigmoidInto(out);
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

  return (parameters, gradient) => {
    forward(parameters);
    const { out, delta } = stages[top];
    let error = 0, decay = 0;
    for (let i = 0; i < out.length; i++) {
      const residual = out[i] - targets.values[i];
      error += residual * residual;
      delta[i] = residual / rows;
    }
    for (const { weights } of stages) for (const weight of weights) decay += weight * weight;
    backward(gradient);
    return error / (2 * rows) + 0.5 * weightDecay * decay;
  };
}

/** Fine-tune a network on rows of inputs [N, V]. Deterministic for given kernels. */
export function fineTune(
  dbn: Dbn,
  inputs: Float32Array,
  targets: RegressionTargets,
  options: FineTuneOptions,
  kernels: Kernels,
): { dbn: Dbn; result: OptimizeResult } {
  return kernels.scope(() => {
    const objective = regressionObjective(dbn, inputs, targets, options.weightDecay, kernels);
    const result = conjugateGradient(objective, flattenDbn(dbn), {
      maxIterations: options.maxIterations,
      valueNoise: 1e-7,
      onIteration: options.onIteration,
      signal: options.signal,
    });
    return { dbn: unflattenDbn(dbn, result.x), result };
  });
}
