/**
 * How far two versions lie apart over time.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { type DistanceMeasure, FURTHEST_NATS } from "../../core/review/comparison.ts";
import { Canvas } from "../Canvas.tsx";
import { Lane } from "../Lane.tsx";
import { paintLevel } from "../lane_painters.ts";
import { sumSteps } from "../step_average.ts";
import { strings } from "../strings.ts";
import type { TimeView } from "../time_axis.ts";
import type { Comparison } from "./comparison.ts";

/** The lane spans at least this: small differences must not look wild. A twentieth of all there can be, half a cell. */
const LEAST_SPAN: Record<DistanceMeasure, number> = { js: FURTHEST_NATS / 20, emd: 1 / 11 };

export function DistanceLane({ comparison, view }: { comparison: Comparison; view: ReadonlySignal<TimeView> }) {
  const level = useComputed(() => {
    const distances = comparison.distances.value, least = LEAST_SPAN[comparison.measure.value];
    return distances && {
      // What is not known yet is small: the largest are measured first.
      sums: sumSteps(distances.length, 1, (t, out) => out[0] = distances[t] || 0),
      stepSeconds: comparison.stepSeconds.value,
      durationSeconds: comparison.durationSeconds.value,
      low: 0,
      high: distances.reduce((most, distance) => distance > most ? distance : most, least),
    };
  });
  const measure = comparison.measure.value;
  return (
    <Lane
      kind="level"
      name={strings.comparing.lane}
      hint={strings.comparing.measureHints[measure]}
      high={level.value && distanceText(level.value.high, measure)}
      low={distanceText(0, measure)}
    >
      <Canvas paint={(surface) => level.value && paintLevel(surface, level.value, view.value)} />
    </Lane>
  );
}

function distanceText(distance: number, measure: DistanceMeasure): string {
  return measure === "js" ? `${(100 * distance / FURTHEST_NATS).toFixed(0)} %` : distance.toFixed(distance > 0 ? 2 : 0);
}
