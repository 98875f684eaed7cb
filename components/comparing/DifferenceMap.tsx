/**
 * The map of one version less that of another, at the playhead.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { MapPicture } from "../MapPicture.tsx";
import { strings } from "../strings.ts";
import { formatTime } from "../time_axis.ts";
import { mapDifferenceScale } from "./version_difference.ts";

interface DifferenceMapProps {
  a: ReadonlySignal<HeatmapTimeline | null>;
  b: ReadonlySignal<HeatmapTimeline | null>;
  stepIndex: ReadonlySignal<number>;
  /** Names of the two versions. */
  names: readonly [string, string];
}

export function DifferenceMap({ a, b, stepIndex, names: [one, two] }: DifferenceMapProps) {
  const maximum = useComputed(() => a.value && b.value ? mapDifferenceScale(a.value, b.value) : 1);
  const time = useComputed(() => formatTime(stepIndex.value * (a.value?.stepSeconds ?? 1)));
  return (
    <MapPicture
      name={strings.comparing.difference(one, two)}
      label={useComputed(() => strings.comparing.map(time.value, one, two))}
      read={() => {
        const [step, from] = [a.value?.steps[stepIndex.value], b.value?.steps[stepIndex.value]];
        return step && from ? { heatmap: step.heatmap, from: from.heatmap, maximum: maximum.value } : null;
      }}
    />
  );
}
