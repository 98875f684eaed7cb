/**
 * A head that predicts a normal distribution over the arousal–valence plane.
 * @module
 */
import type { Reals } from "../../kernels.ts";

/**
 * Outputs of a row: mean arousal and valence, and α, β, γ of P = [[e^α, 0], [γ, e^β]]. The precision is Pᵀ·P, positive definite
 * whatever the outputs are, and Σ its inverse. As many columns has a row of targets: the mean rating (arousal, valence), and the raters' variance
 * of arousal, covariance, variance of valence about it.
 */
export const GAUSSIAN_OUTPUTS = 5;

const LOG_2_PI = Math.log(2 * Math.PI);

/**
 * Σ_n of the raters' mean negative log-likelihood in nats: with r = m - μ and S the raters' covariance,
 *   log 2π - α - β + ½·|P·r|² + ½·tr(P·S·Pᵀ).
 */
export function gaussianLoss(outputs: Reals, targets: Reals, slopes: Reals): number {
  let sum = 0;
  for (let i = 0; i < outputs.length; i += GAUSSIAN_OUTPUTS) {
    const alpha = outputs[i + 2], beta = outputs[i + 3], c = outputs[i + 4];
    const a = Math.exp(alpha), b = Math.exp(beta);
    const x = targets[i] - outputs[i], y = targets[i + 1] - outputs[i + 1];
    const sxx = targets[i + 2], sxy = targets[i + 3], syy = targets[i + 4];
    const u = a * x, v = c * x + b * y;
    const spread = (a * a + c * c) * sxx + 2 * c * b * sxy + b * b * syy;
    sum += LOG_2_PI - alpha - beta + (u * u + v * v + spread) / 2;
    slopes[i] = -(a * u + c * v);
    slopes[i + 1] = -b * v;
    slopes[i + 2] = u * u + a * a * sxx - 1;
    slopes[i + 3] = b * (y * v + c * sxy + b * syy) - 1;
    slopes[i + 4] = x * v + c * sxx + b * sxy;
  }
  return sum;
}

/** Deviations below this are not believed. */
const LEAST_DEVIATION = 0.02;

/** The outputs of the normal distribution of all ratings: within rows and between them. */
export function gaussianStart(means: Float64Array, values: Float32Array): Float64Array {
  const rows = values.length / GAUSSIAN_OUTPUTS;
  let xx = means[2] + LEAST_DEVIATION ** 2, xy = means[3], yy = means[4] + LEAST_DEVIATION ** 2;
  for (let i = 0; i < values.length; i += GAUSSIAN_OUTPUTS) {
    const x = values[i] - means[0], y = values[i + 1] - means[1];
    xx += x * x / rows;
    xy += x * y / rows;
    yy += y * y / rows;
  }
  // Σ = P⁻¹·P⁻ᵀ, P⁻¹ = [[√xx, 0], [xy/√xx, √(yy - xy²/xx)]].
  const left = Math.sqrt(xx), below = xy / left, right = Math.sqrt(yy - below * below);
  return Float64Array.of(means[0], means[1], -Math.log(left), -Math.log(right), -below / (left * right));
}
