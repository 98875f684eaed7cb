/**
 * What the tests of this folder share: a machine small enough that every state of its units can be visited, and networks of
 * random weights.
 * @module
 */
import { softLoss } from "../crf/soft_loss.ts";
import { seededRandom } from "../random.ts";
import type { Dbn } from "./dbn.ts";
import { headOutputs, type HeadSpec, type HeadTargets } from "./heads/head.ts";
import type { Rbm, VisibleKind } from "./rbm.ts";

export const logistic = (x: number) => 1 / (1 + Math.exp(-x));

export function normals(length: number, seed: number, scale = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => scale * random.normal());
}

/** A machine of random weights and biases of a size. */
export function randomRbm(visible: number, hidden: number, visibleKind: VisibleKind, seed: number, scale = 1): Rbm {
  const weights = normals(visible * hidden, seed, scale), bias = normals(hidden, seed + 1, scale);
  return { layer: { visible, hidden, weights, bias }, visibleBias: normals(visible, seed + 2, scale), visibleKind };
}

/** A network of the given sizes, input first, outputs last, with random weights and biases of a size. */
export function randomDbn(sizes: number[], seed: number, scale = 1): Dbn {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => scale * random.normal());
  const layers = sizes.slice(1, -1).map((hidden, l) => ({
    visible: sizes[l],
    hidden,
    weights: numbers(sizes[l] * hidden),
    bias: numbers(hidden),
  }));
  const [top, outputs] = sizes.slice(-2);
  return { layers, head: { outputs, weights: numbers(top * outputs), bias: numbers(outputs) } };
}

/** Every state of some binary units. */
export function binaryStates(units: number): number[][] {
  return Array.from({ length: 2 ** units }, (_, s) => Array.from({ length: units }, (_, i) => (s >> i) & 1));
}

/** The 14 pictures of bars and stripes, [9] each: every row or every column of a 3×3 square is on or off. */
export function barsAndStripes(): number[][] {
  const lines = binaryStates(3);
  const pictures = [
    ...lines.map((line) => line.flatMap((on) => [on, on, on])),
    ...lines.map((line) => [...line, ...line, ...line]),
  ];
  return [...new Map(pictures.map((picture) => [picture.join(), picture])).values()];
}

/** Σ v·hᵀ [V, H], Σ v [V] and Σ h [H], one after the other. */
export type Statistics = Float64Array;

function addInto(statistics: Statistics, weight: number, v: ArrayLike<number>, h: ArrayLike<number>): void {
  const V = v.length, H = h.length;
  for (let i = 0; i < V; i++) {
    for (let j = 0; j < H; j++) statistics[i * H + j] += weight * v[i] * h[j];
    statistics[V * H + i] += weight * v[i];
  }
  for (let j = 0; j < H; j++) statistics[V * H + V + j] += weight * h[j];
}

/** A machine in f64, in the reading of its energy: everything here is a sum over states. */
export class Enumeration {
  readonly #rbm: Rbm;
  readonly visible: number;
  readonly hidden: number;
  readonly visibleStates: number[][];
  readonly hiddenStates: number[][];

  constructor(rbm: Rbm) {
    this.#rbm = rbm;
    this.visible = rbm.layer.visible;
    this.hidden = rbm.layer.hidden;
    this.visibleStates = binaryStates(this.visible);
    this.hiddenStates = binaryStates(this.hidden);
  }

  /** E(v, h), as `rbm.ts` defines it. */
  energy(v: ArrayLike<number>, h: ArrayLike<number>): number {
    const { layer, visibleBias, visibleKind } = this.#rbm;
    let energy = 0;
    for (let i = 0; i < this.visible; i++) {
      energy += visibleKind === "bernoulli" ? -visibleBias[i] * v[i] : 0.5 * (v[i] - visibleBias[i]) ** 2;
      for (let j = 0; j < this.hidden; j++) energy -= v[i] * h[j] * layer.weights[i * this.hidden + j];
    }
    for (let j = 0; j < this.hidden; j++) energy -= layer.bias[j] * h[j];
    return energy;
  }

  /** -log Σ_h exp(-E(v, h)) */
  freeEnergy(v: ArrayLike<number>): number {
    return -Math.log(this.hiddenStates.reduce((sum, h) => sum + Math.exp(-this.energy(v, h)), 0));
  }

  /** p(h | v) of every hidden state, by the energies. */
  hiddenChances(v: ArrayLike<number>): number[] {
    return normalized(this.hiddenStates.map((h) => Math.exp(-this.energy(v, h))));
  }

  /** p(v | h) of every visible state of a Bernoulli machine. */
  visibleChances(h: ArrayLike<number>): number[] {
    return normalized(this.visibleStates.map((v) => Math.exp(-this.energy(v, h))));
  }

  /** p(h_j = 1 | v) */
  hiddenMeans(v: ArrayLike<number>): number[] {
    return means(this.hiddenStates, this.hiddenChances(v));
  }

  /** E[v | h]: by enumeration of binary units; of real ones where the energy is lowest. */
  visibleMeans(h: ArrayLike<number>): number[] {
    const { layer, visibleBias, visibleKind } = this.#rbm;
    if (visibleKind === "bernoulli") return means(this.visibleStates, this.visibleChances(h));
    return Array.from(visibleBias, (b, i) => {
      for (let j = 0; j < this.hidden; j++) b += h[j] * layer.weights[i * this.hidden + j];
      return b;
    });
  }

  /** log Z = log Σ_v Σ_h exp(-E(v, h)) of a Bernoulli machine. */
  logPartition(): number {
    let sum = 0;
    for (const v of this.visibleStates) for (const h of this.hiddenStates) sum += Math.exp(-this.energy(v, h));
    return Math.log(sum);
  }

  /** p(v) of every visible state of a Bernoulli machine. */
  distribution(): number[] {
    const logZ = this.logPartition();
    return this.visibleStates.map((v) => Math.exp(-this.freeEnergy(v) - logZ));
  }

  /** Expected statistics of rows: each with its share. */
  dataStatistics(rows: readonly number[][], share: readonly number[]): Statistics {
    const out = this.#zero();
    rows.forEach((v, r) => addInto(out, share[r], v, this.hiddenMeans(v)));
    return out;
  }

  /** Expected statistics of a Bernoulli machine itself: what CD's chains are to come to. */
  modelStatistics(): Statistics {
    return this.dataStatistics(this.visibleStates, this.distribution());
  }

  /** Expected statistics of the chains after n Gibbs steps from rows, visible states sampled or their means. */
  chainStatistics(rows: readonly number[][], share: readonly number[], steps: number, sampled: boolean): Statistics {
    let chances = new Array(this.hiddenStates.length).fill(0);
    rows.forEach((v, r) => this.hiddenChances(v).forEach((chance, s) => chances[s] += share[r] * chance));
    const upFrom = (h: number[]) => sampled ? this.#upSampled(h) : this.hiddenChances(this.visibleMeans(h));
    const kernel = this.hiddenStates.map(upFrom);
    for (let step = 1; step < steps; step++) {
      const next = new Array(chances.length).fill(0);
      kernel.forEach((row, s) => row.forEach((chance, t) => next[t] += chances[s] * chance));
      chances = next;
    }
    const out = this.#zero();
    this.hiddenStates.forEach((h, s) => {
      if (!sampled) {
        const v = this.visibleMeans(h);
        addInto(out, chances[s], v, this.hiddenMeans(v));
      } else {
        this.visibleChances(h).forEach((chance, i) => {
          const v = this.visibleStates[i];
          addInto(out, chances[s] * chance, v, this.hiddenMeans(v));
        });
      }
    });
    return out;
  }

  /** p(h' | h) through sampled visible states. */
  #upSampled(h: number[]): number[] {
    const out = new Array(this.hiddenStates.length).fill(0);
    this.visibleChances(h).forEach((chance, i) =>
      this.hiddenChances(this.visibleStates[i]).forEach((next, t) => out[t] += chance * next)
    );
    return out;
  }

  #zero(): Statistics {
    return new Float64Array(this.visible * this.hidden + this.visible + this.hidden);
  }
}

function normalized(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

function means(states: number[][], chances: number[]): number[] {
  return states[0].map((_, i) => states.reduce((sum, state, s) => sum + chances[s] * state[i], 0));
}

/** Targets of a head: numbers, ratings with a spread, or maps. */
export function randomTargets(head: HeadSpec, rows: number, seed: number): HeadTargets {
  const outputs = headOutputs(head), random = seededRandom(seed), values = new Float32Array(rows * outputs);
  for (let n = 0; n < rows; n++) {
    const row = values.subarray(n * outputs, (n + 1) * outputs);
    for (let o = 0; o < outputs; o++) row[o] = random.normal();
    if (head.kind === "gaussian") {
      const [a, b, c] = row.subarray(2);
      row.set([a * a, a * b, b * b + c * c], 2);
    }
    if (head.kind === "heatmap") {
      // Most cells without a rating.
      for (let o = 0; o < outputs; o++) row[o] = Math.max(0, row[o] - 1);
      const sum = row.reduce((total, value) => total + value, 0);
      for (let o = 0; o < outputs; o++) row[o] /= sum;
    }
  }
  return { outputs, values };
}

/** The loss of one row of outputs, by its definition, f64: densities and distances, not their simplified forms. */
export function headLossByDefinition(head: HeadSpec, y: number[], t: ArrayLike<number>): number {
  if (head.kind === "regression") return y.reduce((sum, value, o) => sum + (value - t[o]) ** 2 / 2, 0);
  if (head.kind === "gaussian") {
    // The mean over raters of -log N(rating; μ, (PᵀP)⁻¹), the raters at the corners that have the targets' moments.
    const [[a, b], [c, d]] = [[Math.exp(y[2]), 0], [y[4], Math.exp(y[3])]];
    const root = Math.sqrt(t[2]), below = root > 0 ? t[3] / root : 0, right = Math.sqrt(Math.max(0, t[4] - below ** 2));
    const raters = [[1, 1], [1, -1], [-1, 1], [-1, -1]].map(([p, q]) => [root * p, below * p + right * q]);
    return raters.reduce((sum, [dx, dy]) => {
      const x = t[0] + dx - y[0], z = t[1] + dy - y[1], u = a * x + b * z, v = c * x + d * z;
      return sum + (Math.log(2 * Math.PI) - Math.log(Math.abs(a * d - b * c)) + (u * u + v * v) / 2) / 4;
    }, 0);
  }
  const total = y.reduce((sum, value) => sum + Math.exp(value), 0), p = y.map((value) => Math.exp(value) / total);
  const divergence = p.reduce((sum, chance, i) => t[i] > 0 ? sum + t[i] * Math.log(t[i] / chance) : sum, 0);
  // `soft_loss_test.ts` holds the distance to its own definition.
  const [map, target] = [p, t].map((values) => Float64Array.from(values));
  return divergence + head.moversWeight * softLoss("earthMovers", map, target, new Float64Array(map.length));
}

/** A network's objective by its definition, in f64, one number at a time. */
export function lossByDefinition(
  dbn: Dbn,
  parameters: Float64Array,
  x: Float32Array,
  { outputs, values }: HeadTargets,
  head: HeadSpec,
  decay: number,
): number {
  const rows = values.length / outputs, V = dbn.layers[0].visible;
  let loss = 0;
  for (let n = 0; n < rows; n++) {
    let below = Array.from(x.subarray(n * V, (n + 1) * V)), at = 0;
    const up = (units: number) => {
      const weights = parameters.subarray(at, at += below.length * units);
      const bias = parameters.subarray(at, at += units);
      return Array.from(bias, (b, u) => below.reduce((sum, value, i) => sum + value * weights[i * units + u], b));
    };
    for (const { hidden } of dbn.layers) below = up(hidden).map(logistic);
    loss += headLossByDefinition(head, up(outputs), values.subarray(n * outputs, (n + 1) * outputs));
  }
  let penalty = 0, at = 0;
  for (const { weights, bias } of [...dbn.layers, dbn.head]) {
    for (const weight of parameters.subarray(at, at + weights.length)) penalty += weight * weight;
    at += weights.length + bias.length;
  }
  return loss / rows + 0.5 * decay * penalty;
}
