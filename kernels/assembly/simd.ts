/**
 * Vectors of T (f32: four lanes, f64: two) and the exponential. All functions are inlined; T and ASC_FEATURE_RELAXED_SIMD
 * are known when compiling, so no branch on them is left.
 */

/** Lanes of a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** a·b + c, fused where the build and the CPU can. */
// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** c - a·b, fused where the build and the CPU can. */
// @ts-ignore: decorator
@inline
export function nmadd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

// @ts-ignore: decorator
@inline
export function sumLanes<T>(x: v128): T {
  if (sizeof<T>() == 4) {
    const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
    return <T>(f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
  }
  return <T>(f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1));
}

/** The largest lane; NaN if there is one. */
// @ts-ignore: decorator
@inline
export function maxLanes<T>(x: v128): T {
  if (sizeof<T>() == 4) {
    const pairs = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
    return <T>max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  }
  return <T>max(f64x2.extract_lane(x, 0), f64x2.extract_lane(x, 1));
}

/** x where x ≥ limit or x is NaN, else 0. */
// @ts-ignore: decorator
@inline
export function flushBelow<T>(x: v128, limit: v128): v128 {
  return v128.andnot(x, v128.lt<T>(x, limit));
}

/**
 * exp(x) = 2^n · exp(r), n = round(x / ln 2), |r| ≤ ln 2 / 2. Adding 1.5·2^mantissa rounds x / ln 2 and leaves n in the low
 * bits, which are shifted into the exponent. ln 2 comes in two parts, so that n·ln 2 is exact (Cody & Waite 1980).
 * Saturates at the largest number and at the smallest normal one; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? exp32(x) : exp64(x);
}

/** Minimax polynomial of Cephes expf (Moshier): relative error 1e-7. */
// @ts-ignore: decorator
@inline
function exp32(input: v128): v128 {
  // pmin and pmax are one instruction each, and give their first operand where it is NaN.
  const x = f32x4.pmax(f32x4.pmin(input, f32x4.splat(88.3)), f32x4.splat(-87.3));
  const shifted = madd<f32>(x, f32x4.splat(1.44269504), f32x4.splat(12582912.0));
  const n = f32x4.sub(shifted, f32x4.splat(12582912.0));
  let r = nmadd<f32>(n, f32x4.splat(0.693359375), x);
  r = madd<f32>(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd<f32>(p, r, f32x4.splat(1.3981999507e-3));
  p = madd<f32>(p, r, f32x4.splat(8.3334519073e-3));
  p = madd<f32>(p, r, f32x4.splat(4.1665795894e-2));
  p = madd<f32>(p, r, f32x4.splat(1.6666665459e-1));
  p = madd<f32>(p, r, f32x4.splat(0.5));
  p = madd<f32>(p, r, f32x4.splat(1.0));
  p = madd<f32>(p, r, f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** Taylor polynomial of degree 12: relative error 4e-16 on |r| ≤ 0.347. */
// @ts-ignore: decorator
@inline
function exp64(input: v128): v128 {
  const x = f64x2.pmax(f64x2.pmin(input, f64x2.splat(709.0)), f64x2.splat(-708.0));
  const shifted = madd<f64>(x, f64x2.splat(1.4426950408889634), f64x2.splat(6755399441055744.0));
  const n = f64x2.sub(shifted, f64x2.splat(6755399441055744.0));
  let r = nmadd<f64>(n, f64x2.splat(6.93145751953125e-1), x);
  r = nmadd<f64>(n, f64x2.splat(1.42860682030941723212e-6), r);
  let p = f64x2.splat(1.0 / 479001600.0);
  p = madd<f64>(p, r, f64x2.splat(1.0 / 39916800.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 3628800.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 362880.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 40320.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 5040.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 720.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 120.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 24.0));
  p = madd<f64>(p, r, f64x2.splat(1.0 / 6.0));
  p = madd<f64>(p, r, f64x2.splat(0.5));
  p = madd<f64>(p, r, f64x2.splat(1.0));
  p = madd<f64>(p, r, f64x2.splat(1.0));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/**
 * log(x) of normal positive numbers, f32: x = 2^n·m, m in [√½, √2), and a polynomial of m - 1 (Cephes logf, Moshier): relative
 * error 1e-7 except near 1, absolute 6e-8 there.
 */
// @ts-ignore: decorator
@inline
export function log32(x: v128): v128 {
  const half = i32x4.splat(0x3f3504f3);
  // The exponent counts from √½, so that m stays around 1.
  const shifted = i32x4.sub(x, half), n = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), half);
  const r = f32x4.sub(m, f32x4.splat(1)), square = f32x4.mul(r, r);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd<f32>(p, r, f32x4.splat(-1.1514610310e-1));
  p = madd<f32>(p, r, f32x4.splat(1.1676998740e-1));
  p = madd<f32>(p, r, f32x4.splat(-1.2420140846e-1));
  p = madd<f32>(p, r, f32x4.splat(1.4249322787e-1));
  p = madd<f32>(p, r, f32x4.splat(-1.6668057665e-1));
  p = madd<f32>(p, r, f32x4.splat(2.0000714765e-1));
  p = madd<f32>(p, r, f32x4.splat(-2.4999993993e-1));
  p = madd<f32>(p, r, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, r), square);
  p = madd<f32>(n, f32x4.splat(-2.12194440e-4), p);
  p = nmadd<f32>(f32x4.splat(0.5), square, p);
  return madd<f32>(n, f32x4.splat(0.693359375), f32x4.add(r, p));
}
