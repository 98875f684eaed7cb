/**
 * Conversions between physical units, and nothing else.
 * @module
 */

/** Frequency in Hz to mel on Slaney's scale (linear below 1 kHz, logarithmic above; Slaney 1998, Auditory Toolbox). */
export function hzToMel(hz: number): number {
  return hz < 1000 ? hz * 3 / 200 : 15 + 27 * Math.log(hz / 1000) / Math.log(6.4);
}

/** Mel on Slaney's scale to Hz: the inverse of {@link hzToMel}. */
export function melToHz(mel: number): number {
  return mel < 15 ? mel * 200 / 3 : 1000 * Math.exp((mel - 15) / 27 * Math.log(6.4));
}

/** Frequency in Hz to a MIDI note number, not rounded (A4 = 440 Hz = 69). */
export function hzToMidi(hz: number): number {
  return 69 + 12 * Math.log2(hz / 440);
}

/** MIDI note number to Hz: the inverse of {@link hzToMidi}. */
export function midiToHz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

const DECIBELS_PER_NEPER_OF_POWER = 10 / Math.LN10;

/** Power ratio to decibels; 0 gives -Infinity. (The natural logarithm takes half the time of the decimal one.) */
export function powerToDecibels(power: number): number {
  return DECIBELS_PER_NEPER_OF_POWER * Math.log(power);
}

/** Decibels to an amplitude ratio: 20 dB is 10. */
export function decibelsToAmplitude(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** Nepers (natural log of an amplitude ratio) to decibels. */
export function nepersToDecibels(nepers: number): number {
  return nepers * 20 / Math.LN10;
}

/** A rating on a scale from `low` to `high` to a coordinate of the plane: the ends become -1 and 1. */
export function ratingToCoordinate(rating: number, { low, high }: { low: number; high: number }): number {
  return (2 * rating - (low + high)) / (high - low);
}

/** A standard deviation on a scale from `low` to `high` to one in units of the plane. */
export function ratingDeviationToCoordinates(deviation: number, { low, high }: { low: number; high: number }): number {
  return 2 * deviation / (high - low);
}
