/**
 * Saving what is on the screen as a picture.
 * @module
 */
import { readPicture } from "./picture/read_picture.ts";
import { pictureToPng, pictureToSvg } from "./picture/write_picture.ts";

export type PictureFormat = "png" | "svg";

/** Pixels of a PNG for each CSS pixel: sharp on dense screens and in print. */
const PNG_SCALE = 2;

/**
 * Parts of the page as a file: their canvases, labels and marks as they are, in the theme that is on.
 * @param elements at least one; between them lies the ground of the first.
 * @throws RangeError if it is too large for a PNG.
 */
export async function exportPicture(elements: readonly HTMLElement[], format: PictureFormat): Promise<Blob> {
  const picture = readPicture(elements);
  return format === "png"
    ? await pictureToPng(picture, PNG_SCALE)
    : new Blob([pictureToSvg(picture)], { type: "image/svg+xml" });
}

/** Let the browser save a picture under a name, to which its ending is added. */
export async function savePicture(
  elements: readonly HTMLElement[],
  format: PictureFormat,
  name: string,
): Promise<void> {
  saveBlob(await exportPicture(elements, format), `${name}.${format}`);
}

/** Let the browser save a file. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob), link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it in its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
