/**
 * Traces over a strip: lines through the middles of steps, broken where a trace says nothing.
 * @module
 */
import type { Surface } from "../Canvas.tsx";
import type { Axis } from "../strip_painting.ts";
import { secondsToX, type TimeView } from "../time_axis.ts";
import type { Trace } from "./traces.ts";

export function paintTraces(
  surface: Surface,
  traces: readonly Trace[],
  { axis, view }: { axis: Axis; view: TimeView },
): void {
  const { context, ratio } = surface;
  context.lineJoin = context.lineCap = "round";
  for (const trace of traces) {
    tracePath(surface, trace, { axis, view });
    for (const [style, thickness] of [["rgb(0 0 0 / 0.75)", 4.5], [trace.colour, 2.25]] as const) {
      context.strokeStyle = style;
      context.lineWidth = thickness * ratio;
      context.setLineDash(trace.dashed && style === trace.colour ? [6 * ratio, 3 * ratio] : []);
      context.stroke();
    }
  }
  context.setLineDash([]);
}

function tracePath(
  { context, width, height, ratio }: Surface,
  { means, stepSeconds }: Trace,
  { axis, view }: { axis: Axis; view: TimeView },
): void {
  const first = Math.max(0, Math.floor(view.startSeconds / stepSeconds) - 1);
  const last = Math.min(means.length, Math.ceil(view.endSeconds / stepSeconds) + 1);
  context.beginPath();
  for (let t = first; t < last; t++) {
    const mean = means[t];
    if (!mean) continue;
    const x = secondsToX((t + 0.5) * stepSeconds, view, width), y = (1 - mean[axis]) / 2 * height;
    if (t > first && means[t - 1]) context.lineTo(x, y);
    else context.moveTo(x, y);
    // A single step is a dot.
    if (!means[t - 1] && !means[t + 1]) context.lineTo(x + ratio / 2, y);
  }
}
