/**
 * The plain Fourier transform of the reference kernels. The hot path is the kernels' own.
 * @module
 */

/**
 * Power spectrum |X_k|², k = 0 … N/2, of a real frame by the radix-2 transform of Cooley & Tukey (1965), in f64.
 * @param frame [N], N a power of two; destroyed.
 * @returns [N / 2 + 1], unscaled: a full-scale sine of an exact bin gives (N / 2)².
 * @throws RangeError if N is not a power of two, or 1.
 */
export function powerSpectrum(frame: Float64Array): Float64Array {
  const N = frame.length;
  if (N < 2 || (N & (N - 1)) !== 0) {
    throw new RangeError(
      `Cannot transform a frame: its length must be a power of two ≥ 2, current value is ${N}`,
    );
  }
  const re = frame, im = new Float64Array(N);
  for (let i = 1, j = 0; i < N; i++) {
    let bit = N >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j], re[i]];
  }
  for (let size = 2; size <= N; size <<= 1) {
    const half = size >> 1;
    for (let k = 0; k < half; k++) {
      const wr = Math.cos(-2 * Math.PI * k / size),
        wi = Math.sin(-2 * Math.PI * k / size);
      for (let p = k; p < N; p += size) {
        const q = p + half;
        const xr = re[q] * wr - im[q] * wi, xi = re[q] * wi + im[q] * wr;
        re[q] = re[p] - xr;
        im[q] = im[p] - xi;
        re[p] += xr;
        im[p] += xi;
      }
    }
  }
  const power = new Float64Array(N / 2 + 1);
  for (let k = 0; k <= N / 2; k++) power[k] = re[k] * re[k] + im[k] * im[k];
  return power;
}
