/**
 * Power spectra of windowed real frames, four frames at a time: lane i of every vector belongs to frame i, so the transform
 * itself needs no shuffles.
 *
 * A frame of N samples is transformed as N/2 complex numbers z_j = x_2j + i·x_2j+1 by Stockham's radix-4 algorithm (a last
 * radix-2 pass where log2 N is even), then unpacked: with E and O the spectra of the even and odd samples,
 * Z_k = E_k + i·O_k and X_k = E_k + O_k·exp(-2πik/N).
 */
import { madd, nmadd } from "./simd";

/** Turn four rows of four into columns and store them `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storeTransposed(
  a: v128, b: v128, c: v128, d: v128, to0: usize, to1: usize, to2: usize, to3: usize,
): void {
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to0, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to1, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
  v128.store(to2, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
  v128.store(to3, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
}

/** work[j] ← the four frames' samples j, windowed. */
function loadFrames(f0: usize, f1: usize, f2: usize, f3: usize, N: i32, window: usize, work: usize): void {
  for (let j = 0; j < N; j += 4) {
    const w = v128.load(window);
    storeTransposed(
      f32x4.mul(v128.load(f0), w), f32x4.mul(v128.load(f1), w), f32x4.mul(v128.load(f2), w), f32x4.mul(v128.load(f3), w),
      work, work + 16, work + 32, work + 48,
    );
    f0 += 16; f1 += 16; f2 += 16; f3 += 16; window += 16; work += 64;
  }
}

/** to ← (re + i·im) · w */
// @ts-ignore: decorator
@inline
function storeTimes(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, nmadd<f32>(im, wi, f32x4.mul(re, wr)));
  v128.store(to, madd<f32>(im, wr, f32x4.mul(re, wi)), 16);
}

/** One radix-4 pass over n points of stride s. Twiddle k of M: exp(-2πik/M). */
function radix4(n: i32, s: i32, twiddles: usize, from: usize, to: usize): void {
  const quarter = n >> 2, stepIn = <usize>(s * quarter) << 5, stepOut = <usize>s << 5;
  for (let p = 0; p < quarter; p++) {
    const k = <usize>(p * s) << 3;
    const w1 = twiddles + k, w2 = twiddles + 2 * k, w3 = twiddles + 3 * k;
    const w1r = v128.load_splat<f32>(w1), w1i = v128.load_splat<f32>(w1, 4);
    const w2r = v128.load_splat<f32>(w2), w2i = v128.load_splat<f32>(w2, 4);
    const w3r = v128.load_splat<f32>(w3), w3i = v128.load_splat<f32>(w3, 4);
    let a = from + (<usize>(s * p) << 5), out = to + (<usize>(4 * s * p) << 5);
    for (let q = 0; q < s; q++, a += 32, out += 32) {
      const b = a + stepIn, c = b + stepIn, d = c + stepIn;
      const ar = v128.load(a), ai = v128.load(a, 16), br = v128.load(b), bi = v128.load(b, 16);
      const cr = v128.load(c), ci = v128.load(c, 16), dr = v128.load(d), di = v128.load(d, 16);
      const acr = f32x4.add(ar, cr), aci = f32x4.add(ai, ci), bdr = f32x4.add(br, dr), bdi = f32x4.add(bi, di);
      const acR = f32x4.sub(ar, cr), acI = f32x4.sub(ai, ci), bdR = f32x4.sub(br, dr), bdI = f32x4.sub(bi, di);
      v128.store(out, f32x4.add(acr, bdr));
      v128.store(out, f32x4.add(aci, bdi), 16);
      storeTimes(out + stepOut, f32x4.add(acR, bdI), f32x4.sub(acI, bdR), w1r, w1i);
      storeTimes(out + 2 * stepOut, f32x4.sub(acr, bdr), f32x4.sub(aci, bdi), w2r, w2i);
      storeTimes(out + 3 * stepOut, f32x4.sub(acR, bdI), f32x4.add(acI, bdR), w3r, w3i);
    }
  }
}

function radix2(s: i32, from: usize, to: usize): void {
  const half = <usize>s << 5;
  for (let q: usize = 0; q < half; q += 16) {
    const a = v128.load(from + q), b = v128.load(from + q + half);
    v128.store(to + q, f32x4.add(a, b));
    v128.store(to + q + half, f32x4.sub(a, b));
  }
}

/** power[k] ← |X_k|², k = 0 … M, from the transform of the packed samples. Twiddle k of 2M: exp(-πik/M). */
function unpackPower(M: i32, twiddles: usize, z: usize, power: usize): void {
  const half = f32x4.splat(0.5);
  const r = v128.load(z), i = v128.load(z, 16), first = f32x4.add(r, i), last = f32x4.sub(r, i);
  v128.store(power, f32x4.mul(first, first));
  v128.store(power + (<usize>M << 4), f32x4.mul(last, last));
  for (let k = 1; k <= M >> 1; k++) {
    const low = z + (<usize>k << 5), high = z + (<usize>(M - k) << 5), w = twiddles + (<usize>k << 3);
    const lr = v128.load(low), li = v128.load(low, 16), hr = v128.load(high), hi = v128.load(high, 16);
    const er = f32x4.mul(half, f32x4.add(lr, hr)), ei = f32x4.mul(half, f32x4.sub(li, hi));
    const or = f32x4.mul(half, f32x4.add(li, hi)), oi = f32x4.mul(half, f32x4.sub(hr, lr));
    const wr = v128.load_splat<f32>(w), wi = v128.load_splat<f32>(w, 4);
    const tr = nmadd<f32>(oi, wi, f32x4.mul(or, wr)), ti = madd<f32>(oi, wr, f32x4.mul(or, wi));
    const ur = f32x4.add(er, tr), ui = f32x4.add(ei, ti), vr = f32x4.sub(er, tr), vi = f32x4.sub(ei, ti);
    v128.store(power + (<usize>k << 4), madd<f32>(ur, ur, f32x4.mul(ui, ui)));
    v128.store(power + (<usize>(M - k) << 4), madd<f32>(vr, vr, f32x4.mul(vi, vi)));
  }
}

/** Rows of the output, M + 1 numbers each, from power[k] of four frames. */
function storeFrames(M: i32, power: usize, o0: usize, o1: usize, o2: usize, o3: usize): void {
  for (let k = 0; k < M; k += 4, power += 64) {
    storeTransposed(
      v128.load(power), v128.load(power, 16), v128.load(power, 32), v128.load(power, 48), o0, o1, o2, o3,
    );
    o0 += 16; o1 += 16; o2 += 16; o3 += 16;
  }
  const last = v128.load(power);
  store<f32>(o0, f32x4.extract_lane(last, 0));
  store<f32>(o1, f32x4.extract_lane(last, 1));
  store<f32>(o2, f32x4.extract_lane(last, 2));
  store<f32>(o3, f32x4.extract_lane(last, 3));
}

/**
 * @param twiddles [M, 2] exp(-2πik/M), then [M / 2 + 1, 2] exp(-πik/M); M = N / 2
 * @param scratch 32·N bytes
 */
export function powerSpectra(
  frames: i32, samples: usize, hop: i32, N: i32, window: usize, twiddles: usize, out: usize, scratch: usize,
): void {
  const M = N >> 1, hopBytes = <usize>hop << 2, rowBytes = <usize>(M + 1) << 2, last = frames - 1;
  for (let f = 0; f < frames; f += 4) {
    // Beyond the end the last frame is computed again.
    const i1 = <usize>min(f + 1, last), i2 = <usize>min(f + 2, last), i3 = <usize>min(f + 3, last);
    let from = scratch, to = scratch + (<usize>N << 4);
    loadFrames(
      samples + <usize>f * hopBytes, samples + i1 * hopBytes, samples + i2 * hopBytes, samples + i3 * hopBytes, N, window, from,
    );
    let n = M, s = 1;
    for (; n >= 4; n >>= 2, s <<= 2) {
      radix4(n, s, twiddles, from, to);
      const done = to; to = from; from = done;
    }
    if (n == 2) {
      radix2(s, from, to);
      const done = to; to = from; from = done;
    }
    unpackPower(M, twiddles + (<usize>M << 3), from, to);
    storeFrames(M, to, out + <usize>f * rowBytes, out + i1 * rowBytes, out + i2 * rowBytes, out + i3 * rowBytes);
  }
}
