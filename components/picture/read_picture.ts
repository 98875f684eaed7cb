/**
 * A part of the page as a {@link Picture}: backgrounds, borders, rings of shadow, canvases and texts, in the theme that
 * is on. Gradients, pseudo-elements and what is for acting are left out; a button that also tells something stays, by
 * `data-pictured`.
 * @module
 */
import { type Font, fontText, type Picture, type Piece } from "./picture.ts";

/** What is for acting. */
const CONTROLS = "a, select, input, textarea, fieldset, button:not([data-pictured])";

interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** @param elements at least one: they stay where they are to each other. */
export function readPicture(elements: readonly HTMLElement[]): Picture {
  const places = elements.map((element) => element.getBoundingClientRect()), [first] = elements;
  const x = Math.min(...places.map(({ left }) => left)), y = Math.min(...places.map(({ top }) => top));
  const width = Math.max(...places.map(({ right }) => right)) - x;
  const height = Math.max(...places.map(({ bottom }) => bottom)) - y;
  return {
    width,
    height,
    ground: groundOf(first),
    title: first.getAttribute("aria-label") ?? document.title,
    pieces: elements.flatMap((element) => piecesOf(element, { x, y }, { x: 0, y: 0, width, height })),
  };
}

/** The first background behind an element; white as paper if there is none. */
function groundOf(element: Element | null): string {
  for (let at = element; at; at = at.parentElement) {
    const colour = visibleColour(getComputedStyle(at).backgroundColor);
    if (colour) return colour;
  }
  return "#ffffff";
}

/** An element and all in it, those with the higher z-index later. */
function piecesOf(element: HTMLElement, origin: { x: number; y: number }, clip: Rect): Piece[] {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
  if (element.matches(CONTROLS)) return [];
  const style = getComputedStyle(element), place = placeOf(element, style, origin);
  const inside = style.overflow === "visible" ? clip : overlap(clip, place);
  if (!inside) return [];
  const own = [...boxes(style, place), ...element instanceof HTMLCanvasElement ? canvasPiece(element, place) : []];
  const within = own.flatMap((piece) => overlap(clip, piece) ? [piece] : []);
  const parts = [...element.childNodes].map((node) => ({
    level: node instanceof HTMLElement ? levelOf(node) : 0,
    pieces: node instanceof HTMLElement
      ? piecesOf(node, origin, inside)
      : node instanceof Text
      ? textPieces(node, style, origin).filter((piece) => overlap(inside, piece))
      : [],
  }));
  const below = parts.filter(({ level }) => level < 0), above = parts.filter(({ level }) => level >= 0);
  const drawn = [...below, ...above.sort((a, b) => a.level - b.level)].flatMap(({ pieces }) => pieces);
  return [...within, ...drawn];
}

/** Positioned elements lie above others; by their z-index among each other. */
function levelOf(element: HTMLElement): number {
  const { zIndex, position } = getComputedStyle(element);
  return zIndex === "auto" ? position === "static" ? 0 : 0.5 : Number(zIndex);
}

function placeOf(element: HTMLElement, { rotate }: CSSStyleDeclaration, origin: { x: number; y: number }) {
  const rect = element.getBoundingClientRect(), degrees = parseFloat(rotate) || 0;
  // A turned element's rectangle is that around its corners.
  const [width, height] = degrees % 180 === 0 ? [rect.width, rect.height] : [element.offsetWidth, element.offsetHeight];
  const x = rect.x - origin.x + (rect.width - width) / 2, y = rect.y - origin.y + (rect.height - height) / 2;
  return { x, y, width, height, degrees };
}

type Place = ReturnType<typeof placeOf>;

function boxes(style: CSSStyleDeclaration, place: Place): Piece[] {
  const fill = visibleColour(style.backgroundColor), radius = cornerOf(style, place);
  const background: Piece[] = fill ? [{ kind: "box", ...place, radius, fill, stroke: null, strokeWidth: 0 }] : [];
  return [...background, ...borders(style, place, radius), ...shadowRings(style, place, radius)];
}

function cornerOf({ borderTopLeftRadius: radius }: CSSStyleDeclaration, { width, height }: Place): number {
  const most = Math.min(width, height) / 2;
  return Math.min(most, radius.endsWith("%") ? parseFloat(radius) / 100 * width : parseFloat(radius) || 0);
}

const SIDES = ["Top", "Right", "Bottom", "Left"] as const;

function borders(style: CSSStyleDeclaration, place: Place, radius: number): Piece[] {
  const sides = SIDES.map((side) => ({
    side,
    width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]) || 0,
    colour: visibleColour(style[`border${side}Color`]),
  }));
  const [{ width, colour }] = sides;
  if (sides.every((side) => side.width === width && side.colour === colour)) {
    return width > 0 && colour ? [ring(place, -width / 2, { width, colour, radius })] : [];
  }
  return sides.flatMap(({ side, width, colour }) => {
    if (width === 0 || !colour) return [];
    const { x, y } = place, right = x + place.width - width, bottom = y + place.height - width;
    const edge = side === "Top" || side === "Bottom"
      ? { x, y: side === "Top" ? y : bottom, width: place.width, height: width }
      : { x: side === "Left" ? x : right, y, width, height: place.height };
    return [{ kind: "box", ...edge, degrees: 0, radius: 0, fill: colour, stroke: null, strokeWidth: 0 }];
  });
}

/** A stroke whose middle lies `beyond` the edge. */
function ring(
  { x, y, width, height, degrees }: Place,
  beyond: number,
  stroke: { width: number; colour: string; radius: number },
): Piece {
  return {
    kind: "box",
    x: x - beyond,
    y: y - beyond,
    width: Math.max(0, width + 2 * beyond),
    height: Math.max(0, height + 2 * beyond),
    degrees,
    radius: stroke.radius > 0 ? Math.max(0, stroke.radius + beyond) : 0,
    fill: null,
    stroke: stroke.colour,
    strokeWidth: stroke.width,
  };
}

const RING = /(rgba?\([^)]*\)) 0px 0px 0px ([\d.]+)px( inset)?/g;

/** Shadows that are neither moved nor blurred: rings on either side of the edge. */
function shadowRings({ boxShadow }: CSSStyleDeclaration, place: Place, radius: number): Piece[] {
  return [...boxShadow.matchAll(RING)].map(([, colour, spread, inset]) => {
    const width = Number(spread);
    return ring(place, inset ? -width / 2 : width / 2, { width, colour, radius });
  });
}

function canvasPiece(canvas: HTMLCanvasElement, place: Place): Piece[] {
  return canvas.width > 0 && canvas.height > 0 ? [{ kind: "image", canvas, ...place }] : [];
}

/** The lines of a text as they are broken on the page. */
function textPieces(node: Text, style: CSSStyleDeclaration, origin: { x: number; y: number }): Piece[] {
  const lines: { rect: DOMRect; words: string[] }[] = [], range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getBoundingClientRect(), last = lines.at(-1);
    const shown = style.textTransform === "uppercase" ? word.toUpperCase() : word;
    if (last && sameLine(last.rect, rect, style)) last.words.push(shown);
    else if (rect.width > 0) lines.push({ rect, words: [shown] });
  }
  const font: Font = {
    family: style.fontFamily,
    size: parseFloat(style.fontSize),
    style: style.fontStyle,
    weight: style.fontWeight,
  };
  return lines.map(({ rect, words }): Piece => {
    const text = words.join(" "), x = rect.x - origin.x, y = rect.y - origin.y, { width, height } = rect;
    const turned = style.writingMode.startsWith("vertical");
    // Vertical writing is horizontal writing turned to the right, about the middle of its place.
    const line = turned ? { x: x + (width - height) / 2, y: y + (height - width) / 2, width: height, height: width } : {
      x,
      y,
      width,
      height,
    };
    const degrees = (turned ? 90 : 0) + (parseFloat(style.rotate) || 0);
    return { kind: "text", text, ...line, baseline: baselineOf(font, line.height), font, colour: style.color, degrees };
  });
}

function sameLine(a: DOMRect, b: DOMRect, { writingMode }: CSSStyleDeclaration): boolean {
  return writingMode.startsWith("vertical") ? Math.abs(a.x - b.x) < 1 : Math.abs(a.y - b.y) < 1;
}

let measuring: CanvasRenderingContext2D | null = null;

/** From the top of a line to where its letters stand. */
function baselineOf(font: Font, height: number): number {
  measuring ??= document.createElement("canvas").getContext("2d")!;
  measuring.font = fontText(font);
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measuring.measureText("x");
  return (height - above - below) / 2 + above;
}

function visibleColour(colour: string): string | null {
  return colour === "transparent" || /^rgba\(.*, 0\)$/.test(colour) ? null : colour;
}

function overlap(a: Rect, b: Rect): Rect | null {
  const x = Math.max(a.x, b.x), y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x, height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
