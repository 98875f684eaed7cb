/**
 * Forward–backward over many chains in scaled probability space (Rabiner 1989, V.A):
 *
 *   ψ_t = exp(score_t - max score_t),  M = exp(A - max A)
 *   α̂_0 = ψ_0,  α̂_t = (α̂_{t-1} / c_{t-1}) M ∘ ψ_t,  c_t = Σ α̂_t
 *   β_{T-1} = 1,  β_{t-1} = M q_t,  q_t = ψ_t ∘ β_t / c_t
 *   marginals_t = α̂_t ∘ β_t / c_t,  edges = Σ_t w · (α̂_{t-1} / c_{t-1}) ⊗ q_t ∘ M,  log Z = Σ_t log c_t + maxima
 *
 * The chains of a block go through time together, longest first, so that those still running at step t are the first rows
 * and each step is one matrix product. A block's rows lie step by step: row(t, j) = rowStart[t] + j.
 *
 * What underflows in α is lost for good. By the recursions the share of log Z lost so is at most the sum over steps and
 * states of (what was flushed) · β_t(s) / c_t. So a chain whose β / c ever passes a limit is reported as degenerate; limit
 * and flush level are chosen such that below it 10^6 losses stay under 1e-6 (f32) and far under 1e-10 (f64).
 */
import { betaLimit, closeRow, filterRow, largestScore, placeRows, rowBytes } from "./chain_rows";
import { gemm, gemmScratchBytes, multiply } from "./gemm";
import { paddedColumns } from "./pack";

// @ts-ignore: decorator
@external("env", "log")
declare function naturalLog(x: f64): f64;

/** Rows of one product for the edges: short enough for f32 sums, long enough to be fast. */
const EDGE_ROWS: i32 = 1024;

// What the blocks of a call share. Globals belong to an instance, that is to one thread.
let states: i32, width: i32;
let order: usize, offsets: usize, scores: usize, forward: usize, backward: usize;
let weights: usize, marginals: usize, edges: usize, logPartitions: usize, degenerate: usize;
// Scratch of a block.
let rowStart: usize, alpha: usize, q: usize, beta: usize, inverseScale: usize, edgeSum: usize, gemmScratch: usize;

// @ts-ignore: decorator
@inline
function chainAt(index: i32): i32 {
  return load<i32>(order + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function chainStart(chain: i32): i32 {
  return load<i32>(offsets + (<usize>chain << 2));
}

function chainLength(chain: i32): i32 {
  return chainStart(chain + 1) - chainStart(chain);
}

// @ts-ignore: decorator
@inline
function rowsAt(t: i32): i32 {
  return load<i32>(rowStart + (<usize>t << 2));
}

/** 1 / c of a row. */
// @ts-ignore: decorator
@inline
function inverseAt<T>(row: i32): T {
  return load<T>(inverseScale + <usize>row * sizeof<T>());
}

// @ts-ignore: decorator
@inline
function isDegenerate(chain: i32): bool {
  return load<u8>(degenerate + <usize>chain) != 0;
}

/** Fill `rowStart` for the block's chains; returns its number of rows. */
function orderRows(first: i32, chains: i32): i32 {
  const steps = chainLength(chainAt(first));
  let row = 0, active = chains;
  for (let t = 0; t < steps; t++) {
    while (chainLength(chainAt(first + active - 1)) <= t) active--;
    store<i32>(rowStart + (<usize>t << 2), row);
    row += active;
  }
  store<i32>(rowStart + (<usize>steps << 2), row);
  return row;
}

function forwardPass<T>(first: i32, steps: i32): void {
  const bytes = rowBytes<T>();
  for (let t = 0; t < steps; t++) {
    const row = rowsAt(t), active = rowsAt(t + 1) - row;
    if (t > 0) {
      const before = alpha + <usize>rowsAt(t - 1) * bytes;
      multiply<T>(
        active, width, states, before, bytes, sizeof<T>(), forward, alpha + <usize>row * bytes, bytes, false, gemmScratch,
      );
    }
    for (let j = 0; j < active; j++) {
      const chain = chainAt(first + j), at = <usize>(row + j);
      const source = scores + <usize>(chainStart(chain) + t) * <usize>states * sizeof<T>();
      const maximum = largestScore<T>(source), inverseBefore = t == 0 ? <T>1 : inverseAt<T>(rowsAt(t - 1) + j);
      const scale = filterRow<T>(source, maximum, q + at * bytes, alpha + at * bytes, inverseBefore, t == 0);
      store<T>(inverseScale + at * sizeof<T>(), <T>1 / scale);
      const logZ = logPartitions + (<usize>chain << 3);
      store<f64>(logZ, (t == 0 ? 0 : load<f64>(logZ)) + <f64>maximum + naturalLog(<f64>scale));
    }
  }
}

/** Also puts w · α_{t-1} in the place of α_t once that is used, so that rows to be multiplied for the edges stand side by side. */
function backwardPass<T>(first: i32, steps: i32): void {
  const bytes = rowBytes<T>(), one = v128.splat<T>(<T>1);
  for (let t = steps - 1; t >= 0; t--) {
    const row = rowsAt(t), next = rowsAt(t + 1), active = next - row;
    const running = t + 1 < steps ? rowsAt(t + 2) - next : 0;
    if (running > 0) {
      multiply<T>(running, width, states, q + <usize>next * bytes, bytes, sizeof<T>(), backward, beta, bytes, false, gemmScratch);
    }
    for (let p = beta + <usize>running * bytes; p < beta + <usize>active * bytes; p += 16) v128.store(p, one);
    for (let j = 0; j < active; j++) {
      const chain = chainAt(first + j), at = <usize>(row + j);
      const marginal = marginals + <usize>(chainStart(chain) + t) * <usize>states * sizeof<T>();
      const largest = closeRow<T>(alpha + at * bytes, beta + <usize>j * bytes, q + at * bytes, marginal);
      // Written so that NaN is degenerate too.
      if (!(largest <= betaLimit<T>())) store<u8>(degenerate + <usize>chain, 1);
      if (t == 0) continue;
      const before = rowsAt(t - 1) + j, weight = <T>load<f64>(weights + (<usize>chain << 3)) * inverseAt<T>(before);
      scaleRow<T>(alpha + <usize>before * bytes, alpha + at * bytes, weight);
    }
  }
}

/** target ← factor · source */
function scaleRow<T>(source: usize, target: usize, factor: T): void {
  const scale = v128.splat<T>(factor);
  for (let end = source + rowBytes<T>(); source < end; source += 16, target += 16) {
    v128.store(target, v128.mul<T>(v128.load(source), scale));
  }
}

/** A degenerate chain must not reach the edges, not even as 0 · Infinity. */
function dropDegenerate<T>(first: i32, chains: i32): void {
  const bytes = rowBytes<T>();
  for (let j = 0; j < chains; j++) {
    const chain = chainAt(first + j);
    if (!isDegenerate(chain)) continue;
    for (let t = 0; t < chainLength(chain); t++) {
      const at = <usize>(rowsAt(t) + j) * bytes;
      memory.fill(alpha + at, 0, bytes);
      memory.fill(q + at, 0, bytes);
    }
  }
}

/** edges (f64 [S, padded S]) += Σ rows of wα_{t-1} ⊗ q_t, in pieces whose sums are f64. */
function addEdges<T>(from: i32, end: i32): void {
  const bytes = rowBytes<T>();
  for (let row = from; row < end; row += EDGE_ROWS) {
    const rows = min(EDGE_ROWS, end - row), at = <usize>row * bytes;
    gemm<T>(
      states, width, rows, alpha + at, sizeof<T>(), bytes, q + at, bytes, sizeof<T>(), edgeSum, bytes, false, gemmScratch,
    );
    for (let i = 0; i < states * width; i++) {
      const target = edges + (<usize>i << 3);
      store<f64>(target, load<f64>(target) + <f64>load<T>(edgeSum + <usize>i * sizeof<T>()));
    }
  }
}

function block<T>(first: i32, chains: i32): void {
  const steps = chainLength(chainAt(first)), rows = orderRows(first, chains);
  forwardPass<T>(first, steps);
  backwardPass<T>(first, steps);
  dropDegenerate<T>(first, chains);
  addEdges<T>(chains, rows);
}

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** Lay out a block's scratch; returns its end. */
function placeScratch<T>(stateCount: i32, scratch: usize, maxChains: i32, maxRows: i32): usize {
  alpha = placeRows<T>(stateCount, scratch);
  states = stateCount;
  width = paddedColumns<T>(stateCount);
  const bytes = rowBytes<T>();
  q = alpha + <usize>maxRows * bytes;
  beta = q + <usize>maxRows * bytes;
  edgeSum = beta + <usize>maxChains * bytes;
  rowStart = edgeSum + <usize>states * bytes;
  inverseScale = rowStart + aligned(<usize>(maxRows + 1) << 2);
  gemmScratch = inverseScale + aligned(<usize>maxRows * sizeof<T>());
  return gemmScratch + gemmScratchBytes<T>(width, EDGE_ROWS);
}

export function chainScratchBytes<T>(stateCount: i32, maxChains: i32, maxRows: i32): usize {
  return placeScratch<T>(stateCount, 0, maxChains, maxRows);
}

/**
 * Run `count` chains, none without steps. Blocks take up to `maxChains` chains and `maxRows` rows; `maxRows` is at least the
 * length of the longest chain. `forwardPanels`, `backwardPanels`: M and its transpose, packed. `edgeTotals`: f64
 * [S, padded S], added to, still without the factor M. log Z lacks (T - 1) · max A.
 */
export function chainExpectations<T>(
  stateCount: i32, chainOrder: usize, count: i32, chainOffsets: usize, chainScores: usize, forwardPanels: usize,
  backwardPanels: usize, chainWeights: usize, marginalsOut: usize, edgeTotals: usize, logPartitionsOut: usize,
  degenerateOut: usize, maxChains: i32, maxRows: i32, scratch: usize,
): void {
  order = chainOrder; offsets = chainOffsets; scores = chainScores; forward = forwardPanels; backward = backwardPanels;
  weights = chainWeights; marginals = marginalsOut; edges = edgeTotals; logPartitions = logPartitionsOut;
  degenerate = degenerateOut;
  placeScratch<T>(stateCount, scratch, maxChains, maxRows);
  for (let first = 0; first < count;) {
    let chains = 0, rows = 0;
    while (chains < maxChains && first + chains < count) {
      const length = chainLength(chainAt(first + chains));
      if (rows + length > maxRows) break;
      rows += length;
      chains++;
    }
    block<T>(first, chains);
    first += chains;
  }
}
