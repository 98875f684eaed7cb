/**
 * Pictures of a spectrogram's tiles, and a view put together from them.
 * @module
 */
import type { Surface } from "../Canvas.tsx";
import { secondsToX, type TimeView } from "../time_axis.ts";
import type { TilePart } from "./tile_view.ts";

/** Levels that the first and the last colour stand for, in dB. */
const SHOWN_DECIBELS = [-85, -15] as const;

/** What the bytes of the tiles stand for. */
export interface LevelScale {
  lowDecibels: number;
  highDecibels: number;
}

/**
 * The pixel of every byte.
 * @param colours 256 from little to much.
 */
export function levelPixels({ lowDecibels, highDecibels }: LevelScale, colours: Uint32Array): Uint32Array {
  const [darkest, brightest] = SHOWN_DECIBELS;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const decibels = lowDecibels + byte / 255 * (highDecibels - lowDecibels);
    const share = Math.min(1, Math.max(0, (decibels - darkest) / (brightest - darkest)));
    return colours[Math.round(255 * share)];
  });
}

/**
 * A tile's bytes, a column after the other from the lowest band up, as an image's pixels, the lowest band at the bottom.
 * @param out [bands, columns], over the bytes of an ImageData.
 */
export function tilePixelsInto(out: Uint32Array, bytes: Uint8Array, bands: number, pixels: Uint32Array): void {
  const columns = bytes.length / bands;
  for (let band = 0; band < bands; band++) {
    const row = (bands - 1 - band) * columns;
    for (let column = 0; column < columns; column++) out[row + column] = pixels[bytes[column * bands + band]];
  }
}

/** A tile, and a picture of it that frames only draw. */
export interface SpectrogramTile {
  bytes: Uint8Array;
  picture: HTMLCanvasElement;
  /** What the picture was painted with; null before it was. */
  pixels: Uint32Array | null;
}

export function spectrogramTile(bytes: ArrayBuffer, bands: number): SpectrogramTile {
  const picture = document.createElement("canvas");
  Object.assign(picture, { width: bytes.byteLength / bands, height: bands });
  return { bytes: new Uint8Array(bytes), picture, pixels: null };
}

/** The tile's picture in these colours: painted again only when they have changed. */
function pictureOf(tile: SpectrogramTile, pixels: Uint32Array): HTMLCanvasElement {
  if (tile.pixels === pixels) return tile.picture;
  const { bytes, picture } = tile, image = new ImageData(picture.width, picture.height);
  tilePixelsInto(new Uint32Array(image.data.buffer), bytes, picture.height, pixels);
  picture.getContext("2d")!.putImageData(image, 0, 0);
  tile.pixels = pixels;
  return picture;
}

export function paintSpectrogram(
  { context, width, height }: Surface,
  { parts, pixels }: { parts: readonly TilePart<SpectrogramTile>[]; pixels: Uint32Array },
  view: TimeView,
): void {
  context.imageSmoothingEnabled = true;
  for (const { tile, fromColumn, endColumn, startSeconds, endSeconds } of parts) {
    // Whole pixels, so that no seam shows between tiles.
    const left = Math.round(secondsToX(startSeconds, view, width)),
      right = Math.round(secondsToX(endSeconds, view, width));
    const picture = pictureOf(tile, pixels);
    context.drawImage(picture, fromColumn, 0, endColumn - fromColumn, picture.height, left, 0, right - left, height);
  }
}
