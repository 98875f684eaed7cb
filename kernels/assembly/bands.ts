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

/** sums[k] += Σ_f spectra[f, k], or of its square roots; sums in f64. */
export function sumFrames(frames: i32, bins: i32, spectra: usize, roots: bool, sums: usize): void {
  const rowBytes = <usize>bins << 2;
  let k = 0;
  for (; k + 4 <= bins; k += 4, spectra += 16, sums += 32) {
    let low = v128.load(sums), high = v128.load(sums, 16);
    for (let f = 0, at = spectra; f < frames; f++, at += rowBytes) {
      let x = v128.load(at);
      if (roots) x = f32x4.sqrt(x);
      low = f64x2.add(low, f64x2.promote_low_f32x4(x));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
    }
    v128.store(sums, low);
    v128.store(sums, high, 16);
  }
  for (; k < bins; k++, spectra += 4, sums += 8) {
    let sum = load<f64>(sums);
    for (let f = 0, at = spectra; f < frames; f++, at += rowBytes) {
      const x = load<f32>(at);
      sum += <f64>(roots ? sqrt<f32>(x) : x);
    }
    store<f64>(sums, sum);
  }
}
