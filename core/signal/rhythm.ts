/**
 * How a step moves: onsets and tempo from the onset envelope.
 * @module
 */

/** Names of what {@link rhythmInto} writes, in order. */
export const RHYTHM_NAMES = ["onsetStrength", "onsetRate", "tempo", "pulse"];

/** Seconds behind a step that its tempo is heard in. */
const TEMPO_SECONDS = 8;
/** Rise of the mean band level, in dB, from which a peak of the envelope counts as an onset. */
const ONSET_DB = 1.5;

/**
 * Rhythm of each step from the onset envelope (mean rise of the log mel bands from frame to frame; Dixon 2006).
 * onsetStrength: mean of the envelope, dB. onsetRate: peaks a second. tempo: log2 of beats a minute over 120, from the
 * strongest autocorrelation at 40 … 240 beats a minute within the last 8 s, weighted towards 120 (Ellis 2007);
 * pulse: that autocorrelation, 0 … 1. Silence gives zeros.
 * @param envelope [frames], dB ≥ 0; frame f is centred at f / framesPerSecond seconds.
 * @param out [steps, width], written from column `offset`.
 */
export function rhythmInto(
  envelope: Float32Array,
  framesPerSecond: number,
  steps: number,
  out: Float32Array,
  width: number,
  offset: number,
): void {
  for (let step = 0; step < steps; step++) {
    const first = Math.min(envelope.length, Math.ceil(step * framesPerSecond));
    const last = Math.min(envelope.length, Math.ceil((step + 1) * framesPerSecond));
    let sum = 0, peaks = 0;
    for (let f = first; f < last; f++) {
      sum += envelope[f];
      const before = f > 0 ? envelope[f - 1] : 0, after = f + 1 < envelope.length ? envelope[f + 1] : 0;
      if (envelope[f] >= ONSET_DB && envelope[f] > before && envelope[f] >= after) peaks++;
    }
    const frames = Math.max(1, last - first);
    const from = Math.max(0, last - Math.round(TEMPO_SECONDS * framesPerSecond));
    const { tempo, pulse } = beat(envelope.subarray(from, last), framesPerSecond);
    out.set([sum / frames, peaks / frames * framesPerSecond, tempo, pulse], step * width + offset);
  }
}

function beat(envelope: Float32Array, framesPerSecond: number): { tempo: number; pulse: number } {
  let mean = 0, energy = 0;
  for (const value of envelope) mean += value / envelope.length;
  for (const value of envelope) energy += (value - mean) ** 2;
  let best = { tempo: 0, pulse: 0 }, bestScore = 0;
  if (energy < 1e-6) return best;
  const longest = Math.min(Math.round(1.5 * framesPerSecond), envelope.length - 1);
  for (let lag = Math.round(0.25 * framesPerSecond); lag <= longest; lag++) {
    let sum = 0;
    for (let i = lag; i < envelope.length; i++) sum += (envelope[i] - mean) * (envelope[i - lag] - mean);
    const octaves = Math.log2(60 * framesPerSecond / lag / 120);
    const score = sum / energy * Math.exp(-0.5 * octaves * octaves);
    if (score > bestScore) {
      bestScore = score;
      best = { tempo: octaves, pulse: sum / energy };
    }
  }
  return best;
}
