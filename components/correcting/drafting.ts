/**
 * Edits that the tools make on the draft of a session.
 * @module
 */
import type { Point } from "../../core/emotion/grid.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import type { EditContent, PaintCorrection, Reshape } from "../../core/review/correction.ts";
import { addNats } from "../../core/review/paint.ts";
import { overRange } from "../draft.ts";
import { extendTrace, interpolation, sameAsNeighbour } from "../edit_making.ts";
import { rangeBetween, rangeHolds, rangeOver, type TimeRange } from "../selection.ts";
import type { TrackSession } from "../track_session.ts";

export function createDrafting(session: TrackSession) {
  const { draft } = session;

  /** Draft what is made of the corrected timeline; false if nothing is. */
  function proposeFrom(
    make: (timeline: HeatmapTimeline, range: TimeRange) => EditContent | null,
    tool: string,
  ): boolean {
    const { value: saved } = session.saved, edit = saved && make(saved, session.rangeOrStep());
    if (edit) session.propose(edit, tool);
    return edit !== null;
  }

  return {
    /** Add a stroke of the brush to those of this draft. */
    paint(stroke: PaintCorrection["value"], tool: string): void {
      const { edit } = draft.value;
      session.propose({ kind: "paint", value: addNats(edit?.kind === "paint" ? edit.value : [], stroke) }, tool);
    },
    reshape: (value: Reshape, tool: string) => session.propose({ kind: "reshape", value }, tool),
    /** The corrected map of the step before or after, for all of the range; false if there is none. */
    copyNeighbour: (side: "before" | "after", tool: string) =>
      proposeFrom((timeline, range) => sameAsNeighbour(timeline, range, side), tool),
    /** Evenly from the corrected map of the range's first step to that of its last; false if nothing lies between. */
    interpolate: (tool: string) => proposeFrom(interpolation, tool),
    /**
     * Record where it is heard at the playhead. False outside of the range.
     * @param grows whether the range is whatever has been recorded, instead of a selection.
     */
    trace(place: Point, tool: string, { grows }: { grows: boolean }): boolean {
      const seconds = session.playhead.value, now = rangeBetween(seconds, seconds, session.axis.value);
      const { range } = draft.value, within = range ? grows ? rangeOver(range, now) : range : now;
      if (!rangeHolds(within, seconds)) return false;
      const { edit } = overRange(draft.value, within), recorded = edit?.kind === "trace" ? edit.value : [];
      const value = extendTrace(recorded, seconds - within.startSeconds, place);
      draft.value = { ...draft.value, range: within, edit: { kind: "trace", value }, tool };
      session.showCorrected.value = true;
      session.whose.value = "all";
      return true;
    },
  };
}
