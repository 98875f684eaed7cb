/**
 * What of a spectrum is too faint to be told from silence. The floor is relative to the spectrum itself, so that descriptors
 * in dB do not change with the volume: under an absolute floor, turning music down by 20 dB emptied its upper bands.
 * @module
 */

/** Power below the mean of the spectrum by this much can not be heard beside it: -60 dB. */
const FAINT = 1e-6;
/** Power of digital silence, -140 dB of full scale: it rules only where music is too quiet to be heard anyway. */
const SILENT_POWER = 1e-14;
/** Magnitude of digital silence. Magnitudes are averaged before their logarithm, so that this one may lie deeper. */
const SILENT_MAGNITUDE = 1e-9;

/**
 * Power to add to every value of a power spectrum before its logarithm is taken.
 * @param power any number of bins or bands; the values before `first` are left out (bin 0 is DC).
 */
export function powerFloor(power: ArrayLike<number>, first = 0): number {
  let sum = 0;
  for (let i = first; i < power.length; i++) sum += power[i];
  return SILENT_POWER + FAINT * sum / (power.length - first);
}

/** The same for magnitudes, which are roots of power. */
export function magnitudeFloor(magnitudes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < magnitudes.length; i++) sum += magnitudes[i];
  return SILENT_MAGNITUDE + Math.sqrt(FAINT) * sum / magnitudes.length;
}
