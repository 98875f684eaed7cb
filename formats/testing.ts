/**
 * Timelines for tests.
 * @module
 */
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { entropyNats, heatmapMean, normalizeHeatmap } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { seededRandom } from "../core/random.ts";

/** A timeline of seeded random heatmaps, from flat ones to ones with a single peak; the last step is half a step long. */
export function randomTimeline(
  seed: number,
  { stepCount = 3, stepSeconds = 1, name = "song.mp3" } = {},
): HeatmapTimeline {
  const random = seededRandom(seed);
  const steps = Array.from({ length: stepCount }, (_, index) => {
    const sharpness = 30 * random.uniform();
    const heatmap = Array.from(
      normalizeHeatmap(Array.from({ length: CELL_COUNT }, () => Math.exp(sharpness * random.normal()))),
    );
    return {
      startSeconds: index * stepSeconds,
      heatmap,
      mean: heatmapMean(heatmap),
      entropyNats: entropyNats(heatmap),
      epistemicNats: seed % 2 ? random.uniform() : null,
      path: random.integer(CELL_COUNT),
      ...(seed % 2 ? { unfamiliarity: 2 * random.uniform() } : {}),
    };
  });
  return {
    source: {
      name,
      sha256: "0123456789abcdef".repeat(4),
      durationSeconds: Math.max(0, stepCount - 0.5) * stepSeconds,
      sampleRate: 44_100,
    },
    model: { id: "test-1", sha256: "f".repeat(64), recipe: "default" },
    stepSeconds,
    ...(seed % 3 === 0 ? { unfamiliarity: 2 * random.uniform() } : {}),
    steps,
  };
}
