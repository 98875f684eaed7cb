/**
 * One chain in the log domain: what its scores must look like, and its forward and backward messages.
 *
 * Everywhere: scores [T, S]; transitions [S, S], shared by all steps, or [T, S, S], the matrix of a step leading into it (the
 * first is not used). In nats, f64; -Infinity forbids. Exact for scores of any size.
 * @module
 */

/** A chain of T steps over S states. */
export interface Chain {
  states: number;
  /** [T, S] */
  scores: Float64Array;
  /** [S, S] or [T, S, S] */
  transitions: Float64Array;
}

/**
 * T, after a look at the lengths.
 * @param action what can not be done if they are wrong, e.g. `follow paths`.
 * @throws TypeError if the lengths disagree with the number of states, RangeError if a score is NaN or +Infinity.
 */
export function chainSteps(action: string, { states: S, scores, transitions }: Chain): number {
  const T = scores.length / S;
  if (!Number.isInteger(T) || (transitions.length !== S * S && transitions.length !== T * S * S)) {
    throw new TypeError(
      `Cannot ${action}: scores must be [T, ${S}] and transitions [${S}, ${S}] or [T, ${S}, ${S}], ` +
        `current lengths are ${scores.length} and ${transitions.length}`,
    );
  }
  for (const [name, values] of [["scores", scores], ["transitions", transitions]] as const) {
    const wrong = values.findIndex((value) => !(value < Infinity));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot ${action}: ${name} must be numbers below Infinity, current value of element ${wrong} is ${
          values[wrong]
        }`,
      );
    }
  }
  return T;
}

/** Where the matrix that leads into a step begins. */
export function matrixStart({ states: S, transitions }: Chain, t: number): number {
  return transitions.length === S * S ? 0 : t * S * S;
}

/** log Σ exp; -Infinity of nothing possible. */
export function logSumExp(values: Float64Array): number {
  let highest = -Infinity, sum = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > highest) highest = values[i];
  if (highest === -Infinity) return -Infinity;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - highest);
  return highest + Math.log(sum);
}

/**
 * Log-probability of each state given the steps up to its own, shape [T, S], and log Z. Cost O(T·S²) exponentials.
 * @throws RangeError if no path is possible.
 */
export function forwardMessages(chain: Chain): { filtered: Float64Array; logPartition: number } {
  const { states: S, scores, transitions } = chain, T = chainSteps("run a chain forward", chain);
  const filtered = new Float64Array(T * S), terms = new Float64Array(S);
  let logPartition = 0;
  for (let t = 0; t < T; t++) {
    const row = filtered.subarray(t * S, (t + 1) * S), matrix = matrixStart(chain, t);
    for (let s = 0; s < S; s++) {
      row[s] = scores[t * S + s];
      if (t === 0) continue;
      for (let r = 0; r < S; r++) terms[r] = filtered[(t - 1) * S + r] + transitions[matrix + r * S + s];
      row[s] += logSumExp(terms);
    }
    const scale = logSumExp(row);
    if (scale === -Infinity) {
      throw new RangeError(
        `Cannot run a chain forward: a path must be possible, current value at step ${t} is none`,
      );
    }
    for (let s = 0; s < S; s++) row[s] -= scale;
    logPartition += scale;
  }
  return { filtered, logPartition };
}

/** log Σ over all continuations after each state, up to a constant a step, shape [T, S]. Cost as the forward messages. */
export function backwardMessages(chain: Chain): Float64Array {
  const { states: S, scores, transitions } = chain, T = chainSteps("run a chain backward", chain);
  const messages = new Float64Array(T * S), terms = new Float64Array(S);
  for (let t = T - 2; t >= 0; t--) {
    const row = messages.subarray(t * S, (t + 1) * S), matrix = matrixStart(chain, t + 1), next = (t + 1) * S;
    for (let r = 0; r < S; r++) {
      for (let s = 0; s < S; s++) terms[s] = transitions[matrix + r * S + s] + scores[next + s] + messages[next + s];
      row[r] = logSumExp(terms);
    }
    const highest = row.reduce((a, b) => Math.max(a, b));
    if (highest > -Infinity) { for (let r = 0; r < S; r++) row[r] -= highest; }
  }
  return messages;
}
