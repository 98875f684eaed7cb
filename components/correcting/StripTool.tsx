/**
 * What the tools put upon a strip: the brush within the selection, and the trace that is being recorded.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Point } from "../../core/emotion/grid.ts";
import { dragPointer } from "../lane_pointer.ts";
import type { Axis } from "../strip_painting.ts";
import type { Bench } from "./bench.tsx";

interface StripToolProps {
  bench: Bench;
  axis: Axis;
}

export function StripTool({ bench, axis }: StripToolProps) {
  const { session, tool, place } = bench.correcting;
  const paints = useComputed(() =>
    tool.value === "brush" && place.value === null && session.draft.value.range !== null &&
    session.shown.step.value !== null
  );
  return (
    <div class="strip-tool">
      {paints.value && <StripBrush bench={bench} axis={axis} />}
      <StripTrace bench={bench} axis={axis} />
    </div>
  );
}

function StripBrush({ bench, axis }: StripToolProps) {
  const ref = useRef<HTMLDivElement>(null), { session } = bench.correcting;
  useSignalEffect(() => {
    const { range } = session.draft.value, { startSeconds, endSeconds } = session.view.value;
    if (!range || !ref.current) return;
    const span = endSeconds - startSeconds;
    ref.current.style.left = `${100 * (range.startSeconds - startSeconds) / span}%`;
    ref.current.style.width = `${100 * (range.endSeconds - range.startSeconds) / span}%`;
  });
  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    event.preventDefault();
    const pointOf = ({ clientY }: PointerEvent): Point => {
      const { top, height } = ref.current!.getBoundingClientRect();
      const coordinate = 1 - 2 * Math.min(1, Math.max(0, (clientY - top) / height));
      return { valence: 0, arousal: 0, [axis]: coordinate };
    };
    const stroke = { down: event.altKey, shape: axis, tool: "strip-brush" };
    let last = pointOf(event);
    bench.paint([last], stroke);
    dragPointer(event, ref.current!, { onMove: (at) => last = bench.paintAlong(last, pointOf(at), stroke) });
  }
  return <div ref={ref} class="strip-brush" onPointerDown={onPointerDown} />;
}

function StripTrace({ bench, axis }: StripToolProps) {
  const line = useRef<SVGPolylineElement>(null), { session } = bench.correcting;
  useSignalEffect(() => {
    const { edit, range } = session.draft.value, { startSeconds, endSeconds } = session.view.value;
    const span = endSeconds - startSeconds, from = range?.startSeconds ?? 0;
    const points = edit?.kind !== "trace" ? [] : edit.value.filter(([t]) => {
      const x = (from + t - startSeconds) / span;
      return x >= 0 && x <= 1;
    });
    const places = points.map(([t, valence, arousal]) =>
      `${(from + t - startSeconds) / span},${(1 - (axis === "arousal" ? arousal : valence)) / 2}`
    );
    line.current?.setAttribute("points", places.join(" "));
  });
  return (
    <svg class="strip-trace" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      <polyline ref={line} />
    </svg>
  );
}
