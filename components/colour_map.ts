/**
 * Numbers to colours. Probabilities go by a map that the user chooses, at first viridis (van der Walt & Smith 2015, CC0).
 * All are perceptually uniform, readable by colour-blind people and in grey; dark is little, bright is much. Differences
 * go from blue over near white to orange.
 * @module
 */
import { signal } from "@preact/signals";
import { keepTrying } from "./keep_trying.ts";

export type ColourMapName = "viridis" | "cividis" | "inferno" | "grey";

/** 256 colours from little to much, written short: red, green and blue change little from one to the next. */
export interface ColourSteps {
  /** Red, green and blue of the first, 0 … 255. */
  first: readonly [number, number, number];
  /** What each next one adds to them, a letter each: c adds nothing, b takes one, d adds one. */
  steps: readonly [string, string, string];
}

const VIRIDIS: ColourSteps = {
  first: [68, 1, 84],
  steps: [
    "cdcdcccdccccdccccccccccccccccbccccbcccbccbccbcbccbcbcbcbccbcbcbcbcbcbcbcbcbcbcbcbcbccbcbcbccbcbccbcbccbccbcb" +
    "ccbccbccbcbccbccbcccbccbccccccbccdcccccdcdcdcdddcdddddedddededededeedeeeeeeeeeeeeeeeefeeefeefeefefefefefefef" +
    "fefeffeffeffeffeffeffeffefeffefefefeefe",
    "dedededededededdedddeddedddeddeddddedddeddddedddddeddddddeddddddddddedddddddddddddddddddddddddcddddddddddddd" +
    "ddddcddddddddddddddddcdddddddddddddddcddddddddddddcdddddddddcddddddcdddddcddddcdddcdddcddcdddcdcddcddcdcdcdc" +
    "dcdcdcdcdcdccdccdcdccdccdccdccdcccdccdc",
    "edededdededdedddedddddedddddddcddddcdddcddcdcdcdcdcdccdccdcccdcccdcccccdccccccccdccccccccccccccccccccccccccc" +
    "ccccccccccccbccccccbccccbcccbccbccbccbcbcbccbbcbcbcbbcbbbcbbbcbbbbbbbbbbbbbbbbbbabbbabbabbabbabababaababaaba" +
    "abaabaaabaaababaabbabbbbcbccdcdddddedee",
  ],
};

/** Packed as the bytes R, G, B, A in memory, the order of ImageData, on the little-endian machines browsers run on. */
function unpack({ first, steps }: ColourSteps): Uint32Array {
  const rgb = [...first];
  return Uint32Array.from({ length: 256 }, (_, i) => {
    if (i > 0) steps.forEach((letters, channel) => rgb[channel] += letters.charCodeAt(i - 1) - "c".charCodeAt(0));
    return (0xff000000 | rgb[2] << 16 | rgb[1] << 8 | rgb[0]) >>> 0;
  });
}

/** The 256 pixels of viridis from little to much, for a `Uint32Array` over the bytes of an ImageData. */
export const COLOURS: Uint32Array = unpack(VIRIDIS);

/** The 256 pixels in use; who paints follows it. */
export const shownColours = signal(COLOURS);

let asked: ColourMapName = "viridis";

/** Paint probabilities by this map as soon as it is here, and from then on. */
export function chooseColourMap(name: ColourMapName): Promise<void> {
  asked = name;
  const isWanted = () => asked === name; // another may be chosen meanwhile
  return keepTrying(async () => {
    const colours = await coloursOf(name);
    if (isWanted()) shownColours.value = colours;
  }, { isWanted });
}

export async function coloursOf(name: ColourMapName): Promise<Uint32Array> {
  if (name === "viridis") return COLOURS;
  const tables = await import("./colour_tables.ts");
  if (name === "grey") return tables.GREYS;
  return unpack(name === "cividis" ? tables.CIVIDIS : tables.INFERNO);
}

/** Less, the same, more: the two hues that colour-blind people tell apart best, as far from white as each other. */
const [LESS, SAME, MORE] = [[0x1f, 0x5a, 0xa6], [0xf3, 0xf1, 0xee], [0xa8, 0x50, 0x08]];

/** 255 pixels from much less over the same (the middle one) to much more. */
export const DIFFERENCE_COLOURS: Uint32Array = Uint32Array.from({ length: 255 }, (_, i) => {
  const share = Math.abs(i - 127) / 127, end = i < 127 ? LESS : MORE;
  const [r, g, b] = SAME.map((same, channel) => Math.round(same + share * (end[channel] - same)));
  return (0xff000000 | b << 16 | g << 8 | r) >>> 0;
});

/** The pixel of a difference on a scale from `-maximum` to `maximum`; beyond the scale the last colours. */
export function differenceToPixel(difference: number, maximum: number): number {
  const share = maximum > 0 ? difference / maximum : 0;
  return DIFFERENCE_COLOURS[127 + Math.round(127 * Math.min(1, Math.max(-1, share)))];
}

/** Gives the pixel of a probability on a scale from 0 to `maximum`; beyond the scale the last colour. */
export function probabilityPixels(maximum: number): (probability: number) => number {
  const colours = shownColours.value, perUnit = maximum > 0 ? 256 / maximum : 0;
  return (probability) => colours[Math.min(255, Math.max(0, Math.floor(probability * perUnit)))];
}
