/**
 * The random numbers of the kernels: functions of a key and a position, so that any part of a stream can be drawn by any
 * thread, and every implementation draws the same.
 * @module
 */

/** Values that a uniform number can have. */
const LEVELS = 2 ** 23;

/**
 * A whole number below 2^23: a Weyl sequence of the position from a start of the key's through two rounds of multiply and
 * xor-shift (constants of Wellons' 32-bit hash search), the key added again between them. A key's stream repeats after 2^32 positions.
 */
function bitsAt(key: number, position: number): number {
  let h = (Math.imul(position, 0x9e3779b9) + Math.imul(key, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = (h + key) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 9;
}

/** Uniform in [0, 1), 23 bits. */
export function uniformAt(key: number, position: number): number {
  return bitsAt(key, position) / LEVELS;
}

const CENTRE = [
  2.81022636e-8,
  3.43273939e-7,
  -3.5233877e-6,
  -4.39150654e-6,
  2.1858087e-4,
  -1.25372503e-3,
  -4.17768164e-3,
  0.246640727,
  1.50140941,
];
const TAIL = [
  -2.00214257e-4,
  1.00950558e-4,
  1.34934322e-3,
  -3.67342844e-3,
  5.73950773e-3,
  -7.6224613e-3,
  9.43887047e-3,
  1.00167406,
  2.83297682,
];

/**
 * Standard normal deviate, √2·erf⁻¹(2u - 1) of the uniform u in the middle of its level, |z| ≤ 5.3: the polynomials of Giles
 * (2012, table 5), whose relative error is 4e-7.
 */
export function normalAt(key: number, position: number): number {
  const x = (2 * bitsAt(key, position) + 1) / LEVELS - 1, w = -Math.log((1 - x) * (1 + x));
  const [coefficients, at] = w < 5 ? [CENTRE, w - 2.5] : [TAIL, Math.sqrt(w) - 3];
  return Math.SQRT2 * x * coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}

/** Where a stream is: [key, position of the next number], both 32 bits. Made from a seeded stream's numbers. */
export function streamState(random: { integer(below: number): number }): Uint32Array {
  return Uint32Array.of(random.integer(2 ** 32), 0);
}
