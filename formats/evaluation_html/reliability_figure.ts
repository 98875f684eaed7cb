/**
 * The reliability diagram: how often cells came true against how likely they were said to be.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { logScale, logTicks } from "../figures/scales.ts";
import { line, type Svg } from "../figures/svg.ts";
import { axes, chart, COLOURS, dashed, dot, key } from "./chart.ts";

const WIDTH = 440, HEIGHT = 420, PLOT = { left: 62, right: 425, top: 40, bottom: 370 };

/** @param systems the first one strong, the others behind it. */
export function reliabilityFigure({ calibration }: EvaluationReport, systems: readonly string[]): Svg {
  const bins = systems.map((name) => calibration[name].reliability);
  const seen = bins.flat().flatMap(({ predicted, observed }) => [predicted, observed]).filter((value) => value > 0);
  const domain: [number, number] = [
    0.8 * seen.reduce((a, b) => Math.min(a, b), 1 / 121),
    Math.min(1, 1.25 * seen.reduce((a, b) => Math.max(a, b), 1 / 121)),
  ];
  const x = logScale(domain, [PLOT.left, PLOT.right]), y = logScale(domain, [PLOT.bottom, PLOT.top]);
  const all = logTicks(...domain);
  // Room for about seven.
  const ticks = all.length > 7 ? all.filter((_, i) => i % 2 === 0) : all,
    text = (tick: number) => `${Number((100 * tick).toPrecision(3))} %`;
  // What never came true has no logarithm: at the foot of the figure.
  const place = (observed: number) => y(Math.max(domain[0], observed));
  const colours = systems.map((_, i) => i === 0 ? COLOURS.ours : COLOURS.other);
  return chart(
    { width: WIDTH, height: HEIGHT },
    {
      title: `Reliability of ${systems[0]}`,
      description: bins[0].map(({ predicted, observed }) =>
        `said ${percent(predicted)}, came true ${percent(observed)}`
      ).join("; "),
    },
    key(PLOT.left, 20, systems.map((name, i) => ({ name, colour: colours[i], hollow: i > 0 }))),
    ...axes(
      PLOT,
      { scale: x, ticks, text, name: "predicted probability of a cell" },
      { scale: y, ticks, text, name: "how often it was rated" },
    ),
    dashed(PLOT.left, PLOT.bottom, PLOT.right, PLOT.top),
    ...bins.map((own, i) => ({ own, i })).reverse().flatMap(({ own, i }) => [
      line(own.map(({ predicted, observed }) => [x(predicted), place(observed)]), colours[i], i === 0 ? 1.75 : 1),
      ...own.map(({ predicted, observed }) =>
        dot(x(predicted), place(observed), colours[i], {
          title: `${systems[i]}: said ${percent(predicted)}, came true ${percent(observed)}`,
          hollow: i > 0,
        })
      ),
    ]),
  );
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
