/**
 * What L-BFGS remembers of the curvature: the last steps and the changes of the gradient along them.
 * @module
 */
import { addScaledInto, dot } from "./vector.ts";

interface Pair {
  /** s = x_{k+1} - x_k */
  s: Float64Array;
  /** y = g_{k+1} - g_k */
  y: Float64Array;
  /** 1 / s·y */
  rho: number;
}

/** @throws RangeError if the depth is not a positive integer. */
export function requireDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < 1) {
    throw new RangeError(`Cannot minimise: depth must be a positive integer, current value is ${depth}`);
  }
}

export class LbfgsMemory {
  readonly #depth: number;
  #pairs: Pair[] = [];

  constructor(depth: number) {
    this.#depth = depth;
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  /** Write -H·g by the two-loop recursion; H_0 = (s·y / y·y)·I of the newest pair. -g when nothing is remembered. */
  directionInto(gradient: Float64Array, direction: Float64Array): void {
    const pairs = this.#pairs;
    for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i];
    if (pairs.length === 0) return;
    const alpha = new Float64Array(pairs.length);
    for (let k = pairs.length - 1; k >= 0; k--) {
      alpha[k] = pairs[k].rho * dot(pairs[k].s, direction);
      addScaledInto(direction, -alpha[k], pairs[k].y, direction);
    }
    const { y, rho } = pairs[pairs.length - 1], scale = 1 / (rho * dot(y, y));
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
    for (let k = 0; k < pairs.length; k++) {
      const beta = pairs[k].rho * dot(pairs[k].y, direction);
      addScaledInto(direction, alpha[k] - beta, pairs[k].s, direction);
    }
  }

  /** Learn from a step and the gradients at its ends. */
  update(move: { step: Float64Array; before: Float64Array; after: Float64Array }): void {
    const { step, before, after } = move, pairs = this.#pairs;
    const recycled = pairs.length === this.#depth ? pairs.shift()! : undefined;
    const s = recycled?.s ?? new Float64Array(step.length), y = recycled?.y ?? new Float64Array(step.length);
    s.set(step);
    addScaledInto(after, -1, before, y);
    const curvature = dot(s, y);
    // Without positive curvature the update would lose positive definiteness (Nocedal & Wright §6.1).
    if (curvature > Number.EPSILON * dot(y, y)) pairs.push({ s, y, rho: 1 / curvature });
  }

  reset(): void {
    this.#pairs = [];
  }

  /** A copy of what is remembered. */
  save(): Float64Array[] {
    return this.#pairs.flatMap(({ s, y, rho }) => [s.slice(), y.slice(), Float64Array.of(rho)]);
  }

  /** Take up what was saved. */
  restore(saved: readonly Float64Array[]): void {
    this.#pairs = [];
    for (let i = 0; i < saved.length; i += 3) {
      this.#pairs.push({ s: saved[i].slice(), y: saved[i + 1].slice(), rho: saved[i + 2][0] });
    }
  }
}
