/**
 * A correction in the making: it is previewed as the correction it would be, and survives a reload.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { applyCorrections } from "../core/review/apply.ts";
import type { EditContent, MapEdit } from "../core/review/correction.ts";
import type { TimeRange } from "./selection.ts";

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

/** A draft that was kept as JSON; of an earlier version what there is in it of today's. */
export function readDraft(json: string | null): Draft {
  const { range, edit, tool, confidence, comment } = { ...NO_DRAFT, ...JSON.parse(json ?? "null") };
  return { range, edit, tool, confidence, comment };
}

/** What a draft says, as it is sent; null if it asks for nothing. */
export function draftToEdit(
  { range, edit, tool, confidence, comment }: Draft,
): Omit<MapEdit, "id" | "annotator"> | null {
  if (!range || !edit) return null;
  return { ...edit, ...rangeToSpan(range), confidence, tool, ...(comment === "" ? {} : { comment }) };
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
