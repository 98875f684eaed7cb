/**
 * What the report's figures share: colours that follow the page, axes and keys.
 * @module
 */
import type { Scale } from "../figures/scales.ts";
import { at, element, figureElement, type FigureText, label, rule, type Svg } from "../figures/svg.ts";

/** Colours of the page (`style.ts`), light or dark. */
export const COLOURS = {
  text: "var(--text-strong)",
  muted: "var(--text-muted)",
  line: "var(--line)",
  strongLine: "var(--line-strong)",
  ground: "var(--ground)",
  /** The first system; what it is compared with. */
  ours: "var(--ours)",
  other: "var(--other)",
  better: "var(--better)",
  worse: "var(--worse)",
} as const;

type LabelStyle = Parameters<typeof label>[3];

/** A text in the page's colours. */
export function note(x: number, y: number, text: string, style: LabelStyle = {}): Svg {
  return label(x, y, text, { colour: COLOURS.muted, ...style });
}

/** A figure on the page's own ground. */
export function chart(size: { width: number; height: number }, text: FigureText, ...children: Svg[]): Svg {
  return figureElement({ ...size, ground: "none" }, text, ...children);
}

/** Where a plot lies within its figure. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Axis {
  scale: Scale;
  ticks: readonly number[];
  name: string;
  text(tick: number): string;
}

/** Grid, ticks and names of a plot with two axes. */
export function axes({ left, right, top, bottom }: Plot, x: Axis, y: Axis): Svg[] {
  return [
    ...x.ticks.flatMap((tick) => [
      rule(x.scale(tick), top, x.scale(tick), bottom, COLOURS.line),
      note(x.scale(tick), bottom + 15, x.text(tick), { anchor: "middle", size: 10 }),
    ]),
    ...y.ticks.flatMap((tick) => [
      rule(left, y.scale(tick), right, y.scale(tick), COLOURS.line),
      note(left - 6, y.scale(tick) + 3.5, y.text(tick), { anchor: "end", size: 10 }),
    ]),
    note((left + right) / 2, bottom + 32, x.name, { anchor: "middle" }),
    note(left - 38, (top + bottom) / 2, y.name, { anchor: "middle", turned: true }),
  ];
}

/** A dot; its title shows on hovering. */
export function dot(x: number, y: number, colour: string, { radius = 3.5, title = "", hollow = false } = {}): Svg {
  return element(
    "circle",
    {
      cx: x,
      cy: y,
      r: radius,
      fill: hollow ? COLOURS.ground : colour,
      stroke: hollow ? colour : COLOURS.ground,
      "stroke-width": hollow ? 1.5 : 0.75,
    },
    ...(title ? [element("title", {}, title)] : []),
  );
}

/** Names of colours in a row, from the left. */
export function key(x: number, y: number, entries: readonly { name: string; colour: string; hollow?: boolean }[]): Svg {
  let offset = 0;
  return at(
    x,
    y,
    ...entries.flatMap(({ name, colour, hollow }) => {
      const from = offset;
      // No way to measure text here: this is wide enough for the usual letters.
      offset += 26 + 6.2 * name.length;
      return [dot(from + 4, -4, colour, { hollow }), note(from + 13, 0, name)];
    }),
  );
}

/** A dashed line from one point to another: what would be perfect, or the mean. */
export function dashed(x1: number, y1: number, x2: number, y2: number, colour: string = COLOURS.strongLine): Svg {
  return element("line", { x1, y1, x2, y2, stroke: colour, "stroke-dasharray": "4 3" });
}
