/**
 * The maps of some seconds of a timeline in a row, as in figure 4 of Schmidt & Kim (2011).
 * @module
 */
import type { HeatmapTimeline, TimelineStep } from "../../core/emotion/timeline.ts";
import { amountColour } from "./colours.ts";
import { probabilityMap } from "./map_panel.ts";
import { signedText, timeText } from "./scales.ts";
import { at, element, figure, label, type Svg, TEXT } from "./svg.ts";

const MAP = 104, GAP = 16, LEFT = 34, TOP = 64, ROW = MAP + 46, IN_A_ROW = 8;
/** Narrow enough for two maps, wide enough for the title. */
const LEAST_WIDTH = 520;
/** Maps of a long range unless more or fewer are asked for. */
const USUAL_MAPS = 8;

export interface MapRowOptions {
  /** Steps that begin in [fromSeconds, toSeconds) are shown; all by default. */
  fromSeconds?: number;
  toSeconds?: number;
  /** Most maps; of more steps, evenly spaced ones are taken. 8 by default. */
  maps?: number;
}

/**
 * Maps on one scale, white at 0 and dark at the likeliest cell of all of them, the time of each below.
 * @throws RangeError if no step begins in the range, or the number of maps is not a positive integer.
 */
export function mapRowFigure(timeline: HeatmapTimeline, options: MapRowOptions = {}): string {
  const shown = stepsShown(timeline, options), columns = Math.min(IN_A_ROW, shown.length);
  const rows = Math.ceil(shown.length / IN_A_ROW), maximum = likeliest(shown);
  const width = Math.max(LEAST_WIDTH, LEFT + columns * (MAP + GAP) + 8), height = TOP + rows * ROW + 30;
  const { source: { name }, model: { id }, stepSeconds } = timeline, time = clock(stepSeconds);
  const [first, last] = [shown[0], shown[shown.length - 1]].map(({ startSeconds }) => time(startSeconds));
  const title = `How the emotion of ${name} moves, ${first} – ${last}`;
  return figure(
    { width, height },
    { title, description: shown.map((step) => stepText(step, time)).join(" ") },
    label(16, 24, title, { size: 15, colour: TEXT, bold: true }),
    label(16, 44, `Heatmaps by ${id}; the ring is the mean. Up is energetic, right is positive.`),
    ...shown.map((step, i) => {
      const [x, y] = [LEFT + (i % IN_A_ROW) * (MAP + GAP), TOP + Math.floor(i / IN_A_ROW) * ROW];
      const withAxes = i % IN_A_ROW === 0;
      return at(
        x,
        y,
        probabilityMap(step.heatmap, step.mean, { maximum, size: MAP, withAxes }),
        label(MAP / 2, MAP + 29, time(step.startSeconds), { anchor: "middle", size: 12, colour: TEXT }),
      );
    }),
    at(LEFT, height - 22, ...colourKey(maximum)),
  );
}

/** The steps that a figure of these options shows. */
function stepsShown(
  { steps, source: { durationSeconds } }: HeatmapTimeline,
  { fromSeconds = 0, toSeconds = Infinity, maps = USUAL_MAPS }: MapRowOptions,
): TimelineStep[] {
  if (!Number.isInteger(maps) || maps < 1) {
    throw new RangeError(`Cannot draw maps: their number must be a positive integer, current value is ${maps}`);
  }
  const within = steps.filter(({ startSeconds }) => startSeconds >= fromSeconds && startSeconds < toSeconds);
  if (within.length === 0) {
    throw new RangeError(
      `Cannot draw maps: a step must begin in the range, current value is ${fromSeconds} … ${toSeconds} s ` +
        `(the timeline lasts ${durationSeconds} s)`,
    );
  }
  if (maps === 1) return [within[(within.length - 1) >> 1]];
  const count = Math.min(maps, within.length);
  return Array.from({ length: count }, (_, i) => within[Math.round(i * (within.length - 1) / Math.max(1, count - 1))]);
}

function likeliest(steps: readonly TimelineStep[]): number {
  return steps.reduce((most, { heatmap }) => heatmap.reduce((high, p) => Math.max(high, p), most), 0);
}

/** Times with as many decimals as the steps need. */
function clock(stepSeconds: number): (seconds: number) => string {
  const whole = Number.isInteger(stepSeconds);
  return (seconds) => whole ? timeText(seconds) : timeText(seconds) + (seconds % 1).toFixed(2).slice(1);
}

function stepText({ startSeconds, mean }: TimelineStep, time: (seconds: number) => string): string {
  return `${time(startSeconds)}: mean arousal ${signedText(mean.arousal, 2)}, valence ${signedText(mean.valence, 2)}.`;
}

const KEY_STEPS = 10, KEY_STEP = 12;

function colourKey(maximum: number): Svg[] {
  return [
    label(0, 9, "0"),
    ...Array.from({ length: KEY_STEPS + 1 }, (_, i) =>
      element("rect", {
        x: 12 + KEY_STEP * i,
        width: KEY_STEP,
        height: 10,
        fill: amountColour(i, KEY_STEPS),
        stroke: "#d9d9d9",
      })),
    label(18 + KEY_STEP * (KEY_STEPS + 1), 9, `probability of a cell: ${maximum.toPrecision(2)}`),
  ];
}
