/**
 * Forward–backward on TensorFlow.js, in the scaled probability space of `assembly/chains.ts`, f32. With α already divided by
 * its sum c:
 *
 *   α_t c_t = (α_{t-1} M) ∘ ψ_t,  β_{t-1} = M q_t,  q_t = ψ_t ∘ β_t / (c_t Σ α_t ∘ β_t)
 *
 * The chains of a block go through time together, longest first, so each step is one product over the first rows.
 * @module
 */
import type { Rank, Tensor2D } from "@tensorflow/tfjs-core";
import { checkChains } from "../core/kernel_checks.ts";
import { type ChainBatch, type ChainExpectations, chainExpectationsLog } from "../core/kernels.ts";
import { addEdges, redoInto, scaleTransitions, shareChains, type Sums } from "./chains.ts";
import type { Tfjs } from "./tfjs.ts";

/** Rows of a block, unless one chain is longer: enough for a call's own cost, few enough for the caches. */
const BLOCK_ROWS = 2048;
/** Rows of one product for the edges: few enough for f32 sums. */
const EDGE_ROWS = 1024;
/** Smaller numbers become 0, before they are so small that the CPU handles them slowly. */
const FLUSH_LEVEL = 1e-30;
/** A chain whose β / c passes it may have lost more than 1e-6 to the flushes (see `assembly/chains.ts`). */
const BETA_LIMIT = 1e18;

/** What all blocks of a call share. */
interface Pass {
  tf: Tfjs;
  batch: ChainBatch;
  sums: Sums;
  /** M, [S, S]. */
  forward: Tensor2D;
  /** M transposed. */
  backward: Tensor2D;
  /** [S, S], added to: the edges, still without the factor M. */
  pairs: Float64Array;
}

interface Block {
  /** The longest first: row j of a step belongs to chain j. */
  chains: number[];
  /** [T]: chains that still run at each step. */
  active: number[];
}

/** One step of the forward pass. */
interface Filtered {
  /** ψ, [active, S]. */
  potentials: Tensor2D;
  /** [active, S], of sum 1. */
  alpha: Tensor2D;
  /** c, [active, 1]. */
  scale: Tensor2D;
}

export function chainExpectations(tf: Tfjs, batch: ChainBatch, out: ChainExpectations): void {
  checkChains(batch, out);
  const shared = batch.transitions.length === batch.states ** 2;
  if (!shared || batch.scores instanceof Float64Array) return chainExpectationsLog(batch, out);
  const edges = new Float64Array(out.edges.length), sums = { ...out, edges };
  redoInto(batch, scaledInto(tf, batch, sums), sums, chainExpectationsLog);
  out.edges.set(edges);
}

/** @returns the chains whose results can not be trusted; they are not in `sums.edges`. */
function scaledInto(tf: Tfjs, batch: ChainBatch, sums: Sums): number[] {
  const S = batch.states, { maximum, factors } = scaleTransitions(batch.transitions);
  const [order = []] = shareChains(batch, 1), pairs = new Float64Array(S * S);
  sums.logPartitions.fill(0);
  // NaN and +Infinity: the log domain knows what they mean.
  if (!factors.every(Number.isFinite)) return order;
  for (const chain of order) sums.logPartitions[chain] = (lengthOf(batch, chain) - 1) * maximum;
  const failed = tf.tidy(() => {
    const forward = tf.tensor2d(Float32Array.from(factors), [S, S]), backward = tf.transpose(forward);
    const pass: Pass = { tf, batch, sums, forward, backward, pairs };
    return blocksOf(batch, order).flatMap((block) => tf.tidy(() => blockInto(pass, block)));
  });
  addEdges(sums.edges, pairs, factors, S, S);
  return failed;
}

function lengthOf({ offsets }: ChainBatch, chain: number): number {
  return offsets[chain + 1] - offsets[chain];
}

/** Chains in their order, as many a block as its rows allow, at least one. */
function blocksOf(batch: ChainBatch, order: number[]): Block[] {
  const blocks: Block[] = [];
  for (let first = 0, next = 0; first < order.length; first = next) {
    for (let rows = 0; next < order.length; next++) {
      rows += lengthOf(batch, order[next]);
      if (next > first && rows > BLOCK_ROWS) break;
    }
    const chains = order.slice(first, next), active: number[] = [];
    for (let t = 0, rows = chains.length; t < lengthOf(batch, chains[0]); t++) {
      while (lengthOf(batch, chains[rows - 1]) <= t) rows--;
      active.push(rows);
    }
    blocks.push({ chains, active });
  }
  return blocks;
}

/** @returns the chains that failed. */
function blockInto(pass: Pass, block: Block): number[] {
  const failed = new Set<number>();
  const steps = forwardPass(pass, block, failed), q = backwardPass(pass, block, steps, failed);
  addPairs(pass, block, steps, q, failed);
  return block.chains.filter((_, j) => failed.has(j));
}

/** ψ of a step, [active, S]. A chain without a finite maximum fails; its row is 1, so that nothing else turns NaN. */
function potentialsAt({ tf, batch, sums }: Pass, { chains, active }: Block, t: number, failed: Set<number>): Tensor2D {
  const { states: S, offsets, scores } = batch, rows = new Float32Array(active[t] * S);
  for (let j = 0; j < active[t]; j++) {
    const start = (offsets[chains[j]] + t) * S;
    let maximum = -Infinity;
    for (let s = 0; s < S; s++) maximum = Math.max(maximum, scores[start + s]);
    if (!Number.isFinite(maximum)) {
      failed.add(j);
      continue;
    }
    for (let s = 0; s < S; s++) rows[j * S + s] = scores[start + s] - maximum;
    sums.logPartitions[chains[j]] += maximum;
  }
  return tf.exp(tf.tensor2d(rows, [active[t], S]));
}

function firstRows(tf: Tfjs, matrix: Tensor2D, rows: number): Tensor2D {
  return matrix.shape[0] === rows ? matrix : tf.slice(matrix, [0, 0], [rows, matrix.shape[1]]);
}

/** Every number is lowered by the level at most, as much as a flush may lose: `where` takes a hundred times as long. */
function flush(tf: Tfjs, matrix: Tensor2D): Tensor2D {
  return tf.relu(tf.sub(matrix, FLUSH_LEVEL));
}

function forwardPass(pass: Pass, block: Block, failed: Set<number>): Filtered[] {
  const { tf, forward, sums } = pass, steps: Filtered[] = [];
  block.active.forEach((rows, t) => {
    const step = tf.tidy(() => {
      const potentials = potentialsAt(pass, block, t, failed);
      const prediction = t > 0 && tf.matMul(firstRows(tf, steps[t - 1].alpha, rows), forward);
      const joint = flush(tf, prediction ? tf.mul(prediction, potentials) : potentials);
      const scale: Tensor2D = tf.sum(joint, 1, true);
      return { potentials, alpha: tf.div<Tensor2D>(joint, scale), scale };
    });
    step.scale.dataSync().forEach((c, j) => sums.logPartitions[block.chains[j]] += Math.log(c));
    steps.push(step);
  });
  return steps;
}

/** Also writes the marginals. @returns q of each step */
function backwardPass(pass: Pass, block: Block, steps: Filtered[], failed: Set<number>): Tensor2D[] {
  const { tf, batch: { states: S, offsets }, backward, sums } = pass, q: Tensor2D[] = [];
  for (let t = steps.length - 1; t >= 0; t--) {
    const { potentials, alpha, scale } = steps[t], rows = block.active[t];
    q[t] = tf.tidy(() => {
      const running = q[t + 1] ? [tf.matMul(q[t + 1], backward)] : [], ended = rows - (block.active[t + 1] ?? 0);
      const beta = tf.concat(ended > 0 ? [...running, tf.ones<Rank.R2>([ended, S])] : running);
      const joint = tf.mul(alpha, beta), total: Tensor2D = tf.sum(joint, 1, true);
      const marginals = tf.div(joint, total).dataSync();
      const largest = tf.max(beta, 1).dataSync(), scales = scale.dataSync(), totals = total.dataSync();
      for (let j = 0; j < rows; j++) {
        sums.marginals.set(marginals.subarray(j * S, (j + 1) * S), (offsets[block.chains[j]] + t) * S);
        // Written so that NaN fails too.
        if (!(largest[j] / (totals[j] * scales[j]) <= BETA_LIMIT)) failed.add(j);
      }
      return flush(tf, tf.mul(potentials, tf.div(beta, tf.mul(scale, total))));
    });
  }
  return q;
}

/** pairs += Σ w · α_{t-1} ⊗ q_t, in pieces whose sums are f64. */
function addPairs(pass: Pass, block: Block, steps: Filtered[], q: Tensor2D[], failed: Set<number>): void {
  const { tf, batch: { states: S, weights }, pairs } = pass, later = block.active.slice(1);
  const chainOf = later.flatMap((rows) => Array.from({ length: rows }, (_, j) => j)), N = chainOf.length;
  if (N === 0) return;
  /** What a failed chain left, NaN for one, would spoil the sums. */
  const withoutFailed = (matrix: Tensor2D): Tensor2D => {
    if (failed.size === 0) return matrix;
    const values = matrix.dataSync<"float32">().slice();
    chainOf.forEach((j, row) => failed.has(j) && values.fill(0, row * S, (row + 1) * S));
    return tf.tensor2d(values, [N, S]);
  };
  const weight = tf.tensor2d(Float32Array.from(chainOf, (j) => weights[block.chains[j]]), [N, 1]);
  const before = tf.concat(later.map((rows, t) => firstRows(tf, steps[t].alpha, rows)));
  const left = withoutFailed(tf.mul(before, weight)), right = withoutFailed(tf.concat(q.slice(1)));
  for (let row = 0; row < N; row += EDGE_ROWS) {
    const size: [number, number] = [Math.min(EDGE_ROWS, N - row), S];
    tf.tidy(() => {
      const product = tf.matMul(tf.transpose(tf.slice(left, [row, 0], size)), tf.slice(right, [row, 0], size))
        .dataSync();
      for (let i = 0; i < S * S; i++) pairs[i] += product[i];
    });
  }
}
