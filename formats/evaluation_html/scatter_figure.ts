/**
 * Predicted against rated means of pieces on one axis.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { linearScale, roundTicks, signedText } from "../figures/scales.ts";
import { line, type Svg } from "../figures/svg.ts";
import { axes, chart, COLOURS, dashed, dot, note } from "./chart.ts";

const WIDTH = 440, HEIGHT = 420, PLOT = { left: 62, right: 425, top: 40, bottom: 370 };

export function scatterFigure({ pieces, systems }: EvaluationReport, system: string, axis: "arousal" | "valence"): Svg {
  const own = pieces[system];
  const far = own.reduce(
    (far, { predicted, observed }) => Math.max(far, Math.abs(predicted[axis]), Math.abs(observed[axis])),
    0.1,
  );
  const most = Math.min(1, 1.08 * far), domain: [number, number] = [-most, most];
  const x = linearScale(domain, [PLOT.left, PLOT.right]), y = linearScale(domain, [PLOT.bottom, PLOT.top]);
  const ticks = roundTicks(-most, most, 6), text = (tick: number) => signedText(tick, 1);
  const name = axis === "arousal" ? "Arousal" : "Valence", r = systems[system][`r${name}`];
  return chart(
    { width: WIDTH, height: HEIGHT },
    {
      title: `${name} of pieces as predicted by ${system} and as rated`,
      description: r === null
        ? "One of the two does not vary."
        : `Correlation ${r.toFixed(2)} over ${own.length} pieces.`,
    },
    note(PLOT.left, 20, `${name}${r === null ? "" : `, r ${signedText(r, 2)}`}`, {
      colour: COLOURS.text,
      bold: true,
      size: 12,
    }),
    ...axes(
      PLOT,
      { scale: x, ticks, text, name: `predicted mean ${axis}` },
      { scale: y, ticks, text, name: `rated mean ${axis}` },
    ),
    line([[PLOT.left, y(0)], [PLOT.right, y(0)]], COLOURS.strongLine, 0.75),
    line([[x(0), PLOT.top], [x(0), PLOT.bottom]], COLOURS.strongLine, 0.75),
    dashed(PLOT.left, PLOT.bottom, PLOT.right, PLOT.top),
    ...own.map(({ piece, predicted, observed }) =>
      dot(x(predicted[axis]), y(observed[axis]), COLOURS.ours, {
        title: `${piece}: predicted ${signedText(predicted[axis], 2)}, rated ${signedText(observed[axis], 2)}`,
      })
    ),
  );
}
