/**
 * Seeded randomness, always passed in: the same seed gives the same numbers on every machine.
 * @module
 */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal deviate (Box–Muller). */
  normal(): number;
  /** Whole number in 0 … below - 1. */
  integer(below: number): number;
  /** A stream of its own for a named purpose: does not advance this one, so adding a purpose changes no other. */
  fork(name: string): Random;
}

/** The finaliser of MurmurHash3 (Appleby): spreads every input bit over 32 output bits. */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a of a string's UTF-16 code units, 32 bits. */
function hashName(name: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) {
    h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  }
  return mix32(h);
}

/**
 * A stream from an integer seed: xoshiro128** (Blackman & Vigna 2018), its state filled from the mixed seed.
 * @throws RangeError if the seed is not an integer in 0 … 2^32 - 1.
 * @example
 * ```ts
 * import { seededRandom } from "./random.ts";
 * const first = seededRandom(7).uniform();
 * if (first !== seededRandom(7).uniform()) throw new Error("must repeat");
 * ```
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(
      `Cannot seed: the seed must be an integer in 0 … 4294967295, current value is ${seed}`,
    );
  }
  const state = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    state[i] = mix32(seed + Math.imul(i + 1, 0x9e3779b9));
  }
  let spare: number | undefined;

  function nextUint32(): number {
    const times5 = Math.imul(state[1], 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const t = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= t;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return result;
  }

  const random: Random = {
    uniform: () => nextUint32() / 0x100000000,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // 1 - u lies in (0, 1]: the logarithm stays finite.
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    integer: (below) => Math.floor(random.uniform() * below),
    fork: (name) => seededRandom(hashName(name, seed)),
  };
  return random;
}

/** Fisher–Yates shuffle of an array, in place. */
export function shuffleInto<T>(items: { readonly length: number; [index: number]: T }, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
}
