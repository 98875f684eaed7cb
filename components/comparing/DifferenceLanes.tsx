/**
 * Where one version is likelier than the other, over time: two strips in the colours of differences.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { GRID_SIZE } from "../../core/emotion/grid.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { Canvas, pixelPicture } from "../Canvas.tsx";
import { Lane } from "../Lane.tsx";
import { strings } from "../strings.ts";
import { type Axis, paintStripInto } from "../strip_painting.ts";
import type { TimeView } from "../time_axis.ts";
import { differenceStrip } from "./version_difference.ts";

interface DifferenceLanesProps {
  a: ReadonlySignal<HeatmapTimeline | null>;
  b: ReadonlySignal<HeatmapTimeline | null>;
  view: ReadonlySignal<TimeView>;
}

export function DifferenceLanes(props: DifferenceLanesProps) {
  return (
    <>
      <DifferenceLane axis="arousal" {...props} />
      <DifferenceLane axis="valence" {...props} />
    </>
  );
}

function DifferenceLane({ a, b, view, axis }: DifferenceLanesProps & { axis: Axis }) {
  const paintPixels = useRef(pixelPicture());
  const painted = useComputed(() => a.value && b.value && differenceStrip(a.value, b.value, axis));
  const [low, high] = axis === "arousal"
    ? [strings.axes.calm, strings.axes.energetic]
    : [strings.axes.negative, strings.axes.positive];
  return (
    <Lane kind="strip" name={strings.axes[axis]} hint={strings.comparing.differenceHint} high={high} low={low}>
      <Canvas
        paint={(surface) => {
          if (!painted.value) return;
          const { strip, difference } = painted.value, { width } = surface;
          paintPixels.current(surface, width, GRID_SIZE, (pixels) => {
            paintStripInto(pixels, strip, { view: view.value, width, difference });
          });
        }}
      />
    </Lane>
  );
}
