/** What the binary exports. Addresses and lengths are those of the shared memory; nothing here allocates. */
import { chainExpectations, chainScratchBytes } from "./chains";
import { gemm, gemmScratchBytes, pack } from "./gemm";
import { packedBytes, paddedColumns } from "./pack";
import { madd } from "./simd";
import { stepChainExpectations, stepChainScratchBytes } from "./step_chains";

export { useHostProduct } from "./gemm";
export { filterBands, sumFrames } from "./bands";
export {
  addRows, ascend, bernoulli, compareRows, gatherRows, normals, sigmoid, sigmoidRows, sigmoidSampleRows,
} from "./elementwise";
export { resample } from "./resample";
export { powerSpectra } from "./spectra";

/** Whether a·b + c is rounded once: (1 + 2^-12)² - (1 + 2^-11) is 2^-24 then, else 0. */
export function fusesMadd(a: f32, b: f32, c: f32): bool {
  return f32x4.extract_lane(madd<f32>(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)), 0) != 0;
}

export function gemmF32(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  accumulate: bool, scratch: usize,
): void {
  gemm<f32>(m, n, k, a, aRow, aStep, b, bRow, bColumn, c, cRow, accumulate, scratch);
}

export function gemmF64(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  accumulate: bool, scratch: usize,
): void {
  gemm<f64>(m, n, k, a, aRow, aStep, b, bRow, bColumn, c, cRow, accumulate, scratch);
}

export function gemmScratchF32(n: i32, k: i32): usize {
  return gemmScratchBytes<f32>(n, k);
}

export function gemmScratchF64(n: i32, k: i32): usize {
  return gemmScratchBytes<f64>(n, k);
}

export function paddedF32(n: i32): i32 {
  return paddedColumns<f32>(n);
}

export function paddedF64(n: i32): i32 {
  return paddedColumns<f64>(n);
}

export function packedBytesF32(k: i32, n: i32): usize {
  return packedBytes<f32>(k, n);
}

export function packedBytesF64(k: i32, n: i32): usize {
  return packedBytes<f64>(k, n);
}

export function packF32(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  pack<f32>(k, n, b, bRow, bColumn, packed);
}

export function packF64(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  pack<f64>(k, n, b, bRow, bColumn, packed);
}

export function chainScratchF32(states: i32, maxChains: i32, maxRows: i32): usize {
  return chainScratchBytes<f32>(states, maxChains, maxRows);
}

export function chainScratchF64(states: i32, maxChains: i32, maxRows: i32): usize {
  return chainScratchBytes<f64>(states, maxChains, maxRows);
}

export function chainsF32(
  states: i32, order: usize, count: i32, offsets: usize, scores: usize, forward: usize, backward: usize, weights: usize,
  marginals: usize, edges: usize, logPartitions: usize, degenerate: usize, maxChains: i32, maxRows: i32, scratch: usize,
): void {
  chainExpectations<f32>(
    states, order, count, offsets, scores, forward, backward, weights, marginals, edges, logPartitions, degenerate, maxChains,
    maxRows, scratch,
  );
}

export function chainsF64(
  states: i32, order: usize, count: i32, offsets: usize, scores: usize, forward: usize, backward: usize, weights: usize,
  marginals: usize, edges: usize, logPartitions: usize, degenerate: usize, maxChains: i32, maxRows: i32, scratch: usize,
): void {
  chainExpectations<f64>(
    states, order, count, offsets, scores, forward, backward, weights, marginals, edges, logPartitions, degenerate, maxChains,
    maxRows, scratch,
  );
}

export function stepChainScratchF32(states: i32, steps: i32): usize {
  return stepChainScratchBytes<f32>(states, steps);
}

export function stepChainsF32(
  states: i32, order: usize, count: i32, offsets: usize, scores: usize, transitions: usize, weights: usize,
  marginals: usize, edges: usize, logPartitions: usize, degenerate: usize, scratch: usize,
): void {
  stepChainExpectations<f32>(
    states, order, count, offsets, scores, transitions, weights, marginals, edges, logPartitions, degenerate, scratch,
  );
}

export function stepChainScratchF64(states: i32, steps: i32): usize {
  return stepChainScratchBytes<f64>(states, steps);
}

export function stepChainsF64(
  states: i32, order: usize, count: i32, offsets: usize, scores: usize, transitions: usize, weights: usize,
  marginals: usize, edges: usize, logPartitions: usize, degenerate: usize, scratch: usize,
): void {
  stepChainExpectations<f64>(
    states, order, count, offsets, scores, transitions, weights, marginals, edges, logPartitions, degenerate, scratch,
  );
}
