/**
 * Restricted Boltzmann machines: the joint distribution of visible units v [V] and binary hidden units h [H],
 *   p(v, h) ∝ exp(-E(v, h)),
 *   E = -b·v - c·h - v·W·h with binary v, and ½|v - b|² - c·h - v·W·h with real v of unit variance given h
 * (Smolensky 1986; Hinton & Salakhutdinov 2006; Hinton 2010). Training is `train_rbm.ts`.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { DbnLayer } from "./dbn.ts";

/** Units of the visible layer: real numbers of unit variance, or probabilities in [0, 1]. */
export type VisibleKind = "gaussian" | "bernoulli";

/** A machine: the layer it becomes (W [V, H] and c [H]), and what only the machine itself needs. */
export interface Rbm {
  layer: DbnLayer;
  /** b, shape [V]. */
  visibleBias: Float32Array;
  visibleKind: VisibleKind;
}

/** hidden ← p(h = 1 | v) = σ(c + v·W), [N, H], for visible [N, V]. Cost O(N·V·H). */
export function hiddenInto(rbm: Rbm, visible: Float32Array, hidden: Float32Array, kernels: Kernels): void {
  hiddenInputsInto(rbm, visible, hidden, kernels);
  kernels.sigmoidRowInto(hidden, rbm.layer.bias);
}

/** {@link hiddenInto}, and a sample of it. */
export function hiddenSampleInto(
  rbm: Rbm,
  visible: Float32Array,
  out: { hidden: Float32Array; sample: Float32Array },
  state: Uint32Array,
  kernels: Kernels,
): void {
  hiddenInputsInto(rbm, visible, out.hidden, kernels);
  kernels.sigmoidSampleInto(out.hidden, rbm.layer.bias, state, out.sample);
}

/** v·W, without the bias. */
function hiddenInputsInto({ layer }: Rbm, visible: Float32Array, hidden: Float32Array, kernels: Kernels): void {
  const { visible: V, hidden: H, weights } = layer;
  kernels.gemm({ m: hidden.length / H, n: H, k: V, a: visible, b: weights, c: hidden });
}

/** visible ← E[v | h], [N, V]: σ(b + W·h) of binary units, b + W·h of real ones. Cost O(N·V·H). */
export function visibleInto(rbm: Rbm, hidden: Float32Array, visible: Float32Array, kernels: Kernels): void {
  visibleInputsInto(rbm, hidden, visible, kernels);
  if (rbm.visibleKind === "bernoulli") kernels.sigmoidRowInto(visible, rbm.visibleBias);
  else kernels.addRowInto(visible, rbm.visibleBias);
}

/** visible ← a sample of p(v | h), [N, V]. */
export function visibleSampleInto(
  rbm: Rbm,
  hidden: Float32Array,
  visible: Float32Array,
  state: Uint32Array,
  kernels: Kernels,
): void {
  visibleInputsInto(rbm, hidden, visible, kernels);
  if (rbm.visibleKind === "bernoulli") kernels.sigmoidSampleInto(visible, rbm.visibleBias, state, visible);
  else {
    kernels.addRowInto(visible, rbm.visibleBias);
    kernels.scope(() => {
      const noise = kernels.float32(visible.length);
      kernels.normalInto(state, noise);
      kernels.addRowInto(visible, noise);
    });
  }
}

/** h·Wᵀ, without the bias. */
function visibleInputsInto({ layer }: Rbm, hidden: Float32Array, visible: Float32Array, kernels: Kernels): void {
  const { visible: V, hidden: H, weights } = layer;
  kernels.gemm({ m: visible.length / V, n: V, k: H, a: hidden, b: weights, c: visible, transposeB: true });
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Free energies in nats: F(v) = -log Σ_h exp(-E(v, h)) = -b·v - Σ_j log(1 + exp(c_j + v·W_j)), with ½|v - b|² for -b·v where v
 * is real. p(v) ∝ exp(-F(v)). Products in f32, sums in f64.
 * @param visible [N, V]
 * @returns [N]; nothing for N = 0. Cost O(N·V·H).
 */
export function freeEnergies(rbm: Rbm, visible: Float32Array, kernels: Kernels): Float64Array {
  const { visible: V, hidden: H, bias } = rbm.layer, rows = visible.length / V;
  return kernels.scope(() => {
    const inputs = kernels.float32(rows * H);
    hiddenInputsInto(rbm, visible, inputs, kernels);
    return Float64Array.from({ length: rows }, (_, n) => {
      let energy = 0;
      for (let i = 0; i < V; i++) {
        const v = visible[n * V + i], b = rbm.visibleBias[i];
        energy += rbm.visibleKind === "bernoulli" ? -b * v : 0.5 * (v - b) ** 2;
      }
      for (let j = 0; j < H; j++) energy -= softplus(bias[j] + inputs[n * H + j]);
      return energy;
    });
  });
}
