/**
 * Colour maps beside viridis, fetched when one is chosen: 256 colours from little to much. As
 * published with matplotlib: inferno by Smith & van der Walt (2015, CC0), cividis by Nuñez, Anderton & Renslow (2018, CC0),
 * which looks the same to people with and without red–green deficiency.
 * @module
 */
import type { ColourSteps } from "./colour_map.ts";

export const CIVIDIS: ColourSteps = {
  first: [0, 34, 78],
  steps: [
    "ccccccccccccccccccccccdgfgffeeeeeeededededdeddedddddedddddddddddddddddddddddddddddcdddddddddcdddddddcddddddd" +
    "cddddddcdddddcdddddddcddddddddddddddddddddcdddddddddddddddddddddddddddddddeddddddddddddddddddddddedddddddddd" +
    "ddedddddddddedddddddeddddddeddddedddccc",
    "dddcdddcddcddcddcddcdcddcddcddcdddcddcdddcddcddcddcdddcddcddcddcdddcddcddcddcdddcddcddcdddcddcddcdddcddcdddc" +
    "ddcdddcddcdddcdddcddcdddcdddcdddcdddcdddcdddcddddcdddcddddcdddcddddcdddddcddddcdddddcdddddcddddddcdddddddcdd" +
    "ddddddcdddddddddddcddddddddddddddddddde",
    "deedeedeeeedeeeeededcdccbcccccbccccbcccccbcccccccbcccccccccccccccccccccccccccdccccccccdcccccdccccdccccdcccdc" +
    "ccdccdccdccdcdccdccccccccdccccbcccccccccccccbcccccbccccbcccbcccbcccbccbccbcbccbcbccbcbcbcbcbcbcbbcbbcbcbbbcb" +
    "bbcbbbbcbbbbbbbbbbabbbbabbababaaaaacdde",
  ],
};

export const INFERNO: ColourSteps = {
  first: [0, 0, 4],
  steps: [
    "dccdccddcddddddddddeddeddedededeedeedeeeedeeedeedeeedeededeededeededeededeededeedededeededeededeedededeedede" +
    "ededededeedededededededdededdeddeddedddeddddeddddddddddddddcddddcddcddcddcdcdcdccdccdccdccccdcccccccccccbccc" +
    "cbcccbccbcbcbcbcbccbcbccbcccdcdcdddedde",
    "cdccdccdcdcdcddcdcdcdcdccdcccccccccbcccbcccbcccccdcccdcdcdcdcdcdcddcdcddcdcddcdcdcddcdcdcddcdcdcdcddcdcdcddc" +
    "dcddcddcddcddcdddcdddddcddddddddddddddeddddedddeddededdededededeedeedeedeedeeedeeedeeeeedeeeeeeedeeeeeeeeeee" +
    "eeeeedeeeeeeeeeeeeeeedeeedeededdeddddde",
    "ddeeeeeeefeeeefeefeefeefefefeefeefeeeeeedededddddddcddcdcdccdccdcccccccccccccccccccbccccbccbccbcbccbcbcbcbbc" +
    "bcbbbcbbcbbbbcbbbbbbbbbbbbbbbbbbbbbbbbbabbbbbabbbbbabbbbabbbabbbabbabbabbabbbabbabbbbbcbcccdcdddedeedeeeefee" +
    "efeefeffeffffffffgfgfgggggggghggggggfgf",
  ],
};

/** Greys whose lightness L* (CIE 1976) rises in even steps from 0 to 100. */
export const GREYS: Uint32Array = Uint32Array.from({ length: 256 }, (_, i) => {
  const lightness = 100 * i / 255;
  const luminance = lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / 903.3;
  const level = luminance > 0.0031308 ? 1.055 * luminance ** (1 / 2.4) - 0.055 : 12.92 * luminance;
  return (0xff000000 | Math.round(255 * level) * 0x010101) >>> 0;
});
