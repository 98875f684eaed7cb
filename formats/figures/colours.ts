/**
 * Colours of figures, for people with any colour vision: differences from blue over near white to orange, as on the pages;
 * amounts from white to blue.
 * @module
 */

type Rgb = readonly [number, number, number];
const LESS: Rgb = [0x1f, 0x5a, 0xa6], SAME: Rgb = [0xf3, 0xf1, 0xee], MORE: Rgb = [0xa8, 0x50, 0x08];
const NOTHING: Rgb = [0xff, 0xff, 0xff], MUCH: Rgb = [0x0b, 0x3c, 0x75];

/** Steps on either side of the middle: finer ones cannot be told apart, and cells of one colour are drawn together. */
const STEPS = 12;

export const LESS_COLOUR = hex(LESS);
export const MORE_COLOUR = hex(MORE);

function hex(rgb: Rgb): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}

function between(from: Rgb, to: Rgb, share: number): string {
  const [r, g, b] = from.map((value, i) => value + share * (to[i] - value));
  return hex([r, g, b]);
}

/** Of a signed value on a scale from -maximum to maximum. */
export function signedColour(value: number, maximum: number): string {
  const share = maximum > 0 ? Math.max(-1, Math.min(1, value / maximum)) : 0;
  return between(SAME, share < 0 ? LESS : MORE, Math.round(Math.abs(share) * STEPS) / STEPS);
}

/** Of a value on a scale from 0 to maximum. */
export function amountColour(value: number, maximum: number): string {
  const share = maximum > 0 ? Math.max(0, Math.min(1, value / maximum)) : 0;
  return between(NOTHING, MUCH, Math.round(share * 2 * STEPS) / (2 * STEPS));
}

/** Black or white, whichever is read on the colour of a signed value. */
export function textOn(value: number, maximum: number): string {
  return Math.abs(value) > 0.5 * maximum ? "#ffffff" : "#1f1f1f";
}
