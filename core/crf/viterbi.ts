/**
 * The best path of a chain.
 * @module
 */

/**
 * The path of highest score (Viterbi 1967):
 *   δ_0(s) = score_0(s),   δ_t(s) = score_t(s) + max_r (δ_{t-1}(r) + A(r, s)).
 * Of equal paths, the one whose last state, then its predecessor, … has the lowest index. Cost O(T·S²), memory O(T·S).
 * @param scores shape [T, S], in nats.
 * @param transitions A, shape [S, S]: row is the state at step t-1, column the state at step t, in nats. -Infinity
 *   forbids a transition.
 * @returns path [T] and its score, which is -Infinity if every path is forbidden; T = 0 gives an empty path of score 0.
 * @throws TypeError if the lengths disagree with the number of states.
 * @example
 * ```ts
 * import { viterbi } from "./viterbi.ts";
 * // Two states that prefer to stay: one step's slight lead for state 1 is not worth two moves.
 * const { path } = viterbi(Float64Array.of(1, 0, 0, 0.5, 1, 0), Float64Array.of(0, -1, -1, 0), 2);
 * if (path.join() !== "0,0,0") throw new Error("it should stay");
 * ```
 */
export function viterbi(
  scores: Float64Array,
  transitions: Float64Array,
  states: number,
): { path: Int32Array; score: number } {
  const S = states, T = scores.length / S;
  requireLengths(T, transitions, S);
  if (T === 0) return { path: new Int32Array(0), score: 0 };
  const from = new Int32Array(T * S);
  let delta = scores.slice(0, S), next = new Float64Array(S);
  for (let t = 1; t < T; t++) {
    const origin = from.subarray(t * S, (t + 1) * S);
    next.fill(-Infinity);
    // Row by row, so that A is read in the order in which it lies in memory.
    for (let r = 0; r < S; r++) {
      const reached = delta[r], row = r * S;
      for (let s = 0; s < S; s++) {
        const candidate = reached + transitions[row + s];
        if (candidate > next[s]) {
          next[s] = candidate;
          origin[s] = r;
        }
      }
    }
    for (let s = 0; s < S; s++) next[s] += scores[t * S + s];
    [delta, next] = [next, delta];
  }
  let best = 0;
  for (let s = 1; s < S; s++) if (delta[s] > delta[best]) best = s;
  const score = delta[best], path = new Int32Array(T);
  for (let t = T - 1, state = best; t >= 0; t--) {
    path[t] = state;
    state = from[t * S + state];
  }
  return { path, score };
}

function requireLengths(steps: number, transitions: Float64Array, states: number): void {
  if (!Number.isInteger(steps) || transitions.length !== states * states) {
    throw new TypeError(
      `Cannot follow paths: scores must be [T, ${states}] and transitions [${states}, ${states}], ` +
        `current lengths are ${steps * states} and ${transitions.length}`,
    );
  }
}
