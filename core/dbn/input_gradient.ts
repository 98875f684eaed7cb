/**
 * Back through the network to its inputs.
 * @module
 */
import type { Layers } from "./what_a_unit_hears.ts";

/**
 * Gradient of anything with respect to the network's inputs, from what it is with respect to the activations themselves:
 *   δ_l = g_l + W_{l+1}·(δ_{l+1} ∘ a_{l+1} ∘ (1 - a_{l+1})),  ∂f/∂x = W_1·(δ_1 ∘ a_1 ∘ (1 - a_1)).
 * Exact, in f64. Cost O(N · Σ V·H).
 * @param activations of every layer, each [N, H], as the network computed them.
 * @param direct g: ∂f/∂a of every layer with the layers above left out, each [N, H].
 * @returns [N, V]
 * @throws TypeError if the shapes disagree.
 */
export function inputGradient(
  { layers }: Layers,
  activations: readonly ArrayLike<number>[],
  direct: readonly ArrayLike<number>[],
): Float64Array {
  const rows = activations[0].length / layers[0].hidden;
  layers.forEach(({ hidden }, l) => {
    if (activations[l].length === rows * hidden && direct[l].length === rows * hidden) return;
    throw new TypeError(
      `Cannot go back through the network: layer ${l} must have ${rows} × ${hidden} activations and slopes, ` +
        `current lengths are ${activations[l].length} and ${direct[l].length}`,
    );
  });
  let slopes = new Float64Array(0);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { visible, hidden, weights } = layers[l],
      lower = new Float64Array(rows * visible),
      delta = new Float64Array(hidden);
    for (let n = 0; n < rows; n++) {
      for (let h = 0; h < hidden; h++) {
        const i = n * hidden + h, a = activations[l][i];
        delta[h] = (direct[l][i] + (slopes[i] ?? 0)) * a * (1 - a);
      }
      for (let v = 0; v < visible; v++) {
        let sum = 0;
        for (let h = 0; h < hidden; h++) sum += weights[v * hidden + h] * delta[h];
        lower[n * visible + v] = sum;
      }
    }
    slopes = lower;
  }
  return slopes;
}
