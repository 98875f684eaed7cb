/**
 * A lane of one number a step, as a filled curve.
 * @module
 */
import { useComputed } from "@preact/signals";
import type { TimelineStep } from "../core/emotion/timeline.ts";
import { Canvas } from "./Canvas.tsx";
import { Lane } from "./Lane.tsx";
import { paintHidden, paintLevel } from "./lane_painters.ts";
import { sumSteps } from "./step_average.ts";
import { strings } from "./strings.ts";
import type { TrackSession } from "./track_session.ts";

/** The lane spans what occurs, at least this much: a flat curve must not look wild. */
const LEAST_SPAN_NATS = 0.4;

interface LevelLaneProps {
  session: TrackSession;
  name: string;
  hint: string;
  /** In nats. */
  read: (step: TimelineStep) => number;
}

export function LevelLane({ session, name, hint, read }: LevelLaneProps) {
  const level = useComputed(() => {
    const timeline = session.shown.timeline.value;
    if (!timeline || timeline.steps.length === 0) return null;
    const values = timeline.steps.map(read);
    const least = values.reduce((a, b) => Math.min(a, b)), most = values.reduce((a, b) => Math.max(a, b));
    const pad = Math.max(0, LEAST_SPAN_NATS - (most - least)) / 2 + 0.05 * (most - least);
    return {
      sums: sumSteps(values.length, 1, (t, out) => out[0] = values[t]),
      stepSeconds: timeline.stepSeconds,
      durationSeconds: timeline.source.durationSeconds,
      low: Math.max(0, least - pad),
      high: most + pad,
    };
  });
  const bound = (which: "low" | "high") => level.value && strings.map.nats(level.value[which].toFixed(1));
  return (
    <Lane kind="level" name={name} hint={hint} high={bound("high")} low={bound("low")}>
      <Canvas
        paint={(surface) => {
          const view = session.view.value;
          if (!level.value) return;
          paintLevel(surface, level.value, view);
          paintHidden(surface, session.hidden.value, { view, stepSeconds: level.value.stepSeconds });
        }}
      />
    </Lane>
  );
}
