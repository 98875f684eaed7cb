/** Polyphase resampling: one dot product of `taps` (a multiple of 8) an output sample. */
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

/** `samples` points at the first sample of the first output; `phase` in 0 … up - 1. */
export function resample(
  samples: usize, taps: usize, tapsPerPhase: i32, up: i32, down: i32, phase: i32, count: i32, out: usize,
): void {
  const stepSamples = <usize>(down / up) * 4, stepPhase = down % up;
  for (let n = 0; n < count; n++, out += 4) {
    store<f32>(out, dot(samples, taps + <usize>(phase * tapsPerPhase) * 4, tapsPerPhase));
    samples += stepSamples;
    phase += stepPhase;
    if (phase >= up) {
      phase -= up;
      samples += 4;
    }
  }
}
