/**
 * Numbers to colours. Probabilities go by a map that the user chooses, at first viridis (van der Walt & Smith 2015, CC0).
 * All are perceptually uniform, readable by colour-blind people and in grey; dark is little, bright is much. Differences
 * go from blue over near white to orange.
 * @module
 */
import { signal } from "@preact/signals";

export type ColourMapName = "viridis" | "cividis" | "inferno" | "grey";

/** 256 colours from little to much, six hex digits each. */
const VIRIDIS = "44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769" +
  "48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a" +
  "472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85" +
  "4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b" +
  "3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d" +
  "33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e" +
  "2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e" +
  "26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d" +
  "21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88" +
  "1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81" +
  "28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74" +
  "3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863" +
  "5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d" +
  "84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32" +
  "addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a" +
  "d8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725";

/** Packed as the bytes R, G, B, A in memory, the order of ImageData, on the little-endian machines browsers run on. */
function unpack(table: string): Uint32Array {
  return Uint32Array.from({ length: table.length / 6 }, (_, i) => {
    const rgb = parseInt(table.slice(6 * i, 6 * i + 6), 16);
    return (0xff000000 | (rgb & 0xff) << 16 | (rgb & 0xff00) | rgb >> 16) >>> 0;
  });
}

/** The 256 pixels of viridis from little to much, for a `Uint32Array` over the bytes of an ImageData. */
export const COLOURS: Uint32Array = unpack(VIRIDIS);

/** The 256 pixels in use; who paints follows it. */
export const shownColours = signal(COLOURS);

let asked: ColourMapName = "viridis";

/** Paint probabilities by this map from now on. */
export async function chooseColourMap(name: ColourMapName): Promise<void> {
  asked = name;
  const colours = await coloursOf(name);
  if (asked === name) shownColours.value = colours; // another may have been chosen meanwhile
}

export async function coloursOf(name: ColourMapName): Promise<Uint32Array> {
  if (name === "viridis") return COLOURS;
  if (name === "grey") return GREYS;
  const tables = await import("./colour_tables.ts");
  return unpack(name === "cividis" ? tables.CIVIDIS : tables.INFERNO);
}

/** Greys whose lightness L* (CIE 1976) rises in even steps from 0 to 100. */
const GREYS: Uint32Array = Uint32Array.from({ length: 256 }, (_, i) => {
  const lightness = 100 * i / 255;
  const luminance = lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / 903.3;
  const level = luminance > 0.0031308 ? 1.055 * luminance ** (1 / 2.4) - 0.055 : 12.92 * luminance;
  return (0xff000000 | Math.round(255 * level) * 0x010101) >>> 0;
});

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
