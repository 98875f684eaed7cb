/**
 * The one way from corrections to a corrected timeline.
 * @module
 */
import { entropyNats, type Heatmap, heatmapMean } from "../emotion/heatmap.ts";
import type { HeatmapTimeline } from "../emotion/timeline.ts";
import { type CorrectionEvent, isMapEdit, type MapEdit, standing } from "./correction.ts";
import { coveredSteps } from "./covered_steps.ts";
import { geodesicHeatmap, shareOfWay } from "./geodesic.ts";
import { moveHeatmap } from "./move.ts";
import { paintHeatmap } from "./paint.ts";
import { reshapeHeatmap } from "./reshape.ts";
import { traceMean } from "./trace.ts";

/** When the step is that a map belongs to. */
export interface StepTime {
  startSeconds: number;
  stepSeconds: number;
}

/** What a correction makes of the map of a step that it covers; the very same map where it says nothing of it. */
export function editHeatmap(edit: MapEdit, heatmap: Heatmap, { startSeconds, stepSeconds }: StepTime): Heatmap {
  switch (edit.kind) {
    case "move":
      return moveHeatmap(heatmap, edit.value);
    case "paint":
      return paintHeatmap(heatmap, edit.value);
    case "reshape":
      return reshapeHeatmap(heatmap, edit.value);
    case "set":
      return geodesicHeatmap(edit.value.from, edit.value.to, shareOfWay(startSeconds, stepSeconds, edit));
    case "trace": {
      const from = startSeconds - edit.timeSeconds, end = Math.min(from + stepSeconds, edit.durationSeconds);
      const mean = traceMean(edit.value, from, end);
      return mean ? moveHeatmap(heatmap, mean) : heatmap;
    }
  }
}

/** A loop, as `Array.from` would take half of all the time. */
function toList(map: Heatmap): number[] {
  const list = new Array<number>(map.length);
  for (let i = 0; i < map.length; i++) list[i] = map[i];
  return list;
}

/**
 * The timeline as corrected: later corrections act on what earlier ones left. Steps that none has changed are the same
 * objects; the model's path and what it does not know stay the model's.
 */
export function applyCorrections(timeline: HeatmapTimeline, events: readonly CorrectionEvent[]): HeatmapTimeline {
  const applying = applyingCorrections(timeline, events);
  for (;;) {
    const { done, value } = applying.next();
    if (done) return value;
  }
}

/** Maps that are edited between two pauses: some tens of milliseconds of the slowest edit. */
const MAPS_A_PAUSE = 256;

/** {@link applyCorrections} with pauses, for who has other things to do meanwhile. */
export function* applyingCorrections(
  timeline: HeatmapTimeline,
  events: readonly CorrectionEvent[],
): Generator<void, HeatmapTimeline> {
  const maps = new Map<number, Heatmap>();
  for (const edit of standing(events).filter(isMapEdit)) {
    const { first, end } = coveredSteps(edit, timeline);
    for (let from = first; from < end; from += MAPS_A_PAUSE) {
      editInto(maps, edit, { timeline, first: from, end: Math.min(end, from + MAPS_A_PAUSE) });
      yield;
    }
  }
  const steps = timeline.steps.slice();
  for (const [t, map] of maps) {
    steps[t] = { ...steps[t], heatmap: toList(map), mean: heatmapMean(map), entropyNats: entropyNats(map) };
  }
  return { ...timeline, steps };
}

/** Writes the maps of steps `first` … `end - 1` that an edit changes. */
function editInto(
  maps: Map<number, Heatmap>,
  edit: MapEdit,
  { timeline: { steps, stepSeconds }, first, end }: { timeline: HeatmapTimeline; first: number; end: number },
): void {
  for (let t = first; t < end; t++) {
    const before = maps.get(t) ?? steps[t].heatmap;
    const after = editHeatmap(edit, before, { startSeconds: steps[t].startSeconds, stepSeconds });
    if (after !== before) maps.set(t, after);
  }
}
