/**
 * A chain that is heard as it goes, for live input: no look ahead, constant memory.
 * @module
 */
import { logSumExp } from "./chain.ts";

/**
 * Forward filtering, step by step. After each `push`, `state` is p(y_t | x_1 … x_t): the last marginal of the chain so far.
 * A push costs O(S²).
 * @example
 * ```ts
 * import { ForwardFilter } from "./filter.ts";
 * const filter = new ForwardFilter(2, Float64Array.of(0, -2, -2, 0));
 * filter.push(Float64Array.of(3, 0));
 * const [stay] = filter.push(Float64Array.of(0, 0));
 * if (!(stay > 0.8)) throw new Error("without news it stays where it was");
 * ```
 */
export class ForwardFilter {
  readonly states: number;
  /** log Z of the steps so far, in nats. */
  logPartition = 0;
  steps = 0;
  readonly #transitions: Float64Array;
  readonly #log: Float64Array;

  /**
   * @param transitions A, shape [S, S], in nats: used where a push brings none of its own.
   * @throws TypeError if they are not, RangeError if one is NaN or +Infinity.
   */
  constructor(states: number, transitions: Float64Array = new Float64Array(states * states)) {
    this.states = states;
    this.#transitions = this.#checked(transitions);
    this.#log = new Float64Array(states);
  }

  /** p(y_t | x_1 … x_t), shape [S]; uniform before the first step. */
  get state(): Float64Array {
    return this.steps === 0 ? new Float64Array(this.states).fill(1 / this.states) : this.#log.map(Math.exp);
  }

  /**
   * Hear one more step.
   * @param scores [S], in nats; -Infinity forbids a state.
   * @param transitions the matrix that leads into this step, where each has its own.
   * @returns {@link state}
   * @throws TypeError if a length is wrong, RangeError if a number is NaN or +Infinity or no state is possible: the filter
   *   is then as it was.
   */
  push(scores: Float64Array, transitions: Float64Array = this.#transitions): Float64Array {
    const S = this.states;
    if (scores.length !== S) {
      throw new TypeError(`Cannot filter: a step must have ${S} scores, current value is ${scores.length}`);
    }
    const wrong = scores.findIndex((score) => !(score < Infinity));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot filter: scores must be numbers below Infinity, current value of state ${wrong} is ${scores[wrong]}`,
      );
    }
    const next = this.steps === 0 ? scores.slice() : this.#reached(transitions).map((value, s) => value + scores[s]);
    const scale = logSumExp(next);
    if (scale === -Infinity) {
      throw new RangeError("Cannot filter: a state must be possible, current value is none");
    }
    for (let s = 0; s < S; s++) this.#log[s] = next[s] - scale;
    this.logPartition += scale;
    this.steps++;
    return this.state;
  }

  /** Where the next step would be if nothing were heard of it, shape [S]. */
  predict(transitions: Float64Array = this.#transitions): Float64Array {
    if (this.steps === 0) return this.state;
    const reached = this.#reached(transitions), scale = logSumExp(reached);
    return reached.map((value) => Math.exp(value - scale));
  }

  /** Forget all steps. */
  reset(): void {
    this.steps = 0;
    this.logPartition = 0;
  }

  /** log Σ_r p(r)·exp A(r, s) */
  #reached(transitions: Float64Array): Float64Array {
    const S = this.states, A = this.#checked(transitions), terms = new Float64Array(S);
    return Float64Array.from({ length: S }, (_, s) => {
      for (let r = 0; r < S; r++) terms[r] = this.#log[r] + A[r * S + s];
      return logSumExp(terms);
    });
  }

  #checked(transitions: Float64Array): Float64Array {
    if (transitions === this.#transitions) return transitions;
    if (transitions.length !== this.states ** 2) {
      throw new TypeError(
        `Cannot filter: transitions must be [${this.states}, ${this.states}], current length is ${transitions.length}`,
      );
    }
    const wrong = transitions.findIndex((score) => !(score < Infinity));
    if (wrong < 0) return transitions;
    throw new RangeError(
      `Cannot filter: transitions must be numbers below Infinity, current value of element ${wrong} is ${
        transitions[wrong]
      }`,
    );
  }
}
