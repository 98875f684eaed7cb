/**
 * Dense products. B is packed into panels of four vectors' width, split along k into blocks that stay in the cache; A is read
 * where it lies, through a stride between rows and one between steps of k, so that A and its transpose share one tile.
 * All strides are in bytes.
 */
import { lanes, madd } from "./simd";

/** Rows of a tile. 6 × 4 vectors was the fastest of the shapes tried, though V8 has only 16 vector registers to give. */
const TILE_ROWS: i32 = 6;
/** Rows of A that are swept over one panel of B before the next panel. */
const BLOCK_ROWS: i32 = 96;
/** Bytes of a tile kept aside for the edges of C. */
export const TILE_BYTES: usize = 6 * 64;

/** Columns of a panel: four vectors. */
// @ts-ignore: decorator
@inline
export function panelColumns<T>(): i32 {
  return 4 * lanes<T>();
}

/** Steps of k a block of packed B holds. */
// @ts-ignore: decorator
@inline
export function blockDepth<T>(): i32 {
  return sizeof<T>() == 4 ? 256 : 192;
}

/** n rounded up to whole panels. */
// @ts-ignore: decorator
@inline
export function paddedColumns<T>(n: i32): i32 {
  return (n + panelColumns<T>() - 1) / panelColumns<T>() * panelColumns<T>();
}

/** Pack B [k, n] into blocks of panels, zero beyond column n. Writes k · paddedColumns(n) elements. */
export function pack<T>(k: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    packBlock<T>(depth, n, b + <usize>first * bRow, bRow, bColumn, packed);
    packed += <usize>(depth * paddedColumns<T>(n)) * sizeof<T>();
  }
}

function packBlock<T>(depth: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  const width = panelColumns<T>();
  for (let j = 0; j < n; j += width) {
    let source = b + <usize>j * bColumn;
    if (j + width <= n && bColumn == sizeof<T>()) {
      for (let p = 0; p < depth; p++, source += bRow, packed += 64) {
        v128.store(packed, v128.load(source));
        v128.store(packed, v128.load(source, 16), 16);
        v128.store(packed, v128.load(source, 32), 32);
        v128.store(packed, v128.load(source, 48), 48);
      }
      continue;
    }
    const columns = min(width, n - j);
    for (let p = 0; p < depth; p++, source += bRow) {
      for (let q = 0; q < width; q++, packed += sizeof<T>()) {
        store<T>(packed, q < columns ? load<T>(source + <usize>q * bColumn) : <T>0);
      }
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

/** C [6, 4 vectors] (+)= A [6, depth] · panel. With fewer `rows` the last one is repeated. */
function tile6<T>(
  depth: i32, rows: i32, a: usize, aRow: usize, aStep: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  const last = rows - 1;
  let a0 = a;
  let a1 = a + <usize>min(1, last) * aRow;
  let a2 = a + <usize>min(2, last) * aRow;
  let a3 = a + <usize>min(3, last) * aRow;
  let a4 = a + <usize>min(4, last) * aRow;
  let a5 = a + <usize>min(5, last) * aRow;
  const zero = v128.splat<T>(<T>0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  let c40 = zero, c41 = zero, c42 = zero, c43 = zero;
  let c50 = zero, c51 = zero, c52 = zero, c53 = zero;
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    let x = v128.load_splat<T>(a0);
    c00 = madd<T>(x, b0, c00); c01 = madd<T>(x, b1, c01); c02 = madd<T>(x, b2, c02); c03 = madd<T>(x, b3, c03);
    x = v128.load_splat<T>(a1);
    c10 = madd<T>(x, b0, c10); c11 = madd<T>(x, b1, c11); c12 = madd<T>(x, b2, c12); c13 = madd<T>(x, b3, c13);
    x = v128.load_splat<T>(a2);
    c20 = madd<T>(x, b0, c20); c21 = madd<T>(x, b1, c21); c22 = madd<T>(x, b2, c22); c23 = madd<T>(x, b3, c23);
    x = v128.load_splat<T>(a3);
    c30 = madd<T>(x, b0, c30); c31 = madd<T>(x, b1, c31); c32 = madd<T>(x, b2, c32); c33 = madd<T>(x, b3, c33);
    x = v128.load_splat<T>(a4);
    c40 = madd<T>(x, b0, c40); c41 = madd<T>(x, b1, c41); c42 = madd<T>(x, b2, c42); c43 = madd<T>(x, b3, c43);
    x = v128.load_splat<T>(a5);
    c50 = madd<T>(x, b0, c50); c51 = madd<T>(x, b1, c51); c52 = madd<T>(x, b2, c52); c53 = madd<T>(x, b3, c53);
    a0 += aStep; a1 += aStep; a2 += aStep; a3 += aStep; a4 += aStep; a5 += aStep;
    b += 64;
  }
  put<T>(c, c00, c01, c02, c03, accumulate);
  put<T>(c + cRow, c10, c11, c12, c13, accumulate);
  put<T>(c + 2 * cRow, c20, c21, c22, c23, accumulate);
  put<T>(c + 3 * cRow, c30, c31, c32, c33, accumulate);
  put<T>(c + 4 * cRow, c40, c41, c42, c43, accumulate);
  put<T>(c + 5 * cRow, c50, c51, c52, c53, accumulate);
}

/** C [1, 4 vectors] (+)= A [1, depth] · panel. Even and odd steps have their own sums: a fused product waits for the one before. */
function tile1<T>(depth: i32, a: usize, aStep: usize, b: usize, c: usize, accumulate: bool): void {
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

// @ts-ignore: decorator
@inline
function tile<T>(
  depth: i32, rows: i32, a: usize, aRow: usize, aStep: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  if (rows == 1) tile1<T>(depth, a, aStep, b, c, accumulate);
  else tile6<T>(depth, rows, a, aRow, aStep, b, c, cRow, accumulate);
}

/** Copy or add the part of a tile [rows, columns] that lies in C. */
function putEdge<T>(rows: i32, columns: i32, edge: usize, c: usize, cRow: usize, accumulate: bool): void {
  for (let i = 0; i < rows; i++, c += cRow, edge += 64) {
    for (let j = 0; j < columns; j++) {
      const target = c + <usize>j * sizeof<T>(), value = load<T>(edge + <usize>j * sizeof<T>());
      store<T>(target, accumulate ? <T>(load<T>(target) + value) : value);
    }
  }
}

/** C [m, n] (+)= A [m, depth] · one block of packed B. */
function multiplyBlock<T>(
  m: i32, n: i32, depth: i32, a: usize, aRow: usize, aStep: usize, packed: usize, c: usize, cRow: usize,
  accumulate: bool, edge: usize,
): void {
  for (let block = 0; block < m; block += BLOCK_ROWS) {
    const blockEnd = min(m, block + BLOCK_ROWS);
    for (let j = 0; j < n; j += panelColumns<T>()) {
      const panel = packed + <usize>(j * depth) * sizeof<T>();
      const columns = min(panelColumns<T>(), n - j);
      let rows = 0;
      for (let i = block; i < blockEnd; i += rows) {
        rows = min(TILE_ROWS, blockEnd - i);
        // Up to three rows are cheaper one by one than as a padded tile.
        if (rows <= 3) rows = 1;
        const tileA = a + <usize>i * aRow, tileC = c + <usize>i * cRow + <usize>j * sizeof<T>();
        if (columns == panelColumns<T>() && (rows == TILE_ROWS || rows == 1)) {
          tile<T>(depth, rows, tileA, aRow, aStep, panel, tileC, cRow, accumulate);
        } else {
          tile<T>(depth, rows, tileA, aRow, aStep, panel, edge, 64, false);
          putEdge<T>(rows, columns, edge, tileC, cRow, accumulate);
        }
      }
    }
  }
}

/** C [m, n] (+)= A [m, k] · B, B packed by {@link pack}. `edge`: TILE_BYTES of scratch. k must not be 0. */
export function multiply<T>(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, packed: usize, c: usize, cRow: usize, accumulate: bool,
  edge: usize,
): void {
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    multiplyBlock<T>(m, n, depth, a, aRow, aStep, packed, c, cRow, accumulate || first > 0, edge);
    a += <usize>depth * aStep;
    packed += <usize>(depth * paddedColumns<T>(n)) * sizeof<T>();
  }
}

/** C [m, n] (+)= A · B. `scratch`: TILE_BYTES and one packed block, {@link gemmScratchBytes}. */
export function gemm<T>(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  accumulate: bool, scratch: usize,
): void {
  const packed = scratch + TILE_BYTES;
  for (let first = 0; first < k; first += blockDepth<T>()) {
    const depth = min(blockDepth<T>(), k - first);
    packBlock<T>(depth, n, b + <usize>first * bRow, bRow, bColumn, packed);
    multiplyBlock<T>(
      m, n, depth, a + <usize>first * aStep, aRow, aStep, packed, c, cRow, accumulate || first > 0, scratch,
    );
  }
}

export function gemmScratchBytes<T>(n: i32, k: i32): usize {
  return TILE_BYTES + <usize>paddedColumns<T>(n) * <usize>min(k, blockDepth<T>()) * sizeof<T>();
}
