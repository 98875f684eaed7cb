/**
 * The coverage curve: how many ratings lie in the regions that are to hold a given share of them.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { linearScale } from "../figures/scales.ts";
import { element, line, type Svg } from "../figures/svg.ts";
import { axes, chart, COLOURS, dashed, dot, key } from "./chart.ts";

const WIDTH = 440, HEIGHT = 420, PLOT = { left: 62, right: 425, top: 40, bottom: 370 };
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** What is near enough: two points of a hundred on either side. */
const NEAR = 0.02;

/** @param systems the first one strong, the others behind it. */
export function coverageFigure({ calibration }: EvaluationReport, systems: readonly string[]): Svg {
  const x = linearScale([0, 1], [PLOT.left, PLOT.right]), y = linearScale([0, 1], [PLOT.bottom, PLOT.top]);
  const text = (tick: number) => `${Math.round(100 * tick)} %`;
  const curves = systems.map((name) => calibration[name].coverage);
  const colours = systems.map((_, i) => i === 0 ? COLOURS.ours : COLOURS.other);
  const band = [[0, 0], [1 - NEAR, 1], [1, 1], [1, 1 - NEAR], [NEAR, 0]];
  return chart(
    { width: WIDTH, height: HEIGHT },
    {
      title: `Coverage of the regions of ${systems[0]}`,
      description: curves[0].map(({ level, covered }) => `${text(level)} regions hold ${percent(covered)}`).join("; "),
    },
    key(PLOT.left, 20, systems.map((name, i) => ({ name, colour: colours[i], hollow: i > 0 }))),
    ...axes(
      PLOT,
      { scale: x, ticks: TICKS, text, name: "probability of the region" },
      { scale: y, ticks: TICKS, text, name: "ratings that lie in it" },
    ),
    element("path", {
      d: `M${band.map(([level, covered]) => `${x(level).toFixed(1)} ${y(covered).toFixed(1)}`).join("L")}Z`,
      fill: COLOURS.strongLine,
      opacity: 0.18,
    }),
    dashed(PLOT.left, PLOT.bottom, PLOT.right, PLOT.top),
    ...curves.map((own, i) => ({ own, i })).reverse().flatMap(({ own, i }) => [
      line(
        [[x(0), y(0)], ...own.map(({ level, covered }) => [x(level), y(covered)] as const)],
        colours[i],
        i === 0 ? 1.75 : 1,
      ),
      ...own.map(({ level, covered }) =>
        dot(x(level), y(covered), colours[i], {
          title: `${systems[i]}: ${text(level)} regions hold ${percent(covered)} of the ratings`,
          hollow: i > 0,
        })
      ),
    ]),
  );
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
