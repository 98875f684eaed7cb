/**
 * How well ratings are explained by somebody who does not listen: a rater whose gain is 0 and who has a reading of each
 * series instead of each piece, y = o + m·u + d·s + e. Levels m are N(0, S²), S² one of three as likely: who clicks anywhere or
 * stays put has the same level in every series, who picks a place for each has another.
 * @module
 */
import type { ReadingSums, Spread } from "./personal.ts";
import { settleNoise } from "./settle_noise.ts";

/** Variance of what is anywhere on the axis. */
const ANYWHERE = 1 / 3;
const LEVEL_VARIANCES = [ANYWHERE, ANYWHERE / 10, ANYWHERE / 100];

/**
 * log evidence in nats of a rater's ratings on one axis, at the likeliest noise and with its prior.
 * @param sums with a consensus of 0, a reading a series.
 */
export function spamEvidence(
  sums: readonly ReadingSums[],
  { drift, trend }: Spread,
  noise: { noise: number; scale: number },
): number {
  const evidences = LEVEL_VARIANCES.map((reading) => {
    const spread: Spread = { offset: ANYWHERE, gain: ANYWHERE, drift, reading, movement: ANYWHERE, trend };
    return settleNoise(sums, spread, noise).logEvidence;
  });
  const most = Math.max(...evidences);
  return most + Math.log(evidences.reduce((sum, one) => sum + Math.exp(one - most), 0) / evidences.length);
}
