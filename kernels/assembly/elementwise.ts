/** Functions of one element at a time. Several read, never write, up to 12 bytes beyond their arrays. */
import { exp, log32, madd } from "./simd";

/** The first `count` of four lanes. */
// @ts-ignore: decorator
@inline
function storeFirst(target: usize, x: v128, count: i32): void {
  v128.store32_lane(target, x, 0);
  if (count > 1) v128.store32_lane(target, x, 1, 4);
  if (count > 2) v128.store32_lane(target, x, 2, 8);
}

// @ts-ignore: decorator
@inline
function sigmoidLanes(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp<f32>(f32x4.neg(x))));
}

/** x ← 1 / (1 + exp(-x)), `count` elements. */
export function sigmoid(count: i32, x: usize): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16) v128.store(x, sigmoidLanes(v128.load(x)));
  for (; i < count; i++, x += 4) store<f32>(x, f32x4.extract_lane(sigmoidLanes(v128.load_splat<f32>(x)), 0));
}

/** x ← x + row, for every row of x [rows, columns]. */
export function addRows(rows: i32, columns: i32, x: usize, row: usize): void {
  for (let n = 0; n < rows; n++) {
    let i = 0, bias = row;
    for (; i + 4 <= columns; i += 4, x += 16, bias += 16) {
      v128.store(x, f32x4.add(v128.load(x), v128.load(bias)));
    }
    if (i < columns) {
      storeFirst(x, f32x4.add(v128.load(x), v128.load(bias)), columns - i);
      x += <usize>(columns - i) * 4;
    }
  }
}

/** x ← σ(x + row), for every row of x [rows, columns]. */
export function sigmoidRows(rows: i32, columns: i32, x: usize, row: usize): void {
  for (let n = 0; n < rows; n++) {
    let i = 0, bias = row;
    for (; i + 4 <= columns; i += 4, x += 16, bias += 16) {
      v128.store(x, sigmoidLanes(f32x4.add(v128.load(x), v128.load(bias))));
    }
    if (i < columns) {
      storeFirst(x, sigmoidLanes(f32x4.add(v128.load(x), v128.load(bias))), columns - i);
      x += <usize>(columns - i) * 4;
    }
  }
}

/** Uniform in [0, 1), 23 bits, of four positions of a key's stream: `uniformAt` of core/kernels.ts. */
// @ts-ignore: decorator
@inline
function uniformBits(key: v128, positions: v128): v128 {
  let h = i32x4.add(i32x4.mul(positions, i32x4.splat(0x9e3779b9)), i32x4.mul(key, i32x4.splat(0x85ebca6b)));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x21f0aaad));
  h = i32x4.add(h, key);
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x735a2d97));
  return i32x4.shr_u(v128.xor(h, i32x4.shr_u(h, 15)), 9);
}

// @ts-ignore: decorator
@inline
function drawLanes(probabilities: v128, key: v128, positions: v128): v128 {
  // Comparing whole numbers below 2^23 with p·2^23 is exact, as the product is.
  const uniform = f32x4.convert_i32x4_s(uniformBits(key, positions));
  return v128.and(f32x4.lt(uniform, f32x4.mul(probabilities, f32x4.splat(8388608.0))), f32x4.splat(1));
}

// @ts-ignore: decorator
@inline
function firstPositions(position: i32): v128 {
  return i32x4.add(i32x4.splat(position), i32x4(0, 1, 2, 3));
}

/** samples ← 1 where the uniform number at its position lies below the probability, else 0. */
export function bernoulli(count: i32, probabilities: usize, key: i32, position: i32, samples: usize): void {
  const keys = i32x4.splat(key), four = i32x4.splat(4);
  let positions = firstPositions(position), i = 0;
  for (; i + 4 <= count; i += 4, probabilities += 16, samples += 16) {
    v128.store(samples, drawLanes(v128.load(probabilities), keys, positions));
    positions = i32x4.add(positions, four);
  }
  if (i < count) storeFirst(samples, drawLanes(v128.load(probabilities), keys, positions), count - i);
}

/** x ← σ(x + row) and a sample of it, for every row of x [rows, columns], in one pass. */
export function sigmoidSampleRows(
  rows: i32, columns: i32, x: usize, row: usize, key: i32, position: i32, samples: usize,
): void {
  const keys = i32x4.splat(key), four = i32x4.splat(4);
  for (let n = 0; n < rows; n++, position += columns) {
    let i = 0, bias = row, positions = firstPositions(position);
    for (; i + 4 <= columns; i += 4, x += 16, bias += 16, samples += 16) {
      const p = sigmoidLanes(f32x4.add(v128.load(x), v128.load(bias)));
      v128.store(x, p);
      v128.store(samples, drawLanes(p, keys, positions));
      positions = i32x4.add(positions, four);
    }
    if (i < columns) {
      const p = sigmoidLanes(f32x4.add(v128.load(x), v128.load(bias)));
      storeFirst(x, p, columns - i);
      storeFirst(samples, drawLanes(p, keys, positions), columns - i);
      x += <usize>(columns - i) * 4;
      samples += <usize>(columns - i) * 4;
    }
  }
}

/**
 * √2·erf⁻¹(x), x = (2k + 1) / 2^23 - 1 for the k that the position draws: Giles (2012), table 5. Both 1 - x and 1 + x are exact.
 */
// @ts-ignore: decorator
@inline
function normalLanes(key: v128, positions: v128): v128 {
  const one = f32x4.splat(1);
  const odd = f32x4.convert_i32x4_s(i32x4.add(i32x4.shl(uniformBits(key, positions), 1), i32x4.splat(1)));
  const up = f32x4.mul(odd, f32x4.splat(1.0 / 8388608.0)), x = f32x4.sub(up, one);
  const w = f32x4.neg(log32(f32x4.mul(up, f32x4.sub(one, x))));
  const centre = f32x4.sub(w, f32x4.splat(2.5)), tail = f32x4.sub(f32x4.sqrt(w), f32x4.splat(3));
  let p = f32x4.splat(2.81022636e-8);
  p = madd<f32>(p, centre, f32x4.splat(3.43273939e-7));
  p = madd<f32>(p, centre, f32x4.splat(-3.5233877e-6));
  p = madd<f32>(p, centre, f32x4.splat(-4.39150654e-6));
  p = madd<f32>(p, centre, f32x4.splat(2.1858087e-4));
  p = madd<f32>(p, centre, f32x4.splat(-1.25372503e-3));
  p = madd<f32>(p, centre, f32x4.splat(-4.17768164e-3));
  p = madd<f32>(p, centre, f32x4.splat(0.246640727));
  p = madd<f32>(p, centre, f32x4.splat(1.50140941));
  let q = f32x4.splat(-2.00214257e-4);
  q = madd<f32>(q, tail, f32x4.splat(1.00950558e-4));
  q = madd<f32>(q, tail, f32x4.splat(1.34934322e-3));
  q = madd<f32>(q, tail, f32x4.splat(-3.67342844e-3));
  q = madd<f32>(q, tail, f32x4.splat(5.73950773e-3));
  q = madd<f32>(q, tail, f32x4.splat(-7.6224613e-3));
  q = madd<f32>(q, tail, f32x4.splat(9.43887047e-3));
  q = madd<f32>(q, tail, f32x4.splat(1.00167406));
  q = madd<f32>(q, tail, f32x4.splat(2.83297682));
  const polynomial = v128.bitselect(p, q, f32x4.lt(w, f32x4.splat(5)));
  return f32x4.mul(f32x4.mul(polynomial, x), f32x4.splat(1.41421356));
}

/** Standard normal deviates. */
export function normals(count: i32, key: i32, position: i32, out: usize): void {
  const keys = i32x4.splat(key), four = i32x4.splat(4);
  let positions = firstPositions(position), i = 0;
  for (; i + 4 <= count; i += 4, out += 16) {
    v128.store(out, normalLanes(keys, positions));
    positions = i32x4.add(positions, four);
  }
  if (i < count) storeFirst(out, normalLanes(keys, positions), count - i);
}

/**
 * differences ← Σ_n (x - y), [columns], and the sum of all (x - y)² as an f64, for the left columns of x and y [rows, stride].
 * Column sums are f32, as good as the sums of a product; squares are added up in f64 row by row.
 */
export function compareRows(
  rows: i32, columns: i32, stride: i32, x: usize, y: usize, differences: usize, squares: usize,
): void {
  const rowBytes = <usize>stride * 4;
  memory.fill(differences, 0, <usize>columns * 4);
  let total: f64 = 0;
  for (let n = 0; n < rows; n++, x += rowBytes, y += rowBytes) {
    let i: usize = 0, square = f32x4.splat(0);
    const end = <usize>(columns & ~3) * 4;
    for (; i < end; i += 16) {
      const d = f32x4.sub(v128.load(x + i), v128.load(y + i));
      square = madd<f32>(d, d, square);
      v128.store(differences + i, f32x4.add(v128.load(differences + i), d));
    }
    total += <f64>(f32x4.extract_lane(square, 0) + f32x4.extract_lane(square, 1)) +
      <f64>(f32x4.extract_lane(square, 2) + f32x4.extract_lane(square, 3));
    for (; i < <usize>columns * 4; i += 4) {
      const d = load<f32>(x + i) - load<f32>(y + i);
      total += <f64>(d * d);
      store<f32>(differences + i, load<f32>(differences + i) + d);
    }
  }
  store<f64>(squares, total);
}

/** speed ← momentum·speed + up·positive - down·negative - decay·x; x ← x + speed. `count` elements. */
export function ascend(
  count: i32, x: usize, speed: usize, positive: usize, negative: usize, momentum: f32, up: f32, down: f32, decay: f32,
): void {
  for (let i = 0; i < count; i += 4, x += 16, speed += 16, positive += 16, negative += 16) {
    const before = v128.load(x);
    let v = f32x4.mul(f32x4.splat(momentum), v128.load(speed));
    v = madd<f32>(f32x4.splat(up), v128.load(positive), v);
    v = madd<f32>(f32x4.splat(-down), v128.load(negative), v);
    v = madd<f32>(f32x4.splat(-decay), before, v);
    const after = f32x4.add(before, v);
    if (count - i >= 4) {
      v128.store(speed, v);
      v128.store(x, after);
    } else {
      storeFirst(speed, v, count - i);
      storeFirst(x, after, count - i);
    }
  }
}

/** out ← rows `indices` of x [·, columns]. */
export function gatherRows(count: i32, columns: i32, x: usize, indices: usize, out: usize): void {
  const bytes = <usize>columns * 4;
  for (let n = 0; n < count; n++, indices += 4, out += bytes) memory.copy(out, x + <usize>load<u32>(indices) * bytes, bytes);
}
