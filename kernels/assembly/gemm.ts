/**
 * Dense products. B is packed into panels of four vectors' width, split along k into blocks that stay in the cache; A block by
 * block into panels of six rows. A tile of six rows by four vectors then reads both in order. All strides are in bytes.
 */
import {
  blockDepth, evenDepth, packBlock, packedBytes, packRows, paddedColumns, panelColumns, TILE_ROWS,
} from "./pack";
import { madd } from "./simd";

// @ts-ignore: decorator
@external("env", "product")
declare function hostProduct(
  size: i32, m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bColumn: usize, c: usize,
  cRow: usize, accumulate: i32,
): void;

/** Whether the host makes all products, e.g. by a BLAS. Packed matrices are plain ones then, of whole panels' columns. */
let byHost: bool = false;

export function useHostProduct(): void {
  byHost = true;
}

/** Fewer rows than this are multiplied one by one, straight from A: cheaper than as a tile filled up with zeros. */
const LEAST_TILE_ROWS: i32 = 4;
/** Rows of A that are packed together and swept over one panel of B before the next panel. */
const BLOCK_ROWS: i32 = 96;
/** Bytes a tile takes when it is kept aside for the edges of C. */
const TILE_BYTES: usize = 6 * 64;

/** Pack B [k, n] into blocks of panels, zero beyond column n. */
export function pack<T>(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  if (byHost) return copyPadded<T>(k, n, b, bRow, bColumn, packed);
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    packBlock<T>(depth, n, b + <usize>first * bRow, bRow, bColumn, packed);
    packed += packedBytes<T>(depth, n);
  }
}

/** B [k, n] row by row, zero beyond column n. */
function copyPadded<T>(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, target: usize): void {
  const columns = paddedColumns<T>(n);
  for (let p = 0; p < k; p++, b += bRow) {
    for (let j = 0; j < columns; j++, target += sizeof<T>()) {
      store<T>(target, j < n ? load<T>(b + <usize>j * bColumn) : <T>0);
    }
  }
}

// @ts-ignore: decorator
@inline
function put<T>(c: usize, x0: v128, x1: v128, x2: v128, x3: v128, accumulate: bool): void {
  if (accumulate) {
    x0 = v128.add<T>(x0, v128.load(c));
    x1 = v128.add<T>(x1, v128.load(c, 16));
    x2 = v128.add<T>(x2, v128.load(c, 32));
    x3 = v128.add<T>(x3, v128.load(c, 48));
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
  v128.store(c, x2, 32);
  v128.store(c, x3, 48);
}

/** C [6, 4 vectors] (+)= panel of A · panel of B. Two steps a turn: one was a quarter slower, four no faster. */
function tile<T>(depth: i32, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {
  const size = sizeof<T>(), zero = v128.splat<T>(<T>0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  let c40 = zero, c41 = zero, c42 = zero, c43 = zero;
  let c50 = zero, c51 = zero, c52 = zero, c53 = zero;
  for (let p = 0; p < depth; p += 2) {
    const b0 = v128.load(b, 0), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00); c01 = madd<T>(x, b1, c01); c02 = madd<T>(x, b2, c02); c03 = madd<T>(x, b3, c03);
    x = v128.load_splat<T>(a, 1 * size);
    c10 = madd<T>(x, b0, c10); c11 = madd<T>(x, b1, c11); c12 = madd<T>(x, b2, c12); c13 = madd<T>(x, b3, c13);
    x = v128.load_splat<T>(a, 2 * size);
    c20 = madd<T>(x, b0, c20); c21 = madd<T>(x, b1, c21); c22 = madd<T>(x, b2, c22); c23 = madd<T>(x, b3, c23);
    x = v128.load_splat<T>(a, 3 * size);
    c30 = madd<T>(x, b0, c30); c31 = madd<T>(x, b1, c31); c32 = madd<T>(x, b2, c32); c33 = madd<T>(x, b3, c33);
    x = v128.load_splat<T>(a, 4 * size);
    c40 = madd<T>(x, b0, c40); c41 = madd<T>(x, b1, c41); c42 = madd<T>(x, b2, c42); c43 = madd<T>(x, b3, c43);
    x = v128.load_splat<T>(a, 5 * size);
    c50 = madd<T>(x, b0, c50); c51 = madd<T>(x, b1, c51); c52 = madd<T>(x, b2, c52); c53 = madd<T>(x, b3, c53);
    const d0 = v128.load(b, 64), d1 = v128.load(b, 80), d2 = v128.load(b, 96), d3 = v128.load(b, 112);
    x = v128.load_splat<T>(a, 6 * size);
    c00 = madd<T>(x, d0, c00); c01 = madd<T>(x, d1, c01); c02 = madd<T>(x, d2, c02); c03 = madd<T>(x, d3, c03);
    x = v128.load_splat<T>(a, 7 * size);
    c10 = madd<T>(x, d0, c10); c11 = madd<T>(x, d1, c11); c12 = madd<T>(x, d2, c12); c13 = madd<T>(x, d3, c13);
    x = v128.load_splat<T>(a, 8 * size);
    c20 = madd<T>(x, d0, c20); c21 = madd<T>(x, d1, c21); c22 = madd<T>(x, d2, c22); c23 = madd<T>(x, d3, c23);
    x = v128.load_splat<T>(a, 9 * size);
    c30 = madd<T>(x, d0, c30); c31 = madd<T>(x, d1, c31); c32 = madd<T>(x, d2, c32); c33 = madd<T>(x, d3, c33);
    x = v128.load_splat<T>(a, 10 * size);
    c40 = madd<T>(x, d0, c40); c41 = madd<T>(x, d1, c41); c42 = madd<T>(x, d2, c42); c43 = madd<T>(x, d3, c43);
    x = v128.load_splat<T>(a, 11 * size);
    c50 = madd<T>(x, d0, c50); c51 = madd<T>(x, d1, c51); c52 = madd<T>(x, d2, c52); c53 = madd<T>(x, d3, c53);
    a += 2 * TILE_ROWS * size;
    b += 128;
  }
  put<T>(c, c00, c01, c02, c03, accumulate);
  put<T>(c + cRow, c10, c11, c12, c13, accumulate);
  put<T>(c + 2 * cRow, c20, c21, c22, c23, accumulate);
  put<T>(c + 3 * cRow, c30, c31, c32, c33, accumulate);
  put<T>(c + 4 * cRow, c40, c41, c42, c43, accumulate);
  put<T>(c + 5 * cRow, c50, c51, c52, c53, accumulate);
}

/** C [6, 2 vectors] (+)= panel of A · left half of a panel of B: for the last columns, of which there are few. */
function halfTile<T>(depth: i32, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {
  const size = sizeof<T>(), zero = v128.splat<T>(<T>0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
  for (let p = 0; p < depth; p++, a += TILE_ROWS * size, b += 64) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00); c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, 1 * size);
    c10 = madd<T>(x, b0, c10); c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * size);
    c20 = madd<T>(x, b0, c20); c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * size);
    c30 = madd<T>(x, b0, c30); c31 = madd<T>(x, b1, c31);
    x = v128.load_splat<T>(a, 4 * size);
    c40 = madd<T>(x, b0, c40); c41 = madd<T>(x, b1, c41);
    x = v128.load_splat<T>(a, 5 * size);
    c50 = madd<T>(x, b0, c50); c51 = madd<T>(x, b1, c51);
  }
  putHalf<T>(c, c00, c01, accumulate);
  putHalf<T>(c + cRow, c10, c11, accumulate);
  putHalf<T>(c + 2 * cRow, c20, c21, accumulate);
  putHalf<T>(c + 3 * cRow, c30, c31, accumulate);
  putHalf<T>(c + 4 * cRow, c40, c41, accumulate);
  putHalf<T>(c + 5 * cRow, c50, c51, accumulate);
}

// @ts-ignore: decorator
@inline
function putHalf<T>(c: usize, x0: v128, x1: v128, accumulate: bool): void {
  if (accumulate) {
    x0 = v128.add<T>(x0, v128.load(c));
    x1 = v128.add<T>(x1, v128.load(c, 16));
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

/** C [1, 4 vectors] (+)= A [1, depth] · panel. Even and odd steps have their own sums: a fused product waits for the one before. */
function rowTile<T>(depth: i32, a: usize, aStep: usize, b: usize, c: usize, accumulate: bool): void {
  const zero = v128.splat<T>(<T>0);
  let even0 = zero, even1 = zero, even2 = zero, even3 = zero;
  let odd0 = zero, odd1 = zero, odd2 = zero, odd3 = zero;
  let p = 0;
  for (; p + 2 <= depth; p += 2) {
    const x = v128.load_splat<T>(a), y = v128.load_splat<T>(a + aStep);
    even0 = madd<T>(x, v128.load(b), even0);
    even1 = madd<T>(x, v128.load(b, 16), even1);
    even2 = madd<T>(x, v128.load(b, 32), even2);
    even3 = madd<T>(x, v128.load(b, 48), even3);
    odd0 = madd<T>(y, v128.load(b, 64), odd0);
    odd1 = madd<T>(y, v128.load(b, 80), odd1);
    odd2 = madd<T>(y, v128.load(b, 96), odd2);
    odd3 = madd<T>(y, v128.load(b, 112), odd3);
    a += 2 * aStep;
    b += 128;
  }
  if (p < depth) {
    const x = v128.load_splat<T>(a);
    even0 = madd<T>(x, v128.load(b), even0);
    even1 = madd<T>(x, v128.load(b, 16), even1);
    even2 = madd<T>(x, v128.load(b, 32), even2);
    even3 = madd<T>(x, v128.load(b, 48), even3);
  }
  put<T>(
    c, v128.add<T>(even0, odd0), v128.add<T>(even1, odd1), v128.add<T>(even2, odd2), v128.add<T>(even3, odd3), accumulate,
  );
}

/** Copy or add the part of a tile [rows, columns] that lies in C. */
function putEdge<T>(rows: i32, columns: i32, aside: usize, c: usize, cRow: usize, accumulate: bool): void {
  for (let i = 0; i < rows; i++, c += cRow, aside += 64) {
    for (let j = 0; j < columns; j++) {
      const target = c + <usize>j * sizeof<T>(), value = load<T>(aside + <usize>j * sizeof<T>());
      store<T>(target, accumulate ? <T>(load<T>(target) + value) : value);
    }
  }
}

/** C [rows, columns] (+)= packed rows · panel. `aside`: TILE_BYTES of scratch. */
function multiplyTiles<T>(
  rows: i32, columns: i32, depth: i32, a: usize, panel: usize, c: usize, cRow: usize, accumulate: bool, aside: usize,
): void {
  const full = columns == panelColumns<T>(), bytes = <usize>(evenDepth(depth) * TILE_ROWS) * sizeof<T>();
  const half = columns <= panelColumns<T>() / 2, wholeHalf = columns == panelColumns<T>() / 2;
  for (let i = 0; i < rows; i += TILE_ROWS, a += bytes, c += <usize>TILE_ROWS * cRow) {
    const left = min(TILE_ROWS, rows - i);
    if (full && left == TILE_ROWS) {
      tile<T>(depth, a, panel, c, cRow, accumulate);
    } else if (wholeHalf && left == TILE_ROWS) {
      halfTile<T>(depth, a, panel, c, cRow, accumulate);
    } else if (half) {
      halfTile<T>(depth, a, panel, aside, 64, false);
      putEdge<T>(left, columns, aside, c, cRow, accumulate);
    } else {
      tile<T>(depth, a, panel, aside, 64, false);
      putEdge<T>(left, columns, aside, c, cRow, accumulate);
    }
  }
}

/** C [rows, columns] (+)= rows of A · panel, for a few rows that were not packed. */
function multiplyRows<T>(
  rows: i32, columns: i32, depth: i32, a: usize, aRow: usize, aStep: usize, panel: usize, c: usize, cRow: usize,
  accumulate: bool, aside: usize,
): void {
  for (let i = 0; i < rows; i++, a += aRow, c += cRow) {
    if (columns == panelColumns<T>()) {
      rowTile<T>(depth, a, aStep, panel, c, accumulate);
    } else {
      rowTile<T>(depth, a, aStep, panel, aside, false);
      putEdge<T>(1, columns, aside, c, cRow, accumulate);
    }
  }
}

/** C [m, n] (+)= A [m, depth] · one block of packed B. */
function multiplyBlock<T>(
  m: i32, n: i32, depth: i32, a: usize, aRow: usize, aStep: usize, packed: usize, c: usize, cRow: usize,
  accumulate: bool, scratch: usize,
): void {
  const packedA = scratch + TILE_BYTES, panelBytes = <usize>(evenDepth(depth)) * 64;
  for (let first = 0; first < m; first += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, m - first), rest = rows % TILE_ROWS;
    const tiled = rest < LEAST_TILE_ROWS ? rows - rest : rows;
    packRows<T>(tiled, depth, a, aRow, aStep, packedA);
    let panel = packed;
    for (let j = 0; j < n; j += panelColumns<T>(), panel += panelBytes) {
      const columns = min(panelColumns<T>(), n - j), target = c + <usize>j * sizeof<T>();
      multiplyTiles<T>(tiled, columns, depth, packedA, panel, target, cRow, accumulate, scratch);
      multiplyRows<T>(
        rows - tiled, columns, depth, a + <usize>tiled * aRow, aRow, aStep, panel, target + <usize>tiled * cRow, cRow,
        accumulate, scratch,
      );
    }
    a += <usize>rows * aRow;
    c += <usize>rows * cRow;
  }
}

/** Scratch of {@link multiply}. */
export function multiplyScratchBytes<T>(): usize {
  return TILE_BYTES + <usize>(BLOCK_ROWS * blockDepth<T>()) * sizeof<T>();
}

/** C [m, n] (+)= A [m, k] · B, B packed by {@link pack}. k must not be 0. */
export function multiply<T>(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, packed: usize, c: usize, cRow: usize, accumulate: bool,
  scratch: usize,
): void {
  if (byHost) {
    const bRow = <usize>paddedColumns<T>(n) * sizeof<T>();
    return hostProduct(sizeof<T>(), m, n, k, a, aRow, aStep, packed, bRow, sizeof<T>(), c, cRow, accumulate);
  }
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    multiplyBlock<T>(m, n, depth, a, aRow, aStep, packed, c, cRow, accumulate || first > 0, scratch);
    a += <usize>depth * aStep;
    packed += packedBytes<T>(depth, n);
  }
}

/** C [m, n] (+)= A · B. k must not be 0. */
export function gemm<T>(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  accumulate: bool, scratch: usize,
): void {
  if (byHost) return hostProduct(sizeof<T>(), m, n, k, a, aRow, aStep, b, bRow, bColumn, c, cRow, accumulate);
  const packed = scratch + multiplyScratchBytes<T>();
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    packBlock<T>(depth, n, b + <usize>first * bRow, bRow, bColumn, packed);
    multiplyBlock<T>(
      m, n, depth, a + <usize>first * aStep, aRow, aStep, packed, c, cRow, accumulate || first > 0, scratch,
    );
  }
}

/** Scratch of {@link gemm}. */
export function gemmScratchBytes<T>(n: i32, k: i32): usize {
  return multiplyScratchBytes<T>() + packedBytes<T>(min(k, blockDepth<T>()), n);
}
