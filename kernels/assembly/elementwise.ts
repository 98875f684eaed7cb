/** Functions of one element at a time. */
import { exp } from "./simd";

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

/**
 * samples ← 1 where a uniform number lies below the probability, else 0. `state`: four words of four lanes each, advanced.
 * Reads up to 12 bytes beyond the probabilities.
 */
export function bernoulli(count: i32, probabilities: usize, state: usize, samples: usize): void {
  const one = f32x4.splat(1), scale = f32x4.splat(1.0 / 8388608.0);
  let x = v128.load(state), y = v128.load(state, 16), z = v128.load(state, 32), w = v128.load(state, 48);
  for (let i = 0; i < count; i += 4, probabilities += 16, samples += 16) {
    let t = v128.xor(w, i32x4.shl(w, 11));
    t = v128.xor(t, i32x4.shr_u(t, 8));
    const next = v128.xor(t, v128.xor(x, i32x4.shr_u(x, 19)));
    const uniform = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(next, 9)), scale);
    const drawn = v128.and(f32x4.lt(uniform, v128.load(probabilities)), one);
    const rest = count - i;
    if (rest >= 4) {
      v128.store(samples, drawn);
      w = z; z = y; y = x; x = next;
    } else {
      // The state is written below, so it may carry the lanes out; generators without an element stay as they are.
      v128.store(state, drawn);
      memory.copy(samples, state, <usize>rest * 4);
      const used = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
      w = v128.bitselect(z, w, used); z = v128.bitselect(y, z, used); y = v128.bitselect(x, y, used);
      x = v128.bitselect(next, x, used);
    }
  }
  v128.store(state, x); v128.store(state, y, 16); v128.store(state, z, 32); v128.store(state, w, 48);
}
