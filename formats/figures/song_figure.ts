/**
 * When units fire in a song, beside the song's timeline.
 * @module
 */
import type { TimelineStep } from "../../core/emotion/timeline.ts";
import { type ModelInsight, strongestMoments } from "../../core/model/insight.ts";
import { amountColour, LESS_COLOUR, MORE_COLOUR } from "./colours.ts";
import { linearScale, roundTicks, type Scale, signedText, timeText } from "./scales.ts";
import { at, element, figure, label, line, rule, type Svg, TEXT } from "./svg.ts";
import { unitName } from "./unit_figure.ts";

const LEFT = 132, RIGHT = 128, WIDTH = 900, PLOT = WIDTH - LEFT - RIGHT;
const LINES = { top: 62, height: 90 };
const ROW = 20, MOMENTS = 3;
/** Strongest moments of one unit that lie closer tell of the same passage. */
const APART_SECONDS = 5;

/** When the units of an insight fire in one song. */
export interface FiringUnits {
  name: string;
  stepSeconds: number;
  steps: readonly TimelineStep[];
  /** Of the units of the insight, each [T] in (0, 1). */
  activations: readonly ArrayLike<number>[];
}

/** Rows of activation over time, white at 0 and dark at 1, with a mark at each unit's strongest moments. */
export function songFigure(insight: ModelInsight, song: FiringUnits): string {
  const { activations, steps, stepSeconds } = song, durationSeconds = steps.length * stepSeconds;
  const x = linearScale([0, durationSeconds], [0, PLOT]), rowsTop = LINES.top + LINES.height + 26;
  const apartSteps = Math.max(1, Math.round(APART_SECONDS / stepSeconds));
  const moments = activations.map((own) => strongestMoments(own, { count: MOMENTS, apartSteps }));
  const height = rowsTop + ROW * activations.length + 40;
  return figure(
    { width: WIDTH, height },
    {
      title: `When the hidden units of ${insight.id} fire in ${song.name}`,
      description: moments.map((own, i) =>
        `The unit of ${unitName(insight.units[i])} fires most at ${
          own.map((t) => timeText(t * stepSeconds)).join(", ")
        }.`
      ).join(" "),
    },
    label(16, 24, `When the hidden units of ${insight.id} fire in ${song.name}`, {
      size: 15,
      colour: TEXT,
      bold: true,
    }),
    label(16, 44, "Above: mean arousal and valence of the map. Below: activation, the most influential unit first."),
    at(LEFT, LINES.top, meanLines(steps, stepSeconds, x)),
    at(
      LEFT,
      rowsTop,
      ...activations.map((own, i) =>
        at(0, ROW * i, firingRow(unitName(insight.units[i]), own, moments[i], { x, stepSeconds }))
      ),
      timeAxis(durationSeconds, x, ROW * activations.length),
    ),
    at(LEFT + PLOT + 10, rowsTop - 12, ...amountKey()),
  );
}

function meanLines(steps: readonly TimelineStep[], stepSeconds: number, x: Scale): Svg {
  const most = steps.reduce((far, { mean }) => Math.max(far, Math.abs(mean.arousal), Math.abs(mean.valence)), 0.1);
  const y = linearScale([-most, most], [LINES.height, 0]), last = steps[steps.length - 1]?.mean;
  const points = (axis: "arousal" | "valence") =>
    steps.map(({ mean }, t): [number, number] => [x((t + 0.5) * stepSeconds), y(mean[axis])]);
  return at(
    0,
    0,
    ...roundTicks(-most, most, 4).map((tick) =>
      at(
        0,
        y(tick),
        rule(0, 0, PLOT, 0, tick === 0 ? "#919191" : undefined),
        label(-6, 3.5, signedText(tick, 1), { anchor: "end" }),
      )
    ),
    line(points("arousal"), MORE_COLOUR, 2),
    line(points("valence"), LESS_COLOUR, 2),
    ...last ? endLabels(y(last.arousal), y(last.valence)) : [],
  );
}

/** Names at the ends of the lines, kept apart. */
function endLabels(arousal: number, valence: number): Svg[] {
  const gap = Math.max(0, 14 - Math.abs(arousal - valence)) / 2, up = arousal <= valence ? -gap : gap;
  return [
    label(PLOT + 10, arousal + up + 4, "arousal", { colour: MORE_COLOUR, bold: true }),
    label(PLOT + 10, valence - up + 4, "valence", { colour: LESS_COLOUR, bold: true }),
  ];
}

function firingRow(
  name: string,
  activations: ArrayLike<number>,
  moments: readonly number[],
  { x, stepSeconds }: { x: Scale; stepSeconds: number },
): Svg {
  const byColour = new Map<string, string>();
  for (let t = 0; t < activations.length; t++) {
    const colour = amountColour(activations[t], 1), left = x(t * stepSeconds), width = x((t + 1) * stepSeconds) - left;
    byColour.set(
      colour,
      `${byColour.get(colour) ?? ""}M${left.toFixed(2)} 0h${width.toFixed(2)}v${ROW - 4}h-${width.toFixed(2)}z`,
    );
  }
  return at(
    0,
    0,
    label(-6, 12, name, { anchor: "end" }),
    element(
      "g",
      { "shape-rendering": "crispEdges" },
      ...[...byColour].map(([fill, d]) => element("path", { d, fill })),
    ),
    element("rect", { width: PLOT, height: ROW - 4, fill: "none", stroke: "#d9d9d9" }),
    ...moments.map((t) => {
      const middle = x((t + 0.5) * stepSeconds);
      return element("path", {
        d: `M${(middle - 4).toFixed(2)} -3h8l-4 6z`,
        fill: MORE_COLOUR,
        stroke: "#fff",
        "stroke-width": 0.75,
      });
    }),
    label(PLOT + 10, 12, moments.map((t) => timeText(t * stepSeconds)).join("  ")),
  );
}

/** Ticks at round times. */
export function timeAxis(durationSeconds: number, x: Scale, y: number): Svg {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200].find((s) => durationSeconds / s <= 12) ??
    14400;
  const ticks = Array.from({ length: Math.floor(durationSeconds / step) + 1 }, (_, i) => i * step);
  return at(
    0,
    y,
    ...ticks.map((seconds) =>
      at(x(seconds), 0, rule(0, 0, 0, 4, "#919191"), label(0, 17, timeText(seconds), { anchor: "middle", size: 10 }))
    ),
    label(x(durationSeconds), 30, "time, min:s", { anchor: "end", size: 10 }),
  );
}

function amountKey(): Svg[] {
  return [
    element("path", { d: "M0 -3h8l-4 6z", fill: MORE_COLOUR }),
    label(13, 3, "strongest moments", { size: 10 }),
  ];
}
