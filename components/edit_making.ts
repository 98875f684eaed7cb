/**
 * Edits that are made from what stands around them: a neighbour's map, the way between two, a trace as it is drawn.
 * @module
 */
import type { Point } from "../core/emotion/grid.ts";
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import type { EditContent, TracePoint } from "../core/review/correction.ts";
import { coveredSteps } from "../core/review/covered_steps.ts";
import { MOST_TRACE_POINTS } from "../core/review/trace.ts";
import { rangeToSpan, toThousandth } from "./draft.ts";
import type { TimeRange } from "./selection.ts";

/** The map of the step just before or after a range, for all of the range; null where there is no such step. */
export function sameAsNeighbour(
  timeline: HeatmapTimeline,
  range: TimeRange,
  side: "before" | "after",
): EditContent | null {
  const { first, end } = coveredSteps(rangeToSpan(range), timeline);
  const neighbour = timeline.steps[side === "before" ? first - 1 : end];
  return neighbour ? setBetween(neighbour, neighbour) : null;
}

/** The way from the map of a range's first step to that of its last; null where nothing lies between them. */
export function interpolation(timeline: HeatmapTimeline, range: TimeRange): EditContent | null {
  const { first, end } = coveredSteps(rangeToSpan(range), timeline);
  return end - first > 2 ? setBetween(timeline.steps[first], timeline.steps[end - 1]) : null;
}

function setBetween({ heatmap: from }: TimelineStep, { heatmap: to }: TimelineStep): EditContent {
  return { kind: "set", value: { from, to } };
}

/** Seconds between two points of a trace: a hand is no faster. */
const TRACE_SECONDS = 0.1;

/**
 * A trace with one more place. What was recorded from that time on is recorded anew: whoever goes back says it again.
 * @param trace in the order of its times, in seconds from its start; it is not modified.
 */
export function extendTrace(
  trace: readonly TracePoint[],
  offsetSeconds: number,
  { valence, arousal }: Point,
): TracePoint[] {
  // Rounded down, so that it stays within the range to its end.
  const offset = Math.floor(1000 * offsetSeconds + 1e-6) / 1000, kept = trace.filter(([time]) => time < offset);
  const last = kept.at(-1);
  const tooSoon = last !== undefined && offset - last[0] < TRACE_SECONDS - 1e-9;
  if (tooSoon || kept.length >= MOST_TRACE_POINTS) return kept;
  return [...kept, [offset, toThousandth(valence), toThousandth(arousal)]];
}
