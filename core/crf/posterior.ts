/**
 * Questions to the distribution over whole paths that a chain's scores make: samples, entropy, where next.
 * @module
 */
import type { Random } from "../random.ts";
import { backwardMessages, type Chain, chainSteps, forwardMessages, logSumExp, matrixStart } from "./chain.ts";

/**
 * A source of paths, each drawn from p(y | x): filter forward once, then sample backward (Scott 2002). A draw costs O(T·S).
 * @throws RangeError if no path is possible.
 */
export function pathSampler(chain: Chain): (random: Random) => Int32Array {
  const { states: S, transitions } = chain, T = chainSteps("draw paths", chain), { filtered } = forwardMessages(chain);
  const weights = new Float64Array(S);
  return (random) => {
    const path = new Int32Array(T);
    for (let t = T - 1; t >= 0; t--) {
      const matrix = t + 1 < T ? matrixStart(chain, t + 1) : 0;
      for (let r = 0; r < S; r++) {
        weights[r] = filtered[t * S + r] + (t + 1 < T ? transitions[matrix + r * S + path[t + 1]] : 0);
      }
      path[t] = drawFrom(weights, random);
    }
    return path;
  };
}

/** An index with probability proportional to exp(weights). */
function drawFrom(logWeights: Float64Array, random: Random): number {
  const logSum = logSumExp(logWeights);
  let left = random.uniform(), last = 0;
  for (let i = 0; i < logWeights.length; i++) {
    const share = Math.exp(logWeights[i] - logSum);
    if (share === 0) continue;
    last = i;
    left -= share;
    if (left < 0) return i;
  }
  // Shares that sum to just below 1.
  return last;
}

/** Score of a path: its steps' scores and its transitions'. */
export function pathScore(chain: Chain, path: ArrayLike<number>): number {
  const { states: S, scores, transitions } = chain;
  let score = 0;
  for (let t = 0; t < path.length; t++) {
    score += scores[t * S + path[t]];
    if (t > 0) score += transitions[matrixStart(chain, t) + path[t - 1] * S + path[t]];
  }
  return score;
}

/**
 * log p(path | x) in nats, ≤ 0.
 * @throws TypeError if the path has not one state a step.
 */
export function pathLogProbability(chain: Chain, path: ArrayLike<number>): number {
  const T = chainSteps("weigh a path", chain);
  if (path.length !== T) {
    throw new TypeError(`Cannot weigh a path: it must have ${T} states, current value is ${path.length}`);
  }
  return pathScore(chain, path) - forwardMessages(chain).logPartition;
}

/**
 * Entropy of p(y | x) over whole paths, in nats: at most T·log S, 0 when one path is certain. By the chain rule, step by step
 * (Hernando, Crespi & Cybenko 2005), so that no large numbers cancel:
 *   H_t(s) = Σ_r p(y_{t-1} = r | y_t = s)·(H_{t-1}(r) - log p(y_{t-1} = r | y_t = s)).
 */
export function sequenceEntropy(chain: Chain): number {
  const { states: S, transitions } = chain, T = chainSteps("measure entropy", chain);
  if (T === 0) return 0;
  const { filtered } = forwardMessages(chain), weights = new Float64Array(S);
  let before = new Float64Array(S);
  /** Σ p·(H - log p) for log-weights. */
  function expected(): number {
    const logSum = logSumExp(weights);
    let entropy = 0;
    for (let r = 0; r < S; r++) {
      const logShare = weights[r] - logSum, share = Math.exp(logShare);
      if (share > 0) entropy += share * (before[r] - logShare);
    }
    return entropy;
  }
  for (let t = 1; t < T; t++) {
    const matrix = matrixStart(chain, t), next = new Float64Array(S);
    for (let s = 0; s < S; s++) {
      for (let r = 0; r < S; r++) weights[r] = filtered[(t - 1) * S + r] + transitions[matrix + r * S + s];
      if (weights.some((weight) => weight > -Infinity)) next[s] = expected();
    }
    before = next;
  }
  weights.set(filtered.subarray((T - 1) * S));
  return expected();
}

/**
 * p(y_{t+1} = s | y_t = r, x), shape [S]: given the present cell, where next. The transition heatmap of Schmidt & Kim (2011),
 * figure 3, with all that is heard before and after taken into account.
 * @param t 0 … T - 2
 * @throws RangeError if t or the state is out of range, or the state can not be left.
 */
export function nextGivenPresent(chain: Chain, t: number, state: number): Float64Array {
  requireBelow("the state", state, chain.states);
  return lookAhead(chain, t)(state);
}

/**
 * {@link nextGivenPresent} of every state, shape [S, S]: row r is where next from r, each row of sum 1. Cost O(T·S²).
 * @param t 0 … T - 2
 * @throws RangeError if t is out of range, or a state can not be left.
 */
export function nextGivenAny(chain: Chain, t: number): Float64Array {
  const { states: S } = chain, nextOf = lookAhead(chain, t), rows = new Float64Array(S * S);
  for (let r = 0; r < S; r++) rows.set(nextOf(r), r * S);
  return rows;
}

/** Where next from a state at step t. */
function lookAhead(chain: Chain, t: number): (state: number) => Float64Array {
  const { states: S, scores, transitions } = chain, T = chainSteps("look ahead", chain);
  requireBelow("the step", t, T - 1);
  const messages = backwardMessages(chain), matrix = matrixStart(chain, t + 1), next = (t + 1) * S;
  const weights = new Float64Array(S);
  return (state) => {
    for (let s = 0; s < S; s++) {
      weights[s] = transitions[matrix + state * S + s] + scores[next + s] + messages[next + s];
    }
    return normalise(weights);
  };
}

/**
 * p(y_t = r, y_{t+1} = s | x), shape [S, S], sum 1.
 * @param t 0 … T - 2
 */
export function pairMarginals(chain: Chain, t: number): Float64Array {
  const { states: S, scores, transitions } = chain, T = chainSteps("look at a pair of steps", chain);
  requireBelow("the step", t, T - 1);
  const { filtered } = forwardMessages(chain), messages = backwardMessages(chain), next = (t + 1) * S;
  const matrix = matrixStart(chain, t + 1), weights = new Float64Array(S * S);
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) {
      weights[r * S + s] = filtered[t * S + r] + transitions[matrix + r * S + s] + scores[next + s] +
        messages[next + s];
    }
  }
  return normalise(weights);
}

/**
 * Where the transition scores alone lead from a state, shape [S]: what is heard left out.
 * @param matrix A, shape [S, S].
 */
export function nextWithoutHearing(matrix: Float64Array, states: number, state: number): Float64Array {
  requireBelow("the state", state, states);
  return normalise(matrix.slice(state * states, (state + 1) * states));
}

/** exp of log-weights, scaled to the sum 1. */
function normalise(logWeights: Float64Array): Float64Array {
  const logSum = logSumExp(logWeights);
  if (logSum === -Infinity) {
    throw new RangeError("Cannot look ahead: a next state must be possible, current value is none");
  }
  return logWeights.map((weight) => Math.exp(weight - logSum));
}

function requireBelow(name: string, value: number, end: number): void {
  if (Number.isInteger(value) && value >= 0 && value < end) return;
  throw new RangeError(`Cannot look ahead: ${name} must be an integer in 0 … ${end - 1}, current value is ${value}`);
}
