/** How the operands of a product are packed: in the order in which its tiles read them. All strides are in bytes. */
import { lanes } from "./simd";

/** Rows of a tile. Of the shapes tried 6 × 4 vectors was the fastest, though V8 has only 16 registers for its 24 sums. */
export const TILE_ROWS: i32 = 6;

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

/** Tiles go two steps of k at a time: an odd block of k ends with a step of zeros. */
// @ts-ignore: decorator
@inline
export function evenDepth(depth: i32): i32 {
  return (depth + 1) & ~1;
}

/** Bytes that {@link pack} writes. */
export function packedBytes<T>(k: i32, n: i32): usize {
  return <usize>evenDepth(k) * <usize>paddedColumns<T>(n) * sizeof<T>();
}

/** One block of panels: [panels, even depth, panel columns]. */
export function packBlock<T>(depth: i32, n: i32, b: usize, bRow: usize, bColumn: usize, packed: usize): void {
  const width = panelColumns<T>();
  for (let j = 0; j < n; j += width) {
    let source = b + <usize>j * bColumn, p = 0;
    const columns = min(width, n - j);
    if (columns == width && bRow == sizeof<T>()) {
      p = packTransposed<T>(depth, source, bColumn, packed);
      source += <usize>p * bRow;
      packed += <usize>p * 64;
    }
    for (; p < depth; p++, source += bRow, packed += 64) {
      if (columns == width && bColumn == sizeof<T>()) {
        v128.store(packed, v128.load(source));
        v128.store(packed, v128.load(source, 16), 16);
        v128.store(packed, v128.load(source, 32), 32);
        v128.store(packed, v128.load(source, 48), 48);
      } else {
        memory.fill(packed, 0, 64);
        for (let q: usize = 0; q < <usize>columns; q++) store<T>(packed + q * sizeof<T>(), load<T>(source + q * bColumn));
      }
    }
    if (depth & 1) {
      memory.fill(packed, 0, 64);
      packed += 64;
    }
  }
}

/** A whole panel of a B whose steps lie side by side, a vector of steps at a time. Returns the steps done. */
function packTransposed<T>(depth: i32, source: usize, bColumn: usize, packed: usize): i32 {
  let p = 0;
  for (; p + lanes<T>() <= depth; p += lanes<T>(), source += 16, packed += 64 * lanes<T>()) {
    let column = source;
    for (let target = packed; target < packed + 64; target += 16) {
      if (sizeof<T>() == 4) {
        const r0 = v128.load(column), r1 = v128.load(column + bColumn);
        const r2 = v128.load(column + 2 * bColumn), r3 = v128.load(column + 3 * bColumn);
        const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
        v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3), 64);
        v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2), 128);
        v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3), 192);
      } else {
        const r0 = v128.load(column), r1 = v128.load(column + bColumn);
        v128.store(target, v128.shuffle<f64>(r0, r1, 0, 2));
        v128.store(target, v128.shuffle<f64>(r0, r1, 1, 3), 64);
      }
      column += <usize>lanes<T>() * bColumn;
    }
  }
  return p;
}

/** Pack A [rows, depth] into panels [tiles, even depth, 6]. Rows beyond the last repeat it: what they give is dropped. */
export function packRows<T>(rows: i32, depth: i32, a: usize, aRow: usize, aStep: usize, packed: usize): void {
  const stepBytes = TILE_ROWS * sizeof<T>();
  for (let i = 0; i < rows; i += TILE_ROWS, a += <usize>TILE_ROWS * aRow) {
    const last = min(TILE_ROWS, rows - i) - 1;
    let p = 0;
    if (last == TILE_ROWS - 1) {
      if (aStep == sizeof<T>()) p = packRowMajor<T>(depth, a, aRow, packed);
      else if (aRow == sizeof<T>()) p = packColumnMajor<T>(depth, a, aStep, packed);
    }
    for (; p < depth; p++) {
      const step = a + <usize>p * aStep, target = packed + <usize>p * stepBytes;
      for (let row = 0; row < TILE_ROWS; row++) {
        store<T>(target + <usize>row * sizeof<T>(), load<T>(step + <usize>min(row, last) * aRow));
      }
    }
    packed += <usize>depth * stepBytes;
    if (depth & 1) {
      memory.fill(packed, 0, stepBytes);
      packed += stepBytes;
    }
  }
}

/** Six rows whose steps lie side by side, a vector of steps at a time. Returns the steps done. */
function packRowMajor<T>(depth: i32, a: usize, aRow: usize, packed: usize): i32 {
  let p = 0;
  for (; p + lanes<T>() <= depth; p += lanes<T>(), a += 16, packed += 6 * 16) {
    const r0 = v128.load(a), r1 = v128.load(a + aRow), r2 = v128.load(a + 2 * aRow);
    const r3 = v128.load(a + 3 * aRow), r4 = v128.load(a + 4 * aRow), r5 = v128.load(a + 5 * aRow);
    if (sizeof<T>() == 4) {
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
      v128.store(packed, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(packed, v128.shuffle<f64>(low45, low01, 0, 3), 16);
      v128.store(packed, v128.shuffle<f64>(low23, low45, 1, 3), 32);
      v128.store(packed, v128.shuffle<f64>(high01, high23, 0, 2), 48);
      v128.store(packed, v128.shuffle<f64>(high45, high01, 0, 3), 64);
      v128.store(packed, v128.shuffle<f64>(high23, high45, 1, 3), 80);
    } else {
      v128.store(packed, v128.shuffle<f64>(r0, r1, 0, 2));
      v128.store(packed, v128.shuffle<f64>(r2, r3, 0, 2), 16);
      v128.store(packed, v128.shuffle<f64>(r4, r5, 0, 2), 32);
      v128.store(packed, v128.shuffle<f64>(r0, r1, 1, 3), 48);
      v128.store(packed, v128.shuffle<f64>(r2, r3, 1, 3), 64);
      v128.store(packed, v128.shuffle<f64>(r4, r5, 1, 3), 80);
    }
  }
  return p;
}

/** Six rows that lie side by side at each step. Returns the steps done: all. */
function packColumnMajor<T>(depth: i32, a: usize, aStep: usize, packed: usize): i32 {
  for (let p = 0; p < depth; p++, a += aStep, packed += TILE_ROWS * sizeof<T>()) {
    v128.store(packed, v128.load(a));
    if (sizeof<T>() == 4) {
      store<u64>(packed, load<u64>(a, 16), 16);
    } else {
      v128.store(packed, v128.load(a, 16), 16);
      v128.store(packed, v128.load(a, 32), 32);
    }
  }
  return depth;
}
