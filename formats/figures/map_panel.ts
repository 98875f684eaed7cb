/**
 * 11×11 maps as parts of figures.
 * @module
 */
import { cellToArousalRow, cellToValenceColumn, GRID_SIZE, type Point } from "../../core/emotion/grid.ts";
import type { Heatmap } from "../../core/emotion/heatmap.ts";
import { amountColour, signedColour } from "./colours.ts";
import { at, element, label, MUTED, rule, type Svg } from "./svg.ts";

/**
 * A signed map, `size` wide and high, with its axes: up is energetic, right is positive.
 * @param change [121]
 * @param maximum change of the last colours.
 */
export function changeMap(change: ArrayLike<number>, maximum: number, size: number): Svg {
  return at(0, 0, cells(change, (value) => signedColour(value, maximum), size), frame(size), axes(size));
}

/** A map of probabilities, `size` wide and high, and on it a ring at its mean. */
export function probabilityMap(
  heatmap: Heatmap,
  mean: Point,
  { maximum, size, withAxes }: {
    /** Probability of the last colour. */
    maximum: number;
    size: number;
    /** Whether the axes are named. */
    withAxes: boolean;
  },
): Svg {
  const ring = { cx: (mean.valence + 1) / 2 * size, cy: (1 - mean.arousal) / 2 * size, r: size / 24, fill: "none" };
  return at(
    0,
    0,
    cells(heatmap, (value) => amountColour(value, maximum), size),
    frame(size),
    element("circle", { ...ring, stroke: "#ffffff", "stroke-width": 3 }),
    element("circle", { ...ring, stroke: "#a85008", "stroke-width": 1.5 }),
    ...withAxes ? [axes(size)] : [],
  );
}

/** Cells of one colour are drawn together. */
function cells(values: ArrayLike<number>, colourOf: (value: number) => string, size: number): Svg {
  const byColour = new Map<string, string>();
  for (let i = 0; i < values.length; i++) {
    const colour = colourOf(values[i]), row = GRID_SIZE - 1 - cellToArousalRow(i);
    byColour.set(colour, `${byColour.get(colour) ?? ""}M${cellToValenceColumn(i)} ${row}h1v1h-1z`);
  }
  return element(
    "g",
    { transform: `scale(${(size / GRID_SIZE).toFixed(4)})`, "shape-rendering": "crispEdges" },
    ...[...byColour].map(([fill, d]) => element("path", { d, fill })),
  );
}

function frame(size: number): Svg {
  return at(
    0,
    0,
    rule(size / 2, 0, size / 2, size, "#00000022"),
    rule(0, size / 2, size, size / 2, "#00000022"),
    element("rect", { width: size, height: size, fill: "none", stroke: "#919191" }),
  );
}

function axes(size: number): Svg {
  return at(
    0,
    0,
    label(size / 2, size + 13, "valence", { anchor: "middle", size: 10 }),
    label(0, size + 13, "−1", { size: 10, colour: MUTED }),
    label(size, size + 13, "+1", { size: 10, anchor: "end" }),
    label(-5, size / 2, "arousal", { anchor: "middle", size: 10, turned: true }),
    label(-4, size, "−1", { size: 10, anchor: "end" }),
    label(-4, 9, "+1", { size: 10, anchor: "end" }),
  );
}
