/** Dense products on the WASM kernels. @module */
import { checkGemm } from "../core/kernel_checks.ts";
import type { GemmSpec } from "../core/kernels.ts";
import type { Arena } from "./arena.ts";
import type { Pool } from "./pool.ts";
import { splitRange } from "./split.ts";

/** Rows and columns of a tile (see `assembly/gemm.ts`): threads get whole ones. */
const TILE_ROWS = 6, PANEL_BYTES = 64;

export function gemm(arena: Arena, pool: Pool, spec: GemmSpec): void {
  checkGemm(spec);
  const { m, n, k, a, b, c, transposeA, transposeB, accumulate } = spec;
  if (m === 0 || n === 0) return;
  if (k === 0) {
    if (!accumulate) c.fill(0);
    return;
  }
  const size = a.BYTES_PER_ELEMENT, kind = size === 4 ? "F32" : "F64";
  const aRow = transposeA ? size : k * size, aStep = transposeA ? m * size : size;
  const bRow = transposeB ? size : n * size, bColumn = transposeB ? k * size : size;
  arena.lend((loan) => {
    const A = loan.read(a), B = loan.read(b), C = accumulate ? loan.update(c) : loan.write(c);
    // Splitting the longer side repeats the least packing of B.
    const byRows = m >= n;
    const ranges = byRows
      ? splitRange(m, pool.threads, TILE_ROWS, m * n * k)
      : splitRange(n, pool.threads, PANEL_BYTES / size, m * n * k);
    pool.run(ranges.map(({ from, to }) => {
      const [rows, columns, fromRow, fromColumn] = byRows ? [to - from, n, from, 0] : [m, to - from, 0, from];
      const left = [A + fromRow * aRow, aRow, aStep], right = [B + fromColumn * bColumn, bRow, bColumn];
      const target = [C + (fromRow * n + fromColumn) * size, n * size];
      const scratch = loan.scratch(pool.exports[`gemmScratch${kind}`](columns, k) >>> 0);
      return [`gemm${kind}`, rows, columns, k, ...left, ...right, ...target, accumulate ? 1 : 0, scratch];
    }));
  });
}
