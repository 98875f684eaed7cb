/**
 * What a part of the page looks like, as a list of things to draw, the lowest first. Places are in CSS pixels from its
 * corner.
 * @module
 */

/** Turned about its middle, by degrees. */
interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
  degrees: number;
}

export type Piece =
  | ({ kind: "box"; radius: number; fill: string | null; stroke: string | null; strokeWidth: number } & Placed)
  | ({ kind: "image"; canvas: HTMLCanvasElement } & Placed)
  /** `x` … `height` are those of its line; the text stands on `baseline`, from the top of it. */
  | ({ kind: "text"; text: string; baseline: number; font: Font; colour: string } & Placed);

export interface Font {
  family: string;
  /** CSS pixels. */
  size: number;
  style: string;
  weight: string;
}

export interface Picture {
  width: number;
  height: number;
  /** Colour that all lies on. */
  ground: string;
  /** What it shows, for those who do not see it. */
  title: string;
  pieces: Piece[];
}

/** A font as canvases take it. */
export function fontText({ style, weight, size, family }: Font): string {
  return `${style} ${weight} ${size}px ${family}`;
}
