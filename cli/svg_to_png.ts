/**
 * Figures as PNG, drawn by resvg with the one font that comes with it: the same pixels on every machine.
 * @module
 */
import { createRequire } from "node:module";

/** Pixels of a PNG for one of the SVG's: sharp on dense screens and in print. */
export const PNG_SCALE = 2;

/** Fonts of figures; bold ones are semibold. */
const FONTS = ["Regular/OpenSans-Regular.ttf", "Semibold/OpenSans-Semibold.ttf"];

let ready: Promise<{ Resvg: typeof import("@resvg/resvg-wasm").Resvg; fonts: Uint8Array[] }> | undefined;

/** Loaded when the first figure is drawn: the renderer and its fonts are megabytes. */
async function load() {
  const { resolve } = createRequire(import.meta.url);
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(await Deno.readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fonts = FONTS.map((font) => Deno.readFile(resolve(`open-sans-fonts/open-sans/${font}`)));
  return { Resvg, fonts: await Promise.all(fonts) };
}

/**
 * A PNG of an SVG.
 * @param scale pixels of the PNG for one of the SVG's.
 */
export async function svgToPng(svg: string, scale: number): Promise<Uint8Array> {
  const { Resvg, fonts } = await (ready ??= load());
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: fonts, defaultFontFamily: "Open Sans", sansSerifFamily: "Open Sans" },
  });
  const image = resvg.render(), png = image.asPng();
  image.free();
  resvg.free();
  return png;
}
