/**
 * The 11×11 map of one step, and on it the mean as a ring that can be moved.
 * @module
 */
import { type ReadonlySignal, useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { cellToPoint, GRID_SIZE, type Point } from "../core/emotion/grid.ts";
import { Canvas, pixelPicture } from "./Canvas.tsx";
import { dragPointer } from "./lane_pointer.ts";
import { paintMapInto, placeToPoint, pointToPlace } from "./map_painting.ts";
import { formatCoordinate, pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { ShownTimeline, TrackSession } from "./track_session.ts";

/** How far an arrow key moves the ring: half a cell, or with Shift a tenth of that. */
const KEY_STEP = 1 / GRID_SIZE;

interface MapProps {
  session: TrackSession;
  shown: ShownTimeline;
  /** Named when two maps stand side by side. */
  name?: string;
  /** Whether the ring can be moved. */
  editable: boolean;
}

export function EmotionMap({ session, shown, name, editable }: MapProps) {
  const field = useRef<HTMLDivElement>(null), ring = useRef<HTMLDivElement>(null);
  const paintPixels = useRef(pixelPicture());
  const summary = useComputed(() => {
    const step = shown.step.value;
    if (!step) return strings.map.title;
    const likeliest = pointToWords(cellToPoint(likeliestCell(step.heatmap)));
    return strings.map.summary(pointToWords(step.mean), likeliest, formatTime(step.startSeconds));
  });
  const mean = useComputed(() => shown.step.value?.mean ?? null);

  function onPointerDown(event: PointerEvent) {
    if (!editable || event.button !== 0) return;
    event.preventDefault();
    ring.current?.focus();
    const aim = (at: PointerEvent) => {
      const { left, top, width, height } = field.current!.getBoundingClientRect();
      session.aim(placeToPoint((at.clientX - left) / width, (at.clientY - top) / height), "map-drag");
    };
    aim(event);
    dragPointer(event, field.current!, { onMove: aim });
  }

  return (
    <figure class="map">
      {name && <figcaption>{name}</figcaption>}
      <span class="map-word map-energetic">{strings.axes.energetic}</span>
      <span class="map-word map-calm">{strings.axes.calm}</span>
      <span class="map-word map-negative">{strings.axes.negative}</span>
      <span class="map-word map-positive">{strings.axes.positive}</span>
      <div ref={field} class={editable ? "map-field map-editable" : "map-field"} onPointerDown={onPointerDown}>
        <Canvas
          label={summary}
          paint={(surface) => {
            const step = shown.step.value, difference = session.differences.value?.map;
            if (!step) return;
            const maximum = difference?.maximum ?? session.mapMaximum.value;
            paintPixels.current(surface, GRID_SIZE, GRID_SIZE, (pixels) => {
              paintMapInto(pixels, step.heatmap, maximum, difference?.from);
            });
          }}
        />
        <Marker kind="path" at={useComputed(() => shown.step.value && cellToPoint(shown.step.value.path))} />
        {editable && <Marker kind="was" at={useComputed(() => predictedMean(session))} />}
        {editable ? <Ring session={session} at={mean} ringRef={ring} /> : <Marker kind="mean" at={mean} />}
      </div>
    </figure>
  );
}

function likeliestCell(heatmap: readonly number[]): number {
  return heatmap.reduce((best, p, cell) => p > heatmap[best] ? cell : best, 0);
}

/** Where the model put the mean, while something else is shown. */
function predictedMean(session: TrackSession): Point | null {
  const step = session.shown.step.value, predicted = session.reviewed.value?.steps[session.stepIndex.value];
  return predicted && step && predicted !== step ? predicted.mean : null;
}

function usePlace(element: { current: HTMLElement | null }, at: ReadonlySignal<Point | null>): void {
  useSignalEffect(() => {
    const point = at.value;
    if (!element.current) return;
    element.current.hidden = point === null;
    if (!point) return;
    const { left, top } = pointToPlace(point);
    element.current.style.left = `${100 * left}%`;
    element.current.style.top = `${100 * top}%`;
  });
}

function Marker({ kind, at }: { kind: "mean" | "path" | "was"; at: ReadonlySignal<Point | null> }) {
  const ref = useRef<HTMLSpanElement>(null);
  usePlace(ref, at);
  return <span ref={ref} class={`marker marker-${kind}`} hidden />;
}

interface RingProps {
  session: TrackSession;
  at: ReadonlySignal<Point | null>;
  ringRef: { current: HTMLDivElement | null };
}

function Ring({ session, at, ringRef }: RingProps) {
  usePlace(ringRef, at);
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
    const from = at.value;
    if (!by || !from || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = KEY_STEP * (event.shiftKey ? 0.1 : 1);
    const to = (coordinate: number, steps: number) => Math.min(0.9, Math.max(-0.9, coordinate + steps * size));
    session.aim({ valence: to(from.valence, by[0]), arousal: to(from.arousal, by[1]) }, "map-keys");
  }
  return (
    <div
      ref={ringRef}
      class="marker marker-ring"
      role="slider"
      tabIndex={0}
      hidden
      aria-roledescription={strings.map.targetRole}
      aria-label={strings.map.target}
      aria-valuemin={-1}
      aria-valuemax={1}
      aria-valuenow={useComputed(() => at.value?.valence ?? 0)}
      aria-valuetext={useComputed(() => at.value ? placeText(at.value) : "")}
      onKeyDown={onKeyDown}
    />
  );
}

function placeText(point: Point): string {
  const { arousal, valence } = strings.axes;
  return `${pointToWords(point)}; ${arousal} ${formatCoordinate(point.arousal)}, ${valence} ${
    formatCoordinate(point.valence)
  }`;
}
