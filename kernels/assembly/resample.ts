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

// @ts-ignore: decorator
@inline
function storeSums(e0: v128, e1: v128, e2: v128, e3: v128, o0: v128, o1: v128, o2: v128, o3: v128, out: usize): void {
  store<f32>(out, sumLanes<f32>(f32x4.add(e0, o0)));
  store<f32>(out, sumLanes<f32>(f32x4.add(e1, o1)), 4);
  store<f32>(out, sumLanes<f32>(f32x4.add(e2, o2)), 8);
  store<f32>(out, sumLanes<f32>(f32x4.add(e3, o3)), 12);
}

/**
 * Four outputs at once: eight chains of additions keep the multipliers busy where the two of one output wait for each other.
 * Each sum is that of {@link dot}, in its order.
 */
// @ts-ignore: decorator
@inline
function dots(
  x0: usize, x1: usize, x2: usize, x3: usize, h0: usize, h1: usize, h2: usize, h3: usize, taps: i32, out: usize,
): void {
  const zero = f32x4.splat(0);
  let e0 = zero, e1 = zero, e2 = zero, e3 = zero, o0 = zero, o1 = zero, o2 = zero, o3 = zero;
  for (let j = <usize>0, end = <usize>taps << 2; j < end; j += 32) {
    e0 = madd<f32>(v128.load(x0 + j), v128.load(h0 + j), e0);
    e1 = madd<f32>(v128.load(x1 + j), v128.load(h1 + j), e1);
    e2 = madd<f32>(v128.load(x2 + j), v128.load(h2 + j), e2);
    e3 = madd<f32>(v128.load(x3 + j), v128.load(h3 + j), e3);
    o0 = madd<f32>(v128.load(x0 + j, 16), v128.load(h0 + j, 16), o0);
    o1 = madd<f32>(v128.load(x1 + j, 16), v128.load(h1 + j, 16), o1);
    o2 = madd<f32>(v128.load(x2 + j, 16), v128.load(h2 + j, 16), o2);
    o3 = madd<f32>(v128.load(x3 + j, 16), v128.load(h3 + j, 16), o3);
  }
  storeSums(e0, e1, e2, e3, o0, o1, o2, o3, out);
}

/** {@link dots} of one phase: its taps are loaded once. */
// @ts-ignore: decorator
@inline
function dotsOfPhase(x0: usize, step: usize, h: usize, taps: i32, out: usize): void {
  const zero = f32x4.splat(0), x1 = x0 + step, x2 = x1 + step, x3 = x2 + step;
  let e0 = zero, e1 = zero, e2 = zero, e3 = zero, o0 = zero, o1 = zero, o2 = zero, o3 = zero;
  for (let j = <usize>0, end = <usize>taps << 2; j < end; j += 32) {
    const even = v128.load(h + j), odd = v128.load(h + j, 16);
    e0 = madd<f32>(v128.load(x0 + j), even, e0);
    e1 = madd<f32>(v128.load(x1 + j), even, e1);
    e2 = madd<f32>(v128.load(x2 + j), even, e2);
    e3 = madd<f32>(v128.load(x3 + j), even, e3);
    o0 = madd<f32>(v128.load(x0 + j, 16), odd, o0);
    o1 = madd<f32>(v128.load(x1 + j, 16), odd, o1);
    o2 = madd<f32>(v128.load(x2 + j, 16), odd, o2);
    o3 = madd<f32>(v128.load(x3 + j, 16), odd, o3);
  }
  storeSums(e0, e1, e2, e3, o0, o1, o2, o3, out);
}

/** `samples` points at the first sample of the first output; `phase` in 0 … up - 1. */
export function resample(
  samples: usize, taps: usize, tapsPerPhase: i32, up: i32, down: i32, phase: i32, count: i32, out: usize,
): void {
  const stepSamples = <usize>(down / up) * 4, stepPhase = down % up;
  const rowBytes = <usize>tapsPerPhase << 2;
  let n = 0;
  if (up == 1) {
    for (; n + 4 <= count; n += 4, out += 16, samples += 4 * stepSamples) {
      dotsOfPhase(samples, stepSamples, taps, tapsPerPhase, out);
    }
  } else {
    for (; n + 4 <= count; n += 4, out += 16) {
      const x0 = samples, h0 = taps + <usize>phase * rowBytes;
      samples += stepSamples; phase += stepPhase;
      if (phase >= up) { phase -= up; samples += 4; }
      const x1 = samples, h1 = taps + <usize>phase * rowBytes;
      samples += stepSamples; phase += stepPhase;
      if (phase >= up) { phase -= up; samples += 4; }
      const x2 = samples, h2 = taps + <usize>phase * rowBytes;
      samples += stepSamples; phase += stepPhase;
      if (phase >= up) { phase -= up; samples += 4; }
      dots(x0, x1, x2, samples, h0, h1, h2, taps + <usize>phase * rowBytes, tapsPerPhase, out);
      samples += stepSamples; phase += stepPhase;
      if (phase >= up) { phase -= up; samples += 4; }
    }
  }
  for (; n < count; n++, out += 4) {
    store<f32>(out, dot(samples, taps + <usize>phase * rowBytes, tapsPerPhase));
    samples += stepSamples;
    phase += stepPhase;
    if (phase >= up) {
      phase -= up;
      samples += 4;
    }
  }
}
