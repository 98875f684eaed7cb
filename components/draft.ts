/**
 * A correction in the making: it is previewed as the correction it would be, and survives a reload.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { applyCorrections } from "../core/review/apply.ts";
import type { EditContent, MapEdit, TracePoint } from "../core/review/correction.ts";
import { rangeBetween, rangeOver, type StepAxis, type TimeRange } from "./selection.ts";

export interface Draft {
  range: TimeRange | null;
  /** What is to become of the maps of the range; null until it was said. */
  edit: EditContent | null;
  /** What it was made with. */
  tool: string;
  /** How sure the annotator is, 0 … 1. */
  confidence: number;
  comment: string;
}

export const NO_DRAFT: Draft = { range: null, edit: null, tool: "", confidence: 1, comment: "" };

/** Finer than any hand, and short to send. */
export function toThousandth(value: number): number {
  return Math.round(1000 * value) / 1000;
}

/** A draft that was kept as JSON; of an earlier version what there is in it of today's. */
export function readDraft(json: string | null): Draft {
  try {
    const { range, edit, tool, confidence, comment } = { ...NO_DRAFT, ...JSON.parse(json ?? "null") };
    return { range, edit, tool, confidence, comment };
  } catch {
    return NO_DRAFT;
  }
}

/** The draft for another range. What was recorded stays at its time: what falls outside is there again once the range holds it. */
export function overRange(draft: Draft, range: TimeRange): Draft {
  const { edit, range: before } = draft;
  if (edit?.kind !== "trace" || !before) return { ...draft, range };
  const shift = before.startSeconds - range.startSeconds;
  if (shift === 0) return { ...draft, range };
  const value = edit.value.map(([seconds, ...place]): TracePoint => [toThousandth(seconds + shift), ...place]);
  return { ...draft, range, edit: { kind: "trace", value } };
}

/** The whole steps in which a trace was recorded; the draft's range if it has none. */
export function recordedRange({ edit, range }: Draft, axis: StepAxis): TimeRange | null {
  if (edit?.kind !== "trace" || !range || edit.value.length === 0) return range;
  const [first, last] = [edit.value[0], edit.value.at(-1)!].map(([seconds]) => range.startSeconds + seconds);
  // A point holds from its time on: on the border of two steps it is of the second.
  return rangeOver(rangeBetween(first, first, axis), rangeBetween(last, last, axis));
}

/** What a draft says, as it is sent; null if it asks for nothing. */
export function draftToEdit(
  { range, edit, tool, confidence, comment }: Draft,
): Omit<MapEdit, "id" | "annotator"> | null {
  if (!range || !edit) return null;
  const said = { ...rangeToSpan(range), confidence, tool, ...(comment === "" ? {} : { comment }) };
  if (edit.kind !== "trace") return { ...edit, ...said };
  const value = cropTrace(edit.value, said.durationSeconds);
  return value.length > 0 ? { kind: "trace", value, ...said } : null;
}

/** The points from 0 to the end, and what held before them; none if all was recorded before or after. */
function cropTrace(trace: readonly TracePoint[], durationSeconds: number): TracePoint[] {
  if (trace.length === 0 || trace.at(-1)![0] < 0) return [];
  const first = trace.findIndex(([seconds]) => seconds > 0), before = trace.at(first < 0 ? -1 : first - 1);
  const within = trace.filter(([seconds]) => seconds > 0 && seconds < durationSeconds);
  return before && first !== 0 ? [[0, before[1], before[2]], ...within] : within;
}

export function rangeToSpan({ startSeconds, endSeconds }: TimeRange) {
  return { timeSeconds: startSeconds, durationSeconds: endSeconds - startSeconds };
}

/** A timeline with a draft on it; the same one if the draft asks for nothing, or nothing can be applied yet. */
export function withDraft(
  timeline: HeatmapTimeline,
  draft: Draft,
  { apply }: { apply: typeof applyCorrections | null },
): HeatmapTimeline {
  const edit = draftToEdit(draft);
  return edit && apply ? apply(timeline, [{ ...edit, id: "draft", annotator: "" } as MapEdit]) : timeline;
}
