/**
 * The best paths of a chain.
 * @module
 */
import { type Chain, chainSteps, matrixStart } from "./chain.ts";

/** A path of states, one a step, and its score in nats. */
export interface ScoredPath {
  /** [T] */
  path: Int32Array;
  score: number;
}

/**
 * The path of highest score (Viterbi 1967):
 *   δ_0(s) = score_0(s),   δ_t(s) = max_r (δ_{t-1}(r) + A_t(r, s) + score_t(s)).
 * Of equal paths, the one whose last state, then its predecessor, … has the lowest index. Cost O(T·S²), memory O(T·S).
 * @returns the path's score is -Infinity if every path is forbidden; T = 0 gives an empty path of score 0.
 * @throws TypeError if the lengths disagree with the number of states, RangeError if a score is NaN or +Infinity.
 * @example
 * ```ts
 * import { viterbi } from "./viterbi.ts";
 * // Two states that prefer to stay: one step's slight lead for state 1 is not worth two moves.
 * const chain = { states: 2, scores: Float64Array.of(1, 0, 0, 0.5, 1, 0), transitions: Float64Array.of(0, -1, -1, 0) };
 * if (viterbi(chain).path.join() !== "0,0,0") throw new Error("it should stay");
 * ```
 */
export function viterbi(chain: Chain): ScoredPath {
  const S = chain.states, T = chainSteps("follow paths", chain);
  if (T === 0) return { path: new Int32Array(0), score: 0 };
  const from = new Int32Array(T * S), delta = bestScores(chain, T, from);
  const last = delta.subarray((T - 1) * S);
  let best = 0;
  for (let s = 1; s < S; s++) if (last[s] > last[best]) best = s;
  const path = new Int32Array(T);
  for (let t = T - 1, state = best; t >= 0; t--) {
    path[t] = state;
    state = from[t * S + state];
  }
  return { path, score: last[best] };
}

/** δ [T, S]; writes to `from` [T, S] where each state's best path comes from. */
function bestScores(chain: Chain, T: number, from: Int32Array): Float64Array {
  const { states: S, scores, transitions } = chain, delta = new Float64Array(T * S).fill(-Infinity);
  delta.set(scores.subarray(0, S));
  for (let t = 1; t < T; t++) {
    const origin = from.subarray(t * S, (t + 1) * S), next = delta.subarray(t * S, (t + 1) * S);
    const step = scores.subarray(t * S, (t + 1) * S), matrix = matrixStart(chain, t);
    // Row by row, so that A is read in the order in which it lies in memory. The score is added before paths are compared,
    // as CRF++ does, so that ties but for rounding fall alike.
    for (let r = 0; r < S; r++) {
      const reached = delta[(t - 1) * S + r], row = matrix + r * S;
      for (let s = 0; s < S; s++) {
        const candidate = reached + transitions[row + s] + step[s];
        if (candidate > next[s]) {
          next[s] = candidate;
          origin[s] = r;
        }
      }
    }
  }
  return delta;
}

/** The choice of one state's rank-th best predecessor; all after it is chosen already. */
interface Choice {
  /** Score of the best path with these choices. */
  score: number;
  /** The step whose predecessor is chosen; the end is T, where the predecessor is the last state. */
  step: number;
  state: number;
  rank: number;
  after: Choice | null;
}

/**
 * The k best paths, the best first; fewer when there are fewer that are allowed. The first is {@link viterbi}'s. Ways to
 * deviate from better paths are tried in the order of what they cost (a best-first search over ranked predecessors, as in
 * Jiménez & Marzal 1999): cost O(T·S²) for the best path, then about O(T·S·log S) for each further one.
 * @param k a positive integer.
 * @throws RangeError if k is not, or a score is NaN or +Infinity; TypeError if the lengths disagree.
 */
export function bestPaths(chain: Chain, k: number): ScoredPath[] {
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(`Cannot follow paths: their number must be a positive integer, current value is ${k}`);
  }
  const { states: S, scores, transitions } = chain, T = chainSteps("follow paths", chain);
  if (T === 0) return [{ path: new Int32Array(0), score: 0 }];
  const delta = bestScores(chain, T, new Int32Array(T * S)), ranked = new Map<number, Ranking>();
  /** Predecessors of a state at a step. */
  function rankingOf(step: number, state: number): Ranking {
    const key = step * S + state, known = ranked.get(key);
    if (known) return known;
    const values = new Float64Array(S), matrix = step < T ? matrixStart(chain, step) : 0;
    for (let r = 0; r < S; r++) {
      values[r] = delta[(step - 1) * S + r] +
        (step < T ? transitions[matrix + r * S + state] + scores[step * S + state] : 0);
    }
    const order = Int32Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
    const ranking = { order, values };
    ranked.set(key, ranking);
    return ranking;
  }
  const open = new ChoiceHeap(), found: ScoredPath[] = [];
  const end = rankingOf(T, 0), best = end.values[end.order[0]];
  if (best > -Infinity) open.push({ score: best, step: T, state: 0, rank: 0, after: null });
  while (found.length < k) {
    const choice = open.pop();
    if (!choice) break;
    const { order, values } = rankingOf(choice.step, choice.state), { rank } = choice;
    const next = rank + 1 < S ? values[order[rank + 1]] : -Infinity;
    if (next > -Infinity) {
      open.push({ ...choice, rank: rank + 1, score: choice.score - (values[order[rank]] - next) });
    }
    if (choice.step === 1) found.push({ path: pathOf(choice, T, rankingOf), score: choice.score });
    else open.push({ score: choice.score, step: choice.step - 1, state: order[rank], rank: 0, after: choice });
  }
  return found;
}

/** Predecessors from best to worst, lower indices first where equal, and the score through each. */
interface Ranking {
  order: Int32Array;
  values: Float64Array;
}

function pathOf(first: Choice, T: number, rankingOf: (step: number, state: number) => Ranking): Int32Array {
  const path = new Int32Array(T);
  for (let choice: Choice | null = first; choice; choice = choice.after) {
    path[choice.step - 1] = rankingOf(choice.step, choice.state).order[choice.rank];
  }
  return path;
}

/** A binary heap: the highest score first; of equal ones the choice that is nearest to a whole path. */
class ChoiceHeap {
  #items: Choice[] = [];

  #before(a: Choice, b: Choice): boolean {
    return a.score > b.score || (a.score === b.score && a.step < b.step);
  }

  push(choice: Choice): void {
    const items = this.#items;
    let at = items.push(choice) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(choice, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = choice;
  }

  pop(): Choice | undefined {
    const items = this.#items, top = items[0], last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#before(items[child + 1], items[child])) child++;
      if (!this.#before(items[child], last)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }
}
