/**
 * Pieces of SVG as text, the same for pages and for files. Every value is escaped: names come from files of strangers.
 * @module
 */

/** A piece of SVG. Only this module makes it of texts. */
export interface Svg {
  readonly markup: string;
}

type Value = string | number;

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as XML allows it: escaped, without control characters and halves of surrogate pairs. */
function escape(value: Value): string {
  const text = typeof value === "number" ? numberText(value) : value.toWellFormed();
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ").replace(
    /[&<>"']/g,
    (c) => ESCAPES[c],
  );
}

/** Two decimals are finer than a screen; a shorter text is a smaller file. */
function numberText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** `<name …>children</name>`; attributes that are undefined are left out. Strings among the children are text. */
export function element(
  name: string,
  attributes: Record<string, Value | undefined>,
  ...children: (Svg | string)[]
): Svg {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(value!)}"`).join("");
  const inside = children.map((child) => typeof child === "string" ? escape(child) : child.markup).join("");
  return { markup: inside === "" ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>` };
}

/** Children moved to a place. */
export function at(x: number, y: number, ...children: Svg[]): Svg {
  return element("g", { transform: `translate(${numberText(x)} ${numberText(y)})` }, ...children);
}

/** A text; `end` and `middle` anchor it there. */
export function label(
  x: number,
  y: number,
  text: string,
  style: { size?: number; colour?: string; anchor?: "start" | "middle" | "end"; bold?: boolean; turned?: boolean } = {},
): Svg {
  const { size = 11, colour = MUTED, anchor, bold, turned } = style;
  return element("text", {
    ...(turned ? { transform: `translate(${numberText(x)} ${numberText(y)}) rotate(-90)` } : { x, y }),
    "font-size": size,
    fill: colour,
    "text-anchor": anchor,
    "font-weight": bold ? 600 : undefined,
  }, text);
}

export const TEXT = "#1f1f1f";
export const MUTED = "#5c5c5c";
export const RULE = "#d9d9d9";
const GROUND = "#ffffff";

export interface FigureText {
  /** One line that says what is seen. */
  title: string;
  /** What it says, for those who do not see it. */
  description: string;
}

export interface FigureSize {
  width: number;
  height: number;
  /** What it is drawn on; white by default. `none` shows the page's own. */
  ground?: string;
}

/** A whole figure with its title and description for screen readers, as part of a page. */
export function figureElement(
  { width, height, ground = GROUND }: FigureSize,
  { title, description }: FigureText,
  ...children: Svg[]
): Svg {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${numberText(width)} ${numberText(height)}`,
      width,
      height,
      role: "img",
      "font-family": "'Open Sans', system-ui, sans-serif",
    },
    element("title", {}, title),
    element("desc", {}, description),
    element("rect", { width, height, fill: ground }),
    ...children,
  );
}

/** A whole figure as the text of a file. */
export function figure(size: FigureSize, text: FigureText, ...children: Svg[]): string {
  return figureElement(size, text, ...children).markup;
}

/** Points joined by a line; a break where a coordinate is not finite. */
export function line(points: readonly (readonly [x: number, y: number])[], colour: string, width: number): Svg {
  let pen = "M", d = "";
  for (const [x, y] of points) {
    if (Number.isFinite(x + y)) d += `${pen}${numberText(x)} ${numberText(y)}`;
    pen = Number.isFinite(x + y) ? "L" : "M";
  }
  return element("path", { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round" });
}

export function rule(x1: number, y1: number, x2: number, y2: number, colour = RULE): Svg {
  return element("path", {
    d: `M${numberText(x1)} ${numberText(y1)}L${numberText(x2)} ${numberText(y2)}`,
    stroke: colour,
  });
}
