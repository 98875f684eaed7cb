/**
 * A {@link Picture} as a file: pixels, or SVG with the canvases' pixels and real text.
 * @module
 */
import { fontText, type Picture, type Piece } from "./picture.ts";

/** @param scale pixels for each CSS pixel. */
export async function pictureToPng({ width, height, ground, pieces }: Picture, scale: number): Promise<Blob> {
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d")!;
  Object.assign(canvas, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  for (const piece of pieces) {
    context.save();
    turn(context, piece);
    draw(context, piece);
    context.restore();
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (blob) return blob;
  throw new RangeError(
    `Cannot draw the picture: it must fit a canvas, current size is ${canvas.width} × ${canvas.height}`,
  );
}

function turn(context: CanvasRenderingContext2D, { x, y, width, height, degrees }: Piece): void {
  if (degrees === 0) return;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  context.translate(middleX, middleY);
  context.rotate(degrees * Math.PI / 180);
  context.translate(-middleX, -middleY);
}

function draw(context: CanvasRenderingContext2D, piece: Piece): void {
  const { x, y, width, height } = piece;
  switch (piece.kind) {
    case "image":
      return context.drawImage(piece.canvas, x, y, width, height);
    case "text":
      context.font = fontText(piece.font);
      context.fillStyle = piece.colour;
      return context.fillText(piece.text, x, y + piece.baseline);
    case "box":
      context.beginPath();
      context.roundRect(x, y, width, height, piece.radius);
      if (piece.fill) {
        context.fillStyle = piece.fill;
        context.fill();
      }
      if (!piece.stroke) return;
      context.strokeStyle = piece.stroke;
      context.lineWidth = piece.strokeWidth;
      context.stroke();
  }
}

const SVG = "http://www.w3.org/2000/svg";

export function pictureToSvg({ width, height, ground, title, pieces }: Picture): string {
  const document = globalThis.document.implementation.createDocument(SVG, "svg");
  const root = document.documentElement;
  const add = (name: string, attributes: Record<string, string | number | null>, text = "") => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null) element.setAttribute(key, typeof value === "number" ? String(rounded(value)) : value);
    }
    element.textContent = text;
    root.append(element);
  };
  root.setAttribute("viewBox", `0 0 ${rounded(width)} ${rounded(height)}`);
  root.setAttribute("role", "img");
  add("title", {}, title);
  add("rect", { width, height, fill: ground });
  for (const piece of pieces) {
    const [name, attributes, text] = described(piece);
    add(name, { ...attributes, transform: turned(piece) }, text);
  }
  return new XMLSerializer().serializeToString(document);
}

type Described = [name: string, attributes: Record<string, string | number | null>, text?: string];

function described(piece: Piece): Described {
  const { x, y, width, height } = piece;
  switch (piece.kind) {
    case "image":
      return ["image", { x, y, width, height, preserveAspectRatio: "none", href: piece.canvas.toDataURL() }];
    case "text": {
      const { family, size, style, weight } = piece.font;
      const font = { "font-family": family, "font-size": size, "font-style": style, "font-weight": weight };
      return ["text", { x, y: y + piece.baseline, ...font, fill: piece.colour }, piece.text];
    }
    case "box": {
      const { radius: rx, fill, stroke, strokeWidth } = piece;
      return ["rect", { x, y, width, height, rx, fill: fill ?? "none", stroke, "stroke-width": strokeWidth }];
    }
  }
}

function turned({ x, y, width, height, degrees }: Piece): string | null {
  return degrees === 0 ? null : `rotate(${degrees} ${rounded(x + width / 2)} ${rounded(y + height / 2)})`;
}

/** Hundredths of a pixel are finer than any screen. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
