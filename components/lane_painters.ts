/**
 * What the lanes of the track page look like, apart from the strips' pixels.
 * @module
 */
import type { TimelineStep } from "../core/emotion/timeline.ts";
import type { Surface } from "./Canvas.tsx";
import type { StatusRun } from "./correcting/status_runs.ts";
import type { TilePart } from "./media/tile_view.ts";
import { averageInto, type StepSums } from "./step_average.ts";
import { axisTicks, formatTime, secondsToX, type TimeView } from "./time_axis.ts";
import { envelopeInto, type Peaks } from "./waveform_painting.ts";

/** Round times, and below them what was said of the steps: a bar, a line with a tick, a dashed line with a cross. */
export function paintRuler(
  surface: Surface,
  view: TimeView,
  { runs, stepSeconds }: { runs: readonly StatusRun[]; stepSeconds: number },
): void {
  const { context, width, height, ratio, colour } = surface, margin = 3 * ratio;
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  for (const seconds of axisTicks(view, width / ratio)) {
    const x = Math.round(secondsToX(seconds, view, width));
    context.fillStyle = colour("--line-strong");
    context.fillRect(x, height - 8 * ratio, Math.max(1, Math.round(ratio)), 8 * ratio);
    const label = formatTime(seconds);
    const labelWidth = context.measureText(label).width;
    context.fillStyle = colour("--text-muted");
    context.fillText(
      label,
      Math.min(width - labelWidth - margin, Math.max(margin, x - labelWidth / 2)),
      height / 2 - 3 * ratio,
    );
  }
  for (const { first, end, state } of runs) {
    const x = secondsToX(first * stepSeconds, view, width) + ratio;
    paintStatus(surface, state, { x, span: Math.max(ratio, secondsToX(end * stepSeconds, view, width) - ratio - x) });
  }
}

/** What state a run is in is told by shape as well as colour. */
function paintStatus(
  { context, height, ratio, colour }: Surface,
  state: StatusRun["state"],
  { x, span }: { x: number; span: number },
): void {
  const y = height - 3 * ratio, size = 3 * ratio, middle = x + span / 2;
  context.strokeStyle = context.fillStyle = colour(STATUS_COLOURS[state]);
  if (state === "corrected") return context.fillRect(x, y - size / 2, span, size);
  context.lineWidth = 1.5 * ratio;
  context.setLineDash(state === "rejected" ? [2 * ratio, 2 * ratio] : []);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + span, y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  // The tick and the cross, twice as high as the line is away from the foot.
  for (const stroke of state === "accepted" ? TICK : CROSS) {
    stroke.forEach(([dx, dy], i) =>
      context[i === 0 ? "moveTo" : "lineTo"](middle + dx * size, y + dy * size - size / 2)
    );
  }
  context.stroke();
}

const STATUS_COLOURS = { untouched: "--line-strong", corrected: "--link", accepted: "--good", rejected: "--error" };
const TICK = [[[-1, -0.4], [-0.3, 0.4], [1, -1.2]]], CROSS = [[[-1, -1], [1, 1]], [[-1, 1], [1, -1]]];

/** Steps that are hidden are covered. */
export function paintHidden(
  { context, width, height, colour }: Surface,
  hidden: readonly boolean[] | null,
  { view, stepSeconds }: { view: TimeView; stepSeconds: number },
): void {
  if (!hidden) return;
  context.fillStyle = colour("--ground-hover");
  const first = Math.max(0, Math.floor(view.startSeconds / stepSeconds));
  for (let t = first; t < hidden.length && t * stepSeconds < view.endSeconds; t++) {
    const x = Math.floor(secondsToX(t * stepSeconds, view, width));
    if (hidden[t]) context.fillRect(x, 0, Math.ceil(secondsToX((t + 1) * stepSeconds, view, width)) - x, height);
  }
}

/** @param sound.loudest sample, as tall as the lane. */
export function paintWave(
  { context, width, height, colour }: Surface,
  { parts, loudest }: { parts: readonly TilePart<Peaks>[]; loudest: number },
  view: TimeView,
): void {
  const envelope = new Float32Array(2 * width);
  envelopeInto(envelope, parts, view);
  const middle = height / 2, scale = 0.94 * middle / loudest;
  context.fillStyle = colour("--wave");
  for (let x = 0; x < width; x++) {
    const top = middle - envelope[2 * x + 1] * scale, bottom = middle - envelope[2 * x] * scale;
    if (bottom >= top) context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
}

interface Level {
  sums: StepSums;
  stepSeconds: number;
  durationSeconds: number;
  /** Values at the bottom and the top of the lane. */
  low: number;
  high: number;
}

/** One value over time as a filled curve. */
export function paintLevel({ context, width, height, ratio, colour }: Surface, level: Level, view: TimeView): void {
  const value = new Float64Array(1), secondsPerPixel = (view.endSeconds - view.startSeconds) / width;
  context.fillStyle = colour("--level");
  for (let x = 0; x < width; x++) {
    const from = view.startSeconds + x * secondsPerPixel, to = Math.min(from + secondsPerPixel, level.durationSeconds);
    if (!averageInto(value, level.sums, from / level.stepSeconds, to / level.stepSeconds)) continue;
    const share = Math.min(1, Math.max(0, (value[0] - level.low) / (level.high - level.low)));
    const top = Math.min(height - ratio, Math.round((1 - share) * height));
    context.fillRect(x, top, 1, height - top);
  }
}

/** A line with one level a step, drawn light on a dark edge so that it shows on any colour. */
export function paintStepLine(
  { context, width, height, ratio }: Surface,
  steps: readonly TimelineStep[],
  { view, stepSeconds, read, dashed }: {
    view: TimeView;
    stepSeconds: number;
    /** Coordinate of a step in [-1, 1]: -1 is the bottom of the lane. */
    read: (step: TimelineStep) => number;
    dashed: boolean;
  },
): void {
  const first = Math.max(0, Math.floor(view.startSeconds / stepSeconds) - 1);
  const last = Math.min(steps.length, Math.ceil(view.endSeconds / stepSeconds) + 1);
  context.beginPath();
  for (let t = first; t < last; t++) {
    const x = secondsToX((t + 0.5) * stepSeconds, view, width), y = (1 - read(steps[t])) / 2 * height;
    if (t === first) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.lineJoin = "round";
  context.setLineDash(dashed ? [3 * ratio, 3 * ratio] : []);
  for (const [style, thickness] of [["rgb(0 0 0 / 0.75)", 3.5], ["white", 1.5]] as const) {
    context.strokeStyle = style;
    context.lineWidth = thickness * ratio;
    context.stroke();
  }
  context.setLineDash([]);
}
