/**
 * M step of a rater's noise.
 * @module
 */
import { type Personal, personalPosterior, type ReadingSums, type Spread } from "./personal.ts";

/**
 * ν, degrees of freedom of the prior of σ²: it counts like two ratings, as people's noise differs tenfold. The same for those who
 * listen and those who do not, so that noise alone is no sign of either.
 */
const FREEDOM = 2;
/** σ² is at least that of a rating's rounding to its cell, 2/11 wide: standing still is not worth any number of nats. */
const LEAST_NOISE = (2 / 11) ** 2 / 12;
/** Each round brings the noise nearer by the share of what else is fitted, a few in N. */
const ROUNDS = 3;

/**
 * Posterior and the likeliest noise σ² under its scaled inverse χ² prior, in turns.
 * @param noise to begin with.
 * @param scale s²
 * @returns with log evidence + log density of log σ², in nats.
 */
export function settleNoise(
  sums: readonly ReadingSums[],
  spread: Spread,
  { noise: first, scale }: { noise: number; scale: number },
): { personal: Personal; noise: number; logEvidence: number } {
  let noise = first, personal = personalPosterior(sums, spread, noise);
  for (let round = 0; round < ROUNDS; round++) {
    noise = Math.max(LEAST_NOISE, (FREEDOM * scale + personal.squaredError) / (FREEDOM + personal.rows));
    personal = personalPosterior(sums, spread, noise);
  }
  // With ν = 2: (s²/σ²)·exp(−s²/σ²).
  const logPrior = Math.log(scale / noise) - scale / noise;
  return { personal, noise, logEvidence: personal.logEvidence + logPrior };
}
