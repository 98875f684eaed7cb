/**
 * The 11×11 map of a change, as part of a figure.
 * @module
 */
import { cellToArousalRow, cellToValenceColumn, GRID_SIZE } from "../../core/emotion/grid.ts";
import { signedColour } from "./colours.ts";
import { at, element, label, MUTED, rule, type Svg } from "./svg.ts";

/**
 * A signed map, `size` wide and high, with its axes: up is energetic, right is positive.
 * @param change [121]
 * @param maximum change of the last colours.
 */
export function changeMap(change: ArrayLike<number>, maximum: number, size: number): Svg {
  const cell = size / GRID_SIZE, byColour = new Map<string, string>();
  for (let i = 0; i < change.length; i++) {
    const colour = signedColour(change[i], maximum), row = GRID_SIZE - 1 - cellToArousalRow(i);
    byColour.set(colour, `${byColour.get(colour) ?? ""}M${cellToValenceColumn(i)} ${row}h1v1h-1z`);
  }
  const cells = [...byColour].map(([fill, d]) => element("path", { d, fill }));
  return at(
    0,
    0,
    element("g", { transform: `scale(${cell.toFixed(4)})`, "shape-rendering": "crispEdges" }, ...cells),
    rule(size / 2, 0, size / 2, size, "#00000022"),
    rule(0, size / 2, size, size / 2, "#00000022"),
    element("rect", { width: size, height: size, fill: "none", stroke: "#919191" }),
    label(size / 2, size + 13, "valence", { anchor: "middle", size: 10 }),
    label(0, size + 13, "−1", { size: 10, colour: MUTED }),
    label(size, size + 13, "+1", { size: 10, anchor: "end" }),
    label(-5, size / 2, "arousal", { anchor: "middle", size: 10, turned: true }),
    label(-4, size, "−1", { size: 10, anchor: "end" }),
    label(-4, 9, "+1", { size: 10, anchor: "end" }),
  );
}
