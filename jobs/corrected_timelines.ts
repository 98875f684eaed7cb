/**
 * Stored timelines as they stand with their corrections. Those looked at last are kept, and none is worked out twice at a time.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { applyingCorrections } from "../core/review/apply.ts";
import type { CorrectionEvent } from "../core/review/correction.ts";
import { readTimelineJson } from "../formats/timeline_json.ts";
import type { BlobFiles } from "../store/blobs.ts";

/** Timelines that are kept: some 10 MB for two hours each. */
const MOST_KEPT = 4;

const kept = new WeakMap<BlobFiles, Map<string, Promise<HeatmapTimeline>>>();

/**
 * The timeline of a blob with all events of its track; without events as its model made it. It is shared: not to be modified.
 * The server answers others while it is made.
 * @param of.events as they are listed: none is ever changed, so their number says which they are.
 */
export function correctedTimeline(
  blobs: BlobFiles,
  { trackId, sha256, events }: { trackId: string; sha256: string; events: readonly CorrectionEvent[] },
): Promise<HeatmapTimeline> {
  const own = kept.get(blobs) ?? new Map<string, Promise<HeatmapTimeline>>(),
    key = `${trackId} ${sha256} ${events.length}`;
  const timeline = own.get(key) ?? make();
  kept.set(blobs, own);
  own.delete(key);
  own.set(key, timeline);
  timeline.catch(() => own.delete(key));
  if (own.size > MOST_KEPT) own.delete(own.keys().next().value!);
  return timeline;

  async function make(): Promise<HeatmapTimeline> {
    if (events.length === 0) return readTimelineJson(await Deno.readTextFile(blobs.path(sha256)));
    const applying = applyingCorrections(await correctedTimeline(blobs, { trackId, sha256, events: [] }), events);
    for (;;) {
      const { done, value } = applying.next();
      if (done) return value;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
}
