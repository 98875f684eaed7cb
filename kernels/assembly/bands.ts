/** Sums over power spectra: of neighbouring bins (filter banks), and of frames. */
import { madd, sumLanes } from "./simd";

// @ts-ignore: decorator
@inline
function dot(x: usize, w: usize, count: i32): f32 {
  let even = f32x4.splat(0), odd = f32x4.splat(0);
  for (; count >= 8; count -= 8, x += 32, w += 32) {
    even = madd<f32>(v128.load(x), v128.load(w), even);
    odd = madd<f32>(v128.load(x, 16), v128.load(w, 16), odd);
  }
  let sum = sumLanes<f32>(f32x4.add(even, odd));
  for (; count > 0; count--, x += 4, w += 4) sum += load<f32>(x) * load<f32>(w);
  return sum;
}

/**
 * out[f, b] ← Σ_i weights[offset_b + i] · spectra[f, first_b + i], i < count_b.
 * @param plan [bands, 3]: first_b, offset_b, count_b as i32
 */
export function filterBands(
  frames: i32, bins: i32, spectra: usize, bands: i32, plan: usize, weights: usize, out: usize,
): void {
  for (let f = 0; f < frames; f++, spectra += <usize>bins << 2) {
    let row = plan;
    for (let b = 0; b < bands; b++, row += 12, out += 4) {
      const first = <usize>load<i32>(row), offset = <usize>load<i32>(row, 4);
      store<f32>(out, dot(spectra + (first << 2), weights + (offset << 2), load<i32>(row, 8)));
    }
  }
}

/** Frames that are added up before the next columns: they stay in the cache. */
const FRAMES_AT_ONCE: i32 = 16;

/**
 * sums[k] += Σ_f spectra[f, k], or of its square roots, for the left `bins` columns of spectra [frames, stride]; sums in f64.
 * Every sum goes through the frames in order. A few columns at a time through all frames took three times as long.
 */
export function sumFrames(frames: i32, bins: i32, stride: i32, spectra: usize, roots: bool, sums: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    const some = min(FRAMES_AT_ONCE, frames - first);
    sumSome(some, bins, rowBytes, spectra + <usize>first * rowBytes, roots, sums);
  }
}

function sumSome(frames: i32, bins: i32, rowBytes: usize, spectra: usize, roots: bool, sums: usize): void {
  let k = 0;
  for (; k + 16 <= bins; k += 16, spectra += 64, sums += 128) {
    let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
    let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
    for (let f = 0, at = spectra; f < frames; f++, at += rowBytes) {
      s0 = f64x2.add(s0, pairAt(at, roots)); s1 = f64x2.add(s1, pairAt(at + 8, roots));
      s2 = f64x2.add(s2, pairAt(at + 16, roots)); s3 = f64x2.add(s3, pairAt(at + 24, roots));
      s4 = f64x2.add(s4, pairAt(at + 32, roots)); s5 = f64x2.add(s5, pairAt(at + 40, roots));
      s6 = f64x2.add(s6, pairAt(at + 48, roots)); s7 = f64x2.add(s7, pairAt(at + 56, roots));
    }
    v128.store(sums, s0); v128.store(sums, s1, 16); v128.store(sums, s2, 32); v128.store(sums, s3, 48);
    v128.store(sums, s4, 64); v128.store(sums, s5, 80); v128.store(sums, s6, 96); v128.store(sums, s7, 112);
  }
  for (; k < bins; k += 2, spectra += 8, sums += 16) {
    let pair = v128.load(sums);
    for (let f = 0, at = spectra; f < frames; f++, at += rowBytes) pair = f64x2.add(pair, pairAt(at, roots));
    if (k + 2 <= bins) v128.store(sums, pair);
    else store<f64>(sums, f64x2.extract_lane(pair, 0));
  }
}

/** Two numbers, or their roots, as f64. */
// @ts-ignore: decorator
@inline
function pairAt(at: usize, roots: bool): v128 {
  const pair = v128.load64_zero(at);
  return f64x2.promote_low_f32x4(roots ? f32x4.sqrt(pair) : pair);
}
