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
