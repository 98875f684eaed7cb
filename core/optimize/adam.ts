/**
 * Adam: steps along the mean gradient over its root mean square (Kingma & Ba 2015), for gradients of batches.
 * @module
 */

export interface AdamOptions {
  /** About how far one step moves a parameter. */
  learningRate: number;
  /** Memory of the mean gradient, 0.9 by default, and of its square, 0.999. */
  beta1?: number;
  beta2?: number;
  /** Added to the root mean square: 1e-8 by default. */
  epsilon?: number;
}

/**
 * @example
 * ```ts
 * import { Adam } from "./adam.ts";
 * const x = Float64Array.of(5), adam = new Adam(1, { learningRate: 0.1 });
 * for (let step = 0; step < 300; step++) adam.step(x, Float64Array.of(2 * (x[0] - 3)));
 * if (Math.abs(x[0] - 3) > 0.01) throw new Error("(x - 3)² is lowest at 3");
 * ```
 */
export class Adam {
  readonly #options: Required<AdamOptions>;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  #steps = 0;

  /** @throws RangeError if the learning rate is not positive. */
  constructor(parameters: number, options: AdamOptions) {
    if (!(options.learningRate > 0 && options.learningRate < Infinity)) {
      throw new RangeError(
        `Cannot minimise with Adam: learningRate must be positive, current value is ${options.learningRate}`,
      );
    }
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.#mean = new Float64Array(parameters);
    this.#square = new Float64Array(parameters);
  }

  /**
   * One step down a gradient; x is changed.
   *   m ← β₁·m + (1 - β₁)·g,  v ← β₂·v + (1 - β₂)·g²,  x ← x - ε·(m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + 1e-8)
   */
  step(x: Float64Array, gradient: Float64Array): void {
    const { learningRate, beta1, beta2, epsilon } = this.#options, mean = this.#mean, square = this.#square;
    this.#steps++;
    const meanScale = 1 / (1 - beta1 ** this.#steps), squareScale = 1 / (1 - beta2 ** this.#steps);
    for (let i = 0; i < x.length; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
      x[i] -= learningRate * mean[i] * meanScale / (Math.sqrt(square[i] * squareScale) + epsilon);
    }
  }
}
