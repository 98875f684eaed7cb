/**
 * The figure: differences with their intervals, a row each.
 * @module
 */
import { linearScale, roundTicks, signedText } from "../../formats/figures/scales.ts";
import { element, figure, label, MUTED, RULE, type Svg, TEXT } from "../../formats/figures/svg.ts";
import type { Ablation } from "./study.ts";

const WIDTH = 860, ROW = 22, LEFT = 330, RIGHT = 770, HEAD = 46, FOOT = 34;
/** Of Okabe & Ito, which the colour-blind can tell apart: better, worse, not settled. */
const BETTER = "#0072B2", WORSE = "#D55E00";

function panel(title: string, rows: readonly Ablation[], top: number): Svg[] {
  const ends = rows.flatMap(({ difference }) => [difference.low, difference.high, 0]);
  const low = Math.min(...ends), high = Math.max(...ends), room = 0.04 * (high - low);
  const x = linearScale([low - room, high + room], [LEFT, RIGHT]), bottom = top + HEAD + rows.length * ROW;
  const ticks = roundTicks(low - room, high + room, 8);
  return [
    label(16, top + 18, title, { size: 13, colour: TEXT, bold: true }),
    ...ticks.flatMap((tick) => [
      element("path", { d: `M${x(tick)} ${top + HEAD - 10}V${bottom}`, stroke: tick === 0 ? MUTED : RULE }),
      label(x(tick), bottom + 16, signedText(tick, 2), { anchor: "middle" }),
    ]),
    ...rows.flatMap(({ name, difference: { mean, low, high } }, i) => {
      const y = top + HEAD + i * ROW + ROW / 2, colour = high < 0 ? BETTER : low > 0 ? WORSE : MUTED;
      return [
        label(LEFT - 12, y + 4, name, { anchor: "end", colour: TEXT }),
        element("path", { d: `M${x(low)} ${y}H${x(high)}`, stroke: colour, "stroke-width": 2 }),
        element("circle", { cx: x(mean), cy: y, r: 4, fill: colour }),
        label(RIGHT + 14, y + 4, signedText(mean, 3), { colour }),
      ];
    }),
  ];
}

export function ablationsFigure(parts: readonly Ablation[], pairs: readonly Ablation[]): string {
  const second = HEAD + parts.length * ROW + FOOT + 20, height = second + HEAD + pairs.length * ROW + FOOT + 24;
  const text = {
    title: "What each part of the model brings",
    description: "Differences of the negative log-likelihood of a rating, in nats, with 95 % intervals; left is better",
  };
  return figure(
    { width: WIDTH, height },
    text,
    ...panel("Each part alone, less the training mean (nats a rating; left is better)", parts, 8),
    ...panel("Each change, less what it changes", pairs, second),
    label(16, height - 10, "dot: mean over pieces; bar: 95 % of a paired bootstrap over pieces; grey: not settled"),
  );
}
