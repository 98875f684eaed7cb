/** Polyphase resampling: one dot product of `taps` (a multiple of 8) an output sample, four of them at a time. */
import { madd, sumLanes } from "./simd";

// @ts-ignore: decorator
@inline
function dot(x: usize, h: usize, taps: i32): f32 {
  let even = f32x4.splat(0), odd = f32x4.splat(0);
  for (let j = 0; j < taps; j += 8, x += 32, h += 32) {
    even = madd<f32>(v128.load(x), v128.load(h), even);
    odd = madd<f32>(v128.load(x, 16), v128.load(h, 16), odd);
  }
  return sumLanes<f32>(f32x4.add(even, odd));
}

/** `sumLanes` of four vectors, in the same order of additions. */
// @ts-ignore: decorator
@inline
function sumEach(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * Four outputs at half the rate, whose samples lie two apart: every tap and most samples are loaded once for all of them.
 * Bit for bit as `dot`.
 */
// @ts-ignore: decorator
@inline
function fourHalfRate(x: usize, h: usize, taps: i32): v128 {
  let even0 = f32x4.splat(0), odd0 = f32x4.splat(0), even1 = f32x4.splat(0), odd1 = f32x4.splat(0);
  let even2 = f32x4.splat(0), odd2 = f32x4.splat(0), even3 = f32x4.splat(0), odd3 = f32x4.splat(0);
  for (const end = h + <usize>taps * 4; h < end; x += 32, h += 32) {
    const even = v128.load(h), odd = v128.load(h, 16), x4 = v128.load(x, 16), x6 = v128.load(x, 24);
    even0 = madd<f32>(v128.load(x), even, even0);
    odd0 = madd<f32>(x4, odd, odd0);
    even1 = madd<f32>(v128.load(x, 8), even, even1);
    odd1 = madd<f32>(x6, odd, odd1);
    even2 = madd<f32>(x4, even, even2);
    odd2 = madd<f32>(v128.load(x, 32), odd, odd2);
    even3 = madd<f32>(x6, even, even3);
    odd3 = madd<f32>(v128.load(x, 40), odd, odd3);
  }
  return sumEach(f32x4.add(even0, odd0), f32x4.add(even1, odd1), f32x4.add(even2, odd2), f32x4.add(even3, odd3));
}

/** `samples` points at the first sample of the first output; `phase` in 0 … up - 1. */
export function resample(
  samples: usize, taps: usize, tapsPerPhase: i32, up: i32, down: i32, phase: i32, count: i32, out: usize,
): void {
  const stepSamples = <usize>(down / up) * 4, stepPhase = down % up;
  let n = 0;
  if (up == 1 && down == 2) {
    for (; n + 4 <= count; n += 4, out += 16, samples += 32) {
      v128.store(out, fourHalfRate(samples, taps, tapsPerPhase));
    }
  }
  for (; n < count; n++, out += 4) {
    store<f32>(out, dot(samples, taps + <usize>(phase * tapsPerPhase) * 4, tapsPerPhase));
    samples += stepSamples;
    phase += stepPhase;
    if (phase >= up) {
      phase -= up;
      samples += 4;
    }
  }
}
